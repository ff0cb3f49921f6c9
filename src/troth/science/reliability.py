"""How precise a measure is, here: alpha, retest, the error of measurement, and when it is enough."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf, isfinite, sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import fdtri

from troth.science.change.methods import Precision, ReliabilityKind
from troth.science.scoring import keyed_answers, score_many

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.scoring import ScaleDefinition

__all__ = [
    "Agreement",
    "Enough",
    "OwnReliability",
    "Reliability",
    "alpha_here",
    "cronbach_alpha",
    "retest",
    "retest_here",
    "standard_error_of_measurement",
]

LEAST = 3
"""Fewer people have no spread to speak of."""


class Agreement(StrEnum):
    """What a retest asks: the same order of people, or the same scores."""

    CONSISTENCY = "consistency"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class Reliability:
    """An estimate with its interval, from `n` people; `dropped` others had a gap."""

    value: float
    low: float
    high: float
    level: float
    n: int
    dropped: int
    kind: ReliabilityKind


@dataclass(frozen=True, slots=True)
class Enough:
    """When a practice's own estimate may judge a change: so many people, and a sure lower end.

    Both numbers are the project's choice, not a published standard. Fifty people give an alpha of
    .80 over eight items an interval of .70 to .87; below .60 more than three fifths of an SD is noise.
    """

    people: int = 50
    lower_end: float = 0.60


@dataclass(frozen=True, slots=True)
class OwnReliability:
    """What a practice knows of a measure from its own data.

    `enough` tells whether it may judge a change; until then pages describe the change, and
    `missing` says in one sentence what is lacking. `mean` and `sd` are those of the scale score.
    """

    reliability: Reliability
    mean: float
    sd: float
    enough: bool
    missing: str | None

    @property
    def precision(self) -> Precision | None:
        """The numbers for a change rule, or None until they are enough."""
        if not self.enough:
            return None
        return Precision(self.sd, self.reliability.value, self.reliability.kind, mean=self.mean)


def standard_error_of_measurement(sd: float, reliability: float) -> float:
    r"""Return the spread of scores around a person's true value, in units of the scale.

    Args:
        sd: Standard deviation of the score in the group that the reliability belongs to.
        reliability: From 0 to 1.

    Returns:
        :math:`s\sqrt{1-r}`. A difference of two scores has :math:`\sqrt 2` times as much.

    Raises:
        ValueError: The SD is not positive or the reliability lies outside 0 to 1.

    Example:
        >>> round(standard_error_of_measurement(7.5, 0.80), 3)
        3.354
    """
    if not (isfinite(sd) and sd > 0 and 0 <= reliability <= 1):
        raise ValueError(f"Needs a positive SD and a reliability from 0 to 1, not {sd} and {reliability}.")
    return sd * sqrt(1 - reliability)


def cronbach_alpha(answers: ArrayLike, *, level: float = 0.95) -> Reliability:
    r"""Estimate Cronbach's alpha with Feldt's interval.

    Args:
        answers: Shape (people, items), every item keyed in the direction of the scale (see
            :func:`~troth.science.scoring.keyed_answers`); NaN for a gap. One row per person, who
            are taken to be independent: pass one partner of each couple, or each role by itself.
        level: Coverage of the interval.

    Returns:
        The estimate; it can be negative, and is returned so.

    Raises:
        ValueError: Fewer than two items or three complete people, or the total does not vary.

    **Formula.** With item variances :math:`v_i` and the variance :math:`v` of the total (divisor
    :math:`n-1`), :math:`\alpha = \frac{k}{k-1}(1 - \sum_i v_i / v)`. Under equal error variances
    :math:`(1-\alpha)/(1-\hat\alpha)` follows :math:`F` with :math:`n-1` and :math:`(n-1)(k-1)`
    degrees of freedom, so the ends are :math:`1 - (1-\hat\alpha) F_{1-\gamma}` and
    :math:`1 - (1-\hat\alpha) F_{\gamma}` with :math:`\gamma` half of what the level leaves.

    **Missing rule.** People with any gap are left out and counted in `dropped`.

    **Limits.** Alpha is how well items hang together on one day. It knows nothing of change from
    day to day, so reliable change from alpha is optimistic.

    **Reference.** Feldt, L. S., Woodruff, D. J., & Salih, F. A. (1987). Statistical inference for
    coefficient alpha. Applied Psychological Measurement, 11(1), 93-103.

    Example:
        >>> found = cronbach_alpha([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 5, 4]])
        >>> round(found.value, 3), found.n
        (0.931, 4)
    """
    rows, dropped = _complete(answers, "items", level)
    n, k = rows.shape
    total = float(rows.sum(axis=1).var(ddof=1))
    if not total > 0:
        raise ValueError("Everyone has the same total: there is no reliability to estimate.")
    alpha = k / (k - 1) * (1 - float(rows.var(axis=0, ddof=1).sum()) / total)
    tail = (1 - level) / 2
    low, high = (1 - (1 - alpha) * float(fdtri(n - 1, (n - 1) * (k - 1), p)) for p in (1 - tail, tail))
    return Reliability(alpha, low, high, level, n, dropped, ReliabilityKind.ALPHA)


def retest(
    scores: ArrayLike, *, agreement: Agreement = Agreement.CONSISTENCY, level: float = 0.95
) -> Reliability:
    r"""Estimate retest reliability of a single score as an intraclass correlation.

    Args:
        scores: Shape (people, occasions), at least two occasions, close enough that nothing should
            have changed; NaN for a gap. People are taken to be independent.
        agreement: `CONSISTENCY` forgives a shift that everyone shares, as reliable change does not
            ask about it; `ABSOLUTE` counts it as error.
        level: Coverage of the interval.

    Returns:
        The estimate; it can be negative, and is returned so.

    Raises:
        ValueError: Fewer than two occasions or three complete people, or nobody differs.

    **Model.** Score = person + occasion + error, both person and occasion random. With mean
    squares :math:`B` (people), :math:`O` (occasions) and :math:`E` (error) for :math:`n` people
    and :math:`k` occasions:

    .. math:: ICC(C,1) = \frac{B-E}{B+(k-1)E}, \qquad
              ICC(A,1) = \frac{B-E}{B+(k-1)E+k(O-E)/n} .

    The interval of the first comes from :math:`F=B/E` with :math:`n-1` and :math:`(n-1)(k-1)`
    degrees of freedom; that of the second uses Satterthwaite's degrees of freedom.

    **Missing rule.** People with any gap are left out and counted in `dropped`.

    **Reference.** McGraw, K. O., & Wong, S. P. (1996). Forming inferences about some intraclass
    correlation coefficients. Psychological Methods, 1(1), 30-46.

    Example:
        >>> found = retest([[10, 12], [20, 21], [30, 33], [40, 42]])
        >>> round(found.value, 3), found.kind.value
        (0.998, 'retest')
    """
    rows, dropped = _complete(scores, "occasions", level)
    squares = _MeanSquares.of(rows)
    if not squares.people + squares.error > 0:
        raise ValueError("Everyone has the same score: there is no reliability to estimate.")
    tail = (1 - level) / 2
    found = squares.consistency(tail) if agreement is Agreement.CONSISTENCY else squares.absolute(tail)
    return Reliability(*found, level, len(rows), dropped, ReliabilityKind.RETEST)


def alpha_here(
    definition: ScaleDefinition, answers: NDArray[np.generic], *, rule: Enough | None = None
) -> OwnReliability:
    """Estimate a measure's alpha from a practice's own answers, and say whether it is enough.

    Args:
        definition: The scale.
        answers: Raw answers, shape (people, items), NaN for a gap: the first answers of each
            person, before any work; see :func:`cronbach_alpha` on partners.
        rule: When it is enough; by default 50 people and a lower end of .60.

    Returns:
        The estimate and whether it may judge a change.

    Raises:
        ValueError: As in :func:`cronbach_alpha` and :func:`~troth.science.scoring.score_many`.

    Example:
        >>> from troth.science.scoring import ItemDefinition, ScaleDefinition
        >>> items = (ItemDefinition("calm", 0, 10), ItemDefinition("doubt", 0, 10, reverse=True))
        >>> answers = np.array([[2, 7], [5, 5], [8, 3], [9, 1]])
        >>> found = alpha_here(ScaleDefinition("trust", "mean", items, 2), answers)
        >>> found.missing
        '4 people of 50 needed'
    """
    estimate = cronbach_alpha(keyed_answers(definition, answers))
    return _own(estimate, score_many(definition, answers).values, rule)


def retest_here(scores: ArrayLike, *, rule: Enough | None = None) -> OwnReliability:
    """Estimate a measure's retest reliability from a practice's own scores, and say whether it is enough.

    Args:
        scores: Scale scores, shape (people, occasions), of people in whom nothing should have
            changed in between; NaN for a gap.
        rule: When it is enough; by default 50 people and a lower end of .60.

    Returns:
        The estimate and whether it may judge a change; mean and SD are those of the first occasion.

    Raises:
        ValueError: As in :func:`retest`.

    Example:
        >>> found = retest_here([[10, 12], [20, 21], [30, 33], [40, 42]])
        >>> found.enough, found.missing
        (False, '4 people of 50 needed')
    """
    return _own(retest(scores), np.asarray(scores, dtype=np.float64)[:, 0], rule)


def _own(estimate: Reliability, scores: NDArray[np.float64], rule: Enough | None) -> OwnReliability:
    asked = rule or Enough()
    missing = None
    if estimate.n < asked.people:
        missing = f"{estimate.n} people of {asked.people} needed"
    elif not estimate.low >= asked.lower_end:
        missing = f"the lower end of the interval is {estimate.low:.2f}, below {asked.lower_end:.2f}"
    elif not estimate.value < 1:
        missing = "a reliability of 1 leaves no error to judge by"
    known = scores[np.isfinite(scores)]
    return OwnReliability(estimate, float(known.mean()), float(known.std(ddof=1)), missing is None, missing)


def _complete(rows: ArrayLike, columns: str, level: float) -> tuple[NDArray[np.float64], int]:
    given = np.asarray(rows, dtype=np.float64)
    if not 0 < level < 1:
        raise ValueError(f"The level of an interval must lie between 0 and 1, not {level}.")
    if given.ndim != 2 or given.shape[1] < 2:  # noqa: PLR2004 - a table with two columns
        raise ValueError(f"Needs one row per person and at least two {columns}, not the shape {given.shape}.")
    whole = given[np.isfinite(given).all(axis=1)]
    if len(whole) < LEAST:
        raise ValueError(f"Needs at least {LEAST} people without a gap, not {len(whole)}.")
    return whole, len(given) - len(whole)


@dataclass(frozen=True, slots=True)
class _MeanSquares:
    """Two-way analysis of variance with one score per person and occasion."""

    n: int
    k: int
    people: float
    occasions: float
    error: float

    @classmethod
    def of(cls, rows: NDArray[np.float64]) -> _MeanSquares:
        n, k = rows.shape
        centred = rows - rows.mean()
        by_person, by_occasion = centred.mean(axis=1), centred.mean(axis=0)
        rest = centred - by_person[:, None] - by_occasion
        return cls(
            n,
            k,
            people=k * float(by_person @ by_person) / (n - 1),
            occasions=n * float(by_occasion @ by_occasion) / (k - 1),
            error=float((rest**2).sum()) / ((n - 1) * (k - 1)),
        )

    def consistency(self, tail: float) -> tuple[float, float, float]:
        """Return ICC(C,1) and the ends of its interval."""
        ratio = self.people / self.error if self.error > 0 else inf
        df = self.n - 1, (self.n - 1) * (self.k - 1)
        ends = [ratio / float(fdtri(*df, 1 - tail)), ratio * float(fdtri(*reversed(df), 1 - tail))]
        value, low, high = (1 - self.k / (f + self.k - 1) for f in (ratio, *ends))
        return value, low, high

    def absolute(self, tail: float) -> tuple[float, float, float]:
        """Return ICC(A,1) and the ends of its interval."""
        n, k, people, occasions, error = self.n, self.k, self.people, self.occasions, self.error
        value = (people - error) / (people + (k - 1) * error + k * (occasions - error) / n)
        if value >= 1:
            return 1.0, 1.0, 1.0
        a = k * value / (n * (1 - value))
        b = 1 + k * value * (n - 1) / (n * (1 - value))
        v = (a * occasions + b * error) ** 2 / (
            (a * occasions) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
        )
        up, down = float(fdtri(n - 1, v, 1 - tail)), float(fdtri(v, n - 1, 1 - tail))
        rest = k * occasions + (k * n - k - n) * error
        low = n * (people - up * error) / (up * rest + n * people)
        high = n * (down * people - error) / (rest + n * down * people)
        return value, low, high
