"""A couple's change: always both partners, never a difference alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp, sqrt
from typing import TYPE_CHECKING

import numpy as np

from troth.science.change.methods import ROUNDING, ChangeMethod
from troth.science.change.person import CLASSES, MISSING, Change, ChangeClass

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Component",
    "CoupleChange",
    "CoupleClass",
    "CoupleDirection",
    "couple_change",
    "couple_class",
    "couple_class_many",
]


class CoupleClass(StrEnum):
    """What two changes mean for a couple; always shown beside the two."""

    BOTH = "both"
    ONE = "one"
    NONE = "none"
    OPPOSED = "opposed"
    WORSE = "worse"


class CoupleDirection(StrEnum):
    """Where the two partners went, taken together and without asking whether it is reliable."""

    BETTER = "better"
    WORSE = "worse"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Component:
    """A number made of both partners' scores: before, after, its change and the standard error of that."""

    pre: float
    post: float
    change: float
    standard_error: float
    critical: float

    @property
    def statistic(self) -> float:
        """The change in standard errors."""
        return self.change / self.standard_error

    @property
    def reliable(self) -> bool:
        """Tell whether the change is more than the noise of both scores."""
        return abs(self.statistic) >= self.critical * (1 - ROUNDING)


@dataclass(frozen=True, slots=True)
class CoupleChange:
    """Both partners' changes and what they make together.

    `level` is the mean of the two partners, `difference` the first minus the second. `chi_square`
    (2 degrees of freedom) and `p_value` test that neither partner changed.
    """

    first: Change
    second: Change
    couple_class: CoupleClass
    level: Component
    difference: Component
    correlation_of_components: float
    chi_square: float
    p_value: float
    direction: CoupleDirection
    error_correlation: float

    @property
    def closer_by_a_fall(self) -> bool:
        """Tell whether the partners came closer because the healthier one fell.

        True where the difference shrank while the couple's mean went to the unhealthy side: such a
        couple is not better for being closer.
        """
        closer = abs(self.difference.post) < abs(self.difference.pre)
        return closer and self.level.change * self.first.healthy.sign < 0


def couple_class(first: ChangeClass, second: ChangeClass) -> CoupleClass:
    """Return the couple's class from the two partners' classes; their order does not matter.

    Args:
        first: One partner's class.
        second: The other partner's.

    Returns:
        `BOTH` where both gained (improved or recovered), `OPPOSED` where one gained and one lost,
        `ONE` where one gained and the other stayed, `WORSE` where someone lost and nobody gained,
        `NONE` where nobody changed.

    Example:
        >>> str(couple_class(ChangeClass.RECOVERED, ChangeClass.DETERIORATED))
        'opposed'
        >>> str(couple_class(ChangeClass.UNCHANGED, ChangeClass.DETERIORATED))
        'worse'
    """
    gains = first.is_gain + second.is_gain
    lost = first.is_loss or second.is_loss
    if gains and lost:
        return CoupleClass.OPPOSED
    if gains:
        return CoupleClass.ONE if gains == 1 else CoupleClass.BOTH
    return CoupleClass.WORSE if lost else CoupleClass.NONE


