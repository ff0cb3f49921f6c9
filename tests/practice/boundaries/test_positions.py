"""Each writes alone; both sides open together, and the page says no more than the two have marked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.practice.boundaries import story
from tests.practice.boundaries.story import TOPIC
from troth.practice.boundaries import actions, queries
from troth.practice.boundaries.models import Comparison, Position
from troth.practice.common.errors import Absent, Refused
from troth.practice.safety import actions as safety
from troth.practice.safety.states import NEUTRAL_SENTENCE

pytestmark = pytest.mark.django_db
PAGE = f"/agreements/topic/{TOPIC}/"


def body(actor, url=PAGE):
    return actor.client.get(url).content.decode()


def test_a_draft_is_its_authors_alone_until_both_have_handed_in(open_door, alice, bob, dana):
    care = f"/couples/{open_door.pk}/agreements/"
    actions.save_position(actor=alice.viewer, topic=TOPIC, said=story.side(need="ALICE-NEEDS"))
    assert "ALICE-NEEDS" in body(alice), "the leak must be possible"
    assert "ALICE-NEEDS" not in body(bob) + body(dana, care)
    actions.hand_in_position(actor=alice.viewer, topic=TOPIC)
    assert "ALICE-NEEDS" in body(dana, care)
    assert "ALICE-NEEDS" not in body(bob)
    story.hand_in(bob, need="BOB-NEEDS")
    assert "ALICE-NEEDS" in body(bob)
    assert "BOB-NEEDS" in body(alice)


def test_nobody_else_ever_reads_a_position(opened, charlie, erin, frank):
    assert "I need calm evenings" not in body(charlie)
    for actor in (erin, frank):
        assert actor.client.get(f"/couples/{opened.pk}/agreements/").status_code == 404


def test_a_draft_is_kept_behind_a_closed_door_and_handed_in_only_once_it_opens(couple, alice, dana, bob):
    actions.save_position(actor=alice.viewer, topic=TOPIC, said=story.side())
    with pytest.raises(Refused, match=r"^Work together is not open"):
        actions.hand_in_position(actor=alice.viewer, topic=TOPIC)
    assert Position.objects.get().submitted_at is None
    assert "Hand it in" not in body(alice)
    story_page = body(alice)
    assert NEUTRAL_SENTENCE in story_page
    assert "I need calm evenings" in story_page


def test_opened_sides_are_closed_with_the_door(opened, alice, bob, dana):
    assert "I need calm evenings" in body(bob)
    safety.close_for_myself(actor=alice.viewer)
    assert "I need calm evenings" not in body(bob)
    assert NEUTRAL_SENTENCE in body(bob)


@pytest.mark.parametrize(
    ("left_out", "words"),
    [("need", "what you need"), ("ask", "what you ask for"), ("firm", "how firm you are about it")],
)
def test_a_side_that_is_handed_in_says_what_is_needed(open_door, alice, left_out, words):
    with pytest.raises(Refused, match=f"^Still missing: {words}"):
        story.hand_in(alice, **{left_out: ""})


def test_what_was_handed_in_stays_as_it_is(open_door, alice):
    story.hand_in(alice)
    with pytest.raises(Refused, match="so it stays as it is"):
        actions.save_position(actor=alice.viewer, topic=TOPIC, said=story.side(need="Other"))
    assert Position.objects.get().said["need"] == "I need calm evenings"


def test_a_new_pair_can_be_written_after_the_first_has_opened(opened, alice, bob):
    story.hand_in(alice, need="LATER-NEED")
    assert "LATER-NEED" not in body(bob)
    story.hand_in(bob)
    assert "LATER-NEED" in body(bob)
    assert sorted(Position.objects.values_list("round", flat=True)) == [1, 1, 2, 2]


def test_how_firm_each_is_stands_side_by_side(open_door, alice, bob):
    story.hand_in(alice, firm="must")
    story.hand_in(bob, firm="wish")
    page = queries.topic_page(alice.viewer, TOPIC)
    assert [(side.name, side.firm) for side in page.sides] == [("Alice", "a must for me"), ("Bob", "a wish")]
    assert page.firmness.startswith("You are not equally firm")


@pytest.mark.parametrize(
    ("mine", "theirs", "told"),
    [
        ("alike", "alike", "Both of you marked: the same."),
        ("alike", "close", "Close: both of you find it the same or close."),
        ("close", "close", "Close: both of you find it the same or close."),
        ("apart", "alike", "One of you marked apart. Ask what it is about."),
        ("apart", "apart", "Both of you marked: apart."),
    ],
)
def test_nearness_is_what_both_marked_and_never_a_likeness_of_texts(opened, alice, bob, mine, theirs, told):
    marks = dict.fromkeys(("need", "ask", "offer"), "alike")
    actions.mark_nearness(actor=alice.viewer, topic=TOPIC, marks={**marks, "ask": mine})
    assert queries.topic_page(bob.viewer, TOPIC).marks == []
    assert "Your marks are kept" not in body(bob)
    actions.mark_nearness(actor=bob.viewer, topic=TOPIC, marks={**marks, "ask": theirs})
    found = {mark.heading: mark.words for mark in queries.topic_page(bob.viewer, TOPIC).marks}
    assert found["What I ask for, concretely"] == told
    with pytest.raises(Refused, match="Both of you have marked"):
        actions.mark_nearness(actor=bob.viewer, topic=TOPIC, marks=marks)


def test_marks_come_after_both_sides_and_name_each_part(open_door, alice, bob):
    with pytest.raises(Refused, match="Both sides must lie open first"):
        actions.mark_nearness(actor=alice.viewer, topic=TOPIC, marks={})
    for actor in (alice, bob):
        story.hand_in(actor)
    with pytest.raises(Refused, match="Mark each part"):
        actions.mark_nearness(actor=alice.viewer, topic=TOPIC, marks={"need": "alike"})
    assert not Comparison.objects.exists()


def test_a_topic_that_is_not_there_is_not_there(alice):
    assert alice.client.get("/agreements/topic/weather/").status_code == 404
    with pytest.raises(Absent):
        actions.save_position(actor=alice.viewer, topic="weather", said=story.side())


def test_therapists_write_no_positions(dana):
    with pytest.raises(Absent):
        actions.save_position(actor=dana.viewer, topic=TOPIC, said=story.side())


def test_what_is_refused_on_the_page_keeps_what_was_typed(open_door, alice):
    answer = alice.client.post(PAGE, {**story.side(ask=""), "hand_in": "1"})
    assert answer.status_code == 409
    assert "Still missing: what you ask for" in answer.content.decode()
    assert "I need calm evenings" in answer.content.decode()
    assert Position.objects.get().submitted_at is None


def test_on_the_page_a_side_is_kept_and_handed_in(open_door, alice):
    assert alice.client.post(PAGE, story.side()).status_code == 302
    assert "begun, only you can read it" in body(alice, "/agreements/")
    assert alice.client.post(PAGE, {**story.side(), "hand_in": "1"}).status_code == 302
    assert "Your side is handed in" in body(alice)


def test_the_lists_ask_the_database_no_more_often_with_more_topics(open_door, alice, bob, dana):
    def statements(actor, url):
        actor.client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert actor.client.get(url).status_code == 200
        return len(captured)

    pages = [(alice, "/agreements/"), (dana, f"/couples/{open_door.pk}/agreements/")]
    for actor in (alice, bob):
        story.hand_in(actor)
    story.begin(alice)
    before = [statements(*page) for page in pages]
    for topic in ("money", "work", "intimacy"):
        for actor in (alice, bob):
            story.hand_in(actor, topic)
        story.begin(alice, topic=topic)
    assert [statements(*page) for page in pages] == before
