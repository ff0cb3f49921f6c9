"""What of a couple's diaries counts where patterns are looked for, as plain numbers. No database, no clock.

A line is kept as JSON: ``start`` (proleptic ordinal of its first day), for each side a list of days, each None or
closeness, stress and conflict, and the days, counted from the start, on which a bid was met or missed, or a breach was noted.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.practice.patterns.states import Kind
from troth.science.patterns import WINDOW, Diaries, Finding, Pattern, Silence, findings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from troth.practice.patterns.models import Day, Moment

SIDES = ("a", "b")
Line = dict[str, Any]


def line_of(
    days: Mapping[str, Iterable[Day]], moments: Mapping[str, Iterable[Moment]], today: dt.date
) -> Line:
    """Return the line of the last half year up to today, from each side's days and moments that count."""
    start = today.toordinal() - WINDOW + 1
    told: dict[str, list[list[int] | None]] = {side: [None] * WINDOW for side in SIDES}
    for side in SIDES:
        for day in days[side]:
            at = day.on.toordinal() - start
            if 0 <= at < WINDOW:
                told[side][at] = [day.told["closeness"], day.told["stress"], int(day.told["conflict"])]
    marks: dict[str, list[tuple[int, str]]] = {kind: [] for kind in ("met", "missed", "breach")}
    names = {Kind.BID_MET: "met", Kind.BID_MISSED: "missed", Kind.BREACH: "breach"}
    for side in SIDES:
        for moment in moments[side]:
            at = moment.on.toordinal() - start
            if moment.kind in names and 0 <= at < WINDOW:
                marks[names[moment.kind]].append((at, side))
    return {"start": start, "told": told, **marks}


def judged(line: Line) -> list[Finding]:
    """Return every finding of one couple, said or not."""
    return findings(diaries_of(line))[0]


def diaries_of(line: Line) -> Diaries:
    """Return a line as the arrays that are judged; days before the first and after the last that was told are left out."""
    told = np.full((WINDOW, 2, 3), np.nan)
    for number, side in enumerate(SIDES):
        for at, day in enumerate(line["told"][side]):
            if day is not None:
                told[at, number] = day
    marks = {kind: np.zeros((WINDOW, 2), np.bool_) for kind in ("met", "missed", "breach")}
    for kind, days in marks.items():
        for at, side in line[kind]:
            days[at, SIDES.index(side)] = True
    closeness, stress, conflict = told[..., 0], told[..., 1], told[..., 2]
    either = np.where(np.isnan(conflict).all(axis=1), np.nan, (conflict == 1).any(axis=1))
    marked = np.concatenate(list(marks.values()), axis=1).any(axis=1)
    seen = np.array(np.logical_or(~np.isnan(either), marked), dtype=np.bool_)
    first, last = (int(seen.argmax()), WINDOW - int(seen[::-1].argmax())) if seen.any() else (0, 0)
    here = slice(first, last)
    return Diaries(
        closeness=closeness[None, here],
        stress=stress[None, here],
        conflict=either[None, here],
        met=marks["met"][None, here],
        missed=marks["missed"][None, here],
        breach=np.asarray(marks["breach"].any(axis=1))[None, here],
        first=(line["start"] + first - 1) % 7,  # day 1 of the calendar was a Monday
    )


def key_of(finding: Finding) -> str:
    """Return what a finding is called in an address."""
    return "-".join(filter(None, [*finding.pattern.split(), finding.side]))


def as_kept(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON can hold it."""
    return asdict(finding)


def from_kept(kept: Mapping[str, Any]) -> Finding:
    """Return a finding as it was kept."""
    why = kept["why_not"]
    known = {"pattern": Pattern(kept["pattern"]), "why_not": Silence(why) if why else None}
    return Finding(**{**kept, **known})
