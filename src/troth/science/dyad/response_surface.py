"""The dyadic response surface: both partners' outcomes on both partners' predictor, its squares and its product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.apim import Apim, ApimSums, apim_finish, apim_partial
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.cautions import Caution, FlatSurface
from troth.science.dyad.delta import jacobian
from troth.science.dyad.errors import NotFinite, UnknownName, WrongShape
from troth.science.dyad.pairs import ROLES, couples
from troth.science.dyad.result import Result
from troth.science.dyad.surface_shape import LINES, POINTS, Part, congruence_parts, shape, wald

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "ResponseSurface",
    "SurfaceSums",
    "response_surface",
    "response_surface_finish",
    "response_surface_partial",
]

TERMS = {
    "intercept": "intercept",
    "actor": "actor_level",
    "partner": "partner_level",
    "actor_square": "actor_square",
    "product": "product",
    "partner_square": "partner_square",
}
"""Coefficients b0 to b5 by name, and what the regression calls them."""
NAMES = (*TERMS, *LINES, *POINTS)
CURVED = [3, 4, 5]
DIFFERENCE = [6, 3, 4, 5]
"""What a difference score takes to be 0: a1 and all curvature."""
FLAT = 0.05
"""p of the test of all curvature above which the surface is called flat."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ResponseSurface(Result):
    """A dyadic response surface; `response_surface` tells what the names mean.

    Attributes:
        midpoint: What was taken from both partners' predictor.
        sides: By whose surface it is (a role, or ``both`` where partners share one), what its names end in.
        covariance: Of the estimates, in their order, shape (q, q).
        regression: The actor-partner model beneath; two of them can be compared.
    """

    midpoint: float
    sides: Mapping[str, str]
    covariance: NDArray[np.float64]
    regression: Apim

    @property
    def p_values(self) -> dict[str, float]:
        """Those of coefficients and a1 to a5; for points and axes 0 is no special place."""
        return {name: p for name, p in super().p_values.items() if not name.startswith(POINTS)}

    @property
    def congruence(self) -> dict[str, dict[str, Part]]:
        """What the claim of broad congruence asks, part by part, for each surface; there is no verdict over all."""
        return {whose: congruence_parts(self.estimates, self.se, side) for whose, side in self.sides.items()}

    def curvature_test(self, whose: str) -> dict[str, float]:
        """Return the Wald test that a surface is a plane, its three curved coefficients 0."""
        return self._test(whose, CURVED)

    def difference_score_test(self, whose: str) -> dict[str, float]:
        """Return the Wald test of what a difference score takes for granted: a1 and all curvature 0, on 4 df."""
        return self._test(whose, DIFFERENCE)

    def facts(self) -> dict[str, object]:
        """Return the midpoint, the tests, the parts of congruence, and the residuals."""
        return {
            "midpoint": self.midpoint,
            "curvature_test": {whose: self.curvature_test(whose) for whose in self.sides},
            "difference_score_test": {whose: self.difference_score_test(whose) for whose in self.sides},
            "congruence": {
                whose: {name: part.to_dict() for name, part in parts.items()}
                for whose, parts in self.congruence.items()
            },
            "residual_sd": self.regression.residual_sd,
            "residual_correlation": self.regression.residual_correlation,
            "pseudo_r2": dict(self.regression.pseudo_r2),
            "likelihood": self.regression.likelihood,
        }

    def _test(self, whose: str, at: list[int]) -> dict[str, float]:
        if whose not in self.sides:
            raise UnknownName(f"There is no surface of {whose}: choose from {', '.join(self.sides)}.")
        where = [len(NAMES) * list(self.sides).index(whose) + one for one in at]
        values = np.array(list(self.estimates.values()))[where]
        return wald(values, self.covariance[np.ix_(where, where)])


