"""Made-up couples for the examples of growth, and for a first try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["made_up_growth"]

MEAN = (5.0, 0.5, 6.0, 0.2)
"""Level and slope of the first partner, then of the second."""
SPREAD = 0.5
"""Standard deviation of levels and slopes between couples, and of each answer about its line."""


def made_up_growth(
    couples: int, occasions: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    r"""Return whose occasion it is, when it was and both partners' scores, as `growth` takes them; always the same.

    Each partner follows a line, :math:`5 + 0.5t` and :math:`6 + 0.2t` in the mean. Levels, slopes and the answers
    about the lines vary apart from one another, each with a standard deviation of 0.5.

    Args:
        couples: How many.
        occasions: How many of each, at the times 0, 1, 2, …; both partners always answer.

    Returns:
        Couples and times of shape (m,), scores of shape (m, 2).

    Example:
        >>> couple, time, scores = made_up_growth(2, 3)
        >>> couple.tolist(), time.tolist(), scores.shape
        ([0, 0, 0, 1, 1, 1], [0.0, 1.0, 2.0, 0.0, 1.0, 2.0], (6, 2))
    """
    rng = np.random.Generator(np.random.PCG64(1))
    couple = np.repeat(np.arange(couples), occasions)
    time = np.tile(np.arange(float(occasions)), couples)
    lines = rng.normal(MEAN, SPREAD, (couples, 4))[couple].reshape(-1, 2, 2)
    scores = lines[:, :, 0] + lines[:, :, 1] * time[:, None] + rng.normal(0, SPREAD, (len(couple), 2))
    return couple, time, scores
