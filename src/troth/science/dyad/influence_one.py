"""Stability and influence in the diary of one couple, with what one couple can tell and no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from troth.science.dyad.cautions import BiasLeft, Caution, ChainsBroken
from troth.science.dyad.errors import ConstantColumn, TooFewCouples, WrongShape
from troth.science.dyad.influence_bias import spectral_radius, stationary_covariance
from troth.science.dyad.influence_sums import diary_sums
from troth.science.dyad.pairs import ROLES
from troth.science.dyad.result import LEVEL, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.influence_sums import DiarySums

__all__ = ["OwnInfluence", "influence_of_one"]

FEWEST = 12
"""Transitions under which one couple's diary tells nothing worth an interval."""
SINGULAR = 1e-10
SHRINK = 0.01


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OwnInfluence(Result):
    """What of one entry carries over into the next in one couple.

    Attributes:
        carried: A, shape (2, 2): row the partner whose next entry it is, column whose entry.
        residual: Covariance of an entry's own news, shape (2, 2).
        covariance: Covariance of the estimates in their order.
        transitions: How many pairs of neighbouring entries it rests on.
        freedom: Degrees of freedom of the intervals.
        corrected: How much of the bias formula was taken out, 0 to 1.
    """

    carried: NDArray[np.float64]
    residual: NDArray[np.float64]
    covariance: NDArray[np.float64]
    transitions: int
    freedom: int
    corrected: float
    roles: tuple[str, str] = field(default=ROLES)

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 95 % interval of each estimate, by the t distribution."""
        t = float(stdtrit(self.freedom, 0.5 + LEVEL / 2))
        return {
            name: (value - t * self.se[name], value + t * self.se[name])
            for name, value in self.estimates.items()
        }

    @property
    def p_values(self) -> dict[str, float]:
        """None: four of them for one couple would be read as findings."""
        return {}

    @property
    def residual_correlation(self) -> float:
        """How the news of both in one entry goes together."""
        return float(self.residual[0, 1] / np.sqrt(self.residual[0, 0] * self.residual[1, 1]))

    def facts(self) -> dict[str, object]:
        """Return how the news of both goes together, whether disturbances fade, and what it rests on."""
        return {
            "residual_correlation": self.residual_correlation,
            "stable": spectral_radius(self.carried) < 1,
            "transitions": self.transitions,
            "freedom": self.freedom,
            "corrected": self.corrected,
        }


def influence_of_one(
    y: ArrayLike,
    *,
    days: ArrayLike | None = None,
    trend: bool = False,
    step: float = 1.0,
    roles: tuple[str, str] = ROLES,
) -> OwnInfluence:
    r"""Estimate what carries over from one entry to the next in one couple's diary.

    Args:
        y: Outcome, shape (T, 2): entry in order of time, partner. NaN where missing.
        days: Day of each entry, shape (T,); 0, 1, 2, … without it.
        trend: Take each person's straight line out. Otherwise a common rise looks like influence.
        step: How many days apart two entries must be to make a transition.
        roles: The partners' names.

    Returns:
        `stability_<role>`: what of a partner's entry is left in the own next one; `influence_on_<role>`: what one point
        more of the partner adds to that role's next entry.

    Raises:
        WrongShape, NotFinite: The arrays do not fit, or a value is infinite.
        TooFewCouples: There are fewer than 12 transitions.
        ConstantColumn: A partner's entries do not vary, or those of both are one.

    **Model.** :math:`y_t = c + A y_{t-1} + e_t`, :math:`e \sim N(0, \Sigma)`, for one couple, with means (and lines)
    fitted. Least squares; :math:`\mathrm{Cov}(\mathrm{vec}\,A') = \Sigma \otimes (Y'Y)^{-1}`, intervals by t with
    T - 3 degrees of freedom (T - 4 with `trend`).

    **Missing data.** A missing entry breaks the chain; nothing is carried over a gap. `ChainsBroken` counts.

    **Bias.** In a single series A is too low by

    .. math:: \frac1T\,\Sigma\Big[k(I-A')^{-1} + A'(I-A'^2)^{-1} + \sum_\lambda \lambda(I-\lambda A')^{-1}\Big]\Gamma_0^{-1}

    with :math:`\lambda` the eigenvalues of A and k = 1, or 2 with `trend`; for one person this is the well-known
    :math:`(1+3\varphi)/T`, or :math:`(2+4\varphi)/T`. It is added at the fitted A, and less of it where A would no
    longer be stable; `corrected` tells how much, and `BiasLeft` warns where nothing was. Standard errors are those of
    the fitted A.

    **Limits.** One couple's weeks are few: expect intervals of half a unit or more to each side. They describe what
    went before what. They foretell nothing, and nothing in them says what caused what.

    **Reference.** Nicholls, D. F., & Pope, A. L. (1988). Bias in the estimation of multivariate autoregressions.
    Australian Journal of Statistics, 30A, 296-309; Kilian, L. (1998). Small-sample confidence intervals for impulse
    response functions. Rev. Econ. Stat., 80, 218-230 (the shrinking of the correction).

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(4))
        >>> y = np.zeros((4000, 2))
        >>> for t in range(1, 4000):
        ...     y[t] = np.array([[0.4, 0.3], [0.0, 0.3]]) @ y[t - 1] + rng.normal(size=2)
        >>> found = influence_of_one(y)
        >>> {name: round(value, 1) + 0.0 for name, value in found.estimates.items()}
        {'stability_a': 0.4, 'influence_on_a': 0.3, 'stability_b': 0.3, 'influence_on_b': 0.0}
        >>> found.transitions, found.freedom
        (3999, 3996)
    """
    entries = np.asarray(y, np.float64)
    if entries.ndim != 2:  # noqa: PLR2004 - entries and partners
        raise WrongShape(f"One couple's diary has entries and two partners, not the shape {entries.shape}.")
    sums = diary_sums(entries[None], days=days, trend=trend, step=step)
    total = int(sums.transitions[0])
    if total < FEWEST:
        raise TooFewCouples(
            f"One couple needs {FEWEST} pairs of entries in a row to tell what carries over, not {total}."
        )
    gram, crossed, after = sums.products[0, :2, :2], sums.products[0, :2, 2:], sums.products[0, 2:, 2:]
    _check_rank(gram)
    fitted = np.asarray(np.linalg.solve(gram, crossed).T, np.float64)
    freedom = total - sums.incidental - 2
    residual = (after - fitted @ crossed) / freedom
    carried, corrected = _corrected(fitted, residual, sums.incidental, total)
    covariance = np.kron(residual, np.linalg.inv(gram))
    order = [0, 1, 3, 2]  # each role's own entry first
    names = [name for role in roles for name in (f"stability_{role}", f"influence_on_{role}")]
    return OwnInfluence(
        method=_method(trend=trend),
        estimates=dict(zip(names, carried.ravel()[order].tolist(), strict=True)),
        se=_errors(names, covariance, order),
        n_couples=1,
        warnings=_warnings(sums, total, corrected),
        carried=carried,
        residual=residual,
        covariance=covariance[np.ix_(order, order)],
        transitions=total,
        freedom=freedom,
        corrected=corrected,
        roles=roles,
    )


def _check_rank(gram: NDArray[np.float64]) -> None:
    size = np.sqrt(np.diag(gram))
    if (size == 0).any() or np.linalg.eigvalsh(gram / np.outer(size, size)).min() < SINGULAR:
        raise ConstantColumn("A partner's entries do not vary from one to the next, or repeat the other's.")


def _errors(names: list[str], covariance: NDArray[np.float64], order: list[int]) -> Mapping[str, float]:
    return dict(zip(names, np.sqrt(np.diag(covariance))[order].tolist(), strict=True))


def _corrected(
    fitted: NDArray[np.float64], residual: NDArray[np.float64], incidental: int, total: int
) -> tuple[NDArray[np.float64], float]:
    """Return A with its bias taken out as far as it stays stable, and how far that was."""
    if spectral_radius(fitted) >= 1:
        return fitted, 0.0
    missing = _bias(fitted, residual, incidental) / total
    for share in np.arange(1, 0, -SHRINK):
        carried: NDArray[np.float64] = fitted + share * missing
        if spectral_radius(carried) < 1:
            return carried, round(float(share), 2)
    return fitted, 0.0


def _bias(
    carried: NDArray[np.float64], residual: NDArray[np.float64], incidental: int
) -> NDArray[np.float64]:
    """Return T times what is missing in a fitted A."""
    turned, one = carried.T, np.eye(2)
    parts = incidental * np.linalg.inv(one - turned) + turned @ np.linalg.inv(one - turned @ turned)
    parts = parts + sum(root * np.linalg.inv(one - root * turned) for root in np.linalg.eigvals(carried))
    found: NDArray[np.float64] = (
        residual @ parts.real @ np.linalg.inv(stationary_covariance(carried, residual))
    )
    return found


def _method(*, trend: bool) -> str:
    freed = "means and trends" if trend else "means"
    return f"Stability-influence VAR(1) of one couple, least squares freed of own {freed}, bias of single series taken out"


def _warnings(sums: DiarySums, total: int, corrected: float) -> tuple[Caution, ...]:
    found: list[Caution] = []
    if sums.gaps or sums.incomplete:
        found.append(ChainsBroken(sums.pairs, sums.gaps, sums.incomplete, sums.step))
    if not corrected:
        found.append(BiasLeft(total))
    return tuple(found)
