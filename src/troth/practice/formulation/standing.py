"""What both wrote about the good between them, and how each answers now. Pure: facts in, words and rows out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.library import load_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from troth.practice.formulation.charts import Pair
    from troth.practice.instruments.evidence import AnswerFact, ScoreFact

INSTRUMENT = "where-we-stand"
GOOD = (
    ("private-intake", "still_value"),
    (INSTRUMENT, "good_about_us"),
    (INSTRUMENT, "grateful_for"),
)
SCALES = (
    "strengths",
    "overall_trust",
    "predictability",
    "dependability",
    "faith",
    "satisfaction",
    "commitment",
    "feeling_heard",
    "attunement",
    "intimacy",
    "boundaries_respected",
)
DISTRUST = ("doubt", "suspicion", "unable_to_rely", "fear")
WANTED = frozenset((INSTRUMENT, scale) for scale in (*SCALES, *DISTRUST))
NOBODY = "–"


@dataclass(frozen=True)
class Good:
    """What one partner wrote about what is good between the two."""

    name: str
    words: list[str]


@dataclass(frozen=True)
class Standing:
    """The latest numbers of the sides that the reader may see, as a table and as pairs for a chart."""

    head: list[str]
    rows: list[list[str]]
    pairs: list[Pair]


def good(facts: Iterable[AnswerFact], names: Mapping[str, str]) -> list[Good]:
    """Return the words of each side that wrote some."""
    found = {(fact.side, fact.instrument, fact.item): fact.label for fact in facts}
    said = {side: [found[side, *key] for key in GOOD if (side, *key) in found] for side in names}
    return [Good(names[side], words) for side, words in sorted(said.items()) if words]


def standing(
    facts: Iterable[ScoreFact], names: Mapping[str, str], scales: Sequence[str] = SCALES
) -> Standing | None:
    """Return where the two stand; a side without a number has no column, and None is returned without any."""
    found = {
        (one.side, one.scale): one for one in facts if one.instrument == INSTRUMENT and one.scale in scales
    }
    sides = sorted({side for side, _ in found})
    if not sides:
        return None
    labels = {scale.id: scale.label for scale in load_library().instruments[INSTRUMENT].scales}
    shown = [scale for scale in scales if any((side, scale) in found for side in sides)]
    days = {side: max(one.on for one in found.values() if one.side == side) for side in sides}
    return Standing(
        head=["From 0 to 4", *(f"{names[side]}, {days[side]:%-d %b %Y}" for side in sides)],
        rows=[[labels[scale], *(_told(found.get((side, scale))) for side in sides)] for scale in shown],
        pairs=[(labels[one], _value(found.get(("a", one))), _value(found.get(("b", one)))) for one in shown],
    )


def _told(fact: ScoreFact | None) -> str:
    return NOBODY if fact is None else f"{fact.value:.1f}"


def _value(fact: ScoreFact | None) -> float | None:
    return None if fact is None else fact.value
