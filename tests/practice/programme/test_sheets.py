"""Worksheets: every exercise on paper, and on a filled one only what its reader's page holds."""

from __future__ import annotations

import dataclasses
import re

import pytest

from tests.practice import cast
from tests.practice.paper_text import text_of
from tests.practice.programme.story import finishes_talking, goes_on, shares, takes_away, writes
from troth.library import load_library
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.programme import actions, queries, sheets
from troth.practice.programme.previews import parts_of
from troth.practice.programme.sheet_steps import NO_MATCHES_HERE, Reader, steps_on_paper
from troth.practice.safety import actions as safety
from troth.practice.safety.states import NEUTRAL_SENTENCE

EXERCISES = load_library().exercises
PRIVATE, ALICES, BOBS = "MARK-private", "MARK-of-Alice", "MARK-of-Bob"


def closed_up(words):
    return re.sub(r"\s", "", words)


def own(actor, run, kind):
    return text_of(sheets.own_sheet(actor.viewer, run, kind))


def address(run, kind):
    return f"/exercise/{run.pk}/sheet/{kind}/"


@pytest.mark.parametrize("slug", EXERCISES)
def test_every_exercise_prints_with_room_to_write(slug):
    for part in parts_of(EXERCISES[slug]):
        text = text_of(sheets.blank(EXERCISES[slug], part.side))
        wanted = [words for step in part.steps for words in (step.title, step.prompt)]
        marks = [mark.words for step in part.steps for mark in step.marks]
        assert [words for words in wanted + marks if closed_up(words) not in text] == []


def held(text, *sentences):
    """Those of the sentences that stand on a paper."""
    return [words for words in sentences if closed_up(words) in text]


def test_every_kind_of_step_has_a_form_on_paper(evening):
    text = text_of(sheets.blank(evening.content, "a"))
    forms = ("Calm", "up to 3", "30 seconds", "2 minutes", "3 times", "1234567", "very close", "1.2.3.")
    assert held(text, *forms) == list(forms)


def test_rows_become_tables_with_room_in_each(rowed):
    text = text_of(sheets.blank(rowed.content, "a"))
    tables = (
        "When What happened",
        "What Who me / my partner / both of us Day Time",
        "What it was How it went kept / partly / not yet What helped",
        "Look back at step 3.",
        "only if under 5 you chose 7 to 10",
    )
    assert held(text, *tables) == list(tables)


def test_a_kind_that_paper_does_not_know_gets_its_text_and_lines():
    known = EXERCISES["what-trust-means-to-me"]
    newer = dataclasses.replace(known.step("draft"), kind="sketch")
    exercise = dataclasses.replace(known, steps=(newer,))
    (told,) = steps_on_paper(exercise, Reader({}, {}), {}, together=False)
    assert (told["title"], told["form"]) == (newer.title, {"kind": "lines", "count": 7})


def test_each_field_says_who_can_read_it_and_each_talk_who_begins(begun):
    blank = text_of(sheets.blank(begun.content, "a"))
    said = (
        "Who can read it: Only you",
        "Who can read it: Your therapist; your partner when both have answered",
        "Who can read it: Both of you and your therapist",
        "Read each other’s step 3.",
        "one of you speaks first, 2 minutes each",
        f"Troth. What trust means to me, version {begun.content.version}",
        "Help at any hour: the link at the foot of every page in Troth.",
    )
    assert held(blank, *said) == list(said)


def test_a_blank_sheet_names_nobody_and_a_filled_one_says_you_or_names(alice, bob, dana, begun):
    shares(alice, begun, draft="Mine", share=ALICES)
    blank, filled = own(alice, begun, "blank"), own(alice, begun, "own")
    care = text_of(sheets.care_sheet(dana.viewer, begun))
    assert held(blank, "Alice", "Bob") == []
    assert held(blank, "you speak first") == ["you speak first"]
    assert held(filled, "Alice", "Bob") == ["Alice"]
    assert held(own(bob, begun, "own"), "Alice", "Bob") == []
    assert held(care, "Alice speaks first", "you speak first") == ["Alice speaks first"]


