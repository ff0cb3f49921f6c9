"""How two lines of trust move, in words and tables, with what one couple's answers can tell and no more. Pure."""

from __future__ import annotations

from math import atanh, sqrt, tanh
from typing import TYPE_CHECKING, Any

from troth.practice.instruments.carrying import PAIRS_NEEDED, Carried, carried
from troth.practice.instruments.expectation import ahead, always_expected
from troth.practice.instruments.spans import spans
from troth.science.dyad.cautions import ChainsBroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from troth.practice.instruments.expectation import Ahead
    from troth.practice.instruments.steady import Occasion
    from troth.science.dyad.influence_one import OwnInfluence
    from troth.science.growth.bands import Band

ANSWERS_NEEDED = 4
HARDLY = 0.1
Z95 = 1.96
NEXT_HEAD = [
    "Next week",
    "From both partners’ answers",
    "From the own answers alone",
    "What the other’s answers add",
]
CARRIED_HEAD = ["What", "Points", "95 % interval", "In words"]


def moving(
    rows: Sequence[Occasion], population: Mapping[str, Any] | None, names: Mapping[str, str]
) -> dict[str, Any]:
    """Return what is expected and what carries over; where the weeks do not suffice, how many are missing."""
    short = _short(rows, names)
    told = population if population is not None and not short else None
    return {
        "expected": always_expected(told, rows) if told else [],
        "short": short,
        "learned": population is not None,
        "others": population["couples"] if population else 0,
        "next_head": NEXT_HEAD,
        "next_rows": _next(ahead(told, rows), names) if told else [],
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
    return [
        [names[side], _band(one.both), _band(one.own), _added(one, names["b" if side == "a" else "a"])]
        for side, one in sorted(found.items())
    ]


def _band(band: Band) -> str:
    return f"{band.expected:.1f} ({band.low80:.1f} to {band.high80:.1f})"


def _added(one: Ahead, other: str) -> str:
    by = one.both.expected - one.own.expected
    narrower = 1 - (one.both.high80 - one.both.low80) / (one.own.high80 - one.own.low80)
    moved = f"{other}’s answers move it {'up' if by > 0 else 'down'} by {abs(by):.1f}"
    place = f"{other}’s answers hardly move it" if abs(by) < HARDLY else moved
    return f"{place}; the band is {abs(narrower):.0%} {'narrower' if narrower >= 0 else 'wider'}"


def _carried(told: Carried, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the estimates with a chart, or how many pairs of weeks are missing; neither where answers do not vary."""
    found = told.found
    if found is None:
        return {"missing": told.missing, "pairs": told.pairs, "rows": []}
    labels = {
        name: (f"{names[from_]} → {names[to]}", words)
        for to in "ab"
        for name, from_, words in (
            (f"stability_{to}", to, _stays),
            (f"influence_on_{to}", "b" if to == "a" else "a", _follows),
        )
    }
    each = {name: (found.estimates[name], *found.intervals[name]) for name in labels}
    return {
        "missing": 0,
        "pairs": told.pairs,
        "rows": [
            [
                label,
                f"{each[name][0]:.2f}",
                f"{each[name][1]:.2f} to {each[name][2]:.2f}",
                words(label, *each[name]),
            ]
            for name, (label, words) in labels.items()
        ],
        "spec": spans(
            [(label, each[name]) for name, (label, _) in labels.items()],
            "Points in the next week for one point above the own line",
        ),
        "sentences": [
            _together(found),
            *(_gaps(one) for one in found.warnings if isinstance(one, ChainsBroken)),
        ],
        "method": found.method,
    }


def _stays(label: str, middle: float, low: float, high: float) -> str:
    who = label.partition(" → ")[0]
    return f"Of a week one point above {who}’s own line, {middle:.1f} points are left in the next{_unsure(low, high)}"


def _follows(label: str, middle: float, low: float, high: float) -> str:
    first, _, then = label.partition(" → ")
    way = "higher" if middle >= 0 else "lower"
    return f"After a week in which {first} was one point above the line, {then} was {abs(middle):.1f} points {way}{_unsure(low, high)}"


def _unsure(low: float, high: float) -> str:
    return "; it may also be nothing" if low <= 0 <= high else ""


def _together(found: OwnInfluence) -> str:
    middle, reach = found.residual_correlation, Z95 / sqrt(found.freedom - 1)
    low, high = (tanh(atanh(middle) + sign * reach) for sign in (-1, 1))
    return (
        "What is new in a week goes together between the two with a correlation of "
        f"{middle:.2f} ({low:.2f} to {high:.2f}): at 1 they rise and fall as one, at 0 each for themselves."
    )


def _gaps(caution: ChainsBroken) -> str:
    left_out = caution.gaps + caution.incomplete
    return f"{left_out} of {caution.pairs} steps from one answer to the next were left out, for a week was missing between."


def _weeks(number: int) -> str:
    return "week" if number == 1 else "weeks"
