"""A timeline, a plan and a look back at it, on two phones."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from tests.practice.paper_text import text_of
from tests.practice.programme.story import goes_on, writes
from tests.practice.programme.test_views import page, post, whole
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.programme import actions, queries, rows, sheets
from troth.practice.programme.forms import EntryForm
from troth.practice.programme.models import Entry
from troth.practice.programme.personal_data import HOLDINGS

LINE = "summer 2019 | We met\n2021-05 | MARK-moved\n2021-02 | A hard winter"


def day_in(days: int) -> str:
    return (clock.today() + dt.timedelta(days=days)).isoformat()


def to_the_plan(alice, bob, run) -> None:
    writes(alice, run, "line", LINE)
    writes(bob, run, "line", "2018 | MARK-of-Bob")
    for actor in (alice, bob):
        goes_on(actor, run, "line")
    for actor in (alice, bob):
        goes_on(actor, run, "lines")


def to_the_look_back(alice, bob, run) -> None:
    to_the_plan(alice, bob, run)
    writes(alice, run, "plan", f"A walk | both of us | {day_in(3)} | 18:30")
    writes(bob, run, "plan", "Cook | me")
    for actor in (alice, bob):
        goes_on(actor, run, "plan")
        writes(actor, run, "private", f"SECRET-{actor.viewer.side}")
        goes_on(actor, run, "private")
        writes(actor, run, "weight", "2")
        goes_on(actor, run, "weight")


@pytest.mark.parametrize(
    ("of_all", "filled", "folded_from"),
    [(12, 0, 5), (12, 3, 5), (12, 4, 6), (12, 11, 0), (3, 0, 0), (4, 0, 0)],
)
def test_lines_stand_open_for_what_is_said_and_one_more(of_all, filled, folded_from):
    when, what = rows.COLUMNS["timeline"]
    lines = [[(when, "2019"), (what, "")]] * filled + [[(when, ""), (what, "")]] * (of_all - filled)
    assert rows.first_folded(lines) == folded_from


def test_lines_beyond_the_fourth_are_folded_away_in_the_same_form():
    (step,) = [one for one in load_library().exercises["timeline-of-us"].steps if one.kind == "timeline"]
    form = EntryForm(step, "2019 | We met")
    given = {"field": form.asked, "form": form, "player": SimpleNamespace(step=step)}
    open_lines, folded = render_to_string("programme/_rows.html", given).split("<details>")
    assert [part.count('role="group"') for part in (open_lines, folded)] == [4, step.at_most - 4]
    assert folded.count(f'name="{step.id}"') == 2 * (step.at_most - 4)
    assert folded.index("</details>") > folded.rindex('role="group"')


def test_nothing_of_a_timeline_shows_before_both_have_handed_theirs_in(dana, alice, bob, rowed):
    before = whole(bob.client.get(f"/exercise/{rowed.pk}/"))
    writes(alice, rowed, "line", LINE)
    therapists = dana.client.get(f"/couples/{rowed.couple_id}/exercises/{rowed.pk}/").content.decode()
    assert ("MARK-moved" in page(alice, rowed), "MARK-moved" in therapists) == (True, False)
    goes_on(alice, rowed, "line")
    after = whole(bob.client.get(f"/exercise/{rowed.pk}/"))
    assert [part for part in (before, after) if b"MARK-moved" in part[2]] == []
    writes(bob, rowed, "line", "2018 | MARK-of-Bob")
    goes_on(bob, rowed, "line")
    for actor in (alice, bob):
        text = page(actor, rowed)
        assert ("MARK-moved" in text, "MARK-of-Bob" in text) == (True, True)


def test_a_reveal_has_a_letter_and_a_colour_for_each_and_draws_the_years_in_order(alice, bob, rowed):
    writes(alice, rowed, "line", LINE)
    writes(bob, rowed, "line", "2018 | MARK-of-Bob")
    for actor in (alice, bob):
        goes_on(actor, rowed, "line")
    for actor, mine, theirs in ((alice, "a", "b"), (bob, "b", "a")):
        text = page(actor, rowed)
        at = [text.index(f'<article class="side {side}"') for side in (mine, theirs)]
        assert at == sorted(at)
        letter = '<span class="letter" aria-hidden="true">{}</span>'
        assert [text.count(letter.format(side.upper())) for side in (mine, theirs)] == [1, 1]
        places = [text.index(words) for words in ("We met", "A hard winter", "MARK-moved")]
        assert places == sorted(places)


def test_the_small_fields_are_kept_as_lines_without_a_script_and_as_a_draft(alice, rowed):
    cells = ["summer  2019", "We | met", "", "", "", "Later", "", ""]
    assert post(alice, rowed, "save", field="line", line=cells).status_code == 204
    assert Entry.objects.get().text == "summer 2019 | We / met\n | Later"
    text = page(alice, rowed)
    assert text.count('name="line"') == 8
    assert text.count('value="summer 2019"') == 1
    post(alice, rowed, "next", step="line", line=cells)
    assert Entry.objects.get().submitted_at is not None


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("2019 | ", "Write in line 1 what happened, or empty that line."),
        ("", "Write a few words first. One sentence is enough."),
    ],
)
def test_a_timeline_that_says_too_little_stays_a_draft(alice, rowed, line, sentence):
    writes(alice, rowed, "line", line)
    with pytest.raises(Refused, match=sentence):
        goes_on(alice, rowed, "line")
    assert queries.player(alice.viewer, rowed).draft == line


def test_more_lines_than_there_is_room_for_are_refused(alice, rowed):
    with pytest.raises(Refused, match="Keep it to 4 lines"):
        writes(alice, rowed, "line", "\n".join(f"20{number} | x" for number in range(10, 15)))


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        ("Walk | me | 2001-02-03 | ", "The day in line 1 has passed. Choose a later one, or leave it open."),
        ("Walk | me | Tuesday | ", "Write the day in line 1 as in 2027-03-24."),
        ("Walk | you | | ", "Say in line 1 who does it: me, my partner or both of us."),
        ("| me | | ", "Write in line 1 what you plan, or empty that line."),
    ],
)
def test_a_plan_is_refused_when_it_is_handed_in_and_kept_as_a_draft(alice, bob, rowed, plan, sentence):
    to_the_plan(alice, bob, rowed)
    writes(alice, rowed, "plan", plan)
    refused = post(alice, rowed, "next", step="plan")
    assert (refused.status_code, sentence in refused.content.decode()) == (409, True)
    assert Entry.objects.get(step="plan").submitted_at is None


def test_a_plan_for_today_can_be_handed_in(alice, bob, rowed):
    to_the_plan(alice, bob, rowed)
    writes(alice, rowed, "plan", f"Walk | me | {day_in(0)} | ")
    goes_on(alice, rowed, "plan")
    assert Entry.objects.get(step="plan").submitted_at is not None


def test_a_look_back_asks_about_own_and_shown_lines_and_of_the_private_ones_only_the_own(alice, bob, rowed):
    to_the_look_back(alice, bob, rowed)
    assert queries.player(alice.viewer, rowed).looked_back_at == ["A walk", "Cook"]
    assert queries.player(bob.viewer, rowed).looked_back_at == ["Cook", "A walk"]
    cells = ["A walk", "kept", "We left the phones at home", "Cook", "", ""]
    unsaid = post(alice, rowed, "next", step="back", back=cells)
    assert "Say of line 2 how it went: kept, partly or not yet." in unsaid.content.decode()
    assert "We left the phones at home" in page(alice, rowed)
    post(alice, rowed, "next", step="back", back=[*cells[:4], "not yet", ""])
    assert queries.player(alice.viewer, rowed).looked_back_at == ["SECRET-a"]
    assert ("SECRET-a" in page(alice, rowed), "SECRET-b" in page(alice, rowed)) == (True, False)


def test_the_therapist_reads_plan_and_look_back_as_rows_and_nothing_private(dana, alice, bob, rowed):
    to_the_look_back(alice, bob, rowed)
    writes(alice, rowed, "back", "A walk | partly | MARK-helped\nCook | kept")
    goes_on(alice, rowed, "back")
    text = dana.client.get(f"/couples/{rowed.couple_id}/exercises/{rowed.pk}/").content.decode()
    assert '<ol class="timeline">' in text
    assert "partly, MARK-helped" in text
    assert "both of us, " in text
    assert "SECRET-" not in text
    assert "MARK-helped" not in page(bob, rowed)


def test_two_go_through_all_rows_and_take_them_with_them(alice, bob, rowed):
    to_the_look_back(alice, bob, rowed)
    for actor in (alice, bob):
        writes(actor, rowed, "back", "A walk | kept\nCook | kept")
        goes_on(actor, rowed, "back", "alone")
    rowed.refresh_from_db()
    assert rowed.state == "done"
    (export,) = [holding.export for holding in HOLDINGS if holding.model == "programme.Entry"]
    assert [row["text"] for row in export(bob.person.pk)] == [
        "2018: MARK-of-Bob",
        "Cook: me",
        "SECRET-b",
        "2 (0: light; 10: heavy)",
        "A walk: kept\nCook: kept",
    ]


def test_a_look_back_at_nothing_can_be_gone_on_from(alice, bob, rowed):
    to_the_plan(alice, bob, rowed)
    writes(alice, rowed, "plan", "Walk | me")
    goes_on(alice, rowed, "plan", "private")
    writes(alice, rowed, "weight", "2")
    goes_on(alice, rowed, "weight")
    writes(alice, rowed, "back", "Walk | kept")
    goes_on(alice, rowed, "back")
    assert "There is nothing to look back at." in page(alice, rowed)
    post(alice, rowed, "next", step="alone")
    assert queries.player(alice.viewer, rowed).scene == "finished"


def test_rows_have_room_on_paper(rowed):
    assert "upto4" in text_of(sheets.blank(rowed.content, "a")).replace(" ", "")


def test_a_row_without_a_year_stays_behind_the_one_it_was_written_after(rowed):
    step = rowed.content.step("line")
    text = "2020 | late\nthen | after late\n1998 | early\nsoon | after early"
    words = [row.words for row in rows.shown(step, text)]
    assert words == ["early", "after early", "late", "after late"]


def test_a_look_back_asks_about_nothing_that_was_gone_past(alice, bob, rowed):
    for actor in (alice, bob):
        writes(actor, rowed, "line", "2019 | We met")
        goes_on(actor, rowed, "line")
    goes_on(alice, rowed, "lines")
    writes(alice, rowed, "plan", "Only mine | me |  | ")
    actions.skip_step(actor=alice.viewer, run=rowed, step_id="plan")
    goes_on(alice, rowed, "private")
    writes(alice, rowed, "weight", "2")
    goes_on(alice, rowed, "weight")
    assert queries.player(alice.viewer, rowed).step.id == "back"
    assert queries.player(alice.viewer, rowed).looked_back_at == []
