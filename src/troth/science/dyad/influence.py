"""Stability and influence in diaries: what of today each partner carries over into both partners' tomorrow."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, log
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack, get_args

import numpy as np
from scipy.special import chdtrc

from troth.science.dyad.cautions import BiasLeft, Caution, ChainsBroken, FewCouples
from troth.science.dyad.errors import ConstantColumn, DyadError, TooFewCouples, WrongShape
from troth.science.dyad.influence_bias import fixed_point, fixed_point_slope, spectral_radius
from troth.science.dyad.influence_sums import diary_sums
from troth.science.dyad.pairs import ROLES, check_enough
from troth.science.dyad.result import Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.influence_sums import DiarySums

__all__ = ["Correction", "Diary", "Influence", "finish_influence", "impulse_response", "influence"]

Correction = Literal["fixed point", "half-panel", "none"]
FEW = 30
AHEAD = 3
"""Entries ahead for which a result tells what is left of a disturbance; `impulse_response` tells more."""
SINGULAR = 1e-10
TOO_FEW_DAYS = "too few days in a row"


class Diary(TypedDict, total=False):
    """How a diary is read; see :func:`~troth.science.dyad.influence_sums.diary_sums`."""

    days: ArrayLike | None
    x: ArrayLike | None
    names: tuple[str, ...] | None
    trend: bool
    weekdays: bool
    step: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Influence(Result):
    """Stability and influence, and how a couple comes back to rest.

    Attributes:
        carried: A, shape (2, 2): row the partner whose tomorrow it is, column whose today.
        residual: Covariance of a day's own news, shape (2, 2).
        covariance: Covariance of the estimates in their order, clustered by couple.
        transitions: How many pairs of days the result rests on.
    """

    carried: NDArray[np.float64]
    residual: NDArray[np.float64]
    covariance: NDArray[np.float64]
    transitions: int
    roles: tuple[str, str] = field(default=ROLES)

    @property
    def eigenvalues(self) -> tuple[complex, complex]:
        """The eigenvalues of A, the larger in size first; inside the unit circle the couple comes back to rest."""
        found = sorted(np.linalg.eigvals(self.carried).astype(complex), key=abs, reverse=True)
        return complex(found[0]), complex(found[1])

    @property
    def stable(self) -> bool:
        """Tell whether a disturbance fades."""
        return spectral_radius(self.carried) < 1

    @property
    def half_life(self) -> float:
        """Entries until half of the slowest disturbance is gone; infinite where it does not fade."""
        size = spectral_radius(self.carried)
        if size >= 1:
            return inf
        return log(0.5) / log(size) if size > 0 else 0.0

    def test(self, *names: str) -> tuple[float, float]:
        """Return the Wald chi-square that the named estimates are all 0, and its p.

        Raises:
            WrongShape: No name, or one that is no estimate.
        """
        order = list(self.estimates)
        if not names or not set(names) <= set(order):
            raise WrongShape(f"A test needs names among {', '.join(order)}.")
        at = [order.index(name) for name in names]
        value = np.array([self.estimates[name] for name in names])
        chi = float(value @ np.linalg.solve(self.covariance[np.ix_(at, at)], value))
        return chi, float(chdtrc(len(at), chi))

    def facts(self) -> dict[str, object]:
        """Return the tests of influence, the way back to rest, and the day's own news."""
        names = [f"influence_on_{role}" for role in self.roles]
        sd = np.sqrt(np.diag(self.residual))
        chi, p = self.test(*names)
        return {
            "influence_test": {"chi_square": chi, "df": 2, "p": p},
            "eigenvalues": [[one.real, one.imag] for one in self.eigenvalues],
            "stable": self.stable,
            "half_life": self.half_life if self.stable else None,
            "impulse_response": {
                str(entry): left.tolist()
                for entry, left in enumerate(impulse_response(self.carried, AHEAD))
                if entry
            },
            "residual_sd": dict(zip(self.roles, sd.tolist(), strict=True)),
            "residual_correlation": float(self.residual[0, 1] / (sd[0] * sd[1])),
            "transitions": self.transitions,
        }


