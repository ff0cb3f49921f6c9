"""What bands and alerts are worth: how they did in couples that were not in the fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from troth.science.dyad.errors import TooFewCouples, WrongShape
from troth.science.dyad.growth_bands import check_bands, new_curves
from troth.science.dyad.growth_rows import NOTHING, growth_rows
from troth.science.dyad.result import Result
from troth.science.growth.occasions import occasion_sums

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.growth_result import Growth
    from troth.science.dyad.growth_rows import GrowthRows

__all__ = ["AlertRule", "Calibration", "growth_calibration"]

LEVELS = (0.68, 0.8)
"""Bands for a first and a second signal; what is customary varies, so they are the caller's to choose."""
FEWEST = 3
"""Answers that make a case: the intake, one in between that can raise an alert, and the outcome."""


@dataclass(frozen=True, slots=True)
class AlertRule:
    """What counts as an alert, and as a failure.

    Attributes:
        worse_by: By how many points a person's last score must lie on the bad side of the first to count as a
            failure, such as the least reliable change.
        levels: The bands whose bad end raises an alert.
        higher_is_better: Which side is the bad one.
    """

    worse_by: float
    levels: tuple[float, ...] = LEVELS
    higher_is_better: bool = True

    @property
    def good(self) -> float:
        """1 where higher is better, else -1."""
        return 1.0 if self.higher_is_better else -1.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Calibration(Result):
    """How bands and alerts did out of sample.

    Attributes:
        answers: Scores that could lie inside or outside a band.
        cases: Persons whose course can be judged.
        failed: Those of them who ended worse.
        updated: Whether bands rested on all answers so far, or on the intake alone.
        levels: The bands that were tried.
    """

    answers: int
    cases: int
    failed: int
    updated: bool
    levels: tuple[float, ...]

    @property
    def p_values(self) -> dict[str, float]:
        """No p: a share is not asked whether it is 0."""
        return {}

    def facts(self) -> dict[str, object]:
        """Return what the shares are shares of."""
        return {
            "answers": self.answers,
            "cases": self.cases,
            "failed": self.failed,
            "course": "updated" if self.updated else "expected",
        }


@dataclass(frozen=True, slots=True, eq=False)
class _Course:
    """Each person's answers in order, shape (n, 2, T): how many standard deviations on the bad side, and the score."""

    beyond: NDArray[np.float64]
    score: NDArray[np.float64]


def growth_calibration(
    found: Growth,
    couple: ArrayLike,
    time: ArrayLike,
    scores: ArrayLike,
    rule: AlertRule,
    *,
    covariates: Mapping[str, ArrayLike] = NOTHING,
    updated: bool = False,
) -> Calibration:
    r"""Try expected courses and alerts on couples that were not in the fit.

    Args:
        found: What `growth` found in other couples.
        couple: Whose occasion it is, shape (m,).
        time: When, on the clock of the fit, shape (m,).
        scores: Both partners' scores, NaN for none, shape (m, 2).
        rule: What counts as an alert, and as a failure.
        covariates: The couples' values of each variable that the fit used, as for `growth`.
        updated: Foretell each answer from all before it; otherwise all from the couple's intake.

    Returns:
        For each level, in per cent: `coverage_68`, the share of answers after the intake inside the band, to be
        compared with the level; `sensitivity_68`, the share of failures with an alert before the last answer;
        `precision_68`, the share of persons with an alert who failed (positive predictive value);
        `alerts_68`, alerts per person. NaN where there is no failure, or no alert.

    Raises:
        WrongShape: A covariate is missing, a level is no share, or `worse_by` is not above 0.
        TooFewCouples: No person has three answers, of which the first is the couple's first.

    **Formula.** An alert: the score lies beyond :math:`\hat y \pm z_{(1+L)/2}\,sd` on the bad side. A person is a
    case whose answers begin at the couple's intake and are three or more. Standard errors count couples, not answers:
    :math:`\sqrt{\sum_i (e_i - s\,n_i)^2} / \sum_i n_i` for a share s of :math:`e_i` in :math:`n_i` of couple i.

    **Limits.** An alert and a failure share the person's noise only through answers in between; still both rest on
    one measure. Shares of few failures are rough.

    **Missing data.** A score that is missing (NaN) is not foretold and foretells nothing. Persons with fewer than three
    answers, or whose answers begin after the couple's intake, are no cases.

    **Reference.** Finch, A. E., Lambert, M. J., & Schaalje, B. G. (2001). Clinical Psychology & Psychotherapy,
    8(4), 231-242.

    Example:
        >>> from troth.science.dyad.growth import growth
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> couple, time, scores = made_up_growth(400, 5)
        >>> old = couple < 200
        >>> group = growth(couple[old], time[old], scores[old], reml=True)
        >>> found = growth_calibration(group, couple[~old], time[~old], scores[~old], AlertRule(1.0))
        >>> round(found.estimates["coverage_68"], 2), round(found.estimates["sensitivity_68"], 2), found.cases
        (0.66, 0.94, 400)
    """
    for level in rule.levels:
        check_bands(found, level)
    if set(covariates) != set(found.covariates):
        raise WrongShape(f"The fit used the covariates {', '.join(found.covariates) or '(none)'}: give each.")
    if not rule.worse_by > 0:
        raise WrongShape(f"A failure is worse by more than 0 points, not {rule.worse_by:g}.")
    given = {name: covariates[name] for name in found.covariates}
    rows = growth_rows(couple, time, scores, given)
    used, dropped = _usable(rows)
    course = _course(found, used, rule.good, updated=updated)
    return _told(course, dropped, rule, updated=updated)