@dataclass(frozen=True, slots=True, eq=False)
class SurfaceSums:
    """All that a response surface asks of the data; ``+`` merges parts.

    Attributes:
        sums: Of the centred predictor, its squares and product, and the outcome.
        midpoint: What was taken from the predictor.
    """

    sums: ApimSums
    midpoint: float

    def __add__(self, other: SurfaceSums) -> SurfaceSums:
        """Return the sums of both parts. Raises `WrongShape` where their midpoints or roles differ."""
        if self.midpoint != other.midpoint:
            raise WrongShape(f"Sums around {self.midpoint:g} and around {other.midpoint:g} cannot be merged.")
        return SurfaceSums(self.sums + other.sums, self.midpoint)


def response_surface(
    outcome: ArrayLike,
    predictor: ArrayLike,
    *,
    midpoint: float,
    roles: tuple[str, str] = ROLES,
    distinguishable: bool = True,
    reml: bool = False,
) -> ResponseSurface:
    r"""Fit both partners' outcomes as quadratic surfaces over both partners' predictor.

    **Model.** With own predictor x and the partner's y, both less the midpoint, each partner's outcome is

    .. math:: z = b_0 + b_1 x + b_2 y + b_3 x^2 + b_4 xy + b_5 y^2 + e,

    residuals correlated within the couple. Both equations have the same regressors, so that this is an
    actor-partner model with squares and a product: generalised is ordinary least squares, and linear
    combinations of coefficients have an exact covariance from :math:`\Sigma \otimes (Z'Z)^{-1}`. Indistinguishable
    partners: by sums and differences, with regressors :math:`(1, x_+, x_+^2, x_-^2)` and :math:`(x_-, x_+x_-)`.

    **Names**, each with ``_<role>`` where partners are distinguishable. Coefficients b0 to b5: ``intercept actor partner
    actor_square product partner_square``. Lines: ``a1 a2`` slope and curvature where both partners are alike (x = y),
    ``a3 a4`` where they differ (x = -y; a3 above 0: better with more own than partner's), ``a5`` (:math:`b_3 - b_5`).
    ``stationary_actor stationary_partner``: where the surface is level, from the midpoint. ``p10 p11``: intercept and slope of
    the first principal axis, the partner's value by the own. Points and axis have standard errors by the delta method;
    see `troth.science.dyad.surface_shape.shape` for the formulas.

    **Congruence.** That outcomes are best where partners are alike needs all of: p10 near 0 and p11 near 1 (the ridge lies on
    x = y), a4 below 0 (it falls away on both sides), a3 near 0. `ResponseSurface.congruence` tells each on its own with
    its interval. The list is from the literature and to verify; a wide interval that holds 0 shows nothing.

    **A difference score** x - y as the only predictor forces :math:`b_1 = -b_2` and no curvature. It is not offered;
    `difference_score_test` says whether the surface could be so simple.

    Args:
        outcome: z, shape (n, 2), one column a partner; NaN for what is missing.
        predictor: Shape (n, 2), both partners on one scale.
        midpoint: The middle of that scale, the same for both partners: taken from both. Own means would turn
            likeness on the scale into likeness in rank.
        roles: Names of the partners.
        distinguishable: Whether each partner has a surface of their own.
        reml: Restricted likelihood.

    Returns:
        Estimates, plain standard errors, log-likelihood. **Missing data**: complete couples only; the others are
        counted by reason. NaN where a point or an axis is not defined; `FlatSurface` where curvature cannot be told
        from 0, for then neither means anything.

    Raises:
        NotFinite: A value or the midpoint is infinite or missing.
        ConstantColumn: A variable does not vary, or has two values only, so that its square repeats it.
        WrongShape, UnknownName, TooFewCouples, PerfectFit: As for `troth.science.dyad.apim.apim`.

    **Reference.** Edwards, J. R., & Parry, M. E. (1993). On the use of polynomial regression equations as an alternative to
    difference scores. Acad. Manage. J., 36, 1577-1613; Schönbrodt, F. D., Humberg, S., & Nestler, S. (2018). Testing
    similarity effects with dyadic response surface analysis. Eur. J. Pers., 32, 627-641.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> wish = rng.integers(1, 8, size=(800, 2)).astype(float)
        >>> trust = 5 - 0.2 * (wish[:, :1] - wish[:, 1:]) ** 2 + rng.normal(size=(800, 2))
        >>> found = response_surface(trust, wish, midpoint=4, roles=("h", "w"))
        >>> round(found.estimates["a4_h"], 1), round(found.estimates["p11_h"], 1)
        (-0.8, 1.0)
        >>> {name: part.in_line for name, part in found.congruence["w"].items()}
        {'p10': True, 'p11': True, 'a4': True, 'a3': True}
    """
    sums = response_surface_partial(outcome, predictor, midpoint=midpoint, roles=roles)
    return response_surface_finish(sums, distinguishable=distinguishable, reml=reml)


