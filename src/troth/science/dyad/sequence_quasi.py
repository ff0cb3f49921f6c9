"""What chance makes of a table in which some codes cannot follow others: quasi-independence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import WrongShape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["no_repeats", "possible_cells", "quasi_independence", "share_left"]

ROUNDS = 2000
CLOSE = 1e-10
"""The fit ends when no total is missed by more than this share of the largest possible miss, the table's total."""
RIDGE = 1e-9
FITTED = 1e-9
"""An expected count below this share of the table's total is a zero that the margins force."""


def no_repeats(n_codes: int) -> NDArray[np.bool_]:
    """Return the impossible cells where no code can follow itself at lag 1, shape (K, K).

    Example:
        >>> no_repeats(2).tolist()
        [[True, False], [False, True]]
    """
    found: NDArray[np.bool_] = np.eye(n_codes, dtype=bool)
    return found


def possible_cells(impossible: ArrayLike | None, n_codes: int) -> NDArray[np.bool_]:
    """Return the possible cells, shape (K, K), from the impossible ones.

    Example:
        >>> possible_cells(None, 2).all()
        np.True_
    """
    if impossible is None:
        return np.ones((n_codes, n_codes), bool)
    cells = np.asarray(impossible)
    if cells.shape != (n_codes, n_codes) or cells.dtype != np.bool_:
        raise WrongShape(f"Impossible cells are true or false, {n_codes} by {n_codes}, not {cells.shape}.")
    return ~cells


def quasi_independence(
    table: NDArray[np.float64], possible: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    r"""Fit expected counts that keep every row and column total and are 0 in impossible cells.

    Args:
        table: Counts, shape (n, K, K), 0 in impossible cells.
        possible: The possible cells, shape (K, K).

    Returns:
        Expected counts :math:`e_{ab} = \alpha_a\beta_b` on possible cells, shape (n, K, K), and for each
        table whether the fit settled, shape (n,).

    **Method.** Iterative proportional fitting: rows are scaled to their totals, then columns, until both hold.

    **Reference.** Goodman, L. A. (1968). The analysis of cross-classified data: independence,
    quasi-independence, and interactions. J. Am. Stat. Assoc., 63, 1091-1131.

    Example:
        >>> table = np.array([[[0.0, 2.0, 2.0], [2.0, 0.0, 2.0], [2.0, 2.0, 0.0]]])
        >>> quasi_independence(table, ~no_repeats(3))[0][0].round(6).tolist()
        [[0.0, 2.0, 2.0], [2.0, 0.0, 2.0], [2.0, 2.0, 0.0]]
    """
    rows, columns = table.sum(axis=2), table.sum(axis=1)
    enough = CLOSE * np.maximum(rows.sum(axis=1), 1.0)
    fitted = np.where(possible, 1.0, 0.0) * (rows[:, :, None] > 0) * (columns[:, None, :] > 0)
    open_ = np.arange(len(table))
    for _ in range(ROUNDS):
        part = fitted[open_]
        part *= _ratio(rows[open_], part.sum(axis=2))[:, :, None]
        part *= _ratio(columns[open_], part.sum(axis=1))[:, None, :]
        fitted[open_] = part
        missed = np.abs(part.sum(axis=2) - rows[open_]).max(axis=1)
        open_ = open_[missed > enough[open_]]
        if not open_.size:
            break
    settled = np.ones(len(table), bool)
    settled[open_] = False
    return fitted, settled


def share_left(expected: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Return the share of each cell's chance variance that fitting the margins leaves, shape (n, K, K).

    This is :math:`1 - h`, with :math:`h` the leverage in the log-linear model of rows and columns,

    .. math:: h_{ab} = e_{ab}\, x_{ab}' \Big(\sum e\, x x'\Big)^{-1} x_{ab},

    x the indicators of row and column. In a full table it is :math:`(1 - r/n)(1 - c/n)`. Its sum over cells
    that are not 0 is the degrees of freedom. It is 0 where the margins alone fix the cell.

    Example:
        >>> share_left(np.full((1, 2, 2), 3.0)).round(6).tolist()
        [[[0.25, 0.25], [0.25, 0.25]]]
    """
    n, k = expected.shape[:2]
    total = np.maximum(expected.sum(axis=(1, 2)), 1.0)[:, None, None]
    share = expected / total
    weight = np.zeros((n, 2 * k, 2 * k))
    spot = np.arange(k)
    weight[:, spot, spot] = share.sum(axis=2)
    weight[:, k + spot, k + spot] = share.sum(axis=1)
    weight[:, :k, k:] = share
    weight[:, k:, :k] = np.swapaxes(share, 1, 2)
    inverse = np.linalg.inv(weight + RIDGE * np.eye(2 * k))
    own = np.diagonal(inverse, axis1=1, axis2=2)
    leverage = share * (own[:, :k, None] + own[:, None, k:] + 2 * inverse[:, :k, k:])
    left: NDArray[np.float64] = np.where(share > FITTED, 1 - leverage, 1.0)
    return left


def _ratio(wanted: NDArray[np.float64], found: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)
