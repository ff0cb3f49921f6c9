"""The tables of the study, and the page that explains them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from bench import machine
from bench.alerts.couples import OFF_TRACK, ON_TRACK, SETTINGS, Course
from bench.alerts.judging import MOST_FALSE, Performance, coverage, lead, performance
from bench.alerts.rules import changed, dropped
from bench.alerts.study import SIZES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bench.alerts.study import Followed

ONE_MOVES = (Course.ONE_SLIPS, Course.OPPOSED)
RULE_HEAD = (
    "False calls per couple and year",
    "Couples with any in 40 weeks",
    "Called within 6 weeks",
    "Within 12 weeks",
    "Half called after (weeks)",
)
BEGIN, END = "<!-- figures: python -m bench.alerts -->", "<!-- end of figures -->"


def figures(
    tuned: Sequence[tuple[str, float, Performance]],
    reported: Followed,
    spent: Sequence[tuple[str, str]],
    command: str,
) -> str:
    """Return all tables as Markdown."""
    made = (
        f"Made by `{command}` on {dt.datetime.now(dt.UTC):%-d %B %Y}; {len(reported.size):,} new couples. "
        f"Machine: {machine.described(f'NumPy {np.__version__}')}."
    )
    choosing = (
        f"Other simulated couples; each family at its most eager limit with at most {MOST_FALSE:g} false calls per "
        "couple and year. *Weeks lost* is the mean wait from the turn to the call, at most 12."
    )
    sections = (
        made,
        "### Do the bands hold what they promise?",
        _bands_table(reported),
        "### The rules side by side",
        _rules_table(reported),
        _lead_sentence(reported),
        "### Our rule by kind of couple and by kind of practice",
        _courses_table(reported),
        _settings_table(reported),
        "### The gap",
        _gap_table(reported),
        "### How the rule was chosen",
        choosing,
        _choice_table(tuned),
        "### What it costs",
        table(("Task", "Median CPU time"), spent),
    )
    return "\n\n".join(sections)


def rewrite(page: Path, words: str) -> None:
    """Put the figures between the two marks of the page."""
    text = page.read_text("utf-8")
    before, rest = text.split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n\n{words}\n\n{END}{rest.split(END)[1]}", "utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table that also reads well in a terminal."""
    body = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*body, strict=True)]
    body.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in body
    )


def _bands_table(reported: Followed) -> str:
    rows = []
    for place, setting in enumerate(SETTINGS):
        for size in SIZES:
            found = coverage(reported.only((reported.setting == place) & (reported.size == size)))
            shares = (found.share, found.inside80, found.inside95, found.under80)
            rows.append((setting.name, str(size), *(percent(share) for share in shares)))
    return table(
        ("Practice", "Its couples", "Prior", "Inside 80 % band", "Inside 95 % band", "Under the 80 % band"),
        rows,
    )


def _rules_table(reported: Followed) -> str:
    rules = (
        ("below expected (Troth)", reported.below),
        ("more than 1 point below last time", dropped(reported.scores, 1.0)),
        ("reliable change from the first answer", changed(reported.scores, reported.noise)),
    )
    return table(
        ("Rule", *RULE_HEAD), [(name, *_cells(performance(reported, calls))) for name, calls in rules]
    )


def _lead_sentence(reported: Followed) -> str:
    found = lead(reported, reported.below, changed(reported.scores, reported.noise))
    return (
        f"Beside reliable change, *below expected* called a turned couple earlier in {percent(found.before)}, "
        f"in the same week in {percent(found.same)}, later in {percent(found.after)}; it alone called "
        f"{percent(found.only_first)}, reliable change alone {percent(found.only_second)}, neither "
        f"{percent(found.neither)}. Where both called, the median lead in weeks was {found.weeks:g}."
    )


def _courses_table(reported: Followed) -> str:
    rows = []
    for course in (*ON_TRACK, *OFF_TRACK):
        on_track = course in ON_TRACK
        those = reported.only(reported.on((course,) if on_track else (*ON_TRACK, course)))
        cells = _cells(performance(those, those.below, (course,)))
        rows.append((course.value, *(cells[:2] + ("",) * 3 if on_track else ("", "", *cells[2:]))))
    return table(("Course", *RULE_HEAD), rows)


def _settings_table(reported: Followed) -> str:
    rows = []
    for place, setting in enumerate(SETTINGS):
        those = reported.only(reported.setting == place)
        rows.append((setting.name, *_cells(performance(those, those.below))))
    for size in SIZES:
        those = reported.only(reported.size == size)
        rows.append((f"any, {size} couples", *_cells(performance(those, those.below))))
    return table(("Practice", *RULE_HEAD), rows)


def _gap_table(reported: Followed) -> str:
    rows = [(c.value, *_cells(performance(reported, reported.gap, (c,)))[2:]) for c in ONE_MOVES]
    calm = performance(reported, reported.gap, ONE_MOVES)
    return (
        table(("Course", *RULE_HEAD[2:]), rows)
        + f"\n\nCouples on their way: {calm.per_year:.2f} false calls per couple and year, "
        f"{percent(calm.ever)} of couples with any."
    )


def _choice_table(tuned: Sequence[tuple[str, float, Performance]]) -> str:
    rows = [(name, f"{limit:.2f}", f"{found.lost:.2f}", *_cells(found)) for name, limit, found in tuned]
    return table(("Family", "Limit", "Weeks lost", *RULE_HEAD), rows)


def _cells(found: Performance) -> tuple[str, ...]:
    median = "not half" if np.isinf(found.median) else f"{found.median:g}"
    return (f"{found.per_year:.2f}", *map(percent, (found.ever, found.within6, found.within12)), median)


def percent(share: float) -> str:
    """Return a share with one decimal."""
    return f"{100 * share:.1f} %"
