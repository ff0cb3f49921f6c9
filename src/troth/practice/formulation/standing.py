"""What both wrote about the good between them, and how each answers now: facts in, words and rows out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.formulation.aloud import Said, SideBySide, mark, whose
from troth.practice.instruments.evidence import scale_labels

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from troth.practice.instruments.evidence import AnswerFact, ScoreFact

INSTRUMENT = "where-we-stand"
GOOD = (
    ("private-intake", "still_value"),
    (INSTRUMENT, "good_about_us"),
    (INSTRUMENT, "grateful_for"),
)
TRUST = (
    "strengths",
    "overall_trust",
    "predictability",
    "dependability",
    "faith",
    "satisfaction",
    "commitment",
    "boundaries_respected",
)
MET = ("feeling_heard", "attunement", "nonverbal", "intimacy")
SCALES = (*TRUST, *MET)
DISTRUST = ("doubt", "suspicion", "unable_to_rely", "fear")
WANTED = frozenset((INSTRUMENT, scale) for scale in (*SCALES, *DISTRUST))
# The scales in words for the partners themselves; the library's are the clinicians'.
PLAIN = {
    "strengths": "Good times, kindness",
    "overall_trust": "Trust, all in all",
    "predictability": "Knowing what to expect",
    "dependability": "Promises kept",
    "faith": "Being cared for",
    "satisfaction": "Content with us",
    "commitment": "Wanting a future",
    "boundaries_respected": "Limits respected",
    "feeling_heard": "Feeling heard",
    "attunement": "Feeling noticed",
    "nonverbal": "A kind look and tone",
    "intimacy": "Being close",
}
NOBODY = "–"
HIGHEST = 2
FLAT = 0.5


@dataclass(frozen=True)
class Good:
    """What one partner wrote about what is good between the two."""

    name: str
    said: list[Said]


def good(facts: Iterable[AnswerFact], names: Mapping[str, str]) -> list[Good]:
    """Return the words of each side that wrote some."""
    found = {(fact.side, fact.instrument, fact.item): fact for fact in facts}
    said = {
        side: [Said(one.label, mark(one.is_open, name)) for key in GOOD if (one := found.get((side, *key)))]
        for side, name in names.items()
    }
    return [Good(names[side], words) for side, words in sorted(said.items()) if words]


def standing(
    facts: Iterable[ScoreFact],
    names: Mapping[str, str],
    scales: Sequence[str] = SCALES,
    labels: Mapping[str, str] | None = None,
) -> SideBySide | None:
    """Return where the two stand; a side without a number has no column, and None is returned without any.

    ``labels`` names the scales, as the questionnaire does without.
    """
    found = {
        (one.side, one.scale): one for one in facts if one.instrument == INSTRUMENT and one.scale in scales
    }
    sides = sorted({side for side, _ in found})
    if not sides:
        return None
    called = labels or scale_labels(INSTRUMENT, found.values())
    shown = [scale for scale in scales if any((side, scale) in found for side in sides)]
    days = {side: max(one.on for one in found.values() if one.side == side) for side in sides}
    of = {scale: {side: found[side, scale] for side in sides if (side, scale) in found} for scale in shown}
    return SideBySide(
        head=["From 0 to 4", *(f"{names[side]}, {days[side]:%-d %b %Y}" for side in sides)],
        rows=[
            [called[scale], *(_told(of[scale].get(side), days[side]) for side in sides)] for scale in shown
        ],
        pairs=[(called[one], _value(of[one].get("a")), _value(of[one].get("b"))) for one in shown],
        aloud=[whose({names[side]: one.is_open for side, one in of[scale].items()}) for scale in shown],
    )


def highest(facts: Iterable[ScoreFact], names: Mapping[str, str]) -> list[Said]:
    """Return a sentence for each side about where their answers are highest, the scales of distrust left out."""
    labels = scale_labels(INSTRUMENT, facts)
    own: dict[str, list[ScoreFact]] = {side: [] for side in sorted(names)}
    for one in facts:
        if one.instrument == INSTRUMENT and one.scale in SCALES:
            own[one.side].append(one)
    told = []
    for side, found in own.items():
        best = sorted(found, key=lambda one: (-one.value, SCALES.index(one.scale)))[:HIGHEST]
        if best:
            words = " and ".join(f"{labels[one.scale].lower()} ({one.value:.1f})" for one in best)
            is_open = all(one.is_open for one in best)
            told.append(Said(f"{names[side]} answers highest on {words}, of 4.", mark(is_open, names[side])))
    return told


def in_plain_words(facts: Iterable[ScoreFact], side: str) -> list[str]:
    """Tell one partner, in a sentence or two, where their own answers are highest and lowest."""
    own = [one for one in facts if one.side == side and one.scale in PLAIN]
    ranked = sorted(own, key=lambda one: (-one.value, SCALES.index(one.scale)))
    if not ranked:
        return []
    if ranked[0].value - ranked[-1].value < FLAT:
        return ["You gave much the same answer to all of it."]
    best, least = ranked[:HIGHEST], ranked[HIGHEST:][-HIGHEST:]
    sentences = [f"Your answers are highest here: {_named(best)}."]
    if least:
        sentences.append(f"They are lowest here: {_named(least)}.")
    return sentences


def _named(facts: Sequence[ScoreFact]) -> str:
    return " and ".join(f"{PLAIN[one.scale].lower()} ({one.value:.1f} of 4)" for one in facts)


def _told(fact: ScoreFact | None, day: dt.date) -> str:
    """Tell a number, and its own day where it is older than the ``day`` of its column."""
    if fact is None:
        return NOBODY
    return f"{fact.value:.1f}" if fact.on == day else f"{fact.value:.1f} ({fact.on:%-d %b %Y})"


def _value(fact: ScoreFact | None) -> float | None:
    return None if fact is None else fact.value
