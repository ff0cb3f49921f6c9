"""The two analyses over many couples, as plain rounded values. Knows the numbers, not the database."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from troth.practice.research.lending import WEEKS
from troth.science.dyad.apim import apim
from troth.science.dyad.errors import DyadError
from troth.science.dyad.growth import growth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from troth.practice.research.lending import Loan
    from troth.science.dyad.growth_result import Growth
    from troth.science.dyad.result import Result

DIGITS = 2
Z95 = float(ndtri(0.975))


def figures(loans: Sequence[Loan]) -> dict[str, Any]:
    """Return both analyses, each with its estimates and 95 % intervals; empty where these couples allow none."""
    return {
        "couples": len(loans),
        "effects": _told(_effects, loans),
        "course": _told(_course, loans),
    }


def _told(analysis: Callable[[Sequence[Loan]], dict[str, Any]], loans: Sequence[Loan]) -> dict[str, Any]:
    try:
        return analysis(loans)
    except DyadError:
        return {}


def _effects(loans: Sequence[Loan]) -> dict[str, Any]:
    """Trust towards the end on both partners' trust at the start, which is centred at the mean of all."""
    first = np.array([loan.first for loan in loans])
    found = apim(
        np.array([loan.later for loan in loans]), first - first.mean(), distinguishable=False, reml=True
    )
    return {
        "estimates": {name: _estimate(found, name) for name in ("intercept", "actor", "partner")},
        "alike": _rounded(found.residual_correlation),
        "start": _rounded(float(first.mean())),
        "cautions": [caution.code for caution in found.cautions],
        "method": found.method,
    }


def _course(loans: Sequence[Loan]) -> dict[str, Any]:
    """Lines over weeks since the first full pair."""
    couple = np.repeat(np.arange(len(loans)), [len(loan.weeks) for loan in loans])
    weeks = np.concatenate([loan.weeks for loan in loans])
    scores = np.concatenate([loan.values for loan in loans])
    found = growth(couple, weeks, scores, indistinguishable=True, reml=True)
    if not found.converged:
        return {}
    return {
        "estimates": {
            "start": _at(found, 0),
            "end": _at(found, WEEKS),
            "change": _combined(found, np.array([0.0, WEEKS])),
        },
        "line": [[week, *_at(found, week)] for week in range(0, WEEKS + 1, 2)],
        "spread_start": _rounded(sqrt(found.estimates["var_intercept"])),
        "spread_change": _rounded(WEEKS * sqrt(found.estimates["var_slope"])),
        "cautions": [caution.code for caution in found.cautions],
        "method": found.method,
    }


def _estimate(found: Result, name: str) -> list[float]:
    return [_rounded(value) for value in (found.estimates[name], *found.intervals[name])]


def _at(found: Growth, week: float) -> list[float]:
    return _combined(found, np.array([1.0, week]))


def _combined(found: Growth, weights: NDArray[np.float64]) -> list[float]:
    """Return a sum of the means, with its 95 % interval."""
    middle = float(weights @ found.mean[:, 0])
    half = Z95 * sqrt(float(weights @ found.mean_covariance @ weights))
    return [_rounded(value) for value in (middle, middle - half, middle + half)]


def _rounded(value: float) -> float:
    return round(value, DIGITS) + 0.0
