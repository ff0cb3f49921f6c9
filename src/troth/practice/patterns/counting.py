"""What of a couple's diaries counts where patterns are looked for, as plain numbers. No database, no clock.

A line is kept as JSON: ``begun`` (proleptic ordinal of the first day that ever counted, or None), ``start`` (of its own first
day), for each side a list of days, each None or closeness, stress, conflict and stance, and the days, counted from the
start, on which a bid was met or missed, or a breach was noted.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.practice.patterns.states import Kind, Stance
from troth.science.patterns import (
    BETWEEN,
    WINDOW,
    Diaries,
    Finding,
    Pattern,
    Silence,
    findings,
    last_look,
    next_look,
    share_findings,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from troth.practice.patterns.models import Day, Moment

SIDES = ("a", "b")
KEPT = WINDOW + BETWEEN  # what the last look read stays readable until the next one
NUMBERS = ("closeness", "stress", "conflict", "stance")
MARKS = {Kind.BID_MET: "met", Kind.BID_MISSED: "missed", Kind.BREACH: "breach"}
SCORES = {Stance.PRESSED: 1, Stance.PULLED_BACK: -1, Stance.BOTH: 0, Stance.NEITHER: 0}
Line = dict[str, Any]


def line_of(
    days: Mapping[str, Iterable[Day]],
    moments: Mapping[str, Iterable[Moment]],
    today: dt.date,
    begun: dt.date | None = None,
) -> Line:
    """Return the line up to today, from each side's days and moments that count."""
    start = today.toordinal() - KEPT + 1
    told: dict[str, list[list[int | None] | None]] = {side: [None] * KEPT for side in SIDES}
    marks: dict[str, list[list[Any]]] = {kind: [] for kind in MARKS.values()}
    for side in SIDES:
        for day in days[side]:
            if 0 <= (at := day.on.toordinal() - start) < KEPT:
                told[side][at] = _numbers(day.told)
        for moment in moments[side]:
            at = moment.on.toordinal() - start
            if moment.kind in MARKS and 0 <= at < KEPT:
                marks[MARKS[moment.kind]].append([at, side])
    return {"begun": begun.toordinal() if begun else None, "start": start, "told": told, **marks}


def continued(kept: Line, latest: Line, since: dt.date) -> Line:
    """Return the latest line with what was kept of the days before a day; both may begin on different days."""
    moved, cut = latest["start"] - kept["start"], since.toordinal() - latest["start"]
    told = {side: [*kept["told"][side][moved : moved + cut], *latest["told"][side][cut:]] for side in SIDES}
    marks = {
        kind: [
            *([at - moved, side] for at, side in kept[kind] if 0 <= at - moved < cut),
            *([at, side] for at, side in latest[kind] if at >= cut),
        ]
        for kind in MARKS.values()
    }
    return {**latest, "told": told, **marks}


def end_of(line: Line) -> int:
    """Return the last day of a line, as a proleptic ordinal."""
    return int(line["start"]) + KEPT - 1


def judged(lines: Sequence[Line]) -> list[list[Finding]]:
    """Return for each couple every finding, said or not: what is tested as its last look saw it, shares as they are now."""
    looks = [_last_look(line) for line in lines]
    seen = diaries_of(lines, [end for end, _ in looks])
    tested = findings(seen, level=np.array([level for _, level in looks]))
    told = share_findings(diaries_of(lines, [KEPT] * len(lines)))
    return [[*one, *other] for one, other in zip(tested, told, strict=True)]


def diaries_of(lines: Sequence[Line], ends: Sequence[int]) -> Diaries:
    """Return lines as the arrays that are judged: for each the last half year before the end of what is seen of it."""
    told = np.full((len(lines), WINDOW, len(SIDES), len(NUMBERS)), np.nan)
    marks = {kind: np.zeros((len(lines), WINDOW, len(SIDES)), np.bool_) for kind in MARKS.values()}
    for i, (line, end) in enumerate(zip(lines, ends, strict=True)):
        start = end - WINDOW
        for number, side in enumerate(SIDES):
            for at, day in enumerate(line["told"][side][max(start, 0) : end], max(-start, 0)):
                if day is not None:
                    told[i, at, number] = day
        for kind, marked in marks.items():
            for at, side in line[kind]:
                if start <= at < end:
                    marked[i, at - start, SIDES.index(side)] = True
    closeness, stress, conflict, stance = np.moveaxis(told, 3, 0)
    return Diaries(
        closeness=closeness,
        stress=stress,
        conflict=np.where(np.isnan(conflict).all(axis=2), np.nan, (conflict == 1).any(axis=2)),
        met=marks["met"],
        missed=marks["missed"],
        stance=stance,
        breach=np.asarray(marks["breach"].any(axis=2)),
        first=np.array([_weekday(line, end - WINDOW) for line, end in zip(lines, ends, strict=True)]),
    )


def next_look_of(line: Line) -> int | None:
    """Return the day of the next look, as a proleptic ordinal; None where no day counts yet."""
    begun = line["begun"]
    return begun + next_look(end_of(line) + 1 - begun) - 1 if begun else None


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


def _numbers(told: Mapping[str, Any]) -> list[int | None]:
    return [told["closeness"], told["stress"], int(told["conflict"]), SCORES.get(told.get("stance", ""))]


def _last_look(line: Line) -> tuple[int, float]:
    """Return how many days of a line its last look saw, and the level of that look; none and 0 before the first."""
    begun = line["begun"]
    look = last_look(end_of(line) + 1 - begun) if begun else None
    return (begun + look.days - line["start"], look.level) if look else (0, 0.0)


def _weekday(line: Line, at: int) -> int:
    return int((line["start"] + at - 1) % 7)  # day 1 of the calendar was a Monday
