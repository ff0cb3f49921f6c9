"""How each partner thinks the other answers, beside what the other answered. Pure; for the care team alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.formulation.aloud import Said, SideBySide, mark, whose
from troth.practice.instruments.together import TOGETHER_DAYS, days_of, near
from troth.science.change import perception_gap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from troth.practice.instruments.evidence import ScoreFact

INSTRUMENT = "where-we-stand"
PAIRS = {
    "overall_trust": "expected_trust",
    "satisfaction": "expected_satisfaction",
    "commitment": "expected_commitment",
    "feeling_heard": "expected_heard",
}
LABELS = {
    "overall_trust": "Trust, all in all",
    "satisfaction": "Content with us",
    "commitment": "Commitment",
    "feeling_heard": "Feeling heard",
}
WANTED = frozenset((INSTRUMENT, scale) for pair in PAIRS.items() for scale in pair)
FEWEST = 2
NOBODY = "–"


@dataclass(frozen=True)
class Seeing:
    """Both partners' answers and expectations on the same questions, as a table and in a sentence for each."""

    table: SideBySide
    sentences: list[Said]


def seeing(facts: Iterable[ScoreFact], names: Mapping[str, str]) -> Seeing | None:
    """Return how each sees the other; None where neither has answered."""
    found = {(fact.side, fact.scale): fact for fact in facts}
    if not found:
        return None
    a, b = names["a"], names["b"]
    head = [
        "From 0 to 4",
        f"{a} says",
        f"{b} thought {a} would say",
        f"{b} says",
        f"{a} thought {b} would say",
    ]
    rows = [
        [
            LABELS[own],
            *(_told(found.get(key)) for key in (("a", own), ("b", guess), ("b", own), ("a", guess))),
        ]
        for own, guess in PAIRS.items()
    ]
    pairs = [
        (f"{names[of]}: {LABELS[own]}", _value(found.get((of, own))), _value(found.get((by, guess))))
        for of, by in (("a", "b"), ("b", "a"))
        for own, guess in PAIRS.items()
    ]
    told = (_sentence(found, names, of, by) for of, by in (("a", "b"), ("b", "a")))
    aloud = [_aloud(found, names, own, guess) for own, guess in PAIRS.items()]
    return Seeing(SideBySide(head, rows, pairs, aloud), [sentence for sentence in told if sentence])


def _aloud(found: Mapping[tuple[str, str], ScoreFact], names: Mapping[str, str], own: str, guess: str) -> str:
    """Return of whom both the answer and the guess may be said."""
    sides = {side: [one for scale in (own, guess) if (one := found.get((side, scale)))] for side in names}
    return whose({names[side]: all(one.is_open for one in both) for side, both in sides.items() if both})


def _told(fact: ScoreFact | None) -> str:
    return NOBODY if fact is None else f"{fact.value:.1f}"


def _value(fact: ScoreFact | None) -> float | None:
    return None if fact is None else fact.value


def _sentence(
    found: Mapping[tuple[str, str], ScoreFact], names: Mapping[str, str], of: str, by: str
) -> Said | None:
    pairs = [(found.get((by, guess)), found.get((of, own))) for own, guess in PAIRS.items()]
    whole = [(guess, own) for guess, own in pairs if guess and own]
    if len(whole) < FEWEST:
        return None
    told = mark(all(guess.is_open and own.is_open for guess, own in whole), names["a"], names["b"])
    if apart := next(((guess.on, own.on) for guess, own in whole if not near(guess.on, own.on)), None):
        words = f"answered {days_of(*apart)}, more than {TOGETHER_DAYS} days apart"
        return Said(f"What {names[by]} expects of {names[of]} is not compared: {words}.", told)
    gap = perception_gap([guess.value for guess, _ in whole], [own.value for _, own in whole])
    until = max(own.on for _, own in whole)
    about = f"{gap.bias:+.1f} on average over {gap.n} questions, {gap.low:+.1f} to {gap.high:+.1f}; {until:%-d %B %Y}"
    if not gap.clear:
        return Said(
            f"{names[by]} expects {names[of]} neither clearly higher nor clearly lower than {names[of]} answers ({about}).",
            told,
        )
    side = "higher" if gap.bias > 0 else "lower"
    return Said(f"{names[by]} expects {names[of]} to answer {side} than {names[of]} does ({about}).", told)
