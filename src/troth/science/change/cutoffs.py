"""Where distress ends: the side that is healthy, and the three cut-offs of Jacobson and Truax."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Criterion", "Cutoff", "Group", "Healthy", "cutoff_between"]


class Healthy(StrEnum):
    """The side of a scale on which people are well."""

    ABOVE = "above"
    BELOW = "below"

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is better."""
        return 1 if self is Healthy.ABOVE else -1


class Criterion(StrEnum):
    """Which cut-off: away from the distressed group, into the well group, or between the two."""

    A = "a"
    B = "b"
    C = "c"


@dataclass(frozen=True, slots=True)
class Group:
    """A reference group: mean and standard deviation of its scores, in units of the scale."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not (isfinite(self.mean) and isfinite(self.sd) and self.sd > 0):
            raise ValueError(f"A group needs a finite mean and a positive SD, not {self.mean} and {self.sd}.")


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A cut-off, in units of the scale.

    A score that equals it lies on the side `value_is`: "distressed below 104.5" and "a case from
    10 up" need nothing, "distressed up to 16" is `Cutoff(16, Healthy.ABOVE, value_is="below")`.
    Where sources disagree, `upper` is the higher of their values; a score in between is then
    neither distressed nor healthy, so that nobody recovers by the choice of a source.
    """

    value: float
    healthy: Healthy
    upper: float | None = None
    value_is: Literal["above", "below"] = "above"

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise ValueError(f"A cut-off must be a finite number, not {self.value}.")
        if self.upper is not None and not (isfinite(self.upper) and self.upper >= self.value):
            raise ValueError(f"The upper cut-off {self.upper} must not lie below {self.value}.")

    def is_healthy(self, scores: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell for each score whether it lies on the healthy side; NaN does not."""
        return self._above(scores) if self.healthy is Healthy.ABOVE else self._below(scores)

    def is_distressed(self, scores: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell for each score whether it lies on the distressed side; NaN does not."""
        return self._below(scores) if self.healthy is Healthy.ABOVE else self._above(scores)

    def _above(self, scores: NDArray[np.float64]) -> NDArray[np.bool_]:
        line = self.value if self.upper is None else self.upper
        found: NDArray[np.bool_] = scores >= line if self.value_is == "above" else scores > line
        return found

    def _below(self, scores: NDArray[np.float64]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = scores < self.value if self.value_is == "above" else scores <= self.value
        return found


def cutoff_between(
    criterion: Criterion,
    healthy: Healthy,
    *,
    distressed: Group | None = None,
    well: Group | None = None,
) -> Cutoff:
    r"""Return the cut-off by one of the three criteria of Jacobson and Truax.

    Args:
        criterion: `A` two standard deviations beyond the distressed mean, `B` within two of the
            well mean, `C` where a score is equally far from both, counted in each group's SD.
        healthy: The side on which people are well.
        distressed: Scores of people in distress, for `A` and `C`.
        well: Scores of people who are well, for `B` and `C`.

    Returns:
        The cut-off in units of the scale.

    Raises:
        ValueError: The criterion needs a group that was not given, or the well group's mean does
            not lie on the healthy side of the distressed group's.

    **Formula.** With means :math:`M_d, M_w`, standard deviations :math:`s_d, s_w` and
    :math:`\delta = 1` where more is better, else :math:`-1`:

    .. math:: a = M_d + 2\delta s_d, \qquad b = M_w - 2\delta s_w, \qquad
              c = \frac{s_w M_d + s_d M_w}{s_w + s_d} .

    `B` takes the SD of the *well* group. `C` is the usual choice where both groups are known and
    overlap; without overlap `B` asks for less, without a well group only `A` is left.

    **Reference.** Jacobson, N. S., & Truax, P. (1991). Clinical significance: A statistical
    approach to defining meaningful change in psychotherapy research. Journal of Consulting and
    Clinical Psychology, 59(1), 12-19.

    Example:
        >>> round(cutoff_between(Criterion.B, Healthy.ABOVE, well=Group(114.8, 17.8)).value, 1)
        79.2
    """
    if criterion is not Criterion.B and distressed is None:
        raise ValueError(f"Cut-off {criterion} needs the mean and SD of a distressed group.")
    if criterion is not Criterion.A and well is None:
        raise ValueError(f"Cut-off {criterion} needs the mean and SD of a well group.")
    if distressed and well and (well.mean - distressed.mean) * healthy.sign <= 0:
        raise ValueError(
            f"Healthy is {healthy}, but the well group's mean {well.mean} does not lie {healthy} "
            f"the distressed group's {distressed.mean}."
        )
    return Cutoff(_value(criterion, healthy, distressed, well), healthy)


def _value(criterion: Criterion, healthy: Healthy, distressed: Group | None, well: Group | None) -> float:
    if distressed and well and criterion is Criterion.C:
        return (well.sd * distressed.mean + distressed.sd * well.mean) / (well.sd + distressed.sd)
    if distressed and criterion is Criterion.A:
        return distressed.mean + 2 * healthy.sign * distressed.sd
    if well and criterion is Criterion.B:
        return well.mean - 2 * healthy.sign * well.sd
    raise AssertionError(criterion)
