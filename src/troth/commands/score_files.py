"""Scores from a file: a number, `{"scales": {…}}`, or answers that are scored here."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from troth.commands.answer_files import instrument_answers, measure_answers, read_json
from troth.commands.answers import BadInput
from troth.commands.scoring import find
from troth.library import Instrument
from troth.library.change_terms import ChangeTerms, published_terms
from troth.library.judged_change import NO_INDEX, OWN
from troth.library.score_measure import score_measure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from troth.library import Measure

    Scores = Mapping[str, float | None]

TOTAL = "total"  # what one bare number means, where a measure has such a scale


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What the command needs of a questionnaire: its scales with range and terms, and how to score it."""

    id: str
    ranges: Mapping[str, tuple[int, int] | None]
    terms: Mapping[str, ChangeTerms]
    score: Callable[[Mapping[str, object]], Scores]
    why_no_index: str


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """What a file holds; it is read once, as it may be a pipe."""

    path: Path
    content: object

    @classmethod
    def read(cls, path: Path) -> ScoreFile:
        """Read a file; raises `BadInput` for one that is not JSON."""
        return cls(path, read_json(path))


def questionnaire(name: str, file: ScoreFile) -> Questionnaire:
    """Return a questionnaire by any of its names; of several forms that which fits the answers in `file`.

    Raises `BadInput` where there is none with scores.
    """
    answers = file.content
    found = find(name, len(answers) if isinstance(answers, dict) else 0)
    if not found.scales:
        raise BadInput(f"{found.id} has no scores, so it has no change")
    return _own(found) if isinstance(found, Instrument) else _published(found)


def scores_of(file: ScoreFile, asked: Questionnaire, scale: str | None) -> Scores:
    """Return the scores in a file by scale; raises `BadInput` with the file, the place and the remedy."""
    path, given = file.path, file.content
    if isinstance(given, dict):
        scores = _of_scales(path, given) if "scales" in given else _scored(path, given, asked)
    else:
        scores = {scale or _scale_meant(path, asked): _number(path, "the score", given)}
    for name, value in scores.items():
        _check(path, name, value, asked)
    return scores


def _own(found: Instrument) -> Questionnaire:
    return Questionnaire(
        found.id,
        {scale.id: scale.range for scale in found.scales},
        {scale.id: ChangeTerms() for scale in found.scales},
        lambda given: {each.scale: each.value for each in found.score(instrument_answers(found, given))},
        OWN,
    )


def _published(found: Measure) -> Questionnaire:
    def score(given: Mapping[str, object]) -> Scores:
        result = score_measure(found, measure_answers(found, given))
        return {each.scale.id: each.value for each in result.scores}

    return Questionnaire(
        found.id,
        {scale.id: scale.range for scale in found.scales},
        {scale.id: published_terms(scale) for scale in found.scales},
        score,
        NO_INDEX,
    )


def _of_scales(path: Path, given: Mapping[str, Any]) -> Scores:
    scales = given["scales"]
    if not isinstance(scales, dict):
        raise BadInput(f'{path}: "scales" must hold a score for each scale, such as {{"total": 40}}')
    values = {
        name: value.get("value") if isinstance(value, dict) else value for name, value in scales.items()
    }
    return {
        name: None if value is None else _number(path, f"scale {name!r}", value)
        for name, value in values.items()
    }


def _scored(path: Path, answers: Mapping[str, object], asked: Questionnaire) -> Scores:
    try:
        return asked.score(answers)
    except (BadInput, ValueError) as error:
        raise BadInput(f"{path}: {error}") from error


def _scale_meant(path: Path, asked: Questionnaire) -> str:
    if TOTAL in asked.ranges:
        return TOTAL
    if len(asked.ranges) > 1:
        raise BadInput(
            f"{path} holds one number, but {asked.id} has several scales: "
            f"name one with --scale ({', '.join(asked.ranges)})"
        )
    return next(iter(asked.ranges))


def _number(path: Path, place: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadInput(f"{path}: {place} is {json.dumps(value)}, but must be a number")
    return value


def _check(path: Path, name: str, value: float | None, asked: Questionnaire) -> None:
    if name not in asked.ranges:
        raise BadInput(f"{path}: {asked.id} has no scale {name!r}; it has {', '.join(asked.ranges)}")
    bounds = asked.ranges[name]
    if value is not None and bounds is not None and not bounds[0] <= value <= bounds[1]:
        raise BadInput(
            f"{path}: scale {name!r} is {value:g}, but its scores go from {bounds[0]} to {bounds[1]}"
        )
