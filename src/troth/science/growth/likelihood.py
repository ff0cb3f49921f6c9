"""One pass over the couples with the spreads held fixed: the likelihood, the best mean, the score, the curves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.growth.occasions import precisions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.growth.occasions import OccasionSums

__all__ = ["Curves", "Layout", "Reading", "Spreads", "curves", "laid_out", "read"]

BLOCK = 1024
"""Couples that are worked on at a time; they stay in the cache."""
ONE = np.eye(4)


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Up to `BLOCK` couples, couples last: `ff` and `yf` (12, b), regressors `x` (k, b), their products (k*k, b)."""

    ff: NDArray[np.float64]
    yf: NDArray[np.float64]
    x: NDArray[np.float64]
    xx: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The sums of n couples laid out for passes; `count` (3,) and `yy` (3, 2, 2) are totals over couples."""

    count: NDArray[np.float64]
    yy: NDArray[np.float64]
    blocks: tuple[_Block, ...]
    regressors: int

    @property
    def scores(self) -> float:
        """How many scores there are."""
        return float(self.count @ [2, 1, 1])


@dataclass(frozen=True, slots=True, eq=False)
class Spreads:
    r"""The model with its spreads held fixed: :math:`d_i \sim N(K B x_i, G)`, deviations :math:`N(0, R)`.

    `between` is G (4, 4), `within` R (2, 2), `pooled` K (4, r): how r free means make the four.
    `precision` (rk, rk) and `pull` (rk,) are what is known of B beforehand. With `restricted` the score
    is that of the restricted likelihood, so that the uncertainty of B counts.
    """

    between: NDArray[np.float64]
    within: NDArray[np.float64]
    pooled: NDArray[np.float64]
    restricted: bool = True
    precision: NDArray[np.float64] | float = 0.0
    pull: NDArray[np.float64] | float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    r"""What one pass found.

    Attributes:
        loglik: The log-likelihood (restricted, where that was asked for), with all constants.
        mean: B, shape (r, k).
        mean_covariance: Covariance of B row by row, shape (rk, rk).
        between_score: :math:`\partial \ell / \partial G`, G taken as free, shape (4, 4).
        within_score: :math:`\partial \ell / \partial R`, shape (2, 2).
        information: :math:`\sum Z_i'V_i^{-1}Z_i`, shape (4, 4).
    """

    loglik: float
    mean: NDArray[np.float64]
    mean_covariance: NDArray[np.float64]
    between_score: NDArray[np.float64]
    within_score: NDArray[np.float64]
    information: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Each couple's own curve: expected coefficients `own` (n, 4) around `mean` (n, 4), with `covariance` (n, 4, 4)."""

    mean: NDArray[np.float64]
    own: NDArray[np.float64]
    covariance: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    """A block with V inverted: `h` (16, b) is Z'V⁻¹Z, `hy` (4, b) is Z'V⁻¹y, `fit` and `logdet` their parts of the likelihood."""

    h: NDArray[np.float64]
    hy: NDArray[np.float64]
    fit: float
    logdet: float


@dataclass(frozen=True, slots=True, eq=False)
class _Mean:
    """The best B (r, k), its covariance, and the data's own information (rk, rk) and pull (rk,)."""

    value: NDArray[np.float64]
    covariance: NDArray[np.float64]
    information: NDArray[np.float64]
    pull: NDArray[np.float64]


def laid_out(sums: OccasionSums, x: NDArray[np.float64] | None = None) -> Layout:
    """Lay the sums of n couples out for passes, with each couple's regressors `x` (n, k), by default 1."""
    n = sums.couples
    x = np.ones((n, 1)) if x is None else x
    blocks = []
    for start in range(0, n, BLOCK):
        rows = slice(start, start + BLOCK)
        each = np.ascontiguousarray(x[rows].T)
        blocks.append(
            _Block(
                np.ascontiguousarray(sums.ff[rows].reshape(-1, 12).T),
                np.ascontiguousarray(sums.yf[rows].reshape(-1, 12).T),
                each,
                (each[:, None] * each[None]).reshape(-1, each.shape[1]),
            )
        )
    return Layout(sums.count.sum(axis=0), sums.yy.sum(axis=0), tuple(blocks), x.shape[1])


