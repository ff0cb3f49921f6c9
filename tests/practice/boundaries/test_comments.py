"""Short words beside an agreement: to oneself, to the therapist, to both."""

from __future__ import annotations

import pytest

from tests.practice.boundaries import story
from troth.practice.boundaries import actions, comment_actions, queries
from troth.practice.boundaries.models import Comment
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.people import actions as people
from troth.practice.people.states import Stage
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import Audience
from troth.practice.safety import actions as safety
from troth.practice.safety.states import NEUTRAL_SENTENCE

pytestmark = pytest.mark.django_db
WORDS = "Could it be half an hour?"


def page_of(actor, agreement):
    return actor.client.get(f"/agreements/{agreement.pk}/").content.decode()


def care_page_of(dana, agreement):
    return dana.client.get(f"/couples/{agreement.couple_id}/agreements/{agreement.pk}/").content.decode()


@pytest.mark.parametrize(
    ("audience", "bob_reads", "dana_reads"),
    [(Audience.ME, False, False), (Audience.THERAPIST, False, True), (Audience.COUPLE, True, True)],
)
def test_a_comment_is_read_by_whom_its_author_chose(
    talking, alice, bob, dana, audience, bob_reads, dana_reads
):
    story.say(alice, talking, WORDS, audience)
    assert WORDS in page_of(alice, talking)
    assert (WORDS in page_of(bob, talking)) is bob_reads
    assert (WORDS in care_page_of(dana, talking)) is dana_reads


def test_a_thread_tells_who_said_what_about_which_wording_the_oldest_first(talking, alice, bob, dana):
    story.say(alice, talking, WORDS, about=1)
    story.say(bob, talking, "Let me sleep on it")
    story.say(dana, talking, "Take your time")
    told = queries.agreement_page(bob.viewer, talking).comments
    assert [(one.by, one.about, one.text, one.is_mine) for one in told] == [
        ("Alice", 1, WORDS, False),
        ("Bob", 0, "Let me sleep on it", True),
        (dana.viewer.display_name, 0, "Take your time", False),
    ]
    assert "about wording 1" in page_of(bob, talking)
    assert f"{dana.viewer.display_name}, " in page_of(alice, talking)


@pytest.mark.parametrize("audience", [Audience.ME, Audience.THERAPIST])
def test_what_is_not_for_the_other_changes_no_byte_for_them(talking, alice, bob, audience):
    before = story.seen_by(bob, talking)
    story.say(alice, talking, WORDS, audience, about=1)
    assert story.seen_by(bob, talking) == before


