"""Results that are arrays, one row a couple: the same two ways to tell them as every other result."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.science.dyad.result import plain
from troth.science.dyad.words import counted, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Columns = Mapping[str, Sequence[Any] | NDArray[Any]]
    """A table by the heads of its columns, all of one length."""

__all__ = ["FIRST", "Told", "medians", "table"]

FIRST = 12
"""So many rows of a longer table are shown."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A result whose fields are its numbers; each kind says in `summary` what of them people read."""

    def facts(self) -> dict[str, object]:
        """Return what `to_dict` tells beside the fields, or in place of one."""
        return {}

    def to_dict(self) -> dict[str, object]:
        """Return every number as plain values, for JSON; what is not defined (NaN) or has no end is None."""
        told = {one.name: getattr(self, one.name) for one in fields(self)} | self.facts()
        return {name: plain(value) for name, value in told.items()}


def table(columns: Columns, what: str, *, first: int = FIRST) -> list[str]:
    r"""Return the lines of a table: the first rows, and how many more there are of what a row is about.

    Args:
        columns: By their heads, all of one length.
        what: What one row is: `couple`, `cell`, `time`.
        first: How many rows to show.

    Example:
        >>> print("\n".join(table({"code": [0, 1, 2], "rate": [1.5, float("nan"), 2.0]}, "code", first=2)))
        code    rate
           0  1.5000
           1       –
        and 1 code more
    """
    shown = [[head, *map(_shown, values[:first])] for head, values in columns.items()]
    widths = [max(map(len, column)) for column in shown]
    lines = ["  ".join(map(str.rjust, row, widths)) for row in zip(*shown, strict=True)]
    left = max(map(len, columns.values())) - first
    return [*lines, f"and {counted(left, what)} more"] if left > 0 else lines


def medians(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return medians over the first axis of what is known, NaN where nothing is.

    Example:
        >>> medians(np.array([[1.0, np.nan], [2.0, np.nan], [6.0, np.nan]])).tolist()
        [2.0, nan]
    """
    known = np.sort(values, axis=0)  # what is not known comes last
    count = np.isfinite(known).sum(axis=0, keepdims=True)
    if not len(known):
        return np.full(values.shape[1:], np.nan)
    ends = [
        np.take_along_axis(known, np.maximum(place, 0), axis=0)[0] for place in ((count - 1) // 2, count // 2)
    ]
    found: NDArray[np.float64] = np.where(count[0] > 0, (ends[0] + ends[1]) / 2, np.nan)
    return found


def _shown(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)