def influence(
    y: ArrayLike,
    *,
    correction: Correction = "fixed point",
    roles: tuple[str, str] = ROLES,
    **diary: Unpack[Diary],
) -> Influence:
    r"""Estimate what carries over from one day to the next within a person and between partners.

    Args:
        y: Outcome, shape (n, T, 2): couple, entry in order of time, partner. NaN where missing.
        correction: What is done about the bias of short diaries: `fixed point`, `half-panel` or `none`.
        roles: The partners' names.
        **diary: `days`, `x`, `names`, `trend`, `weekdays`, `step`: see
            :func:`~troth.science.dyad.influence_sums.diary_sums`.

    Returns:
        **Model.** For couple i and day t, with both partners' y and predictors x,

        .. math:: y_{it} = c_i + A y_{i,t-1} + B x_{i,t-1} + e_{it}, \qquad e \sim (0, \Sigma).

        `stability_<role>` are the diagonal of A, `influence_on_<role>` what the partner's yesterday adds to that
        role's today, `<x>_on_<role>` the rows of B. :math:`c_i` is taken out by centring each couple's
        transitions at their own means (and own straight lines with `trend`; six weekday effects are shared by
        all). `test("influence_on_a")` asks, as Granger did, whether the partner's past tells more than one's own.

    Raises:
        WrongShape, NotFinite: The arrays do not fit, or a value is infinite.
        TooFewCouples: There are not more couples than parameters.
        ConstantColumn: A column does not vary within couples, or repeats others.
        NotIdentified: No stable A is left after the correction.

    **Missing data.** A missing day or answer breaks the chain (`ChainsBroken` counts how often): nothing is
    carried over a gap. This is right if the gaps do not hang together with the day's own news.

    **Bias.** Centring at own means pulls A down by about
    :math:`\frac{1}{T-1}\Sigma(I-A')^{-1}\Gamma_0^{-1}` (Nickell). `fixed point` solves for the A that would be
    fitted so; with predictors it takes :math:`\Gamma_0` from the diaries (right if predictors are new each day), and a
    trend counts as a second number fitted to each person. `half-panel` is :math:`2\hat A - (\hat A_1+\hat A_2)/2` over both
    halves of the transitions: it needs no formula, but its errors are wider. B moves along with A. In
    simulation with stability .4 the fixed point left about -.02 at 8 days and -.005 at 15 (-.03 and -.006 with
    predictors, -.06 and -.02 with a trend, -.14 and -.04 with both).

    **Standard errors** are clustered by couple (sums of scores, times n/(n-1)), carried through the correction.

    **Limits.** A is the same for all couples: what differs between them is averaged. Common trends look like
    influence: take them out. Influence here is prediction, not proof of cause.

    **Reference.** Nickell, S. (1981). Biases in dynamic models with fixed effects. Econometrica, 49, 1417-1426;
    Hahn, J., & Kuersteiner, G. (2002). Asymptotically unbiased inference for a dynamic panel model. Econometrica,
    70, 1639-1657; Dhaene, G., & Jochmans, K. (2015). Split-panel jackknife estimation of fixed-effect models.
    Rev. Econ. Stud., 82, 991-1030.

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> y = np.zeros((300, 40, 2))
        >>> for t in range(1, 40):
        ...     y[:, t] = y[:, t - 1] @ np.array([[0.4, 0.2], [0.0, 0.3]]) + rng.normal(size=(300, 2))
        >>> found = influence(y)
        >>> {name: round(value, 1) + 0.0 for name, value in found.estimates.items()}
        {'stability_a': 0.4, 'influence_on_a': 0.0, 'stability_b': 0.3, 'influence_on_b': 0.2}
        >>> found.test("influence_on_b")[1] < 0.001, found.stable
        (True, True)
    """
    sums = diary_sums(y, halves=correction == "half-panel", **diary)
    return finish_influence(sums, correction=correction, roles=roles)


