"""How large a change must be before it is more than the noise of the measure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, isfinite, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "CRITICAL",
    "ChangeMethod",
    "ChangeRule",
    "Precision",
    "ReliabilityKind",
    "change_rule",
    "published_rule",
    "smallest_reliable_step",
]

CRITICAL = 1.96
"""Two-sided 5 % of the normal distribution, as the published indices use it."""

CRITICAL_HAGEMAN_ARRINDELL = 1.65

ROUNDING = 1e-9
"""Sums of decimals miss equality by rounding; a change that reaches its threshold up to this part counts."""


class ReliabilityKind(StrEnum):
    """What a reliability was computed from; alpha knows nothing of time and is optimistic here."""

    RETEST = "retest"
    ALPHA = "alpha"
    UNKNOWN = "unknown"


class ChangeMethod(StrEnum):
    """The ways of judging a change; `JACOBSON_TRUAX` is the default everywhere."""

    JACOBSON_TRUAX = "jacobson-truax"
    GULLIKSEN_LORD_NOVICK = "gulliksen-lord-novick"
    HSU_LIN_LINN = "hsu-lin-linn"
    EDWARDS_NUNNALLY = "edwards-nunnally"
    NUNNALLY_KOTSCH = "nunnally-kotsch"
    HAGEMAN_ARRINDELL = "hageman-arrindell"


@dataclass(frozen=True, slots=True)
class Precision:
    """What is known of a measure in a reference group; standard deviations in units of the scale.

    `sd` and `reliability` belong to the first occasion and suffice for the default method. The
    others are for the methods that name them: the group's mean before, its mean, SD and
    reliability after, and the correlation between the two occasions.
    """

    sd: float
    reliability: float
    reliability_kind: ReliabilityKind = ReliabilityKind.UNKNOWN
    mean: float | None = None
    mean_post: float | None = None
    sd_post: float | None = None
    reliability_post: float | None = None
    correlation: float | None = None

    def __post_init__(self) -> None:
        for name in ("sd", "sd_post"):
            value = getattr(self, name)
            if value is not None and not (isfinite(value) and value > 0):
                raise ValueError(f"{name} must be a positive number, not {value}.")
        for name in ("reliability", "reliability_post"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < 1:
                raise ValueError(f"{name} must lie from 0 to below 1, not {value}.")
        for name in ("mean", "mean_post"):
            value = getattr(self, name)
            if value is not None and not isfinite(value):
                raise ValueError(f"{name} must be a finite number, not {value}.")
        if self.correlation is not None and not -1 <= self.correlation <= 1:
            raise ValueError(f"correlation must lie from -1 to 1, not {self.correlation}.")


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """A method with its numbers filled in.

    Where nothing changed, the second score is expected at `intercept + slope * pre` with the
    given standard error; it is a reliable change from `critical` standard errors on.
    """

    method: ChangeMethod
    slope: float
    intercept: float
    standard_error: float
    critical: float
    reliability_kind: ReliabilityKind

    @property
    def threshold(self) -> float:
        """The smallest reliable distance from the expected score, in units of the scale.

        For Jacobson-Truax this is the reliable change index in raw points.
        """
        return self.critical * self.standard_error


def change_rule(
    precision: Precision,
    method: ChangeMethod = ChangeMethod.JACOBSON_TRUAX,
    *,
    critical: float | None = None,
) -> ChangeRule:
    r"""Return the rule of a method for a measure.

    Args:
        precision: What is known of the measure.
        method: How to judge.
        critical: How many standard errors make a change reliable; by default 1.96, and 1.65 for
            Hageman-Arrindell.

    Returns:
        The rule, which :func:`~troth.science.change.change` applies.

    Raises:
        ValueError: The method needs a number that the precision does not hold, or the numbers
            leave no reliability of the difference.

    **Formulas.** With pre-test SD :math:`s`, reliability :math:`r`, group mean :math:`M` before
    and :math:`M'` after, :math:`s'` and :math:`r'` the SD and reliability after, :math:`r_{12}`
    the correlation of both occasions:

    ======================== ======================================= ===============================
    method                   expected second score                   standard error
    ======================== ======================================= ===============================
    Jacobson-Truax           :math:`x`                               :math:`s\sqrt{2(1-r)}`
    Gulliksen-Lord-Novick    :math:`M + r(x - M)`                    :math:`s\sqrt{1-r^2}`
    Hsu-Lin-Linn             :math:`M' + r(x - M)`                   :math:`s\sqrt{1-r^2}`
    Edwards-Nunnally         :math:`M + r(x - M)`                    :math:`s\sqrt{1-r}`
    Nunnally-Kotsch          :math:`M + r(x - M)`                    :math:`\sqrt{r^2s^2(1-r) + s'^2(1-r')}`
    Hageman-Arrindell        :math:`x - (M'-M)(1-r_{dd})/r_{dd}`     :math:`s\sqrt{2(1-r)/r_{dd}}`
    ======================== ======================================= ===============================

    with the reliability of the difference

    .. math:: r_{dd} = \frac{s^2 r + s'^2 r'' - 2ss'r_{12}}{s^2 + s'^2 - 2ss'r_{12}}, \qquad
              r'' = 1 - \frac{s^2(1-r)}{s'^2} .

    The first judges the change itself; the next four allow for regression to the mean of the
    group, so that they depend on which group it is; the last judges the estimated true change.
    The :math:`\sqrt 2` of the first is the correction of Christensen and Mendoza.

    **Choice.** Jacobson-Truax needs least and is what published cut-offs were made with. Use
    retest reliability where it is known; alpha gives too small a threshold. Only the first was
    checked against a published example; the others follow their usual statement in the literature.

    **Reference.** Jacobson & Truax (1991), J. Consult. Clin. Psychol., 59, 12-19; Hageman &
    Arrindell (1999), Behav. Res. Ther., 37, 1169-1193.

    Example:
        >>> round(change_rule(Precision(sd=17.8, reliability=0.96)).threshold, 2)
        9.87
    """
    if critical is None:
        hageman = method is ChangeMethod.HAGEMAN_ARRINDELL
        critical = CRITICAL_HAGEMAN_ARRINDELL if hageman else CRITICAL
    _check_critical(critical)
    slope, intercept, standard_error = _RULES[method](precision)
    return ChangeRule(method, slope, intercept, standard_error, critical, precision.reliability_kind)


def published_rule(
    rci: float, kind: ReliabilityKind = ReliabilityKind.UNKNOWN, *, critical: float = CRITICAL
) -> ChangeRule:
    """Return the Jacobson-Truax rule behind a published reliable change index.

    Args:
        rci: The index in units of the scale: the smallest reliable change.
        kind: What its reliability was computed from, if the source says.
        critical: How many standard errors the source called reliable.

    Returns:
        A rule whose threshold is `rci`.

    Raises:
        ValueError: The index is not a positive number.

    Example:
        >>> published_rule(11.58).threshold
        11.58
    """
    if not (isfinite(rci) and rci > 0):
        raise ValueError(f"A reliable change index must be a positive number, not {rci}.")
    _check_critical(critical)
    return ChangeRule(ChangeMethod.JACOBSON_TRUAX, 1.0, 0.0, rci / critical, critical, kind)


def smallest_reliable_step(threshold: float, step: float = 1.0) -> float:
    """Return the smallest change that a scale can show and that is reliable.

    Args:
        threshold: The reliable change index, in units of the scale.
        step: The distance between neighbouring scores; 1 for sums of whole numbers.

    Returns:
        The threshold rounded up to a whole number of steps.

    Example:
        >>> smallest_reliable_step(11.58)
        12.0
    """
    return ceil(threshold / step * (1 - ROUNDING)) * step


def _check_critical(critical: float) -> None:
    if not (isfinite(critical) and critical > 0):
        raise ValueError(f"The critical value must be a positive number, not {critical}.")


def _jacobson_truax(p: Precision) -> tuple[float, float, float]:
    return 1.0, 0.0, p.sd * sqrt(2 * (1 - p.reliability))


def _gulliksen_lord_novick(p: Precision) -> tuple[float, float, float]:
    return *_regressed(p, _need(p, "mean")), p.sd * sqrt(1 - p.reliability**2)


def _hsu_lin_linn(p: Precision) -> tuple[float, float, float]:
    return *_regressed(p, _need(p, "mean_post")), p.sd * sqrt(1 - p.reliability**2)


def _edwards_nunnally(p: Precision) -> tuple[float, float, float]:
    return *_regressed(p, _need(p, "mean")), p.sd * sqrt(1 - p.reliability)


def _nunnally_kotsch(p: Precision) -> tuple[float, float, float]:
    before = p.reliability**2 * p.sd**2 * (1 - p.reliability)
    after = _need(p, "sd_post") ** 2 * (1 - _need(p, "reliability_post"))
    return *_regressed(p, _need(p, "mean")), sqrt(before + after)


def _hageman_arrindell(p: Precision) -> tuple[float, float, float]:
    after = _need(p, "sd_post")
    noise = p.sd**2 * (1 - p.reliability)
    spread = p.sd**2 + after**2 - 2 * p.sd * after * _need(p, "correlation")
    if spread <= 2 * noise:
        raise ValueError("The differences of the two occasions vary no more than noise: no true change.")
    of_difference = 1 - 2 * noise / spread
    drift = (_need(p, "mean_post") - _need(p, "mean")) * (1 - of_difference) / of_difference
    return 1.0, -drift, sqrt(2 * noise / of_difference)


def _regressed(p: Precision, towards: float) -> tuple[float, float]:
    return p.reliability, towards - p.reliability * _need(p, "mean")


def _need(p: Precision, name: str) -> float:
    value = getattr(p, name)
    if value is None:
        raise ValueError(f"This method needs {name}, which is not known.")
    return float(value)


_RULES: dict[ChangeMethod, Callable[[Precision], tuple[float, float, float]]] = {
    ChangeMethod.JACOBSON_TRUAX: _jacobson_truax,
    ChangeMethod.GULLIKSEN_LORD_NOVICK: _gulliksen_lord_novick,
    ChangeMethod.HSU_LIN_LINN: _hsu_lin_linn,
    ChangeMethod.EDWARDS_NUNNALLY: _edwards_nunnally,
    ChangeMethod.NUNNALLY_KOTSCH: _nunnally_kotsch,
    ChangeMethod.HAGEMAN_ARRINDELL: _hageman_arrindell,
}
