"""From facts to the lines that a page shows: what speaks for each cause, whose word it is, what nobody answered. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.formulation.aloud import Mark, SideBySide, mark, whose
from troth.science import formulation as science

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from troth.library import Cause, Indicator
    from troth.practice.instruments.evidence import AnswerFact, ScoreFact

_AGREEMENT = {
    science.Agreement.BOTH: "Both point to it.",
    science.Agreement.ONLY_A: "Only {a} points to it.",
    science.Agreement.ONLY_B: "Only {b} points to it.",
    science.Agreement.NEITHER: "Neither points to it.",
    science.Agreement.UNKNOWN: "One view is missing.",
}


@dataclass(frozen=True)
class EvidenceLine:
    """One answer: who, what it says, from where, how much of that partner's view it makes, and who can read it."""

    name: str
    words: str
    detail: str
    share: float
    is_open: bool

    @property
    def mark(self) -> Mark:
        """For the care team alone: an open line tells that the other has answered."""
        return mark(self.is_open, self.name)


@dataclass(frozen=True)
class SideView:
    """One partner's view of one cause; ``silent`` counts answers that do not point to it.

    ``is_open`` where both partners can read every answer in it.
    """

    side: str
    name: str
    score: float | None
    lines: list[EvidenceLine]
    silent: int
    missing: list[str]
    is_open: bool


@dataclass(frozen=True)
class CauseLine:
    """A cause with both views, side by side."""

    rank: int
    tied: bool
    cause: Cause
    sides: list[SideView]
    agreement: str


@dataclass(frozen=True)
class Facts:
    """The latest answers and numbers that a viewer may see."""

    scores: Mapping[tuple[str, str, str], ScoreFact]
    answers: Mapping[tuple[str, str, str], AnswerFact]

    @classmethod
    def of(cls, scores: Iterable[ScoreFact], answers: Iterable[AnswerFact]) -> Facts:
        return cls(
            {(one.side, one.instrument, one.scale): one for one in scores},
            {(one.side, one.instrument, one.item): one for one in answers},
        )

    def strength(self, indicator: Indicator, side: str) -> float | None:
        """Return how strongly this side's answer speaks, None where there is none."""
        if indicator.scale is not None:
            score = self.scores.get((side, indicator.instrument, indicator.scale))
            if score is None:
                return None
            return science.strength(score.fraction, direction=indicator.direction, at=indicator.at)
        answer = self.answers.get((side, indicator.instrument, indicator.item or ""))
        if answer is None:
            return None
        return 1.0 if any(value in indicator.any_of for value in answer.values) else 0.0

    def is_open(self, indicator: Indicator, side: str) -> bool:
        """Tell whether both partners can read this side's answer."""
        score = self.scores.get((side, indicator.instrument, indicator.scale or ""))
        answer = self.answers.get((side, indicator.instrument, indicator.item or ""))
        return any(one.is_open for one in (score, answer) if one is not None)

    def detail(self, indicator: Indicator, side: str) -> str:
        """Return the number or the answer itself, and its day."""
        score = self.scores.get((side, indicator.instrument, indicator.scale or ""))
        if score is not None:
            return f"{score.value:.1f} on a scale from {score.low:g} to {score.high:g}, {score.on:%-d %B %Y}"
        answer = self.answers.get((side, indicator.instrument, indicator.item or ""))
        return f"{answer.label}, {answer.on:%-d %B %Y}" if answer else ""


def wanted_by(causes: Iterable[Cause]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the (instrument, scale) and the (instrument, item) pairs that the causes ask about."""
    indicators = [indicator for cause in causes for indicator in cause.indicators]
    scales = {(one.instrument, one.scale) for one in indicators if one.scale is not None}
    items = {(one.instrument, one.item) for one in indicators if one.item is not None}
    return scales, items


def cause_lines(causes: Sequence[Cause], facts: Facts, names: Mapping[str, str]) -> list[CauseLine]:
    """Rank the causes for a clinician, with every answer that counted and every one that is missing."""
    known = {_name(cause, one): one for cause in causes for one in cause.indicators}
    indicators = [
        science.Indicator(_name(cause, one), cause.id, one.weight)
        for cause in causes
        for one in cause.indicators
    ]
    readings = [
        science.Reading(name, side, strength)
        for name, one in known.items()
        for side in science.SIDES
        if (strength := facts.strength(one, side)) is not None
    ]
    by_id = {cause.id: cause for cause in causes}
    ranked = science.rank_causes(indicators, readings)
    ranks = [one.rank for one in ranked]
    return [
        CauseLine(
            rank=one.rank,
            tied=ranks.count(one.rank) > 1,
            cause=by_id[one.cause],
            sides=[_side(view, known, facts, names) for view in (one.a, one.b)],
            agreement=_AGREEMENT[one.agreement].format_map(names),
        )
        for one in ranked
    ]


def profile(lines: Iterable[CauseLine]) -> SideBySide | None:
    """Return how strongly the answers of each point to each cause, 0 to 1, in the order of the ranking.

    The views stay apart: nothing here sums up a couple. None where nobody has answered.
    """
    known = [line for line in lines if any(view.score is not None for view in line.sides)]
    if not known:
        return None
    return SideBySide(
        head=["From 0 to 1", *(view.name for view in known[0].sides)],
        rows=[[line.cause.label, *(_weight(view) for view in line.sides)] for line in known],
        pairs=[(line.cause.label, line.sides[0].score, line.sides[1].score) for line in known],
        aloud=[
            whose({view.name: view.is_open for view in line.sides if view.score is not None})
            for line in known
        ],
    )


def _weight(view: SideView) -> str:
    return "–" if view.score is None else f"{view.score:.2f}"


def evidence_for(cause: Cause, facts: Facts, names: Mapping[str, str]) -> list[EvidenceLine]:
    """Return the answers among these facts that speak for one cause, without any number that sums them up."""
    return [
        EvidenceLine(names[side], one.words, facts.detail(one, side), 0, facts.is_open(one, side))
        for side in science.SIDES
        for one in cause.indicators
        if facts.strength(one, side)
    ]


def _side(
    view: science.View, known: Mapping[str, Indicator], facts: Facts, names: Mapping[str, str]
) -> SideView:
    name = names[view.side]
    asked = {one.indicator: known[one.indicator] for one in view.contributions}
    opened = {id_: facts.is_open(one, view.side) for id_, one in asked.items()}
    lines = [
        EvidenceLine(
            name=name,
            words=asked[one.indicator].words,
            detail=facts.detail(asked[one.indicator], view.side),
            share=one.share,
            is_open=opened[one.indicator],
        )
        for one in view.contributions
        if one.strength > 0
    ]
    return SideView(
        side=view.side,
        name=name,
        score=view.score,
        lines=lines,
        silent=len(view.contributions) - len(lines),
        missing=[known[one].words for one in view.missing],
        is_open=bool(opened) and all(opened.values()),
    )


def _name(cause: Cause, indicator: Indicator) -> str:
    return f"{cause.id}.{indicator.id}"