def finish_influence(
    sums: DiarySums, *, correction: Correction = "fixed point", roles: tuple[str, str] = ROLES
) -> Influence:
    """Estimate from the sums of all couples; see `influence`.

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(2))
        >>> one, other = rng.normal(size=(2, 30, 20, 2))
        >>> found = finish_influence(diary_sums(one) + diary_sums(other))
        >>> found.n_couples, found.transitions
        (60, 1140)
    """
    if correction not in get_args(Correction):
        raise DyadError(f"The correction is one of {', '.join(get_args(Correction))}, not {correction}.")
    used = sums.transitions > 0
    n, total = int(used.sum()), int(sums.transitions.sum())
    fit = _Fit.of(sums.products[used], len(sums.names))
    rate = sums.incidental * n / total
    residual = fit.residual / max(total - sums.incidental * n - len(fit.slopes), 1)
    if correction == "half-panel":
        fit = _half_panel(sums, used, fit)
    elif correction == "fixed point":
        fit = _fixed_point(fit, residual, rate, fit.spread / total if sums.names else None)
    scores = fit.scores.reshape(n, -1)
    covariance = scores.T @ scores * (n / (n - 1))
    kept = 2 + len(sums.names)
    order = [(i, r) for r in (0, 1) for i in ((0, 1), (1, 0))[r]] + [
        (i, r) for r in (0, 1) for i in range(2, kept)
    ]
    at = [2 * i + r for i, r in order]
    labels = [_label(i, r, roles, sums.names) for i, r in order]
    covariance = covariance[np.ix_(at, at)]
    lost = len(used) - n
    return Influence(
        method=_method(correction, trend=sums.trend, weekdays=sums.weekdays),
        estimates=dict(zip(labels, fit.slopes.ravel()[at].tolist(), strict=True)),
        se=dict(zip(labels, np.sqrt(np.diag(covariance)).tolist(), strict=True)),
        n_couples=n,
        dropped={TOO_FEW_DAYS: lost} if lost else {},
        warnings=_warnings(sums, n, total, correction),
        carried=fit.slopes[:2].T.copy(),
        residual=residual,
        covariance=covariance,
        transitions=total,
        roles=roles,
    )