def test_on_the_page_it_is_kept_for_whom_it_is_chosen(talking, alice):
    url = f"/agreements/{talking.pk}/comment/"
    sent = {"text": WORDS, "about": "1", "audience": "therapist"}
    assert alice.client.post(url, sent).url == f"/agreements/{talking.pk}/"
    said = Comment.objects.get()
    assert (said.text, said.about, said.audience, said.protected) == (WORDS, 1, "therapist", True)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "x" * 601}, "at most 600 characters"),
        ({"audience": ""}, "This field is required."),
        ({"audience": "note"}, "Select a valid choice."),
        ({"about": "7"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_kept_comes_back_with_what_was_typed(talking, alice, changed, reason):
    sent = {"text": WORDS, "about": "0", "audience": "couple", **changed}
    answer = alice.client.post(f"/agreements/{talking.pk}/comment/", sent)
    body = answer.content.decode()
    assert (answer.status_code, reason in body, sent["text"] in body) == (409, True, True)
    assert "Look at what is marked below" in body
    assert not Comment.objects.exists()


def test_the_action_itself_refuses_what_the_form_would(talking, alice, dana):
    with pytest.raises(Refused, match="Write a few words first"):
        story.say(alice, talking, "  ")
    with pytest.raises(Refused, match="601 characters, and 600 fit"):
        story.say(alice, talking, "x" * 601)
    with pytest.raises(Refused, match="Choose who may read it"):
        story.say(alice, talking, WORDS, Audience.SEALED)
    with pytest.raises(Absent):
        story.say(alice, talking, WORDS, about=7)
    with pytest.raises(Absent):
        story.say(dana, talking, WORDS, Audience.THERAPIST)
    assert not Comment.objects.exists()


def test_behind_a_closed_door_nothing_is_said_to_both_and_ones_own_words_stay(talking, alice, bob, dana):
    story.say(alice, talking, "ALICE-SAID")
    story.say(dana, talking, "DANA-SAID")
    safety.close_for_myself(actor=bob.viewer)
    assert ("ALICE-SAID" in page_of(alice, talking), "ALICE-SAID" in page_of(bob, talking)) == (True, False)
    assert "DANA-SAID" not in page_of(alice, talking) + page_of(bob, talking)
    answer = alice.client.post(
        f"/agreements/{talking.pk}/comment/", {"text": WORDS, "about": "0", "audience": "couple"}
    )
    body = answer.content.decode()
    assert (answer.status_code, NEUTRAL_SENTENCE in body, WORDS in body) == (409, True, True)
    assert story.say(alice, talking, WORDS, Audience.THERAPIST).submitted_at is not None
    assert WORDS in care_page_of(dana, talking)


def test_after_the_end_one_writes_for_oneself_or_the_therapist_alone(standing, alice, bob):
    actions.withdraw(actor=bob.viewer, agreement=standing)
    with pytest.raises(Refused, match="no longer in force"):
        story.say(alice, standing, WORDS)
    assert 'value="couple"' not in page_of(alice, standing)
    assert story.say(alice, standing, WORDS, Audience.ME).audience == "me"


def test_only_its_author_takes_a_comment_back_and_nothing_of_it_is_kept(talking, alice, bob, dana):
    said, care = story.say(alice, talking, WORDS), story.say(dana, talking, "Take your time")
    for actor, comment in ((bob, said), (dana, said), (alice, care)):
        with pytest.raises(Absent):
            comment_actions.take_comment_back(actor=actor.viewer, comment=comment)
    assert bob.client.post(f"/agreements/{talking.pk}/comment/{said.pk}/back/").status_code == 404
    assert alice.client.post(f"/agreements/{talking.pk}/comment/{said.pk}/back/").status_code == 302
    url = f"/couples/{talking.couple_id}/agreements/{talking.pk}/comment/{care.pk}/back/"
    assert dana.client.post(url).status_code == 302
    assert not Comment.objects.exists()
    events = AuditEvent.objects.filter(event__startswith="agreement.comment").order_by("sequence")
    assert [event.event for event in events] == ["agreement.commented"] * 2 + [
        "agreement.comment-taken-back"
    ] * 2


def test_the_therapist_writes_to_both_on_the_page(talking, alice, dana):
    url = f"/couples/{talking.couple_id}/agreements/{talking.pk}/comment/"
    refused = dana.client.post(url, {"text": "", "about": "0"})
    assert (refused.status_code, "Look at what is marked below" in refused.content.decode()) == (409, True)
    assert dana.client.post(url, {"text": WORDS, "about": "1", "audience": "me"}).status_code == 302
    assert WORDS in page_of(alice, talking), "a therapist’s word is for both, whatever is sent along"


def test_nobody_else_says_anything(talking, charlie, erin, frank):
    for actor in (charlie, erin, frank):
        with pytest.raises(Absent):
            story.say(actor, talking, WORDS)


def test_erasing_takes_ones_own_comments_and_leaves_the_therapists(talking, alice, dana):
    story.say(alice, talking, WORDS)
    story.say(dana, talking, "Take your time")
    assert WORDS in privacy.export_own_data(actor=alice.viewer).decode()
    privacy.erase_person(actor=alice.viewer)
    assert [one.text for one in Comment.objects.all()] == ["Take your time"]


def test_who_has_left_with_the_couples_end_comments_no_more(talking, alice, dana, open_door):
    people.move_stage(actor=dana.viewer, couple=open_door, stage=Stage.ENDED)
    with pytest.raises(Absent):
        story.say(alice, talking, WORDS, Audience.ME)
