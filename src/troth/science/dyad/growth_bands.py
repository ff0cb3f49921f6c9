"""Where a couple's next scores are expected, given what both partners answered so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from troth.science.dyad.errors import NotFinite, WrongShape
from troth.science.dyad.growth_rows import NOTHING
from troth.science.dyad.growth_sums import growth_partial
from troth.science.dyad.result import LEVEL
from troth.science.dyad.told import Told, table
from troth.science.growth.likelihood import Curves
from troth.science.growth.occasions import precisions

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.growth_result import Growth
    from troth.science.growth.occasions import OccasionSums

__all__ = ["Ellipse", "GrowthBands", "check_bands", "growth_bands", "growth_course", "new_curves"]


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Where both scores of one occasion are expected together: half-axes in points, `angle` of the long one in radians.

    The angle is counted from the first partner's axis towards the second's.
    """

    centre: tuple[float, float]
    long: float
    short: float
    angle: float


@dataclass(frozen=True, slots=True, eq=False)
class GrowthBands(Told):
    """What is expected at T times: `mean` (T, 2), `covariance` (T, 2, 2), and the band of each partner at `level`."""

    time: NDArray[np.float64]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    level: float

    @property
    def half_width(self) -> NDArray[np.float64]:
        """Half the width of each partner's band, shape (T, 2)."""
        sd = np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2))
        return np.asarray(sd * ndtri(0.5 + self.level / 2))

    @property
    def low(self) -> NDArray[np.float64]:
        """The lower ends, shape (T, 2)."""
        return self.mean - self.half_width

    @property
    def high(self) -> NDArray[np.float64]:
        """The upper ends, shape (T, 2)."""
        return self.mean + self.half_width

    def facts(self) -> dict[str, object]:
        """Return the ends of the bands."""
        return {"low": self.low, "high": self.high}

    def summary(self) -> str:
        """Return a table of the times with both partners' means and bands."""
        numbers = {"mean": self.mean, "low": self.low, "high": self.high}
        columns = {"time": self.time} | {
            f"{whose} {name}": values[:, side]
            for side, whose in enumerate(("first", "second"))
            for name, values in numbers.items()
        }
        head = f"Expected scores of a couple, with bands that hold {100 * self.level:g} % of occasions"
        return "\n".join([head, *table(columns, "time")])

    @property
    def ellipses(self) -> tuple[Ellipse, ...]:
        """The region of both scores together at `level`, one for each time."""
        radius = np.sqrt(-2 * np.log1p(-self.level))
        values, vectors = np.linalg.eigh(self.covariance)
        axes = radius * np.sqrt(values)
        angles = np.arctan2(vectors[:, 1, 1], vectors[:, 0, 1]) % np.pi
        return tuple(
            Ellipse((float(one), float(other)), float(long), float(short), float(angle))
            for (one, other), (short, long), angle in zip(self.mean, axes, angles, strict=True)
        )


def growth_bands(found: Growth, couple: Hashable, time: ArrayLike, *, level: float = LEVEL) -> GrowthBands:
    r"""Return where both scores of a couple that was in the fit are expected at further times.

    Args:
        found: What `growth` found, best with ``reml=True``.
        couple: Which couple, as it was called there.
        time: When, in the unit of the fit, shape (T,).
        level: The share of occasions that a band holds, between 0 and 1.

    Raises:
        WrongShape: The couple was not in the fit, or the level is no share.
        NotFinite: A time is missing or infinite.

    **Formula.** With the couple's curve :math:`\hat D` and its covariance :math:`C^*` (with REML the uncertainty
    of :math:`\beta` counts), and :math:`z = I \otimes (1, t)`: mean :math:`z\hat D`, covariance
    :math:`zC^*z' + R`. One partner's scores are foretold from both partners' answers. Band: mean
    :math:`\pm z_{1-\alpha/2}` standard deviations; the ellipse holds both scores with probability `level`.

    **Limits.** The covariances G and R count as known, so bands are too narrow where couples are few.

    **Missing data.** The couple counts with the answers it gave, as for `growth`.

    **Reference.** Laird & Ware (1982), as for `growth`; on expected treatment response Finch, A. E., Lambert,
    M. J., & Schaalje, B. G. (2001). Clinical Psychology & Psychotherapy, 8(4), 231-242.

    Example:
        >>> from troth.science.dyad.growth import growth
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> couple, time, scores = made_up_growth(40, 5)
        >>> told = growth_bands(growth(couple, time, scores, reml=True), 7, [5, 6], level=0.8)
        >>> bool((told.low < told.mean).all()), told.high.shape
        (True, (2, 2))
    """
    check_bands(found, level)
    place = np.flatnonzero(found.ids == couple)
    if place.size != 1:
        raise WrongShape(f"Couple {couple} was not among the {len(found.ids)} of the fit: see growth_course.")
    return _bands(found, found.curves, int(place[0]), time, level)


