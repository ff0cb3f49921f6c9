"""Figures over many couples in plain words, with tables and charts. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from troth.practice.instruments.drawing import shape_of
from troth.practice.instruments.spans import spans
from troth.practice.research.lending import FEWEST_COUPLES, WEEKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEAD = ["What", "Estimate", "95 % interval"]
CAUTIONS = {
    "few-couples": "The couples are few for what is estimated: the intervals are rough and rather too narrow.",
    "on-boundary": "Couples differ too little in some way for this to be told from chance: the spreads are rough.",
    "missing-at-random": "Weeks in which one partner did not answer count as if they were missing by chance, "
    "given what was answered.",
}


class Shown(NamedTuple):
    """One analysis as a page shows it; ``spec`` draws the same numbers."""

    spec: dict[str, Any]
    head: list[str]
    rows: list[list[str]]
    words: list[str]
    cautions: list[str]
    method: str


def shown(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page says: how many couples, and each analysis, or None where these couples allow none."""
    return {
        "couples": found["couples"],
        "effects": _effects(found["effects"]) if found["effects"] else None,
        "course": _course(found["course"]) if found["course"] else None,
    }


def rules() -> dict[str, int]:
    """Return the numbers that the page states."""
    return {"fewest": FEWEST_COUPLES, "weeks": WEEKS}


def _effects(found: Mapping[str, Any]) -> Shown:
    each, start = found["estimates"], found["start"]
    actor, partner, level = each["actor"], each["partner"], each["intercept"]
    rows = [
        _row("Own trust at the start (actor effect)", actor),
        _row("Partner’s trust at the start (partner effect)", partner),
        _row(f"Trust towards the end, both having begun at {start:.1f}", level),
    ]
    words = [
        f"Of two people who began one point apart, and whose partners began alike, {_ended('the one who began higher', actor)}.",
        f"Of two who began alike, and whose partners began one point apart, {_ended('the one with the higher partner', partner)}.",
        f"What the two effects do not explain is alike between partners: a correlation of {found['alike']:.2f}.",
    ]
    return Shown(_effects_spec(actor, partner), HEAD, rows, words, _cautions(found), found["method"])


def _course(found: Mapping[str, Any]) -> Shown:
    each = found["estimates"]
    rows = [
        _row("Trust at the start", each["start"]),
        _row(f"Trust after {WEEKS} weeks", each["end"]),
        _row(f"Change in {WEEKS} weeks", each["change"]),
    ]
    spread = (
        f"People differ: two of three begin within {found['spread_start']:.1f} points of the average, "
        f"and change within {found['spread_change']:.1f} points of the average change."
    )
    words = [f"On average over all partners, {_direction(each['change'])}.", spread]
    return Shown(_course_spec(found["line"]), HEAD, rows, words, _cautions(found), found["method"])


def _row(what: str, estimate: Sequence[float]) -> list[str]:
    middle, low, high = estimate
    return [what, f"{middle:.2f}", f"{low:.2f} to {high:.2f}"]


def _ended(who: str, estimate: Sequence[float]) -> str:
    middle, low, high = estimate
    sure = "; it may also be no difference at all" if low <= 0 <= high else ""
    return f"{who} ended {abs(middle):.1f} points {'higher' if middle >= 0 else 'lower'} on average{sure}"


def _direction(estimate: Sequence[float]) -> str:
    middle, low, high = estimate
    if low <= 0 <= high:
        return "it cannot be told whether trust rose or fell"
    return f"trust {'rose' if middle > 0 else 'fell'} by {abs(middle):.1f} points"


def _cautions(found: Mapping[str, Any]) -> list[str]:
    return [CAUTIONS[code] for code in found["cautions"] if code in CAUTIONS]


def _effects_spec(actor: Sequence[float], partner: Sequence[float]) -> dict[str, Any]:
    each = (
        ("own start", (actor[0], actor[1], actor[2])),
        ("partner’s start", (partner[0], partner[1], partner[2])),
    )
    return spans(each, "Points towards the end")


def _course_spec(line: Sequence[Sequence[float]]) -> dict[str, Any]:
    values = [{"week": week, "trust": middle, "low": low, "high": high} for week, middle, low, high in line]
    return {**_course_shape(), "data": {"values": values}}


@lru_cache(maxsize=1)
def _course_shape() -> dict[str, Any]:
    import altair as alt

    week = alt.X("week:Q", title="Weeks", axis=alt.Axis(grid=False, tickMinStep=1))
    domain = alt.Scale(domain=[0, 10])
    band = (
        alt.Chart()
        .mark_area(opacity=0.2, color="var(--accent)")
        .encode(x=week, y=alt.Y("low:Q", title="Trust Pulse", scale=domain), y2="high:Q")
    )
    line = (
        alt.Chart()
        .mark_line(strokeWidth=2.5, color="var(--accent)")
        .encode(
            x=week,
            y=alt.Y("trust:Q", title="Trust Pulse", scale=domain),
            tooltip=["week:Q", "trust:Q", "low:Q", "high:Q"],
        )
    )
    return shape_of(alt.layer(band, line).properties(height=220, width="container"))
