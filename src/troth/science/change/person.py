"""One person's change, and the same for millions of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from troth.science.change.methods import ROUNDING, ChangeMethod, change_rule

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.change.cutoffs import Cutoff, Healthy
    from troth.science.change.methods import ChangeRule, Precision, ReliabilityKind

__all__ = [
    "CLASSES",
    "MISSING",
    "Change",
    "ChangeClass",
    "Changes",
    "change",
    "change_by_every_method",
    "change_many",
    "expected_by_chance",
]


class ChangeClass(StrEnum):
    """What a change means for a person."""

    DETERIORATED = "deteriorated"
    UNCHANGED = "unchanged"
    IMPROVED = "improved"
    RECOVERED = "recovered"

    @property
    def is_gain(self) -> bool:
        """Tell whether this is a reliable change for the better."""
        return self in {ChangeClass.IMPROVED, ChangeClass.RECOVERED}

    @property
    def is_loss(self) -> bool:
        """Tell whether this is a reliable change for the worse."""
        return self is ChangeClass.DETERIORATED


CLASSES = tuple(ChangeClass)
"""From worst to best; arrays hold positions in this tuple."""

MISSING = -1
"""Stands in arrays of classes where a score is missing."""


@dataclass(frozen=True, slots=True)
class Change:
    """One person's change from the first score to the second.

    `change` is second minus first, in units of the scale, whichever side is healthy; `statistic`
    counts the distance from `expected` in standard errors. `crossed` tells whether the second
    score is on the other side of the cut-off than the first, and is None without a cut-off.
    """

    pre: float
    post: float
    change: float
    expected: float
    statistic: float
    standard_error: float
    critical: float
    change_class: ChangeClass
    healthy: Healthy
    cutoff: float | None
    crossed: bool | None
    method: ChangeMethod
    reliability_kind: ReliabilityKind

    @property
    def threshold(self) -> float:
        """The smallest reliable distance; for Jacobson-Truax the reliable change index."""
        return self.critical * self.standard_error

    @property
    def reliable(self) -> bool:
        """Tell whether the change is more than the noise of the measure."""
        return self.change_class is not ChangeClass.UNCHANGED


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """Changes of many rows: `change` and `statistic` hold NaN, `classes` `MISSING`, for lost scores."""

    change: NDArray[np.float64]
    statistic: NDArray[np.float64]
    classes: NDArray[np.int8]
    rule: ChangeRule

    def counts(self) -> Mapping[ChangeClass, int]:
        """Return how many rows fell into each class; rows with a lost score are in none."""
        found = np.bincount(self.classes[self.classes != MISSING], minlength=len(CLASSES))
        return {each: int(count) for each, count in zip(CLASSES, found, strict=True)}


def change(
    pre: float, post: float, rule: ChangeRule, healthy: Healthy, cutoff: Cutoff | None = None
) -> Change:
    r"""Judge one person's change.

    Args:
        pre: The first score, in units of the scale.
        post: The second score.
        rule: The method with its numbers, from :func:`~troth.science.change.change_rule` or
            :func:`~troth.science.change.published_rule`.
        healthy: The side on which people are well.
        cutoff: Where distress ends, if it is known; its side must be `healthy`.

    Returns:
        The change with its class and everything it was judged by.

    Raises:
        ValueError: A score is not a finite number, or the cut-off's healthy side is another.

    **Model.** A score is the true value plus noise of the same size at both occasions. With
    :math:`e` the second score expected where nothing changed and :math:`\sigma` its standard
    error, the statistic is :math:`z = (x_2 - e)/\sigma`; the change is reliable when
    :math:`|z| \ge z^*`, so that equality counts. For Jacobson-Truax this is
    :math:`|x_2 - x_1| \ge 1.96\, s \sqrt{2(1-r)}`.

    **Classes.** *Recovered*: a reliable gain from the distressed to the healthy side of the
    cut-off. *Improved*: any other reliable gain; someone who started on the healthy side cannot
    recover. *Deteriorated*: a reliable loss, wherever it ends. *Unchanged*: all else, also where
    the cut-off was crossed by less than a reliable change. Without a cut-off nobody recovers.

    **Missing scores.** There is no change without both scores: this raises, `change_many` marks
    the row.

    **Limits.** About 5 % of people whose true value stayed the same are called changed. Nothing
    here says what made the change.

    **Reference.** Jacobson, N. S., & Truax, P. (1991). Clinical significance: A statistical
    approach to defining meaningful change in psychotherapy research. Journal of Consulting and
    Clinical Psychology, 59(1), 12-19.

    Example:
        >>> from troth.science.change import Cutoff, Healthy, published_rule
        >>> rdas = published_rule(11.58)
        >>> str(change(40, 52, rdas, Healthy.ABOVE, Cutoff(47.31, Healthy.ABOVE)).change_class)
        'recovered'
        >>> str(change(40, 51, rdas, Healthy.ABOVE, Cutoff(47.31, Healthy.ABOVE)).change_class)
        'unchanged'
    """
    before, after = np.float64(pre), np.float64(post)
    if not (np.isfinite(before) and np.isfinite(after)):
        raise ValueError(f"A change needs two scores, not {pre} and {post}.")
    found = change_many(before, after, rule, healthy, cutoff)
    return Change(
        pre=float(before),
        post=float(after),
        change=float(found.change),
        expected=float(rule.intercept + rule.slope * before),
        statistic=float(found.statistic),
        standard_error=rule.standard_error,
        critical=rule.critical,
        change_class=CLASSES[int(found.classes)],
        healthy=healthy,
        cutoff=None if cutoff is None else cutoff.value,
        crossed=None if cutoff is None else _crossed(before, after, cutoff),
        method=rule.method,
        reliability_kind=rule.reliability_kind,
    )


def _crossed(before: np.float64, after: np.float64, cutoff: Cutoff) -> bool:
    both = np.array([before, after])
    healthy, distressed = cutoff.is_healthy(both), cutoff.is_distressed(both)
    return bool((healthy[0] and distressed[1]) or (distressed[0] and healthy[1]))


def change_many(
    pre: ArrayLike, post: ArrayLike, rule: ChangeRule, healthy: Healthy, cutoff: Cutoff | None = None
) -> Changes:
    """Judge the changes of many rows, by the rule of :func:`change`.

    Args:
        pre: First scores, any shape; NaN means that there is none.
        post: Second scores, of the same shape.
        rule: As in :func:`change`.
        healthy: As in :func:`change`.
        cutoff: As in :func:`change`.

    Returns:
        Change, statistic and class of each row, in arrays of the same shape.

    Raises:
        ValueError: The shapes differ, a score is infinite, or the cut-off's healthy side is another.

    Example:
        >>> from troth.science.change import Healthy, published_rule
        >>> found = change_many([40, 40, np.nan], [52, 45, 50], published_rule(11.58), Healthy.ABOVE)
        >>> found.classes
        array([ 2,  1, -1], dtype=int8)
        >>> found.counts()[ChangeClass.IMPROVED]
        1
    """
    before, after = np.asarray(pre, dtype=np.float64), np.asarray(post, dtype=np.float64)
    if before.shape != after.shape:
        raise ValueError(f"First and second scores must match: {before.shape} and {after.shape} do not.")
    if np.isinf(before).any() or np.isinf(after).any():
        raise ValueError("A score is infinite.")
    if cutoff is not None and cutoff.healthy is not healthy:
        raise ValueError(f"The cut-off calls {cutoff.healthy} healthy, the scale {healthy}.")
    statistic = (after - rule.intercept - rule.slope * before) / rule.standard_error
    gain = statistic * healthy.sign
    least = rule.critical * (1 - ROUNDING)
    classes = np.where(gain >= least, np.int8(2), np.int8(1))
    if cutoff is not None:
        classes[...] += (gain >= least) & cutoff.is_distressed(before) & cutoff.is_healthy(after)
    classes[gain <= -least] = 0
    classes[np.isnan(statistic)] = MISSING
    return Changes(after - before, statistic, classes, rule)


def change_by_every_method(
    pre: float, post: float, precision: Precision, healthy: Healthy, cutoff: Cutoff | None = None
) -> Mapping[ChangeMethod, Change | str]:
    """Judge one change by every method, side by side.

    Args:
        pre: The first score, in units of the scale.
        post: The second score.
        precision: What is known of the measure.
        healthy: The side on which people are well.
        cutoff: Where distress ends, if it is known.

    Returns:
        For each method the change, or in one sentence why it cannot be used.

    Example:
        >>> from troth.science.change import Healthy, Precision
        >>> found = change_by_every_method(32.5, 47.5, Precision(sd=7.5, reliability=0.8), Healthy.ABOVE)
        >>> round(found[ChangeMethod.JACOBSON_TRUAX].statistic, 2)
        3.16
        >>> found[ChangeMethod.EDWARDS_NUNNALLY]
        'This method needs mean, which is not known.'
    """
    found: dict[ChangeMethod, Change | str] = {}
    for method in ChangeMethod:
        try:
            rule = change_rule(precision, method)
        except ValueError as error:
            found[method] = str(error)
        else:
            found[method] = change(pre, post, rule, healthy, cutoff)
    return found


def expected_by_chance(n: int, critical: float) -> float:
    """Return how many of n unchanged people are called changed, to one side.

    Show it beside the number observed: of 100 people whose true value stayed the same, 2.5 seem
    to gain and 2.5 to lose at the usual critical value.

    Args:
        n: How many people were judged.
        critical: How many standard errors make a change reliable.

    Returns:
        The expected number on each side.

    Example:
        >>> round(expected_by_chance(100, 1.96), 2)
        2.5
    """
    return n * float(ndtr(-critical))
