"""The models of the study, each with couples simulated from it; REML where there is a choice."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

import numpy as np

from bench.coverage.study import Answer, Study, answers
from troth.science.dyad.apim import apim
from troth.science.dyad.fiml import apim_fiml
from troth.science.dyad.growth import growth
from troth.science.dyad.influence import influence
from troth.science.dyad.partner_ratio import partner_ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.random import Generator
    from numpy.typing import NDArray

    from troth.science.dyad.apim import Apim
    from troth.science.dyad.growth_result import Growth
    from troth.science.dyad.influence import Influence
    from troth.science.dyad.partner_ratio import FiellerSet

ROLES = ("h", "w")
COUPLES = 200
GROWING, OCCASIONS = 150, 6

BY_ROLE = {
    "intercept_h": 1.0,
    "actor_h": 0.40,
    "partner_h": 0.20,
    "intercept_w": 0.5,
    "actor_w": 0.30,
    "partner_w": 0.25,
}
SHARED = {"intercept": 1.0, "actor": 0.40, "partner": 0.20}
CURVES = {"intercept_h": 5.0, "slope_h": 0.30, "intercept_w": 5.5, "slope_w": 0.10}
LEFT_OVER = {"var_residual_h": 0.8, "var_residual_w": 1.1, "cov_residual": 0.3}
BETWEEN = np.array(
    [[0.9, 0.02, 0.4, 0.0], [0.02, 0.10, 0.0, 0.03], [0.4, 0.0, 1.0, -0.03], [0.0, 0.03, -0.03, 0.12]]
)
CARRIED = {"stability_h": 0.40, "influence_on_h": 0.15, "stability_w": 0.30, "influence_on_w": -0.10}


def studies() -> Iterator[Study]:
    """Yield the studies in the order of the page; `cost` keeps the slow ones short."""
    for rho in (0.4, -0.4):
        title = f"Actor-partner model by role, {COUPLES} couples, residual correlation {rho:g}"
        yield Study(title, BY_ROLE, lambda rng, rho=rho: answers(_by_role(rng, rho), BY_ROLE))
    yield Study(
        f"Actor-partner model by role, {COUPLES} couples, a third of w’s outcomes missing where h’s are high (FIML)",
        BY_ROLE,
        lambda rng: answers(_with_gaps(rng), BY_ROLE),
        cost=4,
    )
    for rho in (0.4, -0.4):
        title = f"Actor-partner model, partners alike, {COUPLES} couples, residual correlation {rho:g}"
        yield Study(title, SHARED, lambda rng, rho=rho: answers(_alike(rng, 0.40, rho), SHARED))
    for actor in (0.40, 0.15):
        ratio = {"k": 0.20 / actor}
        title = f"k by Fieller’s set, actor effect {actor:g}, {COUPLES} couples"
        yield Study(title, ratio, lambda rng, actor=actor, ratio=ratio: _ratio(rng, actor, ratio))
    for gaps in (False, True):
        way = "a fifth of the answers missing, own times" if gaps else "balanced"
        truth = {**CURVES, **LEFT_OVER}
        yield Study(
            f"Growth, {GROWING} couples, {OCCASIONS} occasions, {way}",
            truth,
            lambda rng, gaps=gaps, truth=truth: answers(_growth(rng, gaps=gaps), truth),
            cost=10 if gaps else 2,
        )
    for days in (15, 30):
        yield Study(
            f"Stability and influence after correction, {COUPLES} couples, {days} days",
            CARRIED,
            lambda rng, days=days: answers(_influence(rng, days), CARRIED),
            cost=2,
        )


def _errors(rng: Generator, rho: float, n: int, sd: tuple[float, float] = (1.0, 1.0)) -> NDArray[np.float64]:
    first, second = rng.normal(size=(2, n))
    return np.column_stack([sd[0] * first, sd[1] * (rho * first + np.sqrt(1 - rho**2) * second)])


def _predictor(rng: Generator) -> NDArray[np.float64]:
    return rng.normal(size=(COUPLES, 2)) + 0.5 * rng.normal(size=(COUPLES, 1))


def _by_role(rng: Generator, rho: float) -> Apim:
    x, y = _pairs(rng, rho)
    return apim(y, x, roles=ROLES, reml=True)


def _with_gaps(rng: Generator) -> Apim:
    """Missing at random, but not completely so: the complete couples alone would mislead."""
    x, y = _pairs(rng, 0.4)
    y[rng.random(COUPLES) < 2 / 3 / (1 + np.exp(2 - 2 * y[:, 0])), 1] = np.nan
    return apim_fiml(y, x, roles=ROLES)


def _pairs(rng: Generator, rho: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, b = _predictor(rng), BY_ROLE
    means = [
        b[f"intercept_{me}"] + b[f"actor_{me}"] * x[:, own] + b[f"partner_{me}"] * x[:, 1 - own]
        for own, me in enumerate(ROLES)
    ]
    return x, np.column_stack(means) + _errors(rng, rho, COUPLES, (1.0, 1.3))


def _alike(rng: Generator, actor: float, rho: float) -> Apim:
    x = _predictor(rng)
    y = SHARED["intercept"] + actor * x + SHARED["partner"] * x[:, ::-1] + _errors(rng, rho, COUPLES)
    return apim(y, x, distinguishable=False, reml=True)


def _ratio(rng: Generator, actor: float, truth: Mapping[str, float]) -> dict[str, Answer]:
    found = partner_ratio(_alike(rng, actor, 0.3)).ratios["k"]
    return {"k": Answer(found.k, found.se, _holds(found.fieller, truth["k"]))}


def _holds(those: FiellerSet, k: float) -> bool:
    """Tell whether the set holds k; one without ends is what lies outside of them, or everything."""
    inside = those.low <= k <= those.high
    return inside if those.bounded else not inside or isinf(those.low)


def _growth(rng: Generator, *, gaps: bool) -> Growth:
    couple = np.repeat(np.arange(GROWING), OCCASIONS)
    time = np.tile(np.arange(OCCASIONS, dtype=np.float64), GROWING)
    if gaps:
        time += rng.uniform(-0.4, 0.4, len(time))
    curve = rng.multivariate_normal(list(CURVES.values()), BETWEEN, GROWING)[couple]
    left = [[LEFT_OVER["var_residual_h"], LEFT_OVER["cov_residual"]], [0.3, LEFT_OVER["var_residual_w"]]]
    scores = curve[:, ::2] + curve[:, 1::2] * time[:, None] + rng.multivariate_normal([0, 0], left, len(time))
    if gaps:
        scores[rng.random(scores.shape) < 0.2] = np.nan
    return growth(couple, time, scores, roles=ROLES, reml=True)


def _influence(rng: Generator, days: int) -> Influence:
    a = CARRIED
    carried = np.array([[a["stability_h"], a["influence_on_h"]], [a["influence_on_w"], a["stability_w"]]])
    y = np.zeros((COUPLES, days + 20, 2))
    for day in range(1, days + 20):
        y[:, day] = y[:, day - 1] @ carried.T + _errors(rng, 0.3, COUPLES)
    return influence(y[:, 20:] + rng.normal(size=(COUPLES, 1, 2)), roles=ROLES)
