"""Growth whose deviations carry over, where times are uneven or a partner is missing: every couple's V written out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.growth.likelihood import Curves, Reading

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.growth.likelihood import Spreads

__all__ = ["Answers", "Dense", "answers"]

BLOCK = 64
"""Couples with about as many answers, padded to one size and worked on at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Up to `BLOCK` couples, each answer a row, padded with rows of zeros to m rows.

    Attributes:
        place: Which couples they are, shape (b,).
        z: Design of each answer's couple coefficients, shape (b, m, d).
        y: The answers, shape (b, m).
        seats: 1 in the column of who answered, shape (b, m, 2); 0 in padding.
        apart: Steps between any two answers, shape (b, m, m).
        x: 1 and the couple's covariates, shape (b, k).
        occasions: How many occasions these couples have.
    """

    place: NDArray[np.int64]
    z: NDArray[np.float64]
    y: NDArray[np.float64]
    seats: NDArray[np.float64]
    apart: NDArray[np.float64]
    x: NDArray[np.float64]
    occasions: int


@dataclass(frozen=True, slots=True, eq=False)
class _Solved:
    """A block with V inverted: V⁻¹, V⁻¹X with X (b, m, rk) the design of the means, and log|V| over the block."""

    inverse: NDArray[np.float64]
    design: NDArray[np.float64]
    solved: NDArray[np.float64]
    logdet: float


@dataclass(frozen=True, slots=True, eq=False)
class _Mean:
    value: NDArray[np.float64]
    covariance: NDArray[np.float64]
    logdet: float


@dataclass(frozen=True, slots=True, eq=False)
class Dense:
    r"""Occasions whose deviations at steps s and t have covariance :math:`\varphi^{|t-s|}R`, :math:`\varphi` held fixed.

    `carried` holds :math:`\varphi^{|t-s|}` of any two answers, a table for each block.
    """

    blocks: tuple[Answers, ...]
    carried: tuple[NDArray[np.float64], ...]

    @classmethod
    def at(cls, blocks: tuple[Answers, ...], phi: float) -> Dense:
        """Return the occasions for one value of the autocorrelation."""
        return cls(blocks, tuple(phi**block.apart for block in blocks))

    @property
    def occasions(self) -> float:
        """How many occasions there are."""
        return float(sum(block.occasions for block in self.blocks))

    @property
    def couples(self) -> int:
        """How many couples there are."""
        return sum(len(block.place) for block in self.blocks)

    def read(self, spreads: Spreads) -> Reading:
        r"""Return likelihood, mean and score.

        **Formula.** With :math:`V = ZGZ' + E`, :math:`u = V^{-1}(y - X\beta)` and :math:`Q = uu' - V^{-1}`
        (restricted: :math:`+ V^{-1}X\Omega X'V^{-1}`): :math:`\partial\ell/\partial G = \frac12\sum Z'QZ`, and
        :math:`\partial\ell/\partial R_{pq}` is half the sum of :math:`Q_{ts}\varphi^{|t-s|}` over answers t of
        partner p and s of partner q.
        """
        solved = self._solved(spreads)
        mean = self._mean(solved, spreads)
        size = spreads.between.shape[0]
        between, information, within = np.zeros((size, size)), np.zeros((size, size)), np.zeros((2, 2))
        fit, logdet, answered = 0.0, mean.logdet if spreads.restricted else 0.0, 0.0
        for block, carried, each in zip(self.blocks, self.carried, solved, strict=True):
            rest = block.y - each.design @ mean.value.ravel()
            u = np.matmul(each.inverse, rest[:, :, None])
            uphill = u * u.transpose(0, 2, 1) - each.inverse
            if spreads.restricted:
                uphill += each.solved @ mean.covariance @ each.solved.transpose(0, 2, 1)
            turned = block.z.transpose(0, 2, 1)
            between += (turned @ uphill @ block.z).sum(axis=0)
            information += (turned @ each.inverse @ block.z).sum(axis=0)
            within += (block.seats.transpose(0, 2, 1) @ (uphill * carried) @ block.seats).sum(axis=0)
            fit += float((rest * u[:, :, 0]).sum())
            logdet += each.logdet
            answered += float(block.seats.sum())
        free = answered - (mean.value.size if spreads.restricted else 0)
        loglik = -0.5 * (logdet + fit + free * np.log(2 * np.pi))
        return Reading(loglik, mean.value, mean.covariance, between / 2, within / 2, information)

    def curves(self, spreads: Spreads) -> Curves:
        """Return each couple's own curve; restricted, the uncertainty of the mean counts."""
        solved = self._solved(spreads)
        mean, g = self._mean(solved, spreads), spreads.between
        n, size = self.couples, len(g)
        centre, own, covariance = np.zeros((n, size)), np.zeros((n, size)), np.zeros((n, size, size))
        for block, each in zip(self.blocks, solved, strict=True):
            rest = block.y - each.design @ mean.value.ravel()
            gain = g @ block.z.transpose(0, 2, 1) @ each.inverse
            centre[block.place] = block.x @ (spreads.pooled @ mean.value).T
            own[block.place] = centre[block.place] + np.matmul(gain, rest[:, :, None])[:, :, 0]
            unsure = g - gain @ block.z @ g
            if spreads.restricted:
                by_mean = _design(spreads.pooled[None], block.x) - gain @ each.design
                unsure = unsure + by_mean @ mean.covariance @ by_mean.transpose(0, 2, 1)
            covariance[block.place] = unsure
        return Curves(centre, own, covariance)

    def _solved(self, spreads: Spreads) -> list[_Solved]:
        return [
            _solve(block, carried, spreads) for block, carried in zip(self.blocks, self.carried, strict=True)
        ]

    def _mean(self, solved: list[_Solved], spreads: Spreads) -> _Mean:
        told, pull = 0.0, 0.0
        for block, each in zip(self.blocks, solved, strict=True):
            told = told + (each.design.transpose(0, 2, 1) @ each.solved).sum(axis=0)
            pull = pull + np.einsum("bmq,bm->q", each.solved, block.y)
        covariance = np.linalg.inv(told).astype(np.float64, copy=False)
        value = (covariance @ pull).reshape(spreads.pooled.shape[1], -1)
        return _Mean(value, covariance, float(np.linalg.slogdet(told)[1]))


