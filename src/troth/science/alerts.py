"""On-track signals: where a couple's answers leave what was expected of them, in codes and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import numpy as np

from troth.science.growth.bands import Forecasts, forecasts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from troth.science.growth.population import Population
    from troth.science.growth.series import CoupleSeries

__all__ = ["RULE", "Reason", "Rule", "Signal", "signal_history", "signals"]

Seat = Literal["a", "b"]
SEATS: tuple[Seat, Seat] = ("a", "b")
GAP = np.array([1.0, -1.0])


class Reason(StrEnum):
    """Why a signal was raised. A page puts it into words; none of them is a judgement."""

    BELOW_EXPECTED = "below expected"
    BELOW_EXPECTED_AFTER_ENDING = "below expected after ending"
    RELIABLE_DETERIORATION = "reliable deterioration"
    WIDENING_GAP = "widening gap"


@dataclass(frozen=True, slots=True)
class Rule:
    """When enough has gathered, in standard deviations of the forecast.

    Attributes:
        slack: An answer counts by how much more than this it falls short.
        limit: A signal is raised when what counts adds up to this.
        most: No single answer falls short by more than this, so one bad week alone raises nothing.
    """

    slack: float = 0.5
    limit: float = 3.5
    most: float = 3.0


RULE = Rule()
"""Chosen on simulated couples, reported on others: docs/explanation/alerts.md."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to look, with the numbers behind it.

    Attributes:
        reason: The code.
        seat: Whose answers; None where it is about both.
        day: The day of the answer that it rests on.
        since: The day from which it gathered, or of the answer compared with.
        answers: How many answers it gathered over; 1 for a comparison of two.
        observed: The score on `day`; for the gap, a minus b. Points.
        compared_with: What was expected on `day`, or the earlier score. Points, as `observed`.
        margin: Half the 80 % band of `observed`, or the smallest reliable change. Points.
        scores: Both partners' scores on `day`, so that a gap never hides who moved.
    """

    reason: Reason
    seat: Seat | None
    day: float
    since: float
    answers: int
    observed: float
    compared_with: float
    margin: float
    scores: tuple[float | None, float | None]


def signals(
    population: Population,
    couple: CoupleSeries,
    *,
    higher_is_better: bool = True,
    reliable_change: float | None = None,
    ended: float | None = None,
    rule: Rule = RULE,
) -> tuple[Signal, ...]:
    r"""Return the signals that stand after the couple's newest answers.

    Args:
        population: What :func:`fit_population` found, best from the practice's other couples.
        couple: All answers so far.
        higher_is_better: False where a high score is a bad one.
        reliable_change: The smallest reliable change of the measure in points (1.96 standard errors of
            a difference), or None where the reliability is not known.
        ended: The day on which therapy ended, or None while it goes on.
        rule: When enough has gathered.

    Returns:
        Those that rest on each partner's newest answer, or on the newest day that both answered.

    Raises:
        ValueError: A score lies outside the range, or `reliable_change` is not above 0.

    **Below expected.** Each answer after a partner's first is foretold from the couple's answers before
    it; :math:`z` is how many standard deviations it falls short, at most 3. A cumulative sum
    :math:`s \leftarrow \min(3.5, \max(0, s + z - 0.5))` forgets ordinary ups and downs and
    stands at its limit while answers keep falling short; a better one lowers it. A missing answer changes
    nothing. Silence itself is not judged here.

    **Widening gap.** The same sum for the difference of two answers of one day, whose expectation and
    variance come from the joint forecast of both scores; it stands while the gap is larger than expected
    in the direction in which it lies. Both scores are returned with it: a gap that closes because
    one partner falls is no gap signal, and that partner's own signal tells the fall.

    **Reliable deterioration.** The newest score is worse than the partner's first by `reliable_change`
    or more. **After the end of therapy** a dip is expected: falling below what was expected then has a code
    of its own, and reliable deterioration is counted from the last answer before the end.

    **Reference.** Page, E. S. (1954). Continuous inspection schemes. Biometrika, 41(1/2), 100-115;
    Jacobson, N. S., & Truax, P. (1991). Journal of Consulting and Clinical Psychology, 59(1), 12-19.

    Example:
        >>> from troth.science.growth.population import fit_population
        >>> from troth.science.growth.series import ScoreRange, series
        >>> from troth.science.growth.sums import summed
        >>> nobody_yet = fit_population(summed([], ScoreRange(0, 10)))
        >>> couple = series(range(0, 70, 7), [5, 5, 6, 6, 6, 6, 6, 4, 4, 3], [6, 6, 6, 7, 6, 7, 7, 7, 6, 7])
        >>> [(found.reason.value, found.seat, found.since) for found in signals(nobody_yet, couple)]
        [('below expected', 'a', 49.0), ('widening gap', None, 49.0)]
    """
    newest = _newest(couple)
    history = signal_history(
        population,
        couple,
        higher_is_better=higher_is_better,
        reliable_change=reliable_change,
        ended=ended,
        rule=rule,
    )
    return tuple(signal for signal in history if signal.day == newest[signal.seat])


def signal_history(
    population: Population,
    couple: CoupleSeries,
    *,
    higher_is_better: bool = True,
    reliable_change: float | None = None,
    ended: float | None = None,
    rule: Rule = RULE,
) -> tuple[Signal, ...]:
    """Return every signal that stood after any of the answers, seat by seat and in order of days.

    Arguments, errors and rules are those of :func:`signals`. What stood on a day depends on the answers up
    to that day alone, so a chart may mark it and a study may count it.
    """
    if reliable_change is not None and not reliable_change > 0:
        raise ValueError(f"The smallest reliable change must be above 0, not {reliable_change}.")
    told = forecasts(population, couple)
    better = 1.0 if higher_is_better else -1.0
    found: list[Signal] = []
    for seat in SEATS:
        found.extend(_below(couple, told, seat, better, ended, rule))
        if reliable_change is not None:
            found.extend(_deteriorated(couple, seat, better, reliable_change, ended))
    return (*found, *_widening(couple, told, rule))


@dataclass(frozen=True, slots=True)
class _Run:
    """What has gathered up to an occasion, over `answers` of which the first is at `since` (indices)."""

    occasion: int
    total: float
    since: int
    answers: int


def _runs(short: NDArray[np.float64], rule: Rule) -> Iterator[_Run]:
    """Gather how far answers fall short (NaN for none), one run for each answer."""
    run = _Run(-1, 0.0, 0, 0)
    for occasion, z in enumerate(short.tolist()):
        if np.isnan(z):
            continue
        total = min(rule.limit, max(0.0, run.total + min(z, rule.most) - rule.slack))
        going = run.total > 0.0
        run = _Run(occasion, total, run.since if going else occasion, run.answers + 1 if going else 1)
        yield run


def _below(
    couple: CoupleSeries, told: Forecasts, seat: Seat, better: float, ended: float | None, rule: Rule
) -> Iterator[Signal]:
    p = SEATS.index(seat)
    observed, expected = couple.scores[:, p], told.mean[:, p]
    short = better * (expected - observed) / np.sqrt(told.covariance[:, p, p])
    margin = told.half_width(0.80)[:, p]
    for run in _runs(_after_first(short), rule):
        if run.total >= rule.limit:
            t, over = run.occasion, ended is not None and couple.days[run.occasion] > ended
            reason = Reason.BELOW_EXPECTED_AFTER_ENDING if over else Reason.BELOW_EXPECTED
            yield _signal(couple, reason, seat, run, observed[t], expected[t], margin[t])


def _deteriorated(
    couple: CoupleSeries, seat: Seat, better: float, reliable_change: float, ended: float | None
) -> Iterator[Signal]:
    observed = couple.scores[:, SEATS.index(seat)]
    answered = np.flatnonzero(~np.isnan(observed)).tolist()
    for place, occasion in enumerate(answered):
        reference = answered[0]
        if ended is not None and couple.days[occasion] > ended:
            reference = max((t for t in answered[:place] if couple.days[t] <= ended), default=reference)
        if better * (observed[reference] - observed[occasion]) >= reliable_change:
            run = _Run(occasion, 0.0, reference, 1)
            reason = Reason.RELIABLE_DETERIORATION
            yield _signal(couple, reason, seat, run, observed[occasion], observed[reference], reliable_change)


def _widening(couple: CoupleSeries, told: Forecasts, rule: Rule) -> Iterator[Signal]:
    observed, expected = couple.scores @ GAP, told.mean @ GAP
    sd = np.sqrt(np.einsum("i,tij,j->t", GAP, told.covariance, GAP))
    away = _after_first((observed - expected) / sd)
    margin = sd * (told.half_width(0.80)[:, 0] / np.sqrt(told.covariance[:, 0, 0]))
    for above, under in zip(_runs(away, rule), _runs(-away, rule), strict=True):
        t = above.occasion
        run = above if observed[t] > 0 else under
        if run.total >= rule.limit and abs(observed[t]) > abs(expected[t]):
            yield _signal(couple, Reason.WIDENING_GAP, None, run, observed[t], expected[t], margin[t])


def _signal(
    couple: CoupleSeries,
    reason: Reason,
    seat: Seat | None,
    run: _Run,
    observed: float,
    compared_with: float,
    margin: float,
) -> Signal:
    a, b = (None if np.isnan(score) else score for score in couple.scores[run.occasion].tolist())
    return Signal(
        reason,
        seat,
        float(couple.days[run.occasion]),
        float(couple.days[run.since]),
        run.answers,
        float(observed),
        float(compared_with),
        float(margin),
        (a, b),
    )


def _after_first(errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave out the first answer: it tells where someone starts, not how it goes."""
    later = errors.copy()
    later[np.flatnonzero(~np.isnan(errors))[:1]] = np.nan
    return later


def _newest(couple: CoupleSeries) -> dict[Seat | None, float | None]:
    """Return the day of each partner's newest answer, and of the newest day that both answered."""
    seen = ~np.isnan(couple.scores)
    days = [couple.days[each] for each in (seen[:, 0], seen[:, 1], seen.all(axis=1))]
    a, b, both = (float(each[-1]) if each.size else None for each in days)
    return {"a": a, "b": b, None: both}
