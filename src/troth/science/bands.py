"""What a score means: the side of a cut-off, the band it falls in, and rules beside the scores."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Side", "Zone", "band", "enough_answers", "side", "zone"]

Side = Literal["below", "above"]
Zone = Literal["below", "between", "above"]


def side(score: float, cutoff: float, *, value_is: Side) -> Side:
    """Tell on which side of a cut-off a score lies.

    Args:
        score: A score, in the unit of the scale.
        cutoff: The cut-off, in the same unit.
        value_is: The side to which a score of exactly `cutoff` belongs.

    Returns:
        "below" or "above".

    Example:
        >>> side(13, 13, value_is="above"), side(13, 13, value_is="below")
        ('above', 'below')
    """
    if score == cutoff:
        return value_is
    return "above" if score > cutoff else "below"


def zone(score: float, low: float, high: float, *, value_is: Side) -> Zone:
    """Tell where a score lies when sources give two cut-offs.

    Both cut-offs judge the score by :func:`side`. Where they agree, that is the answer; where they
    do not, the score lies "between" and no side is claimed.

    Args:
        score: A score, in the unit of the scale.
        low: The lower of the two published cut-offs.
        high: The higher one; equal to `low` where there is only one.
        value_is: The side to which a score of exactly a cut-off belongs.

    Returns:
        "below", "between" or "above".

    Raises:
        ValueError: `high` lies below `low`.

    Example:
        >>> [zone(score, 31, 33, value_is="above") for score in (30, 31, 32, 33)]
        ['below', 'between', 'between', 'above']
    """
    if high < low:
        raise ValueError(f"The cut-offs are in the wrong order: {low:g}, then {high:g}.")
    found = side(score, low, value_is=value_is)
    return found if found == side(score, high, value_is=value_is) else "between"


def band(score: float, starts: Sequence[float]) -> int | None:
    """Return which band a score falls in, counted from 0; None for a score below the first.

    Args:
        score: A score, in the unit of the scale.
        starts: Where each band begins, ascending; a band reaches up to the start of the next.

    Example:
        >>> [band(score, (0, 5, 10)) for score in (4, 5, 27)]
        [0, 1, 2]
    """
    index = bisect_right(starts, score) - 1
    return index if index >= 0 else None


def enough_answers(
    answers: Mapping[str, int | None], items: Sequence[str], *, at_least: int, count: int
) -> bool | None:
    """Tell whether at least `count` of the items were answered with `at_least` or more.

    Args:
        answers: Raw answers by item id; `None` or an absent id means "not answered".
        items: The items that are looked at.
        at_least: The lowest answer that counts.
        count: How many must count.

    Returns:
        True or False; None where missing answers leave it open.

    Example:
        >>> enough_answers({"1": 3, "2": 0}, ("1", "2", "3"), at_least=2, count=2) is None
        True
    """
    given = [answers.get(item) for item in items]
    high = sum(answer is not None and answer >= at_least for answer in given)
    if high >= count:
        return True
    return None if high + given.count(None) >= count else False