def couple_class_many(first: NDArray[np.int8], second: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return the classes of many couples, by the rule of :func:`couple_class`.

    Args:
        first: Classes of one partner as :func:`~troth.science.change.change_many` gives them:
            positions in `CLASSES`, or `MISSING`.
        second: Classes of the other partner, of the same shape.

    Returns:
        Positions in `tuple(CoupleClass)`; `MISSING` where either partner's class is missing.

    Raises:
        ValueError: The shapes differ.

    Example:
        >>> couple_class_many(np.array([2, 3, 0], np.int8), np.array([3, 0, -1], np.int8))
        array([ 0,  3, -1], dtype=int8)
    """
    if first.shape != second.shape:
        raise ValueError(f"The partners' classes must match: {first.shape} and {second.shape} do not.")
    both = np.where(
        (first == MISSING) | (second == MISSING), len(CLASSES) ** 2, first * len(CLASSES) + second
    )
    found: NDArray[np.int8] = _TABLE[both]
    return found


_ORDER = tuple(CoupleClass)
_TABLE = np.array(
    [*(_ORDER.index(couple_class(a, b)) for a in CLASSES for b in CLASSES), MISSING], dtype=np.int8
)


def couple_change(first: Change, second: Change, *, error_correlation: float = 0.0) -> CoupleChange:
    r"""Judge the change of a couple from both partners' scores.

    Args:
        first: One partner's change on a scale.
        second: The other partner's change on the same scale, by the same method. The two may
            have thresholds of their own.
        error_correlation: Correlation of the partners' errors of measurement at one occasion, for
            example because both answered after the same quarrel. 0 unless it is known.

    Returns:
        Both changes, the couple's class, and the change of the couple's level and of the
        partners' difference, each with its own standard error.

    Raises:
        ValueError: The method is not Jacobson-Truax, the partners' healthy sides or critical values
            differ, or the
            correlation does not lie strictly between -1 and 1.

    **Model.** :math:`d = (d_1, d_2)^\top` holds the two changes, :math:`\sigma_1, \sigma_2` their
    standard errors (:math:`\sqrt 2` times those of measurement) and :math:`\rho` the correlation
    of errors, so that

    .. math:: \Sigma = \begin{pmatrix} \sigma_1^2 & \rho\sigma_1\sigma_2 \\
              \rho\sigma_1\sigma_2 & \sigma_2^2 \end{pmatrix}, \qquad
              \chi^2_2 = d^\top \Sigma^{-1} d .

    The level :math:`(d_1+d_2)/2` has variance
    :math:`(\sigma_1^2+\sigma_2^2+2\rho\sigma_1\sigma_2)/4`, the difference :math:`d_1-d_2` has
    :math:`\sigma_1^2+\sigma_2^2-2\rho\sigma_1\sigma_2`, and both together have covariance
    :math:`(\sigma_1^2-\sigma_2^2)/2`. They are one another's complement and hold, together,
    exactly the two scores. The difference is never reported alone: it shrinks as well when the
    happier partner falls (`closer_by_a_fall`), and it is less reliable than either score.

    The direction is the sign of :math:`d_1/\sigma_1 + d_2/\sigma_2`, turned so that *better* is
    towards the healthy side.

    **Limits.** In one trial about two in five improved couples had only one improved spouse; show
    the two changes first.

    **Reference.** Jacobson, N. S., et al. (1984). Variability in outcome and clinical significance
    of behavioral marital therapy. J. Consult. Clin. Psychol., 52, 497-504 (partners judged apart);
    Kenny, D. A., Kashy, D. A., & Cook, W. L. (2006). Dyadic data analysis (both scores in the model).

    Example:
        >>> from troth.science.change import Healthy, change, published_rule
        >>> rule = published_rule(11.58)
        >>> pair = [change(40, 52, rule, Healthy.ABOVE), change(50, 50, rule, Healthy.ABOVE)]
        >>> found = couple_change(*pair)
        >>> str(found.couple_class), found.level.change, found.difference.pre, found.difference.post
        ('one', 6.0, -10.0, 2.0)
    """
    if {first.method, second.method} != {ChangeMethod.JACOBSON_TRUAX}:
        raise ValueError("A couple's change is defined for the method of Jacobson and Truax only.")
    if first.healthy is not second.healthy:
        raise ValueError("Both partners need the same healthy side.")
    if first.critical != second.critical:
        raise ValueError("Both partners need the same critical value.")
    if not -1 < error_correlation < 1:
        raise ValueError(f"The correlation of errors must lie between -1 and 1, not {error_correlation}.")
    s1, s2 = first.standard_error, second.standard_error
    shared = error_correlation * s1 * s2
    z1, z2 = first.change / s1, second.change / s2
    chi_square = (z1**2 + z2**2 - 2 * error_correlation * z1 * z2) / (1 - error_correlation**2)
    level_error = sqrt(s1**2 + s2**2 + 2 * shared) / 2
    difference_error = sqrt(s1**2 + s2**2 - 2 * shared)
    return CoupleChange(
        first=first,
        second=second,
        couple_class=couple_class(first.change_class, second.change_class),
        level=_component(
            _mean(first.pre, second.pre), _mean(first.post, second.post), level_error, first.critical
        ),
        difference=_component(
            first.pre - second.pre, first.post - second.post, difference_error, first.critical
        ),
        correlation_of_components=(s1**2 - s2**2) / 2 / (level_error * difference_error),
        chi_square=chi_square,
        p_value=exp(-chi_square / 2),
        direction=_direction((z1 + z2) * first.healthy.sign),
        error_correlation=error_correlation,
    )


def _mean(one: float, other: float) -> float:
    return (one + other) / 2


def _component(pre: float, post: float, standard_error: float, critical: float) -> Component:
    return Component(pre, post, post - pre, standard_error, critical)


def _direction(gain: float) -> CoupleDirection:
    if abs(gain) <= ROUNDING:
        return CoupleDirection.LEVEL
    return CoupleDirection.BETTER if gain > 0 else CoupleDirection.WORSE
