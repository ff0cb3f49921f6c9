"""The shape of a quadratic surface: its two lines, its stationary point, its first principal axis, and what congruence asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import chdtrc, ndtr, ndtri

from troth.science.dyad.errors import NotIdentified
from troth.science.dyad.result import LEVEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Part", "congruence_parts", "difference_reliability", "shape", "wald"]

LINES = ("a1", "a2", "a3", "a4", "a5")
POINTS = ("stationary_actor", "stationary_partner", "p10", "p11")
Asked = Literal["0", "1", "below 0"]
CHECKLIST: Mapping[str, Asked] = {"p10": "0", "p11": "1", "a4": "below 0", "a3": "0"}
"""What the claim of broad congruence asks of which number; the list is from the literature and to verify."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the claim of congruence.

    Attributes:
        asked: What the claim says the number is.
        value: What it was found to be.
        interval: Its 95 % interval.
        p: That the number is the one asked for; for ``below 0``, that it is 0 or more.
        in_line: Whether the interval holds the number asked for, or lies below 0; None where the number is not defined.
            An interval that holds it does not show that the claim is right: it may be wide.
    """

    asked: Asked
    value: float
    interval: tuple[float, float]
    p: float
    in_line: bool | None

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain values."""
        return {
            "asked": self.asked,
            "value": self.value,
            "interval": list(self.interval),
            "p": self.p,
            "in_line": self.in_line,
        }


def shape(b: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Return a1 to a5, the stationary point and the first principal axis of a surface, shape (9,).

    For :math:`z = b_0 + b_1x + b_2y + b_3x^2 + b_4xy + b_5y^2`: along x = y the slope at 0 is :math:`a_1 = b_1+b_2` and the
    curvature :math:`a_2 = b_3+b_4+b_5`; along x = -y they are :math:`a_3 = b_1-b_2` and :math:`a_4 = b_3-b_4+b_5`;
    :math:`a_5 = b_3-b_5`. The surface is level at :math:`x_0 = (b_2b_4-2b_1b_5)/D, y_0 = (b_1b_4-2b_2b_3)/D` with
    :math:`D = 4b_3b_5-b_4^2`. The axis :math:`y = p_{10} + p_{11}x` runs where the surface bends least downwards:

    .. math:: p_{11} = \frac{b_5-b_3+R}{b_4}, \quad p_{10} = y_0 - p_{11}x_0 = \frac{p_{11}b_1-b_2}{b_3+b_5-R}, \quad
              R = \sqrt{(b_3-b_5)^2+b_4^2};

    the last form of :math:`p_{10}` holds on a level ridge too, where D is 0 and every point of the axis is stationary.

    Args:
        b: The six coefficients, :math:`b_0` first.

    Returns:
        a1, a2, a3, a4, a5, :math:`x_0, y_0, p_{10}, p_{11}`; NaN where a denominator is 0.

    Example:
        >>> shape(np.array([4.0, 1.0, 1.0, -1.0, 2.0, -1.0])).tolist()
        [2.0, 0.0, 0.0, -4.0, 0.0, nan, nan, -0.0, 1.0]
    """
    _, b1, b2, b3, b4, b5 = b
    with np.errstate(divide="ignore", invalid="ignore"):
        det = 4 * b3 * b5 - b4 * b4
        bend = np.sqrt((b3 - b5) ** 2 + b4 * b4)
        slope = b4 / (b3 - b5 + bend) if (b3 - b5).real > 0 else (b5 - b3 + bend) / b4
        start = (slope * b1 - b2) / (b3 + b5 - bend)
        level = [(b2 * b4 - 2 * b1 * b5) / det, (b1 * b4 - 2 * b2 * b3) / det]
        found = np.stack([b1 + b2, b3 + b4 + b5, b1 - b2, b3 - b4 + b5, b3 - b5, *level, start, slope])
        return np.where(np.isfinite(found), found, found * np.nan)


def congruence_parts(estimates: Mapping[str, float], se: Mapping[str, float], side: str) -> dict[str, Part]:
    """Return the parts of the claim of broad congruence, each on its own, for names that end in `side`.

    Example:
        >>> estimates, se = {"p10": 0.1, "p11": 1.2, "a4": -0.5, "a3": 0.0}, dict.fromkeys(["p10", "p11", "a4", "a3"], 0.2)
        >>> {name: part.in_line for name, part in congruence_parts(estimates, se, "").items()}
        {'p10': True, 'p11': True, 'a4': True, 'a3': True}
    """
    return {
        name: _part(asked, estimates[f"{name}{side}"], se[f"{name}{side}"])
        for name, asked in CHECKLIST.items()
    }


def wald(values: NDArray[np.float64], covariance: NDArray[np.float64]) -> dict[str, float]:
    """Return chi-square, degrees of freedom and p of the hypothesis that all of k values are 0.

    Example:
        >>> wald(np.array([2.0]), np.array([[1.0]]))["chi_square"]
        4.0
    """
    chi = float(values @ np.linalg.solve(covariance, values))
    return {"chi_square": chi, "df": len(values), "p": float(chdtrc(len(values), chi))}


def difference_reliability(reliability: tuple[float, float], correlation: float) -> float:
    r"""Return how reliable the difference of two partners' scores is, both of equal variance.

    :math:`(\bar r - r_{hw})/(1 - r_{hw})`: the more alike partners are, the more of their difference is noise. A difference
    score as the only predictor also forces both partners' effects to be equal and opposite, and the surface to be a plane;
    no function here takes one. Fit the surface: its ``difference_score_test`` asks whether that would do.

    Args:
        reliability: Of each partner's score.
        correlation: Of the two partners' scores, below 1.

    Raises:
        NotIdentified: The correlation is 1 or no correlation: then there is no difference to speak of.

    Example:
        >>> round(difference_reliability((0.8, 0.8), 0.6), 3)
        0.5
    """
    if not -1 <= correlation < 1:
        raise NotIdentified(
            f"A correlation of {correlation:g} leaves no difference of the partners to judge."
        )
    return (sum(reliability) / 2 - correlation) / (1 - correlation)


def _part(asked: Asked, value: float, error: float) -> Part:
    reach = float(ndtri(0.5 + LEVEL / 2)) * error
    low, high = value - reach, value + reach
    target = 1.0 if asked == "1" else 0.0
    z = (value - target) / error
    p = float(ndtr(z) if asked == "below 0" else 2 * ndtr(-abs(z)))
    fits = high < 0 if asked == "below 0" else low <= target <= high
    return Part(asked, value, (low, high), p, fits if np.isfinite(reach + value) else None)