def test_each_part_is_told_who_speaks_first(parted, alice, bob):
    assert (parted.side_of("b"), parted.content.step("talk").first) == ("a", "b")
    assert held(own(alice, parted, "blank"), "you speak first") == ["you speak first"]
    assert held(own(bob, parted, "blank"), "your partner speaks first") == ["your partner speaks first"]
    for part, words in (("a", "your partner speaks first"), ("b", "you speak first")):
        assert held(text_of(sheets.blank(parted.content, part)), words) == [words]


def test_a_shared_choice_is_left_to_the_phones(evening):
    text = text_of(sheets.blank(evening.content, "a"))
    assert held(text, NO_MATCHES_HERE) == [NO_MATCHES_HERE]


def test_what_both_wrote_stands_once_where_both_read_it_whoever_began(alice, bob, dana, begun):
    shares(bob, begun, draft="Mine", share=BOBS)
    shares(alice, begun, draft="Mine", share=ALICES)
    for text in (own(alice, begun, "shared"), text_of(sheets.care_sheet(dana.viewer, begun))):
        assert (text.count(ALICES), text.count(BOBS)) == (1, 1)
        place = [text.index(closed_up(words)) for words in ("It stands under 4.", ALICES, BOBS)]
        assert place == sorted(place)


def test_the_therapists_sheet_says_of_a_private_step_the_same_whatever_is_in_it(
    dana, alice, begun, time_machine
):
    time_machine.move_to("2026-11-25T20:00:00Z", tick=False)
    before = sheets.care_sheet(dana.viewer, begun)
    goes_on(alice, begun, "why")
    writes(alice, begun, "draft", PRIVATE)
    goes_on(alice, begun, "draft")
    assert sheets.care_sheet(dana.viewer, begun) == before
    assert PRIVATE in own(alice, begun, "own")


def test_the_own_sheet_holds_own_words_and_nobody_elses(alice, bob, begun):
    shares(alice, begun, draft=PRIVATE, share=ALICES)
    shares(bob, begun, draft="Mine", share=BOBS)
    text = own(alice, begun, "own")
    assert (PRIVATE in text, ALICES in text, BOBS in text) == (True, True, False)


def test_the_shared_sheet_opens_only_when_both_have_handed_in(alice, bob, begun):
    shares(alice, begun, draft=PRIVATE, share=ALICES)
    assert [ALICES in own(who, begun, "shared") for who in (alice, bob)] == [False, False]
    shares(bob, begun, draft="Mine", share=BOBS)
    for who in (alice, bob):
        text = own(who, begun, "shared")
        assert (PRIVATE in text, ALICES in text, BOBS in text) == (False, True, True)


def test_what_is_not_handed_in_yet_is_no_shared_word(alice, bob, begun):
    for who in (alice, bob):
        shares(who, begun, draft=PRIVATE, share=ALICES)
    finishes_talking(alice, bob, begun)
    writes(alice, begun, "takeaway", "MARK-half-a-thought")
    assert "MARK-half-a-thought" in own(alice, begun, "own")
    assert "MARK-half-a-thought" not in own(alice, begun, "shared")


@pytest.mark.parametrize("kind", sheets.KINDS)
def test_no_paper_leads_around_a_closed_door(alice, bob, begun, kind):
    assert own(alice, begun, kind)
    safety.close_for_myself(actor=bob.viewer)
    for who in (alice, bob):
        with pytest.raises(Refused, match=re.escape(NEUTRAL_SENTENCE)):
            sheets.own_sheet(who.viewer, begun, kind)


def test_there_is_no_paper_of_what_was_taken_back(dana, alice, run, seen):
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    assert own(alice, run, "blank")
    actions.withdraw_run(actor=dana.viewer, run=run)
    assert alice.client.post(address(run, "blank")).status_code == 404


