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
    "keyed_answers",
    "score",
    "score_many",
]

Method = Literal["mean", "sum"]

BLOCK_VALUES = 2**16
"""How many answers are scored at once: half a megabyte of doubles, which stays in a core's cache."""


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


def score_many(
    definition: ScaleDefinition, answers: NDArray[np.generic], *, missing: int | None = None
) -> ScaleScores:
    r"""Score many rows at once, by the rule of :func:`score` and to the same last digit.

    Args:
        definition: The scale.
        answers: Raw answers as whole numbers or floats, shape (rows, items): one row per person
            and occasion, one column per item in the order of `definition.items`. NaN means "not
            answered".
        missing: The number that also means "not answered", for arrays that cannot hold NaN. It
            must lie outside every item's range.

    Returns:
        One value per row, NaN where fewer than `minimum_answered` items were answered.

    Raises:
        ValueError: The columns do not fit the scale, an answer lies outside its item's range, or
            the missing code could be an answer.

    **Formula.** With :math:`\sigma_i = -1` for reversed items and 1 for the others, and
    :math:`b_i` the answer that counts lowest (:math:`h_i` if reversed, else :math:`l_i`), what an
    item adds above its lowest is :math:`\sigma_i (x_i - b_i)`. A gap is filled with :math:`b_i`
    and so adds nothing; the sum over all items is then one matrix-vector product
    :math:`X\sigma - b^\top\sigma`, and the reach of the answered items is another one of the
    mask of answered items, needed only in blocks with a gap.

    The rows go through in blocks that fit the cache. The result does not depend on the block.

    Example:
        >>> items = (ItemDefinition("calm", 0, 10), ItemDefinition("doubt", 0, 10, reverse=True))
        >>> scale = ScaleDefinition("trust", "mean", items, 1)
        >>> score_many(scale, np.array([[6, 2], [6, -1]], dtype=np.int8), missing=-1).values
        array([7., 6.])
    """
    raw = _checked_shape(definition, np.asarray(answers))
    n_rows, n_items = raw.shape
    rows = max(1, min(n_rows, BLOCK_VALUES // n_items))
    bench = _Bench.of(definition, missing, rows)
    values = np.empty(n_rows)
    n_answered = np.full(n_rows, n_items, dtype=np.int64)
    for start in range(0, n_rows, rows):
        block = slice(start, start + rows)
        values[block], n_answered[block] = bench.score(raw[block])
    return ScaleScores(definition.id, values, definition.range, n_answered, n_items)


def keyed_answers(
    definition: ScaleDefinition, answers: NDArray[np.generic], *, missing: int | None = None
) -> NDArray[np.float64]:
    """Return the answers in the direction of the scale, with NaN for gaps.

    Args:
        definition: The scale.
        answers: As in :func:`score_many`, shape (rows, items).
        missing: As in :func:`score_many`.

    Returns:
        The same shape; a reversed item counts as its lowest plus its highest answer minus the
        answer given.

    Raises:
        ValueError: As in :func:`score_many`.

    Example:
        >>> items = (ItemDefinition("calm", 0, 10), ItemDefinition("doubt", 0, 10, reverse=True))
        >>> keyed_answers(ScaleDefinition("trust", "mean", items, 1), np.array([[6.0, 2.0]]))
        array([[6., 8.]])
    """
    raw = _checked_shape(definition, np.asarray(answers))
    bench = _Bench.of(definition, missing, len(raw))
    filled, gaps = bench.take(raw)
    keyed = filled * bench.sign + np.where(bench.sign < 0, bench.low + bench.high, 0.0)
    keyed[gaps] = np.nan
    return keyed


def _checked_shape(definition: ScaleDefinition, raw: NDArray[np.generic]) -> NDArray[np.generic]:
    if raw.ndim != _MATRIX or raw.shape[1] != len(definition.items):
        message = (
            f"Scale {definition.id!r}: answers need {len(definition.items)} columns, "
            f"one for each item, but have the shape {raw.shape}."
        )
        raise ValueError(message)
    return raw


_MATRIX = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Bench:
    """A scale as vectors, one number per item in each, and room to work on a block of rows.

    The room is used again for every block: fresh arrays would cost more than the arithmetic.
    """

    definition: ScaleDefinition
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    sign: NDArray[np.float64]
    lowest: NDArray[np.float64]  # the answer that counts lowest
    bounds: tuple[NDArray[np.float64], NDArray[np.float64]]  # single numbers where items are alike: faster
    missing: int | None
    block: NDArray[np.float64]
    spare: NDArray[np.float64]
    gaps: NDArray[np.bool_]
    flags: NDArray[np.bool_]

    @classmethod
    def of(cls, definition: ScaleDefinition, missing: int | None, rows: int) -> _Bench:
        items = definition.items
        if missing is not None and any(item.low <= missing <= item.high for item in items):
            message = f"Scale {definition.id!r}: the missing code {missing} is a possible answer."
            raise ValueError(message)
        low = np.array([item.low for item in items], dtype=np.float64)
        high = np.array([item.high for item in items], dtype=np.float64)
        sign = np.array([-1.0 if item.reverse else 1.0 for item in items])
        lowest = np.where(sign < 0, high, low)
        alike = np.ptp(low) == np.ptp(high) == 0
        bounds = (low[:1], high[:1]) if alike else (low, high)
        shape = rows, len(items)
        numbers = np.empty(shape), np.empty(shape)
        flags = np.empty(shape, dtype=np.bool_), np.empty(shape, dtype=np.bool_)
        return cls(definition, low, high, sign, lowest, bounds, missing, *numbers, *flags)

    def take(self, raw: NDArray[np.generic]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Lay rows on the bench, gaps filled with the answer that counts lowest; return them and the gaps."""
        n = len(raw)
        block, spare, gaps, flags = self.block[:n], self.spare[:n], self.gaps[:n], self.flags[:n]
        np.copyto(block, raw, casting="unsafe")
        np.isnan(block, out=gaps)
        if self.missing is not None:
            gaps |= np.equal(block, self.missing, out=flags)
        np.copyto(block, self.lowest, where=gaps)
        possible = np.clip(np.rint(block, out=spare), *self.bounds, out=spare)
        if np.not_equal(block, possible, out=flags).any():
            message = f"Scale {self.definition.id!r}: an answer is not a whole number in its item's range."
            raise ValueError(message)
        return block, gaps

    def score(self, raw: NDArray[np.generic]) -> tuple[NDArray[np.float64], NDArray[np.int64] | int]:
        """Return the value and the number of answers of each row."""
        block, gaps = self.take(raw)
        above_low = block @ self.sign - self.lowest @ self.sign
        span, n_items = self.high - self.low, len(self.sign)
        if not gaps.any():
            return self._value(self.low.sum() + above_low), n_items
        absent = self.spare[: len(raw)]
        np.copyto(absent, gaps)
        n_answered = n_items - np.rint(absent @ np.ones(n_items)).astype(np.int64)
        enough = n_answered >= self.definition.minimum_answered
        reach = np.where(enough, span.sum() - absent @ span, 1.0)
        values = self._value(self.low.sum() + above_low * span.sum() / reach)
        return np.where(enough, values, np.nan), n_answered

    def _value(self, total: NDArray[np.float64]) -> NDArray[np.float64]:
        return total / len(self.sign) if self.definition.method == "mean" else total