def _usable(rows: GrowthRows) -> tuple[GrowthRows, dict[str, int]]:
    """Leave out couples that lack a covariate or have no occasion after the intake; the rest in order of time."""
    many = np.bincount(rows.whose, minlength=len(rows.ids))
    known = ~np.isnan(rows.x).any(axis=1)
    keep = known & (many > 1)
    dropped = {"no covariate": int((~known).sum()), "no answer after the intake": int((known & ~keep).sum())}
    order = np.lexsort((rows.time, rows.whose))
    order = order[keep[rows.whose[order]]]
    whose = (np.cumsum(keep) - 1)[rows.whose[order]]
    used = replace(
        rows,
        ids=rows.ids[keep],
        whose=whose,
        time=rows.time[order],
        scores=rows.scores[order],
        x=rows.x[keep],
    )
    return used, {why: count for why, count in dropped.items() if count}


def _course(found: Growth, rows: GrowthRows, good: float, *, updated: bool) -> _Course:
    n, whose = len(rows.ids), rows.whose
    if n == 0:
        raise TooFewCouples("No couple has an answer after its intake: there is nothing to compare.")
    rank = np.arange(len(whose)) - np.searchsorted(whose, whose)
    f = np.stack([np.ones_like(rows.time), rows.time], axis=1)
    size = int(rank.max()) + 1
    beyond, score = np.full((2, n, 2, size), np.nan)
    score[whose, :, rank] = rows.scores
    for known in range(1, size if updated else 2):
        before, now = rank < known, rank == known if updated else rank >= known
        sums = occasion_sums(whose[before], f[before], rows.scores[before], n)
        curves = new_curves(found, sums, rows.x)
        own, covariance = curves.own[whose[now]].reshape(-1, 2, 2), curves.covariance[whose[now]]
        blocks = np.stack([covariance[:, :2, :2], covariance[:, 2:, 2:]], axis=1)
        sd = np.sqrt(np.einsum("mi,mpij,mj->mp", f[now], blocks, f[now]) + np.diag(found.within))
        beyond[whose[now], :, rank[now]] = (np.einsum("mpi,mi->mp", own, f[now]) - rows.scores[now]) / sd
    return _Course(good * beyond, good * score)


def _told(course: _Course, dropped: Mapping[str, int], rule: AlertRule, *, updated: bool) -> Calibration:
    seen = ~np.isnan(course.score)
    case = seen[:, :, 0] & (seen.sum(axis=2) >= FEWEST)
    if not case.any():
        raise TooFewCouples("No person answered at the intake and twice more: no alert can be judged.")
    last = seen.shape[2] - 1 - seen[:, :, ::-1].argmax(axis=2)
    ended = np.take_along_axis(course.score, last[:, :, None], axis=2)[:, :, 0]
    failed = case & (course.score[:, :, 0] - ended >= rule.worse_by)
    early = np.arange(seen.shape[2]) < last[:, :, None]
    foretold = ~np.isnan(course.beyond)
    shares = {}
    for level in rule.levels:
        z, name = float(ndtri(0.5 + level / 2)), f"{100 * level:g}"
        inside = foretold & (np.abs(course.beyond) <= z)
        alerts = ((course.beyond > z) & early).sum(axis=2) * case
        alarmed = alerts > 0
        shares[f"coverage_{name}"] = _share(inside.sum(axis=(1, 2)), foretold.sum(axis=(1, 2)))
        shares[f"sensitivity_{name}"] = _share((alarmed & failed).sum(axis=1), failed.sum(axis=1))
        shares[f"precision_{name}"] = _share((alarmed & failed).sum(axis=1), alarmed.sum(axis=1))
        shares[f"alerts_{name}"] = _share(alerts.sum(axis=1), case.sum(axis=1))
    return Calibration(
        method=f"Calibration of {'updated' if updated else 'expected'} courses in couples outside the fit",
        estimates={name: share for name, (share, _) in shares.items()},
        se={name: error for name, (_, error) in shares.items()},
        n_couples=len(seen),
        dropped=dropped,
        answers=int(foretold.sum()),
        cases=int(case.sum()),
        failed=int(failed.sum()),
        updated=updated,
        levels=rule.levels,
    )


def _share(events: NDArray[np.int64], chances: NDArray[np.int64]) -> tuple[float, float]:
    """Return the share of events in chances over couples, and its standard error."""
    total = int(chances.sum())
    if total == 0:
        return float("nan"), float("nan")
    share = float(events.sum()) / total
    return share, float(np.sqrt(((events - share * chances) ** 2).sum())) / total
