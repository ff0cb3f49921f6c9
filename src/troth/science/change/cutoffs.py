"""Where distress ends: the side that is healthy, and the three cut-offs of Jacobson and Truax."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING

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
    """A cut-off; a score that equals it lies on its upper side.

    So "distressed below 104.5" is `Cutoff(104.5, Healthy.ABOVE)` and "a case from 10 up" is
    `Cutoff(10, Healthy.BELOW)`. A rule that says "distressed up to 16" on whole numbers is
    `Cutoff(16.5, Healthy.ABOVE)`.
    """

    value: float
    healthy: Healthy

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise ValueError(f"A cut-off must be a finite number, not {self.value}.")

    def is_healthy(self, scores: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell for each score whether it lies on the healthy side; NaN lies on neither."""
        above: NDArray[np.bool_] = scores >= self.value
        return above if self.healthy is Healthy.ABOVE else scores < self.value


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