def answers(
    whose: NDArray[np.int64],
    f: NDArray[np.float64],
    y: NDArray[np.float64],
    step: NDArray[np.float64],
    x: NDArray[np.float64],
) -> tuple[Answers, ...]:
    """Lay occasions out answer by answer, couples with about as many answers together.

    Args:
        whose: Whose occasion it is, from 0 to n - 1 and rising, shape (o,).
        f: Its design, shape (o, s).
        y: Both partners' scores, NaN for none, shape (o, 2).
        step: When it was, in steps, shape (o,).
        x: 1 and each couple's covariates, shape (n, k).

    Example:
        >>> f = np.array([[1.0, 0.0], [1.0, 1.0]])
        >>> (block,) = answers(
        ...     np.array([0, 0]), f, np.array([[4, 6], [5, np.nan]]), np.array([0.0, 1.5]), np.ones((1, 1))
        ... )
        >>> block.y.tolist(), block.apart[0].tolist()
        ([[4.0, 6.0, 5.0]], [[0.0, 0.0, 1.5], [0.0, 0.0, 1.5], [1.5, 1.5, 0.0]])
    """
    occasion, seat = np.nonzero(~np.isnan(y))
    couple = whose[occasion]
    many = np.bincount(couple, minlength=len(x))
    first = np.cumsum(many) - many
    order = np.argsort(many, kind="stable")
    parts = (order[start : start + BLOCK] for start in range(0, len(order), BLOCK))
    found = []
    for place in parts:
        slot = np.arange(many[place].max())
        seen = slot < many[place][:, None]
        row = np.where(seen, first[place][:, None] + slot, 0)
        seats = np.eye(2)[seat[row]] * seen[:, :, None]
        at = np.where(seen, step[occasion[row]], 0.0)
        z = (seats[:, :, :, None] * f[occasion[row]][:, :, None]).reshape(*row.shape, -1)
        score = np.where(seen, y[occasion[row], seat[row]], 0.0)
        count = len(np.unique(occasion[row[seen]]))
        found.append(Answers(place, z, score, seats, np.abs(at[:, :, None] - at[:, None]), x[place], count))
    return tuple(found)


def _solve(block: Answers, carried: NDArray[np.float64], spreads: Spreads) -> _Solved:
    noise = block.seats @ spreads.within @ block.seats.transpose(0, 2, 1) * carried
    v = block.z @ spreads.between @ block.z.transpose(0, 2, 1) + noise
    at = np.arange(v.shape[1])
    v[:, at, at] += 1 - block.seats.sum(axis=2)
    design = _design(block.z @ spreads.pooled, block.x)
    inverse = np.linalg.inv(v).astype(np.float64, copy=False)
    return _Solved(inverse, design, inverse @ design, float(np.linalg.slogdet(v)[1].sum()))


def _design(rows: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each mean adds to each row, shape (b, m, rk): rows (b, m, r) by covariates (b, k)."""
    found: NDArray[np.float64] = rows[:, :, :, None] * x[:, None, None]
    return found.reshape(*found.shape[:2], -1)
