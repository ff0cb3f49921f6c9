from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.practice.cast import PASSWORD
from tests.practice.paper_text import text_of
from tests.practice.patterns.drawing import draw, draw_both
from tests.practice.patterns.telling import tell
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.patterns import cycle_actions as actions
from troth.practice.patterns import cycle_queries as queries
from troth.practice.patterns.models import CycleExit, CycleMap, CycleSide
from troth.practice.patterns.states import Kind, Place
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import Audience
from troth.practice.safety import actions as safety
from troth.practice.safety.states import NEUTRAL_SENTENCE

pytestmark = pytest.mark.django_db

WORDS = {place: f"words of {place}" for place in Place.values}


def main(actor, url="/cycle/") -> str:
    page = actor.client.get(url).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.split("<main")[1])


def test_both_sides_handed_in_join_into_one_picture(opened, alice, bob) -> None:
    draw_both(alice, bob, "MARK-alice", "MARK-bob")
    for actor in (alice, bob):
        page = main(actor)
        assert page.count("<rect ") == 10
        assert "MARK-alice" in page
        assert "MARK-bob" in page
        assert "<title id=" in page
        assert "<desc id=" in page


@pytest.mark.parametrize("hands_in", [False, True])
def test_the_other_s_page_is_the_same_before_both_have_handed_in(opened, alice, bob, hands_in) -> None:
    before = {url: main(bob, url) for url in ("/cycle/", "/cycle/mine/", "/together/")}
    draw(alice, "MARK-alice")
    if hands_in:
        actions.hand_in_side(actor=alice.viewer)
    assert {url: main(bob, url) for url in before} == before


def test_a_draft_is_the_author_s_alone_and_what_is_handed_in_the_therapist_s_too(opened, alice, dana) -> None:
    draw(alice, "MARK-alice")
    assert "MARK-alice" in main(alice, "/cycle/mine/")
    assert "MARK-alice" not in main(dana, f"/couples/{opened.pk}/cycle/")
    actions.hand_in_side(actor=alice.viewer)
    assert "MARK-alice" in main(dana, f"/couples/{opened.pk}/cycle/")


def test_the_picture_is_behind_the_door(opened, alice, bob) -> None:
    draw_both(alice, bob, "MARK-alice", "MARK-bob")
    safety.close_for_myself(actor=bob.viewer)
    page = main(alice)
    assert "MARK-bob" not in page
    assert "Work together is not open at the moment." in page
    assert "MARK-alice" in main(alice, "/cycle/mine/")
    draw(alice, "a new draft is still kept")
    with pytest.raises(Refused, match="Work together is not open"):
        actions.hand_in_side(actor=alice.viewer)


def test_a_side_with_a_gap_is_a_draft(opened, alice) -> None:
    actions.save_side(actor=alice.viewer, told=WORDS | {Place.BENEATH: " "})
    with pytest.raises(Refused, match="a few words in each of the five places"):
        actions.hand_in_side(actor=alice.viewer)


def test_a_side_drawn_on_two_devices_loses_no_words(opened, alice) -> None:
    phone, tablet = ({place: f"{device} {place}" for place in Place.values} for device in ("phone", "tablet"))
    seen = re.compile(r'name="seen" value="(\w*)"')
    empty = seen.search(main(alice, "/cycle/mine/"))[1]
    assert alice.client.post("/cycle/mine/", phone | {"seen": empty}).url == "/cycle/"
    assert alice.client.post("/cycle/mine/", phone | {"seen": empty}).url == "/cycle/", "pressed twice"
    answer = alice.client.post("/cycle/mine/", tablet | {"seen": empty})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "changed on another device meanwhile" in page
    assert "phone do" in page
    assert "tablet do" in page
    assert CycleSide.objects.get().told == phone
    assert alice.client.post("/cycle/mine/", tablet | {"seen": seen.search(page)[1]}).url == "/cycle/"
    assert CycleSide.objects.get().told == tablet


def test_a_gap_is_filled_and_handed_in_without_another_question(opened, alice) -> None:
    seen = re.compile(r'name="seen" value="(\w*)"')
    empty = seen.search(main(alice, "/cycle/mine/"))[1]
    gap = WORDS | {Place.BENEATH: "", "hand_in": "1"}
    page = alice.client.post("/cycle/mine/", gap | {"seen": empty}).content.decode()
    assert "a few words in each of the five places" in page
    assert "What stands now" not in page
    filled = WORDS | {"hand_in": "1", "seen": seen.search(page)[1]}
    assert alice.client.post("/cycle/mine/", filled).url == "/cycle/"