def growth_course(
    found: Growth,
    time: ArrayLike,
    so_far: tuple[ArrayLike, ArrayLike],
    *,
    covariates: Mapping[str, float] = NOTHING,
    level: float = LEVEL,
) -> GrowthBands:
    """Return where both scores of a couple that was not in the fit are expected.

    With the intake alone in `so_far` this is the expected course, with everything so far the updated one.

    Args:
        found: What `growth` found in a reference group.
        time: When, shape (T,).
        so_far: Times (t,) and scores (t, 2), NaN for none, of what the couple answered; both may be empty.
        covariates: The couple's value of each variable that the fit used.
        level: The share of occasions that a band holds.

    Raises:
        WrongShape: A covariate is missing, a time stands twice, or the level is no share.
        NotFinite: A number is missing or infinite.

    **Formula.** That of `growth_bands`, with the curve of `new_curves`: the couple's own answers do not change the
    group's spreads, and the uncertainty of the group's mean counts.

    **Missing data.** A score that is missing (NaN) tells nothing, and the other partner's of that time counts. A
    covariate may not be missing.

    **Reference.** Laird, N. M., & Ware, J. H. (1982). Random-effects models for longitudinal data. Biometrics,
    38(4), 963-974; Finch, A. E., Lambert, M. J., & Schaalje, B. G. (2001). Psychotherapy quality control:
    the statistical generation of expected recovery curves for integration into an early warning system. Clinical
    Psychology & Psychotherapy, 8(4), 231-242.

    Example:
        >>> from troth.science.dyad.growth import growth
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> couple, time, scores = made_up_growth(40, 5)
        >>> group = growth(couple, time, scores, reml=True)
        >>> wide = growth_course(group, [5], ([], []))
        >>> narrow = growth_course(group, [5], ([0, 1, 2], [[4, 7], [5, 7], [5, 7]]))
        >>> bool((narrow.half_width < wide.half_width).all())
        True
    """
    check_bands(found, level)
    if set(covariates) != set(found.covariates):
        raise WrongShape(f"The fit used the covariates {', '.join(found.covariates) or '(none)'}: give each.")
    x = np.array([[1.0, *(float(covariates[name]) for name in found.covariates)]])
    if not np.isfinite(x).all():
        raise NotFinite("A covariate is missing or infinite: without it the course is not told.")
    when, scores = np.asarray(so_far[0], dtype=np.float64), np.asarray(so_far[1], dtype=np.float64)
    if when.size == 0:
        when, scores = np.zeros(1), np.full((1, 2), np.nan)
    sums = growth_partial(np.zeros(when.size), when, scores.reshape(-1, 2)).moved(0.0, 0.0)
    return _bands(found, new_curves(found, sums.occasions, x), 0, time, level)


def new_curves(found: Growth, occasions: OccasionSums, x: NDArray[np.float64]) -> Curves:
    r"""Return the curves of n couples that were not in the fit, each given its own answers alone.

    **Formula.** Before its answers a couple's coefficients are :math:`N(\bar D, P)` with
    :math:`P = G + \mathcal{A}\Omega_\beta\mathcal{A}'`; with A and c the sums of its answers,
    :math:`\hat D = \bar D + P(I + AP)^{-1}(c - A\bar D)` and :math:`C = P(I + AP)^{-1}`.

    Args:
        found: What `growth` found, without what varies.
        occasions: Sums about the origins 0; couples without an answer have zeros.
        x: 1 and the couples' covariates, shape (n, k).

    Example:
        >>> from troth.science.dyad.growth import growth
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> couple, time, scores = made_up_growth(40, 4)
        >>> group = growth(couple, time, scores)
        >>> answers = growth_partial([0, 1], [0.0, 0.0], [[np.nan, np.nan], [3.0, 3.0]])
        >>> found = new_curves(group, answers.occasions, np.ones((2, 1)))
        >>> (found.own == found.mean).all(axis=1).tolist()
        [True, False]
    """
    design = np.kron(found.pooled, x[:, None, :])
    prior = found.between + design @ found.mean_covariance @ design.transpose(0, 2, 1)
    mean = design @ found.mean.ravel()
    w, n = precisions(found.within), len(x)
    a = np.einsum("kpq,nkij->npiqj", w, occasions.ff).reshape(n, 4, 4)
    pull = np.einsum("kpq,nkqi->npi", w, occasions.yf).reshape(n, 4) - np.matmul(a, mean[:, :, None])[:, :, 0]
    gain = np.linalg.solve(
        np.eye(4) + a @ prior, np.concatenate([np.tile(np.eye(4), (n, 1, 1)), pull[:, :, None]], axis=2)
    )
    moved = prior @ gain
    covariance = moved[:, :, :4]
    return Curves(mean, mean + moved[:, :, 4], (covariance + covariance.transpose(0, 2, 1)) / 2)


def check_bands(found: Growth, level: float) -> None:
    """Raise `WrongShape` where this fit can draw no bands, or the level is no share.

    Example:
        >>> from troth.science.dyad.growth import growth
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> couple, time, scores = made_up_growth(40, 4)
        >>> check_bands(growth(couple, time, scores), 95)
        Traceback (most recent call last):
        troth.science.dyad.errors.WrongShape: The level of a band is a share between 0 and 1, not 95.
    """
    if found.autocorrelation is not None:
        raise WrongShape("Bands are for fits without autocorrelation: fit the couples with growth.")
    if found.varying:
        raise WrongShape(
            "Bands are for fits in which nothing but time varies: fit the couples without the rest."
        )
    if not 0 < level < 1:
        raise WrongShape(f"The level of a band is a share between 0 and 1, not {level:g}.")


def _bands(found: Growth, those: Curves, place: int, time: ArrayLike, level: float) -> GrowthBands:
    when = np.atleast_1d(np.asarray(time, dtype=np.float64))
    if not np.isfinite(when).all():
        raise NotFinite("A time is missing or infinite.")
    f = np.stack([np.ones_like(when), when], axis=1)
    z = np.kron(np.eye(2), f[:, None, :])
    covariance = z @ those.covariance[place] @ z.transpose(0, 2, 1) + found.within
    return GrowthBands(when, z @ those.own[place], covariance, level)
