"""What treatment can be expected to do for a couple that starts like this, and whether it goes so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.growth_bands import growth_course
from troth.science.dyad.growth_rows import NOTHING, growth_rows
from troth.science.dyad.result import LEVEL
from troth.science.dyad.told import Told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.growth_bands import GrowthBands
    from troth.science.dyad.growth_result import Growth

__all__ = ["Response", "growth_response", "log_session", "off_track"]


@dataclass(frozen=True, slots=True, eq=False)
class Response(Told):
    """Two courses of a couple: `expected` from its intake alone, `updated` from everything it answered so far."""

    expected: GrowthBands
    updated: GrowthBands

    def summary(self) -> str:
        """Return both courses as tables."""
        return f"From the intake alone\n{self.expected.summary()}\n\nFrom all answers so far\n{self.updated.summary()}"


def growth_response(
    found: Growth,
    time: ArrayLike,
    so_far: tuple[ArrayLike, ArrayLike],
    *,
    covariates: Mapping[str, float] = NOTHING,
    level: float = LEVEL,
) -> Response:
    """Return what a reference group lets one expect of a couple that was not in it.

    Args:
        found: What `growth` found in the reference group, best with ``reml=True``, over time as given or over
            `log_session`; severity before treatment, from another measure than the scores, as a covariate.
        time: When, on the clock of the fit, shape (T,).
        so_far: Times (t,) and scores (t, 2), NaN for none, of what the couple answered. The earliest is the intake.
        covariates: The couple's value of each variable that the fit used.
        level: The share of occasions that a band holds.

    Raises:
        WrongShape: There is no intake, or as for `growth_course`.
        NotFinite: A number is missing or infinite.

    **Formula.** That of `growth_course`: the joint normal distribution of the group, conditioned on the intake
    (expected) or on all answers (updated). How far such bands can be trusted is what `growth_calibration` tells.

    **Missing data.** A score that is missing (NaN) tells nothing; the intake is the earliest time with a score.

    **Reference.** Finch, A. E., Lambert, M. J., & Schaalje, B. G. (2001). Clinical Psychology & Psychotherapy,
    8(4), 231-242.

    Example:
        >>> from troth.science.dyad.growth import growth
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> couple, time, scores = made_up_growth(40, 5)
        >>> group = growth(couple, time, scores, reml=True)
        >>> told = growth_response(group, [4.0], ([0, 1, 2], [[5, 6], [4, 6], [3, 6]]))
        >>> bool(told.updated.mean[0, 0] < told.expected.mean[0, 0])
        True
    """
    when = np.asarray(so_far[0], dtype=np.float64)
    scores = np.asarray(so_far[1], dtype=np.float64).reshape(-1, 2)
    answered = ~np.isnan(scores).all(axis=1)
    if len(when) != len(scores) or not answered.any():
        raise WrongShape("An expected course needs an intake: a time and at least one partner's score.")
    intake = when == when[answered].min()
    expected, updated = (
        growth_course(found, time, (when[rows], scores[rows]), covariates=covariates, level=level)
        for rows in (intake, answered)
    )
    return Response(expected, updated)


def off_track(bands: GrowthBands, scores: ArrayLike, *, higher_is_better: bool = True) -> NDArray[np.bool_]:
    """Tell which scores, shape (T, 2), lie outside their band on the bad side; a missing one does not.

    Which level of band is which signal is the caller's choice.

    Raises:
        WrongShape: There is not one row of scores for each time of the bands.

    Example:
        >>> from troth.science.dyad.growth_bands import GrowthBands
        >>> bands = GrowthBands(np.array([1.0]), np.array([[5.0, 5.0]]), np.eye(2)[None], 0.68)
        >>> off_track(bands, [[3.0, 7.0]]).tolist()
        [[True, False]]
    """
    given = np.asarray(scores, dtype=np.float64)
    if given.shape != bands.mean.shape:
        raise WrongShape(f"Bands at {len(bands.time)} times need as many rows of scores, not {given.shape}.")
    return given < bands.low if higher_is_better else given > bands.high


def log_session(couple: ArrayLike, time: ArrayLike) -> NDArray[np.float64]:
    """Return the logarithm of the number of each couple's session, on which most change comes first; shape (m,).

    Example:
        >>> log_session([1, 1, 2, 1], [10, 3, 5, 20]).round(2).tolist()
        [0.69, 0.0, 0.0, 1.1]
    """
    when = np.asarray(time, dtype=np.float64)
    rows = growth_rows(couple, when, np.zeros((when.size, 2)))
    order = np.lexsort((when, rows.whose))
    first = np.searchsorted(rows.whose[order], rows.whose[order])
    number = np.empty(when.size)
    number[order] = np.arange(when.size) - first + 1
    return np.asarray(np.log(number))