def test_what_was_handed_in_is_taken_back_before_it_changes(opened, alice) -> None:
    draw(alice, "first")
    actions.hand_in_side(actor=alice.viewer)
    with pytest.raises(Refused, match="Take it back first"):
        draw(alice, "second")
    actions.take_side_back(actor=alice.viewer)
    draw(alice, "second")
    assert CycleSide.objects.get().told[Place.DO] == "second do"


def test_what_both_can_read_is_not_taken_back(opened, alice, bob) -> None:
    draw_both(alice, bob, "one", "other")
    with pytest.raises(Refused, match="Nothing of yours is handed in"):
        actions.take_side_back(actor=alice.viewer)


def test_a_new_version_leaves_the_old_one(opened, alice, bob) -> None:
    draw_both(alice, bob, "first-alice", "first-bob")
    draw(alice, "second-alice")
    assert "second-alice" not in main(bob)
    assert "first-alice" in main(bob)
    draw_both(alice, bob, "second-alice", "second-bob")
    page = main(bob)
    assert page.index("second-alice") < page.index("Earlier versions</h2>") < page.index("first-alice")
    assert list(CycleMap.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_the_name_is_that_of_both(opened, alice, bob) -> None:
    drawn = draw_both(alice, bob, "one", "other")
    actions.propose_name(actor=alice.viewer, map_id=drawn, name="The spin")
    assert queries.cycle_page(bob.viewer).newest.name == ""
    with pytest.raises(Refused, match="no name of your partner's"):
        actions.agree_on_name(actor=alice.viewer, map_id=drawn, name="The spin")
    actions.propose_name(actor=alice.viewer, map_id=drawn, name="The storm")
    with pytest.raises(Refused, match="was changed meanwhile"):
        actions.agree_on_name(actor=bob.viewer, map_id=drawn, name="The spin")
    actions.agree_on_name(actor=bob.viewer, map_id=drawn, name="The storm")
    assert queries.cycle_page(alice.viewer).newest.name == "The storm"


def test_a_map_without_a_way_out_says_how_to_find_one(opened, alice, bob) -> None:
    drawn = draw_both(alice, bob, "one", "other")
    assert "No way out is marked yet, and that is fine." in main(alice)
    actions.mark_exit(actor=bob.viewer, map_id=drawn, side="a", place=Place.TOP, text="Say: I need a minute")
    assert "Say: I need a minute" in main(alice)
    assert "No way out is marked yet" not in main(alice)


def test_whoever_marked_a_way_out_takes_it_away(opened, alice, bob, charlie) -> None:
    drawn = draw_both(alice, bob, "one", "other")
    way_out = actions.mark_exit(actor=bob.viewer, map_id=drawn, side="a", place=Place.TOP, text="A minute")
    with pytest.raises(Refused, match="theirs to take away"):
        actions.remove_exit(actor=alice.viewer, exit_id=way_out.pk)
    with pytest.raises(Absent):
        actions.remove_exit(actor=charlie.viewer, exit_id=way_out.pk)
    actions.remove_exit(actor=bob.viewer, exit_id=way_out.pk)
    assert CycleExit.objects.count() == 0


def test_shared_moments_of_the_week_light_up_their_place(opened, alice, bob) -> None:
    draw_both(alice, bob, "one", "other")
    assert "arc lit" not in main(bob)
    tell(alice, Kind.CONFLICT, moment=Audience.THERAPIST, place=Place.DO)
    assert "arc lit" not in main(bob)
    assert "arc lit" not in main(alice), "the picture is the same for both"
    tell(alice, Kind.CONFLICT, moment=Audience.COUPLE, place=Place.DO)
    assert main(bob).count("arc lit") == 1
    assert "(1 moment this week)" in main(bob)


@pytest.mark.parametrize("audience", [Audience.ME, Audience.THERAPIST, Audience.SEALED])
def test_what_the_other_keeps_lights_nothing_and_what_both_sealed_lights_for_both(
    opened, alice, bob, audience
) -> None:
    draw_both(alice, bob, "one", "other")
    before = {actor.person.pk: main(actor) for actor in (alice, bob)}
    tell(alice, Kind.BID_MADE, moment=audience, place=Place.DO)
    assert {actor.person.pk: main(actor) for actor in (alice, bob)} == before
    tell(bob, Kind.BID_MET, moment=Audience.SEALED)
    lit = 1 if audience == Audience.SEALED else 0
    assert [main(actor).count("arc lit") for actor in (alice, bob)] == [lit, lit]


def test_last_week_s_moments_light_nothing(opened, alice, bob) -> None:
    draw_both(alice, bob, "one", "other")
    with clock.telling_of(clock.now() - dt.timedelta(days=7)):
        tell(alice, Kind.CONFLICT, moment=Audience.COUPLE, place=Place.DO)
        assert main(bob).count("arc lit") == 1
    assert "arc lit" not in main(bob)


def test_the_list_and_the_description_say_what_the_picture_shows(opened, alice, bob) -> None:
    long = "a word and then another word " * 9
    drawn = draw_both(alice, bob, long, "short")
    tell(alice, Kind.CONFLICT, moment=Audience.COUPLE, place=Place.DO)
    actions.mark_exit(actor=bob.viewer, map_id=drawn, side="b", place=Place.TOP, text="Breathe out")
    page = main(bob)
    listed = re.findall(r"<li><strong>(.*?)</li>", page.split("The same as a list")[1].split("</ol>")[0])
    described = re.search(r"<desc[^>]*>(.*?)</desc>", page)[1].split(" Then ")
    nodes = queries.cycle_page(bob.viewer).newest.nodes
    assert len(listed) == len(described) == len(nodes) == 10
    for node, line, words in zip(nodes, listed, described, strict=True):
        for shown in (node.title, node.text, *[way.text for way in node.ways]):
            assert shown in line
            assert shown in words
    assert sum("1 moment this week" in line for line in listed) == 1
    assert sum("1× this week" in words for words in described) == 1


def test_the_map_is_put_on_paper_for_the_two_alone(opened, alice, bob, charlie, dana) -> None:
    drawn = draw_both(alice, bob, "MARK-alice", "MARK-bob")
    actions.mark_exit(actor=bob.viewer, map_id=drawn, side="b", place=Place.TOP, text="MARK-exit")
    url = f"/cycle/{drawn}/paper/"
    assert alice.client.post(url).url.startswith("/accounts/reauthenticate/")
    for actor in (alice, bob):
        actor.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = alice.client.post(url)
    assert answer["Content-Disposition"] == 'attachment; filename="notes.pdf"'
    words = text_of(answer.content)
    assert {mark for mark in ("MARK-alice", "MARK-bob", "MARK-exit") if mark in words} == {
        "MARK-alice",
        "MARK-bob",
        "MARK-exit",
    }
    assert charlie.client.post(url).status_code == 404
    assert dana.client.post(url).status_code == 404
    draw(alice, "MARK-next")
    assert "MARK-next" not in text_of(bob.client.post(url).content)
    safety.close_for_myself(actor=bob.viewer)
    closed = alice.client.post(url)
    assert (closed.status_code, NEUTRAL_SENTENCE in closed.content.decode()) == (409, True)


def test_words_cannot_leave_the_picture(opened, alice, bob) -> None:
    draw_both(alice, bob, "<script>alert(1)</script>", "x" * 200)
    assert "<script>alert" not in main(alice)


def test_the_pages_take_what_their_forms_send(opened, alice, bob) -> None:
    for actor in (alice, bob):
        assert actor.client.post("/cycle/mine/", WORDS | {"hand_in": "1"}).url == "/cycle/"
    drawn = CycleMap.objects.get().pk
    assert alice.client.post(f"/cycle/{drawn}/name/", {"name": "The spin"}).status_code == 302
    assert bob.client.post(f"/cycle/{drawn}/name/", {"name": "The spin", "agree": "1"}).status_code == 302
    assert "You call it “The spin”." in main(alice)
    given = {"at": "b-do", "text": "Take a breath"}
    assert alice.client.post(f"/cycle/{drawn}/exits/", given).status_code == 302
    answer = alice.client.post(f"/cycle/{drawn}/exits/", {"at": "c-do", "text": "Kept on the page"})
    assert answer.status_code == 422
    assert "Kept on the page" in answer.content.decode()
    assert "Where on your side of the cycle" in main(alice, "/diary/")


def test_a_map_outlives_one_of_the_two(opened, alice, bob, dana) -> None:
    drawn = draw_both(alice, bob, "MARK-alice", "MARK-bob")
    actions.mark_exit(actor=alice.viewer, map_id=drawn, side="a", place=Place.TOP, text="MARK-exit")
    draw(alice, "MARK-again")
    assert "MARK-exit" in privacy.export_own_data(actor=alice.viewer).decode()
    privacy.erase_person(actor=alice.viewer)
    assert CycleMap.objects.count() == 1
    page = main(dana, f"/couples/{opened.pk}/cycle/")
    assert "MARK-bob" in page
    assert "MARK-alice" not in page
    assert bob.client.get("/cycle/").status_code == 200