def response_surface_partial(
    outcome: ArrayLike, predictor: ArrayLike, *, midpoint: float, roles: tuple[str, str] = ROLES
) -> SurfaceSums:
    """Reduce couples to the sums of a response surface; arguments are those of `response_surface`.

    Example:
        >>> z, x = np.random.default_rng(2).normal(size=(2, 50, 2))
        >>> parts = [response_surface_partial(z[some], x[some], midpoint=0) for some in (slice(20), slice(20, None))]
        >>> (parts[0] + parts[1]).sums.moments.n
        50
    """
    if not isfinite(midpoint):
        raise NotFinite("The midpoint is a number: the middle of the scale on which both partners answered.")
    x = couples(predictor, "The predictor") - midpoint
    table = apim_table(
        outcome,
        {"level": x, "square": x * x},
        covariates={"product": x[:, 0] * x[:, 1]},
        roles=roles,
    )
    return SurfaceSums(apim_partial(table), float(midpoint))


def response_surface_finish(
    sums: SurfaceSums, *, distinguishable: bool = True, reml: bool = False
) -> ResponseSurface:
    """Estimate from sums; model, arguments and errors are those of `response_surface`.

    Example:
        >>> z, x = np.random.default_rng(2).normal(size=(2, 60, 2))
        >>> found = response_surface_finish(response_surface_partial(z, x, midpoint=0), distinguishable=False)
        >>> list(found.estimates)[:6]
        ['intercept', 'actor', 'partner', 'actor_square', 'product', 'partner_square']
    """
    fitted = apim_finish(sums.sums, distinguishable=distinguishable, reml=reml)
    sides = {role: f"_{role}" for role in fitted.roles} if distinguishable else {"both": ""}
    labels = [f"{term}{side}" for side in sides.values() for term in TERMS.values()]
    order = [list(fitted.estimates).index(label) for label in labels]
    b = np.array(list(fitted.estimates.values()))[order]
    step = jacobian(_described, b)
    covariance = step @ fitted.covariance[np.ix_(order, order)] @ step.T
    names = [f"{name}{side}" for side in sides.values() for name in NAMES]
    found = ResponseSurface(
        method=f"Dyadic response surface around {sums.midpoint:g}: {fitted.method}",
        estimates=dict(zip(names, _described(b).tolist(), strict=True)),
        se=dict(zip(names, np.sqrt(np.diagonal(covariance)).tolist(), strict=True)),
        n_couples=fitted.n_couples,
        dropped=fitted.dropped,
        loglik=fitted.loglik,
        warnings=fitted.warnings,
        midpoint=sums.midpoint,
        sides=sides,
        covariance=covariance,
        regression=fitted,
    )
    return replace(found, warnings=(*found.warnings, *_flat(found)))


def _described(b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coefficients of each surface followed by its shape, in the order of `NAMES`."""
    return np.concatenate([part for one in b.reshape(-1, len(TERMS)) for part in (one, shape(one))])


def _flat(found: ResponseSurface) -> list[Caution]:
    tests = {whose: found.curvature_test(whose) for whose in found.sides}
    return [
        FlatSurface(whose, test["chi_square"], test["p"]) for whose, test in tests.items() if test["p"] > FLAT
    ]
