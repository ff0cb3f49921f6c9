"""Rules that could have been: each says after which answers it would call.

A rule takes the shortfalls of n couples, standard deviations below the forecast with NaN for no answer, shape
(n, weeks, 2 seats), and returns a truth for each. The naive ones take scores instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

MOST = 3.0


@dataclass(frozen=True)
class Candidate:
    """A family of rules; `limits` run from eager to patient."""

    name: str
    calls: Callable[[NDArray[np.float64], float], NDArray[np.bool_]]
    limits: NDArray[np.float64]


def cumulative(slack: float) -> Candidate:
    def calls(short: NDArray[np.float64], limit: float) -> NDArray[np.bool_]:
        return _walked(short, lambda total, z: np.clip(total + z - slack, 0.0, limit)) >= limit

    return Candidate(f"cumulative sum, slack {slack:g}", calls, np.arange(1.5, 9.0, 0.25))


def smoothed(weight: float) -> Candidate:
    def calls(short: NDArray[np.float64], limit: float) -> NDArray[np.bool_]:
        means = _walked(short, lambda mean, z: (1 - weight) * mean + weight * z)
        seen = np.maximum(np.cumsum(~np.isnan(short), axis=1), 1)
        sd = np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * seen)))
        return means >= limit * sd

    return Candidate(f"moving average, weight {weight:g}", calls, np.arange(1.5, 5.0, 0.1))


def in_a_row(times: int) -> Candidate:
    def calls(short: NDArray[np.float64], limit: float) -> NDArray[np.bool_]:
        return _walked(short, lambda row, z: np.where(z > limit, row + 1, 0)) >= times

    name = "one answer below a band" if times == 1 else f"{times} answers in a row below a band"
    return Candidate(name, calls, np.arange(0.3, 3.0, 0.05))


CANDIDATES = (
    *(in_a_row(times) for times in (1, 2, 3)),
    *(smoothed(weight) for weight in (0.15, 0.25, 0.4)),
    *(cumulative(slack) for slack in (0.25, 0.5, 0.75, 1.0)),
)


def dropped(scores: NDArray[np.float64], points: float) -> NDArray[np.bool_]:
    """Naive: more than `points` below the answer before."""
    calls, last = np.zeros(scores.shape, dtype=bool), scores[:, 0]
    for week in range(scores.shape[1]):
        calls[:, week] = last - scores[:, week] > points
        last = np.where(np.isnan(scores[:, week]), last, scores[:, week])
    return calls


def changed(scores: NDArray[np.float64], error: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Naive: reliably below the first answer, the true standard errors of measurement (n,) being known."""
    calls: NDArray[np.bool_] = scores[:, :1] - scores >= 1.96 * np.sqrt(2.0) * error[:, None, None]
    return calls


def _walked(
    short: NDArray[np.float64],
    step: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Carry a state from answer to answer; -inf in weeks without one."""
    states, state = np.full(short.shape, -np.inf), np.zeros_like(short[:, 0])
    for week in range(short.shape[1]):
        seen = ~np.isnan(short[:, week])
        state = np.where(seen, step(state, np.clip(short[:, week], -MOST, MOST)), state)
        states[:, week] = np.where(seen, state, -np.inf)
    return states
