"""How a couple's trust goes, for its care team: what stands out, what was expected, and what has changed. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from troth.practice.home.need import signal_reasons
from troth.practice.instruments.alliance import ALLIANCE_DROP
from troth.practice.instruments.measured_change import COUPLE_WORDS
from troth.practice.instruments.together import TOGETHER_DAYS, days_of, near
from troth.science.change import ChangeClass, Healthy, change, couple_class, published_rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from troth.practice.instruments.expectation_queries import Course
    from troth.practice.instruments.models import Reference
    from troth.practice.instruments.shown import Series

NOT_KNOWN = (
    "How reliable this measure is here is not known well enough, so changes are described and not judged."
)
EARLIER_HEAD = ("Learned on", "Couples", "Days between", "Reliability", "A change counted from")


def ends(first: Series, latest: Series) -> Series:
    """Return each side's first and latest point; those who answered once, or never, have no two."""
    return {
        side: [*first[side], *(point for point in latest[side][-1:] if [point] != first[side])]
        for side in first
    }


def course(found: Course, ends: Series, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what the couple's page tells of the course of trust, from each side's first and latest point."""
    line, reference = found.line, found.reference
    margin = reference.reliable_change if reference else None
    return {
        "reasons": signal_reasons(line.signals, names) if line else [],
        "unseen": line is not None and any(not each.get("seen") for each in line.signals),
        "notes": found.notes,
        "judged_at": line.judged_at if line else None,
        "couples": line.couples if line else 0,
        "compared": line is not None and any(each["reason"] != ALLIANCE_DROP for each in line.signals),
        "changes": [row for side in "ab" if (row := _change_row(names[side], ends[side], margin))],
        "together": _together(ends, margin),
        "apart": _apart(ends, names),
        "basis": _basis(reference, margin),
        "earlier_head": EARLIER_HEAD,
        "earlier": [_figures(each, each.retest) for each in found.earlier if each.retest],
    }


def _change_row(name: str, points: Sequence[tuple[dt.date, float]], margin: float | None) -> list[str]:
    if len(points) < 2:  # noqa: PLR2004 - a change needs two
        return []
    (first, before), (last, now) = points[0], points[-1]
    told = "not judged yet" if margin is None else _class(before, now, margin).value
    return [
        name,
        f"{before:.1f} ({first:%-d %b %Y})",
        f"{now:.1f} ({last:%-d %b %Y})",
        f"{now - before:+.1f}",
        told,
    ]


def _together(series: Series, margin: float | None) -> str:
    if margin is None or any(len(points) < 2 for points in series.values()):  # noqa: PLR2004 - a change needs two
        return ""
    if not all(near(one, other) for (one, _), (other, _) in zip(*series.values(), strict=True)):
        return "not told, as their answers lie more than a week apart"
    a, b = (_class(points[0][1], points[-1][1], margin) for _, points in sorted(series.items()))
    return COUPLE_WORDS[couple_class(a, b)]


def _apart(ends: Series, names: Mapping[str, str]) -> str:
    """Tell level and difference of the two, of answers that lie near enough to be taken together."""
    if any(len(points) < 2 for points in ends.values()):  # noqa: PLR2004 - a change needs two
        return ""
    for (one, _), (other, _) in zip(ends["a"], ends["b"], strict=True):
        if not near(one, other):
            return (
                f"Level and difference of the two are not told: {names['a']} answered on {one:%-d %b %Y} and "
                f"{names['b']} on {other:%-d %b %Y}, more than {TOGETHER_DAYS} days apart."
            )
    first, latest = (
        f"{(a + b) / 2:.1f} on average and {abs(a - b):.1f} apart {days_of(one, other)}"
        for (one, a), (other, b) in zip(ends["a"], ends["b"], strict=True)
    )
    return f"Level and difference of the two: {first}, {latest}."


def _class(before: float, now: float, margin: float) -> ChangeClass:
    return change(before, now, published_rule(margin), Healthy.ABOVE).change_class


def _basis(reference: Reference | None, margin: float | None) -> str:
    retest = reference.retest if reference else None
    if reference is None or retest is None:
        return NOT_KNOWN
    learned = f"learned on {timezone.localdate(reference.made_at):%-d %b %Y}"
    if margin is None:
        return f"{NOT_KNOWN} So far: {retest['missing']}, {learned}."
    return (
        f"A change counts from {margin:.1f} points: retest reliability here {_interval(retest)}, from "
        f"{retest['n']} couples of this practice, {learned}. {retest.get('method', '')}".rstrip()
    )


def _figures(reference: Reference, retest: Mapping[str, Any]) -> list[str]:
    """Return one row of what was known before: when, of how many, how far apart, how reliable, and what counted."""
    days, margin = retest.get("days"), reference.reliable_change
    return [
        f"{timezone.localdate(reference.made_at):%-d %b %Y}",
        str(retest["n"]),
        "–" if days is None else f"{days:g}",
        _interval(retest),
        "not judged" if margin is None else f"{margin:.1f}",
    ]


def _interval(retest: Mapping[str, Any]) -> str:
    return f"{retest['value']:.2f} ({retest['low']:.2f} to {retest['high']:.2f})"