def read(layout: Layout, spreads: Spreads) -> Reading:
    r"""Return likelihood, mean and score of couples laid out by :func:`laid_out`.

    **Formula.** Per couple :math:`A = \sum_k R_k^{-1} \otimes F_k`, :math:`H = (I + AG)^{-1}A = Z'V^{-1}Z` and
    :math:`h = (I + AG)^{-1}c = Z'V^{-1}y`, by elimination from a root of G, which may be singular. The score
    follows from Fisher's identity: :math:`\partial\ell/\partial G = \frac12\sum(uu' - H + H\omega H)` with
    :math:`u = h - H\bar d`, and :math:`\partial\ell/\partial R = \frac12\sum_k(R_k^{-1}\bar E_kR_k^{-1} -
    n_kR_k^{-1})` with the expected products :math:`\bar E` of the deviations. :math:`\omega` is the covariance
    of the couple's mean, 0 unless `restricted`.

    Example:
        >>> from troth.science.growth.occasions import occasion_sums
        >>> f = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
        >>> y = np.array([[1.0, 2.0], [2.0, 2.0], [2.5, 3.5]])
        >>> sums = occasion_sums(np.zeros(3, dtype=int), f, y, 1)
        >>> found = read(laid_out(sums), Spreads(np.eye(4), np.eye(2), np.eye(4)))
        >>> found.mean.ravel().round(3).tolist()
        [1.083, 0.75, 1.75, 0.75]
    """
    solved = [_solve(block, spreads) for block in layout.blocks]
    mean = _mean(layout, solved, spreads)
    free, expected = np.zeros((4, 4)), layout.yy.copy()
    for block, each in zip(layout.blocks, solved, strict=True):
        curve, moments, score = _curve(block, each, spreads, mean)
        free += score
        drawn = np.einsum("pikqi->kpq", (curve @ block.yf.T).reshape(2, 2, 3, 2, 2))
        fitted = np.einsum("kijpiqj->kpq", (block.ff @ moments.T).reshape(3, 2, 2, 2, 2, 2, 2))
        expected += fitted - drawn - drawn.transpose(0, 2, 1)
    w = precisions(spreads.within)
    deviations = (w @ expected @ w - layout.count[:, None, None] * w).sum(axis=0)
    return Reading(
        _loglik(layout, solved, spreads, mean),
        mean.value,
        mean.covariance,
        free / 2,
        deviations / 2,
        sum((each.h.sum(axis=1).reshape(4, 4) for each in solved), np.zeros((4, 4))),
    )


def curves(layout: Layout, spreads: Spreads) -> Curves:
    """Return each couple's own curve given its answers, as :func:`read` uses them: best linear predictions.

    Example:
        >>> from troth.science.growth.occasions import occasion_sums
        >>> f, y = np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([[1.0, 2.0], [2.0, 2.0]])
        >>> sums = occasion_sums(np.zeros(2, dtype=int), f, y, 1)
        >>> found = curves(laid_out(sums), Spreads(np.eye(4), np.eye(2), np.eye(4)))
        >>> found.own.round(3).tolist()
        [[1.0, 1.0, 2.0, 0.0]]
    """
    solved = [_solve(block, spreads) for block in layout.blocks]
    mean = _mean(layout, solved, spreads)
    centres, own, unsure = [np.zeros((4, 0))], [np.zeros((4, 0))], [np.zeros((16, 0))]
    for block, each in zip(layout.blocks, solved, strict=True):
        curve, moments, _ = _curve(block, each, spreads, mean)
        centres.append(spreads.pooled @ mean.value @ block.x)
        own.append(curve)
        unsure.append(moments - (curve[:, None] * curve[None]).reshape(16, -1))
    found = (np.concatenate(each, axis=1).T for each in (centres, own, unsure))
    centre, curve, covariance = found
    return Curves(centre, curve, covariance.reshape(-1, 4, 4))


