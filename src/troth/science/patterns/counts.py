"""Patterns that are counted: breaches, bids, and who pressed and who pulled back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtri, pdtrc

from troth.science.patterns.kinds import Column, Minimum, Pattern, column_of, too_few_unless
from troth.science.patterns.leaning import leaning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from troth.science.patterns.diaries import Diaries

TOLERATED_BREACHES = (
    1 / 84
)  # a day told: one in twelve weeks; more often than that is what "repeated" means here
MONTH = 28
OF_EACH_END = (
    0.1  # what each end has to show alone, so that one who presses is not told that the other withdraws
)


def breaches(diaries: Diaries, minimum: Minimum) -> Column:
    """Test the breaches noted in the diary, by day told."""
    count = (diaries.breach & diaries.told).sum(axis=1)
    return too_often(Pattern.REPEATED_BREACH, count, diaries.told.sum(axis=1), minimum)


def too_often(
    pattern: Pattern, count: NDArray[np.int64], days: NDArray[np.int64], minimum: Minimum
) -> Column:
    """Test days on which something was not kept against the rate that is tolerated; the estimate is a rate in four weeks.

    The test is that of a Poisson count, the interval Garwood's.

    Reference: Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28, 437-442.
    """
    rate = MONTH / np.maximum(days, 1)
    low = np.where(count > 0, chdtri(2.0 * np.maximum(count, 1), 0.975) / 2, 0.0) * rate
    high = chdtri(2.0 * (count + 1), 0.025) / 2 * rate
    often = count >= minimum.breaches
    p = np.where(often, pdtrc(np.maximum(count - 1, 0), TOLERATED_BREACHES * days), 1.0)
    why = too_few_unless(days >= minimum.days)
    return column_of(pattern, -1, (count * rate, low, high), p, days, why)


def demand_withdraw(diaries: Diaries, minimum: Minimum) -> Iterator[Column]:
    """Test for each direction whether one presses and the other pulls back, conflict after conflict.

    A day of conflict scores 1 where one pressed, -1 where one pulled back, and 0 for both or neither; a's score less b's is the
    direction of the day, and days of conflict in a row are one conflict. The estimate is the share of the conflicts with a direction
    that had this one, with Wilson's interval. Both ends have to show it, each on its own, at one in ten besides.
    """
    stance = np.where((diaries.conflict == 1)[..., None], diaries.stance, np.nan)
    answers = (~np.isnan(stance)).sum(axis=1).min(axis=1)
    ends = _conflicts(np.nan_to_num(stance).astype(np.int64), diaries.conflict == 1)
    way = ends[..., 0] - ends[..., 1]
    n = (way != 0).sum(axis=1)
    why = too_few_unless((n >= minimum.conflicts) & (answers >= minimum.answers))
    for side, sign in ((0, 1), (1, -1)):
        p = leaning(sign * way)
        alone = np.maximum(leaning(sign * ends[..., 0]), leaning(-sign * ends[..., 1]))
        hits = (sign * way > 0).sum(axis=1)
        both = np.where(alone <= OF_EACH_END, p, 1.0)
        of_all = hits / np.maximum(n, 1)
        yield column_of(Pattern.DEMAND_WITHDRAW, side, (of_all, *wilson(hits, n)), both, n, why)


def bids(diaries: Diaries, minimum: Minimum) -> Iterator[Column]:
    """Return the share of the other's bids that each says to have met."""
    for side in (0, 1):
        met, missed = diaries.met[..., side].sum(axis=1), diaries.missed[..., side].sum(axis=1)
        yield share(Pattern.BIDS_MET, side, met, met + missed, minimum)


def share(
    pattern: Pattern, side: int, hits: NDArray[np.int64], n: NDArray[np.int64], minimum: Minimum
) -> Column:
    """Return a share with Wilson's interval; nothing is tested."""
    why = too_few_unless(n >= minimum.of_a_share)
    of_all = hits / np.maximum(n, 1)
    return column_of(pattern, side, (of_all, *wilson(hits, n)), np.ones(len(n)), n, why, tested=False)


def wilson(hits: NDArray[np.int64], n: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 95 % interval of a share.

    Reference: Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
    American Statistical Association, 22, 209-212.
    """
    z2, size = 1.959963984540054**2, np.maximum(n, 1).astype(float)
    share = hits / size
    middle = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = np.sqrt(z2 * (share * (1 - share) / size + z2 / (4 * size**2))) / (1 + z2 / size)
    return middle - half, middle + half


def _conflicts(scores: NDArray[np.int64], here: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Add up the scores, shape (n, T, 2), of days of conflict in a row, shape (n, most conflicts, 2)."""
    begins = here & ~np.concatenate([np.zeros_like(here[:, :1]), here[:, :-1]], axis=1)
    number = begins.cumsum(axis=1)
    added = np.zeros((len(here), int(number.max(initial=0)) + 1, scores.shape[2]), np.int64)
    couple, day = np.nonzero(here)
    np.add.at(added, (couple, number[couple, day]), scores[couple, day])
    return added