@pytest.mark.parametrize("kind", sheets.KINDS)
def test_a_partners_sheet_is_the_same_whatever_the_other_kept_private(alice, bob, begun, kind, time_machine):
    time_machine.move_to("2026-11-25T20:00:00Z", tick=False)
    before = sheets.own_sheet(bob.viewer, begun, kind)
    shares(alice, begun, draft=PRIVATE, share=ALICES)
    assert sheets.own_sheet(bob.viewer, begun, kind) == before
    assert ALICES in own(alice, begun, "own")


def test_the_therapists_sheet_holds_what_the_therapist_may_read(dana, alice, bob, begun):
    shares(alice, begun, draft=PRIVATE, share=ALICES)
    shares(bob, begun, draft="Mine", share=BOBS)
    finishes_talking(alice, bob, begun)
    takes_away(alice, begun, "MARK-taken")
    text = text_of(sheets.care_sheet(dana.viewer, begun))
    assert {mark for mark in (PRIVATE, ALICES, BOBS, "MARK-taken") if mark in text} == {
        entry.text for entry in queries.entries_for(dana.viewer, begun)
    }
    assert (PRIVATE in text, "MARK-taken" in text) == (False, True)


def test_what_looks_like_markup_is_printed_as_it_was_written(alice, bob, begun):
    words = '#read("/etc/passwd") *no* <b>bold</b> $x$'
    shares(alice, begun, draft=words, share=ALICES)
    assert closed_up(words) in own(alice, begun, "own")


def test_long_words_go_on_over_the_sheets_and_nothing_of_them_is_cut(alice, bob, begun):
    words = "\n".join(f"Q{number}." for number in range(120))
    shares(alice, begun, draft=words, share=words)
    shares(bob, begun, draft="Mine", share=words)
    for kind, times in (("own", 2), ("shared", 2)):
        text = own(alice, begun, kind)
        assert {text.count(f"Q{number}.") for number in range(120)} == {times}


def test_a_sheet_with_words_asks_again_who_this_is_and_a_blank_one_does_not(alice, begun):
    blank = alice.client.post(address(begun, "blank"))
    assert (blank.status_code, blank["Content-Type"]) == (200, "application/pdf")
    assert blank["Content-Disposition"] == 'attachment; filename="notes.pdf"'
    assert "no-store" in blank["Cache-Control"]
    asked = alice.client.post(address(begun, "own"))
    assert (asked.status_code, "reauthenticate" in asked.url) == (302, True)
    cast.confirm(alice, asked.url)
    assert alice.client.post(address(begun, "own")).status_code == 200


def test_the_therapist_is_asked_again_too(dana, begun):
    asked = dana.client.post(f"/couples/{begun.couple_id}/exercises/{begun.pk}/sheet/")
    assert (asked.status_code, "reauthenticate" in asked.url) == (302, True)
    assert dana.client.get("/exercises/time-out/a/sheet/")["Content-Type"] == "application/pdf"


def test_there_is_no_other_kind_of_sheet(alice, dana, begun):
    with pytest.raises(Absent):
        sheets.own_sheet(alice.viewer, begun, "all")
    assert dana.client.get("/exercises/time-out/c/sheet/").status_code == 404


@pytest.mark.parametrize("who", ["charlie", "dana", "erin", "frank"])
@pytest.mark.parametrize("kind", sheets.KINDS)
def test_nobody_but_the_two_takes_their_sheets(request, begun, who, kind):
    client = request.getfixturevalue(who).client
    assert client.post(address(begun, kind)).status_code == 404


def test_each_printing_is_in_the_log(alice, dana, begun):
    sheets.own_sheet(alice.viewer, begun, "own")
    sheets.care_sheet(dana.viewer, begun)
    events = AuditEvent.objects.filter(event="exercise.printed").order_by("sequence")
    assert [event.facts for event in events] == [{"kind": "own"}, {"kind": "care"}]
