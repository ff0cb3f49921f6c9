"""How two lines of trust move, in words and tables, with what one couple's answers can tell and no more. Pure."""

from __future__ import annotations

import datetime as dt
from math import atanh, sqrt, tanh
from typing import TYPE_CHECKING, Any

from troth.practice.instruments.carrying import PAIRS_NEEDED, Carried, carried
from troth.practice.instruments.expectation import ahead, always_expected, growth
from troth.practice.instruments.spans import away, spans
from troth.practice.instruments.together import span_of_days
from troth.science.dyad.cautions import ChainsBroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from troth.practice.instruments.expectation import Ahead
    from troth.practice.instruments.models import TrustLine
    from troth.practice.instruments.spans import Span
    from troth.practice.instruments.steady import Occasion
    from troth.science.dyad.cautions import Caution
    from troth.science.dyad.influence_one import OwnInfluence
    from troth.science.growth.bands import Band

ANSWERS_NEEDED = 4
HARDLY = 0.1
Z95 = 1.96
NEXT_HEAD = ["Next week", "From both partners’ answers", "From the own answers alone"]
CARRIED_HEAD = ["From → to", "Points", "95 % interval"]
OTHER = {"a": "b", "b": "a"}
PATHS = (
    ("stability_a", "a", "a"),
    ("influence_on_a", "b", "a"),
    ("stability_b", "b", "b"),
    ("influence_on_b", "a", "b"),
)
"""Each estimate, with whose week it comes from and whose next week it goes to."""
CROSSING = (("influence_on_b", "b"), ("influence_on_a", "a"))


def moving(
    rows: Sequence[Occasion], population: Mapping[str, Any] | None, names: Mapping[str, str]
) -> dict[str, Any]:
    """Return what is expected and what carries over; where the weeks do not suffice, how many are missing."""
    short = _short(rows, names)
    told = population if population is not None and not short else None
    following = ahead(told, rows) if told else {}
    return {
        "expected": always_expected(told, rows) if told else [],
        "growth": growth_in_words(growth(told, rows) if told else None, names),
        "short": short,
        "learned": population is not None,
        "others": population["couples"] if population else 0,
        "next_head": NEXT_HEAD,
        "next_rows": _next(following, names),
        "next_words": [_added(one, names[side], names[OTHER[side]]) for side, one in following.items()],
        "pairs_needed": PAIRS_NEEDED,
        "carried_head": CARRIED_HEAD,
        "carried": _carried(carried(rows), names),
    }


def _short(rows: Sequence[Occasion], names: Mapping[str, str]) -> list[str]:
    """Say for each partner how many weeks are missing until something can be expected."""
    found = []
    for at, side in enumerate("ab", start=1):
        missing = ANSWERS_NEEDED - sum(row[at] is not None for row in rows)
        if missing > 0:
            found.append(f"{names[side]}: {missing} more {_weeks(missing)} with an answer")
    return found


def _next(found: Mapping[str, Ahead], names: Mapping[str, str]) -> list[list[str]]:
    return [[names[side], _band(one.both), _band(one.own)] for side, one in sorted(found.items())]


def _band(band: Band) -> str:
    return f"{band.expected:.1f} ({band.low80:.1f} to {band.high80:.1f})"


def _added(one: Ahead, whose: str, other: str) -> str:
    by = one.both.expected - one.own.expected
    narrower = 1 - (one.both.high80 - one.both.low80) / (one.own.high80 - one.own.low80)
    moved = f"move what is expected of {whose} {'up' if by > 0 else 'down'} by {abs(by):.1f} points"
    place = f"hardly move what is expected of {whose}" if abs(by) < HARDLY else moved
    way = "narrower" if narrower >= 0 else "wider"
    return f"{other}’s answers {place}; with them the band is {100 * abs(narrower):.0f} % {way}."


def _carried(told: Carried, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the estimates with a chart, or how many pairs of weeks are missing; neither where answers do not vary."""
    found = told.found
    if found is None:
        return {"missing": told.missing, "pairs": told.pairs, "rows": []}
    each = [(names[by], names[to], (found.estimates[name], *found.intervals[name])) for name, by, to in PATHS]
    return {
        "missing": 0,
        "pairs": told.pairs,
        "rows": [
            [f"{by} → {to}", f"{middle:.2f}", f"{low:.2f} to {high:.2f}"]
            for by, to, (middle, low, high) in each
        ],
        "spec": spans([(f"{by} → {to}", span) for by, to, span in each], "Points in the next week"),
        "words": [_words(by, to, span) for by, to, span in each],
        "sentences": [_together(found), *(_caution(one) for one in found.warnings)],
        "method": found.method,
    }


def sentences_of(line: TrustLine | None, names: Mapping[str, str]) -> list[str]:
    """Return what the couple's page says of how the two move, as the worker kept it; empty where weeks do not suffice."""
    if line is None:
        return []
    return [
        each
        for each in (growth_in_words(line.growth, names), from_each_to_the_other(line.carried, names))
        if each
    ]


def growth_in_words(kept: Mapping[str, Any] | None, names: Mapping[str, str]) -> str:
    """Say how fast the trust of both changed, with intervals and between which days; nothing where it was not told."""
    if not kept:
        return ""
    days = span_of_days(*(dt.date.fromordinal(kept[day]) for day in ("since", "until")))
    one, other = (_pace(kept[side]) for side in "ab")
    return (
        f"From {days}, {names['a']}’s trust {one[0]} points a month (95 % interval {one[1]}) and "
        f"{names['b']}’s {other[0]} ({other[1]})."
    )


def _pace(span: Span) -> tuple[str, str]:
    middle, low, high = span
    sure = ", so perhaps not at all" if low <= 0 <= high else ""
    return f"{'rose' if middle >= 0 else 'fell'} by {abs(middle):.2f}", f"{low:.2f} to {high:.2f}{sure}"


def from_each_to_the_other(kept: Mapping[str, Span] | None, names: Mapping[str, str]) -> str:
    """Say in one sentence what of each partner's week went over to the other's next; nothing where weeks do not suffice.

    Both ways are always told, so that none is picked for being large.
    """
    if not kept:
        return ""
    b, a = (f"{names[to]} was {away(kept[path])}" for path, to in CROSSING)
    return f"After a week with {names['a']} one point above the own line, {b}; after such a week of {names['b']}, {a}."


def _words(first: str, then: str, span: Span) -> str:
    middle, low, high = span
    sure = "; it may also be nothing" if low <= 0 <= high else ""
    if first == then:
        return (
            f"Of a week one point above {first}’s own line, {middle:.1f} points are left in the next{sure}."
        )
    way = "higher" if middle >= 0 else "lower"
    return f"After a week with {first} one point above the own line, {then} was {abs(middle):.1f} points {way}{sure}."


def _together(found: OwnInfluence) -> str:
    middle, reach = found.residual_correlation, Z95 / sqrt(found.freedom - 1)
    low, high = (tanh(atanh(middle) + sign * reach) for sign in (-1, 1))
    return (
        "What is new in a week goes together between the two with a correlation of "
        f"{middle:.2f} ({low:.2f} to {high:.2f}): at 1 they rise and fall as one, at 0 each for themselves."
    )


def _caution(one: Caution) -> str:
    if isinstance(one, ChainsBroken):
        left_out = (
            f"{one.gaps + one.incomplete} of {one.pairs} steps from one answer to the next were left out"
        )
        return f"{left_out}, for a week was missing between."
    return "Their weeks did not come to rest in this time: read these numbers with special care."


def _weeks(number: int) -> str:
    return "week" if number == 1 else "weeks"