def impulse_response(carried: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """Return what is left of a disturbance after 0, 1, … `steps` entries, shape (steps + 1, 2, 2).

    Args:
        carried: A, as `Influence.carried`.
        steps: How far to look.

    Returns:
        Powers of A: `[k, r, c]` is what one unit more in partner c leaves in partner r after k entries.

    Example:
        >>> impulse_response(np.array([[0.5, 0.0], [0.2, 0.5]]), 2)[:, 1, 0].round(3).tolist()
        [0.0, 0.2, 0.2]
    """
    return np.stack([np.linalg.matrix_power(carried, k) for k in range(steps + 1)])


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Least squares on centred columns: slopes (q, 2) and each couple's pull on them, scores (n, q, 2)."""

    slopes: NDArray[np.float64]
    scores: NDArray[np.float64]
    residual: NDArray[np.float64]
    spread: NDArray[np.float64]
    follow: NDArray[np.float64]

    @classmethod
    def of(cls, products: NDArray[np.float64], predictors: int) -> _Fit:
        kept = np.ones(products.shape[1], bool)
        total = products.sum(axis=0)
        kept[2 + predictors : -2] = np.diag(total)[2 + predictors : -2] > 0
        products, total = products[:, kept][:, :, kept], total[np.ix_(kept, kept)]
        q = len(total) - 2
        check_enough(len(products), 2 * q, "The stability-influence model")
        gram = total[:q, :q]
        _check_rank(gram)
        slopes = np.linalg.solve(gram, total[:q, q:])
        pulls = products[:, :q, q:] - products[:, :q, :q] @ slopes
        follow = np.linalg.solve(gram[2:, 2:], gram[2:, :2])
        return cls(
            slopes,
            np.linalg.solve(gram, pulls),
            total[q:, q:] - total[q:, :q] @ slopes,
            gram[:2, :2] - gram[:2, 2:] @ follow,
            follow,
        )


def _check_rank(gram: NDArray[np.float64]) -> None:
    size = np.sqrt(np.diag(gram))
    if (size == 0).any() or np.linalg.eigvalsh(gram / np.outer(size, size)).min() < SINGULAR:
        raise ConstantColumn(
            "A partner's outcome or a predictor does not vary from day to day, or repeats others: leave it out."
        )


def _fixed_point(
    fit: _Fit, residual: NDArray[np.float64], rate: float, seen: NDArray[np.float64] | None
) -> _Fit:
    """Correct A for the bias of own means; the other slopes follow, and the scores with them.

    Each partner's outcome is taken in units of its own news, so that units change nothing but the units.
    """
    n, size = len(fit.scores), np.sqrt(np.diag(residual))
    square, unit = np.outer(size, size), size[:, None] / size
    given = fit.slopes[:2].T / unit, residual / square, rate, None if seen is None else seen / square
    step = (fixed_point(*given) * unit).T - fit.slopes[:2]
    slope = fixed_point_slope(*given) * unit.reshape(-1, 1) / unit.ravel()
    moved = (np.swapaxes(fit.scores[:, :2], 1, 2).reshape(n, 4) @ slope.T).reshape(n, 2, 2)
    change = np.swapaxes(moved, 1, 2) - fit.scores[:, :2]
    return _Fit(
        np.concatenate([fit.slopes[:2] + step, fit.slopes[2:] - fit.follow @ step]),
        np.concatenate([fit.scores[:, :2] + change, fit.scores[:, 2:] - fit.follow @ change], axis=1),
        fit.residual,
        fit.spread,
        fit.follow,
    )


def _half_panel(sums: DiarySums, used: NDArray[np.bool_], fit: _Fit) -> _Fit:
    if sums.half_products is None:
        raise WrongShape("The half-panel jackknife needs sums with their halves.")
    first, second = (_Fit.of(sums.half_products[used, half], len(sums.names)) for half in (0, 1))
    if not len(first.slopes) == len(second.slopes) == len(fit.slopes):
        raise TooFewCouples("A half of the days lacks a weekday that the other has: gather longer diaries.")
    return _Fit(
        2 * fit.slopes - (first.slopes + second.slopes) / 2,
        2 * fit.scores - (first.scores + second.scores) / 2,
        fit.residual,
        fit.spread,
        fit.follow,
    )


def _label(column: int, partner: int, roles: tuple[str, str], names: tuple[str, ...]) -> str:
    if column < 2:  # noqa: PLR2004 - the two outcomes come first
        return f"{'stability' if column == partner else 'influence_on'}_{roles[partner]}"
    return f"{names[column - 2]}_on_{roles[partner]}"


def _method(correction: Correction, *, trend: bool, weekdays: bool) -> str:
    freed = ["own means", *["own trends"] * trend, *["shared weekdays"] * weekdays]
    told = {"fixed point": "Nickell bias taken out by its fixed point", "none": "bias not corrected"}
    return (
        f"Stability-influence VAR(1), least squares freed of {', '.join(freed)}; "
        f"{told.get(correction, 'half-panel jackknife')}; errors clustered by couple"
    )


def _warnings(sums: DiarySums, n: int, total: int, correction: Correction) -> tuple[Caution, ...]:
    found: list[Caution] = []
    if sums.gaps or sums.incomplete:
        found.append(ChainsBroken(sums.pairs, sums.gaps, sums.incomplete, sums.step))
    if correction == "none":
        found.append(BiasLeft(total / n))
    if n < FEW:
        found.append(FewCouples(n, 2 * (2 + len(sums.names))))
    return tuple(found)