def _solve(block: _Block, spreads: Spreads) -> _Solved:
    """Eliminate [[I + L'AL, L'A, L'c], [AL, A, c]] down to H and h, for all couples of the block at once."""
    w, root = precisions(spreads.within), _root(spreads.between)
    two = np.eye(2)
    a = np.einsum("kpq,ix,jy->piqjkxy", w, two, two).reshape(16, 12) @ block.ff
    c = np.einsum("kpq,ij->pikqj", w, two).reshape(4, 12) @ block.yf
    left = np.kron(root.T, ONE) @ a
    table = np.empty((8, 9, a.shape[1]))
    table[:4, :4] = (np.kron(ONE, root.T) @ left).reshape(4, 4, -1) + ONE[:, :, None]
    table[:4, 4:8] = left.reshape(4, 4, -1)
    table[4:, :4] = table[:4, 4:8].transpose(1, 0, 2)
    table[4:, 4:8] = a.reshape(4, 4, -1)
    table[:4, 8], table[4:, 8] = root.T @ c, c
    logdet = 0.0
    for k in range(4):
        logdet += float(np.log(table[k, k]).sum())
        table[k + 1 :, k + 1 :] -= table[k + 1 :, k, None] * (table[k, k + 1 :] / table[k, k])
    h, hy = table[4:, 4:8].reshape(16, -1), table[4:, 8].copy()
    return _Solved(h, hy, float((c * (spreads.between @ hy)).sum()), logdet)


def _mean(layout: Layout, solved: list[_Solved], spreads: Spreads) -> _Mean:
    """Return the best linear unbiased B from what every couple tells of it."""
    k, pooled = layout.regressors, spreads.pooled
    told, pulled = np.zeros((16, k * k)), np.zeros((4, k))
    for block, each in zip(layout.blocks, solved, strict=True):
        told += each.h @ block.xx.T
        pulled += each.hy @ block.x.T
    size = pooled.shape[1] * k
    information = np.einsum("ar,abkl,bs->rksl", pooled, told.reshape(4, 4, k, k), pooled).reshape(size, size)
    pull = (pooled.T @ pulled).ravel()
    covariance = np.linalg.inv(information + spreads.precision)
    value = covariance @ (pull + spreads.pull)
    return _Mean(value.reshape(-1, k), covariance, information, pull)


def _curve(
    block: _Block, solved: _Solved, spreads: Spreads, mean: _Mean
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return each couple's curve (4, b), its second moment (16, b), and twice the block's score of G."""
    g, h = spreads.between, solved.h.reshape(4, 4, -1)
    centre = spreads.pooled @ mean.value @ block.x
    u = solved.hy - (h * centre).sum(axis=1)
    curve = centre + g @ u
    known = solved.h
    moments = (curve[:, None] * curve[None]).reshape(16, -1) + g.reshape(16, 1)
    if spreads.restricted:
        unsure = _unsure(block, spreads, mean)
        once = _products(h, unsure.reshape(4, 4, -1))
        known = known - _products(once, h).reshape(16, -1)
        drawn = (np.kron(g, ONE) @ once.reshape(16, -1)).reshape(4, 4, -1)
        moments += unsure - (drawn + drawn.transpose(1, 0, 2)).reshape(16, -1)
    moments -= np.kron(g, g) @ known
    return curve, moments, u @ u.T - known.sum(axis=1).reshape(4, 4)


def _unsure(block: _Block, spreads: Spreads, mean: _Mean) -> NDArray[np.float64]:
    """Return the covariance of each couple's mean curve, shape (16, b)."""
    k, pooled = len(block.x), spreads.pooled
    r = pooled.shape[1]
    each = np.einsum("ar,rksl,bs->abkl", pooled, mean.covariance.reshape(r, k, r, k), pooled)
    found: NDArray[np.float64] = each.reshape(16, k * k) @ block.xx
    return found


def _products(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiply the 4 by 4 matrices of each couple, couples last."""
    return sum((left[:, j, None] * right[None, j] for j in range(1, 4)), left[:, 0, None] * right[None, 0])


def _loglik(layout: Layout, solved: list[_Solved], spreads: Spreads, mean: _Mean) -> float:
    b, r = mean.value.ravel(), spreads.within
    logs = np.log([np.linalg.det(r), r[0, 0], r[1, 1]])
    logdet = layout.count @ logs + sum(each.logdet for each in solved)
    fit = np.einsum("kpq,kqp", precisions(r), layout.yy) - sum(each.fit for each in solved)
    fit += b @ (mean.information @ b - 2 * mean.pull)
    free = layout.scores
    if spreads.restricted:
        logdet += np.linalg.slogdet(mean.information)[1]
        free -= b.size
    return -0.5 * float(logdet + fit + free * np.log(2 * np.pi))


def _root(between: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return L with G = LL', for any G without negative directions."""
    values, vectors = np.linalg.eigh(between)
    found: NDArray[np.float64] = vectors * np.sqrt(np.maximum(values, 0.0))
    return found
