"""The two partners' numbers side by side: checked once, at the door of every estimator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import NotFinite, TooFewCouples, WrongShape
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["ROLES", "check_enough", "couples", "shared"]

ROLES = ("a", "b")
"""Names of the two partners where the caller gives none."""


def couples(values: ArrayLike, what: str, *, n: int | None = None) -> NDArray[np.float64]:
    """Return a variable of both partners as floats of shape (n, 2), NaN for what is missing.

    Args:
        values: One row a couple, one column a partner.
        what: The variable's name, for messages.
        n: How many couples there must be, where another variable has said it.

    Raises:
        WrongShape: There are not two columns, or another number of couples.
        NotFinite: A value is infinite.

    Example:
        >>> couples([[1, 2], [3, float("nan")]], "trust").shape
        (2, 2)
    """
    found = _numbers(values, what)
    if found.ndim != 2 or found.shape[1] != 2:  # noqa: PLR2004 - two partners
        raise WrongShape(
            f"{what} needs one row a couple and one column a partner, not the shape {found.shape}."
        )
    return _checked(found, what, n)


def shared(values: ArrayLike, what: str, *, n: int | None = None) -> NDArray[np.float64]:
    """Return a variable of the couple, the same for both partners, as floats of shape (n,). Raises like `couples`.

    Example:
        >>> shared([1, None, 3], "years together").tolist()
        [1.0, nan, 3.0]
    """
    found = _numbers(values, what)
    if found.ndim != 1:
        raise WrongShape(f"{what} needs one value a couple, not the shape {found.shape}.")
    return _checked(found, what, n)


def check_enough(n: int, parameters: int, what: str) -> None:
    """Raise `TooFewCouples` where there are not more couples than parameters.

    Example:
        >>> check_enough(5, 5, "Growth")
        Traceback (most recent call last):
        troth.science.dyad.errors.TooFewCouples: Growth has 5 parameters and 5 usable couples: gather more, or ask for less.
    """
    if n <= parameters:
        raise TooFewCouples(
            f"{what} has {counted(parameters, 'parameter')} and {counted(n, 'usable couple')}: gather more, or ask for less."
        )


def _numbers(values: ArrayLike, what: str) -> NDArray[np.float64]:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise WrongShape(f"{what} holds something that is not a number.") from error


def _checked(found: NDArray[np.float64], what: str, n: int | None) -> NDArray[np.float64]:
    if n is not None and len(found) != n:
        raise WrongShape(f"{what} has {counted(len(found), 'couple')} where the others have {n}.")
    if np.isinf(found).any():
        row = int(np.argwhere(np.isinf(found))[0][0])
        raise NotFinite(f"{what} is infinite for couple {row + 1}: mend the value, or leave it empty.")
    return found
