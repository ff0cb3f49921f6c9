"""From answers to scale scores: reverse keys, sums, means and the rule for missing answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = [
    "ItemDefinition",
    "Method",
    "ScaleDefinition",
    "ScaleScore",
    "ScaleScores",
    "ScoringWarning",
    "score",
    "score_many",
]

Method = Literal["mean", "sum"]


class ScoringWarning(StrEnum):
    """What a reader must know before using a score."""

    PRORATED = "prorated"
    TOO_FEW_ANSWERED = "too few answered"


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """An item as arithmetic sees it: its lowest and highest answer, and its direction."""

    id: str
    low: int
    high: int
    reverse: bool = False

    def __post_init__(self) -> None:
        if self.low >= self.high:
            message = f"Item {self.id!r}: the lowest answer must be below the highest."
            raise ValueError(message)

    def keyed(self, answer: int) -> int:
        """Return the answer in the direction of the scale (reversing twice changes nothing)."""
        if type(answer) is not int or not self.low <= answer <= self.high:
            message = f"Item {self.id!r}: {answer!r} is not a whole number from {self.low} to {self.high}."
            raise ValueError(message)
        return self.low + self.high - answer if self.reverse else answer


@dataclass(frozen=True, slots=True)
class ScaleDefinition:
    """A scale: its items, its method, and how many answers a score needs at least."""

    id: str
    method: Method
    items: tuple[ItemDefinition, ...]
    minimum_answered: int

    def __post_init__(self) -> None:
        if not 1 <= self.minimum_answered <= len(self.items):
            message = (
                f"Scale {self.id!r}: the fewest answers needed must lie between 1 and {len(self.items)}."
            )
            raise ValueError(message)
        if self.method == "mean" and len({(item.low, item.high) for item in self.items}) > 1:
            message = f"Scale {self.id!r}: a mean needs items with the same range."
            raise ValueError(message)

    @property
    def range(self) -> tuple[int, int]:
        """The lowest and the highest score there can be."""
        if self.method == "mean":
            return self.items[0].low, self.items[0].high
        return sum(item.low for item in self.items), sum(item.high for item in self.items)


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """One person's score on one scale; `value` is None where too few items were answered."""

    scale: str
    value: float | None
    range: tuple[int, int]
    n_answered: int
    n_items: int
    warnings: tuple[ScoringWarning, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ScaleScores:
    """Scores of many rows: `values` holds NaN where too few items were answered."""

    scale: str
    values: NDArray[np.float64]
    range: tuple[int, int]
    n_answered: NDArray[np.int64]
    n_items: int


def score(definition: ScaleDefinition, answers: Mapping[str, int | None]) -> ScaleScore:
    r"""Score one person's answers on one scale.

    Args:
        definition: The scale. Answers are matched by item id, never by position.
        answers: Raw answers by item id. `None` or an absent id means "not answered"; ids that
            the scale does not use are ignored.

    Returns:
        The value, the possible range, how many items were answered, and warnings.

    Raises:
        ValueError: An answer is not a whole number in its item's range.

    **Formula.** A reversed item counts as :math:`l + h - x`, with :math:`l` and :math:`h` its
    lowest and highest answer. With :math:`A` the answered items, the :math:`k` items give

    .. math:: S = \sum_i l_i + \frac{\sum_{i \in A} (x_i - l_i)}{\sum_{i \in A} (h_i - l_i)}
              \sum_i (h_i - l_i), \qquad M = S / k .

    With every item answered :math:`S` is the plain sum and :math:`M` the plain mean.

    **Missing answers.** With items of equal range this is person-mean prorating: :math:`M` is
    the mean of the answers given and :math:`S` is :math:`k M`; items of unequal range are filled
    at the same fraction of their range. It assumes that the missing items would have been
    answered like the others, so it is marked with a warning. Below `minimum_answered` there is
    no score.

    **Reference.** Schafer, J. L., & Graham, J. W. (2002). Missing data: Our view of the state of
    the art. Psychological Methods, 7(2), 147-177 (on averaging the available items).

    Example:
        >>> items = (ItemDefinition("calm", 0, 10), ItemDefinition("doubt", 0, 10, reverse=True))
        >>> score(ScaleDefinition("trust", "mean", items, 2), {"calm": 6, "doubt": 2}).value
        7.0
    """
    given = [
        (item, item.keyed(answer))
        for item in definition.items
        if (answer := answers.get(item.id)) is not None
    ]
    n_answered, n_items = len(given), len(definition.items)
    value: float | None = None
    warnings: tuple[ScoringWarning, ...] = ()
    if n_answered < definition.minimum_answered:
        warnings = (ScoringWarning.TOO_FEW_ANSWERED,)
    else:
        above_low = sum(keyed - item.low for item, keyed in given)
        answered_span = sum(item.high - item.low for item, _ in given)
        span = sum(item.high - item.low for item in definition.items)
        total = sum(item.low for item in definition.items) + above_low * span / answered_span
        value = total / n_items if definition.method == "mean" else total
        warnings = (ScoringWarning.PRORATED,) if n_answered < n_items else ()
    return ScaleScore(definition.id, value, definition.range, n_answered, n_items, warnings)


def score_many(definition: ScaleDefinition, answers: NDArray[np.float64]) -> ScaleScores:
    """Score many rows at once, by the rule of :func:`score`.

    Args:
        definition: The scale.
        answers: Raw answers, one row per person and occasion, one column per item in the order
            of `definition.items`; NaN means "not answered".

    Returns:
        One value per row, NaN where fewer than `minimum_answered` items were answered.

    Raises:
        ValueError: The columns do not fit the scale, or an answer lies outside its range.
    """
    raw = np.asarray(answers, dtype=np.float64)
    if raw.shape[1:] != (len(definition.items),):
        message = (
            f"Scale {definition.id!r}: answers need {len(definition.items)} columns, "
            f"one for each item, but have the shape {raw.shape}."
        )
        raise ValueError(message)
    low = np.array([item.low for item in definition.items], dtype=np.float64)
    high = np.array([item.high for item in definition.items], dtype=np.float64)
    answered = ~np.isnan(raw)
    filled = np.where(answered, raw, low)
    if ((filled < low) | (filled > high) | (filled != np.rint(filled))).any():
        message = f"Scale {definition.id!r}: an answer is not a whole number in its item's range."
        raise ValueError(message)
    keyed = np.where([item.reverse for item in definition.items], low + high - raw, raw)
    above_low = np.where(answered, keyed - low, 0.0).sum(axis=1)
    answered_span = np.where(answered, high - low, 0.0).sum(axis=1)
    n_answered = answered.sum(axis=1, dtype=np.int64)
    enough = n_answered >= definition.minimum_answered
    total = low.sum() + above_low * (high - low).sum() / np.where(enough, answered_span, 1.0)
    values = total / len(definition.items) if definition.method == "mean" else total
    return ScaleScores(
        definition.id,
        np.where(enough, values, np.nan),
        definition.range,
        n_answered,
        len(definition.items),
    )
