"""Worksheets: every exercise on paper, and on a filled one only what its reader's page holds."""

from __future__ import annotations

import re

import pytest

from tests.practice import cast
from tests.practice.paper_text import text_of
from tests.practice.programme.story import finishes_talking, shares, takes_away
from troth.library import load_library
from troth.practice.common.errors import Absent
from troth.practice.common.models import AuditEvent
from troth.practice.programme import giving, queries, sheets

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
    for part in giving.parts_of(EXERCISES[slug]):
        text = text_of(sheets.blank(giving.on_sheet(EXERCISES[slug], part.side)))
        wanted = [words for step in part.steps for words in (step.title, step.prompt)]
        marks = [mark.words for step in part.steps for mark in step.marks]
        assert [words for words in wanted + marks if closed_up(words) not in text] == []


def test_every_kind_of_step_has_a_form_on_paper(evening):
    text = text_of(sheets.blank(evening.content))
    for words in ("Calm", "up to 3", "(30 seconds)", "1234567", "very close"):
        assert closed_up(words) in text


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
