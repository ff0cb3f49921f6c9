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
FREE = 4
"""How many coefficients can differ between couples: levels and slopes of both partners."""


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Up to `BLOCK` couples, couples last: `ff` (3ss, b), `yf` (6s, b), regressors `x` (k, b), their products (k*k, b)."""

    ff: NDArray[np.float64]
    yf: NDArray[np.float64]
    x: NDArray[np.float64]
    xx: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The sums of n couples laid out for passes; `count` (3,) and `yy` (3, 2, 2) are totals over couples.

    With s `columns` in the design of an occasion a couple has d = 2s coefficients, partner by partner.
    """

    count: NDArray[np.float64]
    yy: NDArray[np.float64]
    blocks: tuple[_Block, ...]
    regressors: int
    columns: int

    @property
    def scores(self) -> float:
        """How many scores there are."""
        return float(self.count @ [2, 1, 1])


@dataclass(frozen=True, slots=True, eq=False)
class Spreads:
    r"""The model with its spreads held fixed: :math:`d_i \sim N(K B x_i, G)`, deviations :math:`N(0, R)`.

    `between` is G (d, d) of rank 4 at most, `within` R (2, 2), `pooled` K (d, r): how r free means make the d.
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
        between_score: :math:`\partial \ell / \partial G`, G taken as free, shape (d, d).
        within_score: :math:`\partial \ell / \partial R`, shape (2, 2).
        information: :math:`\sum Z_i'V_i^{-1}Z_i`, shape (d, d).
    """

    loglik: float
    mean: NDArray[np.float64]
    mean_covariance: NDArray[np.float64]
    between_score: NDArray[np.float64]
    within_score: NDArray[np.float64]
    information: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Each couple's own curve: expected coefficients `own` (n, d) around `mean` (n, d), with `covariance` (n, d, d)."""

    mean: NDArray[np.float64]
    own: NDArray[np.float64]
    covariance: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    """A block with V inverted: `h` (dd, b) is Z'V⁻¹Z, `hy` (d, b) is Z'V⁻¹y, `fit` and `logdet` their parts of the likelihood."""

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
    n, columns = sums.couples, sums.ff.shape[-1]
    x = np.ones((n, 1)) if x is None else x
    blocks = []
    for start in range(0, n, BLOCK):
        rows = slice(start, start + BLOCK)
        each = np.ascontiguousarray(x[rows].T)
        blocks.append(
            _Block(
                np.ascontiguousarray(sums.ff[rows].reshape(-1, 3 * columns**2).T),
                np.ascontiguousarray(sums.yf[rows].reshape(-1, 6 * columns).T),
                each,
                (each[:, None] * each[None]).reshape(-1, each.shape[1]),
            )
        )
    return Layout(sums.count.sum(axis=0), sums.yy.sum(axis=0), tuple(blocks), x.shape[1], columns)


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
    s = layout.columns
    free, expected = np.zeros((2 * s, 2 * s)), layout.yy.copy()
    for block, each in zip(layout.blocks, solved, strict=True):
        curve, moments, score = _curve(block, each, spreads, mean)
        free += score
        drawn = np.einsum("pikqi->kpq", (curve @ block.yf.T).reshape(2, s, 3, 2, s))
        fitted = np.einsum("kijpiqj->kpq", (block.ff @ moments.T).reshape(3, s, s, 2, s, 2, s))
        expected += fitted - drawn - drawn.transpose(0, 2, 1)
    w = precisions(spreads.within)
    deviations = (w @ expected @ w - layout.count[:, None, None] * w).sum(axis=0)
    return Reading(
        _loglik(layout, solved, spreads, mean),
        mean.value,
        mean.covariance,
        free / 2,
        deviations / 2,
        sum((each.h.sum(axis=1).reshape(free.shape) for each in solved), np.zeros_like(free)),
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
    d = 2 * layout.columns
    centres, own, unsure = [np.zeros((d, 0))], [np.zeros((d, 0))], [np.zeros((d * d, 0))]
    for block, each in zip(layout.blocks, solved, strict=True):
        curve, moments, _ = _curve(block, each, spreads, mean)
        centres.append(spreads.pooled @ mean.value @ block.x)
        own.append(curve)
        unsure.append(moments - (curve[:, None] * curve[None]).reshape(d * d, -1))
    found = (np.concatenate(each, axis=1).T for each in (centres, own, unsure))
    centre, curve, covariance = found
    return Curves(centre, curve, covariance.reshape(-1, d, d))


def _solve(block: _Block, spreads: Spreads) -> _Solved:
    """Eliminate [[I + L'AL, L'A, L'c], [AL, A, c]] down to H and h, for all couples of the block at once."""
    w, root, d = precisions(spreads.within), _root(spreads.between), len(spreads.between)
    one, each = np.eye(d // 2), np.eye(d)
    a = np.einsum("kpq,ix,jy->piqjkxy", w, one, one).reshape(d * d, -1) @ block.ff
    c = np.einsum("kpq,ij->pikqj", w, one).reshape(d, -1) @ block.yf
    left = np.kron(root.T, each) @ a
    table = np.empty((FREE + d, FREE + d + 1, a.shape[1]))
    table[:FREE, :FREE] = (np.kron(np.eye(FREE), root.T) @ left).reshape(FREE, FREE, -1)
    table[:FREE, :FREE] += np.eye(FREE)[:, :, None]
    table[:FREE, FREE:-1] = left.reshape(FREE, d, -1)
    table[FREE:, :FREE] = table[:FREE, FREE:-1].transpose(1, 0, 2)
    table[FREE:, FREE:-1] = a.reshape(d, d, -1)
    table[:FREE, -1], table[FREE:, -1] = root.T @ c, c
    logdet = 0.0
    for k in range(FREE):
        logdet += float(np.log(table[k, k]).sum())
        table[k + 1 :, k + 1 :] -= table[k + 1 :, k, None] * (table[k, k + 1 :] / table[k, k])
    h, hy = table[FREE:, FREE:-1].reshape(d * d, -1), table[FREE:, -1].copy()
    return _Solved(h, hy, float((c * (spreads.between @ hy)).sum()), logdet)


def _mean(layout: Layout, solved: list[_Solved], spreads: Spreads) -> _Mean:
    """Return the best linear unbiased B from what every couple tells of it."""
    k, pooled = layout.regressors, spreads.pooled
    d = len(pooled)
    told, pulled = np.zeros((d * d, k * k)), np.zeros((d, k))
    for block, each in zip(layout.blocks, solved, strict=True):
        told += each.h @ block.xx.T
        pulled += each.hy @ block.x.T
    size = pooled.shape[1] * k
    information = np.einsum("ar,abkl,bs->rksl", pooled, told.reshape(d, d, k, k), pooled).reshape(size, size)
    pull = (pooled.T @ pulled).ravel()
    covariance = np.linalg.inv(information + spreads.precision)
    value = covariance @ (pull + spreads.pull)
    return _Mean(value.reshape(-1, k), covariance, information, pull)


def _curve(
    block: _Block, solved: _Solved, spreads: Spreads, mean: _Mean
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return each couple's curve (d, b), its second moment (dd, b), and twice the block's score of G."""
    g, d = spreads.between, len(spreads.between)
    h = solved.h.reshape(d, d, -1)
    centre = spreads.pooled @ mean.value @ block.x
    u = solved.hy - (h * centre).sum(axis=1)
    curve = centre + g @ u
    known = solved.h
    moments = (curve[:, None] * curve[None]).reshape(d * d, -1) + g.reshape(d * d, 1)
    if spreads.restricted:
        unsure = _unsure(block, spreads, mean)
        once = _products(h, unsure.reshape(d, d, -1))
        known = known - _products(once, h).reshape(d * d, -1)
        drawn = (np.kron(g, np.eye(d)) @ once.reshape(d * d, -1)).reshape(d, d, -1)
        moments += unsure - (drawn + drawn.transpose(1, 0, 2)).reshape(d * d, -1)
    moments -= np.kron(g, g) @ known
    return curve, moments, u @ u.T - known.sum(axis=1).reshape(d, d)


def _unsure(block: _Block, spreads: Spreads, mean: _Mean) -> NDArray[np.float64]:
    """Return the covariance of each couple's mean curve, shape (dd, b)."""
    k, pooled = len(block.x), spreads.pooled
    r = pooled.shape[1]
    each = np.einsum("ar,rksl,bs->abkl", pooled, mean.covariance.reshape(r, k, r, k), pooled)
    found: NDArray[np.float64] = each.reshape(-1, k * k) @ block.xx
    return found


def _products(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Multiply the d by d matrices of each couple, couples last."""
    return sum(
        (left[:, j, None] * right[None, j] for j in range(1, len(left))), left[:, 0, None] * right[None, 0]
    )


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
    """Return L (d, 4) with G = LL', for any G of that rank without negative directions."""
    values, vectors = (each[..., -FREE:] for each in np.linalg.eigh(between))
    found: NDArray[np.float64] = vectors * np.sqrt(np.maximum(values, 0.0))
    return found
