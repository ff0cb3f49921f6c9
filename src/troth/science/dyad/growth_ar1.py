"""Growth whose deviations carry over from one occasion to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Unpack

import numpy as np
from scipy.optimize import minimize_scalar

from troth.science.dyad.errors import NotIdentified, WrongShape
from troth.science.dyad.growth_dense import Dense, answers
from troth.science.dyad.growth_reader import Summed
from troth.science.dyad.growth_result import growth_task, told
from troth.science.dyad.growth_rows import NOTHING, growth_rows
from troth.science.dyad.growth_search import climb, search
from troth.science.dyad.growth_sums import summed
from troth.science.growth.occasions import occasion_sums

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.growth_dense import Answers
    from troth.science.dyad.growth_reader import Reader
    from troth.science.dyad.growth_result import Growth, Model, Task
    from troth.science.dyad.growth_rows import GrowthRows
    from troth.science.dyad.growth_search import Found
    from troth.science.growth.likelihood import Spreads

__all__ = ["growth_ar1"]

RANGE = (-0.9, 0.97)
"""Where the autocorrelation is looked for: beyond it a line and a slow drift cannot be told apart."""
LEAST = 1e-3
"""The least autocorrelation between times that are no whole steps apart, where a negative one has no meaning."""
STEP = 0.01
FEWEST = 4
"""Occasions that some couple needs: a line, its error, and how the error carries over."""
ROUNDING = 1e-6
NO_TOP = "The likelihood has no top in the autocorrelation: use growth, or more occasions."


@dataclass(frozen=True, slots=True, eq=False)
class _Whole:
    """Whole occasions in order, in own units; `gap` counts steps since the couple's last one, 0 for its first."""

    couple: NDArray[np.int64]
    f: NDArray[np.float64]
    y: NDArray[np.float64]
    gap: NDArray[np.int64]
    x: NDArray[np.float64]
    lowest: float = RANGE[0]

    def reader(self, phi: float) -> tuple[Reader, float]:
        """Return the occasions with deviations that no longer carry over, and the Jacobian's part of the likelihood."""
        carried = np.where(self.gap > 0, phi ** np.maximum(self.gap, 1), 0.0)[:, None]
        kept = np.sqrt(1 - carried**2)
        f, y = ((each - carried * np.roll(each, 1, axis=0)) / kept for each in (self.f, self.y))
        shift = -2 * float(np.log(kept).sum())
        return Summed.of(occasion_sums(self.couple, f, y, len(self.x)), self.x), shift


@dataclass(frozen=True, slots=True, eq=False)
class _Ragged:
    """Occasions that lack a partner or lie no whole steps apart, answer by answer."""

    blocks: tuple[Answers, ...]
    lowest: float

    def reader(self, phi: float) -> tuple[Reader, float]:
        return Dense.at(self.blocks, phi), 0.0


def growth_ar1(
    couple: ArrayLike,
    time: ArrayLike,
    scores: ArrayLike,
    *,
    covariates: Mapping[str, ArrayLike] = NOTHING,
    varying: Mapping[str, ArrayLike] = NOTHING,
    step: float | None = None,
    **model: Unpack[Model],
) -> Growth:
    r"""Fit the curves of `growth` where a deviation carries over to the next occasion.

    Args:
        couple: Whose occasion it is, shape (m,).
        time: When it was, shape (m,). Spacing may be uneven.
        scores: Both partners' scores, NaN for none, shape (m, 2).
        covariates: Variables of the couple by name, as for `growth`.
        varying: Variables that change from occasion to occasion, as for `growth`.
        step: The time that counts as one step; by default the shortest gap where all gaps are whole multiples
            of it, the median gap otherwise.
        **model: `roles`, `indistinguishable`, `alike`, `reml`, as for `growth`.

    Returns:
        What `growth` returns, and `autocorrelation`, by how much of its size a deviation carries over one `step`.

    Raises:
        WrongShape: The step is not above 0.
        NotIdentified: No couple has four occasions, or the likelihood has no top in the autocorrelation.
        Further errors as for `growth`.

    **Model.** As for `growth`, but deviations at steps s and t have covariance :math:`\varphi^{|t-s|}R`, the same
    :math:`\varphi` for both partners and across them.

    **Formula.** Where occasions are whole and in equal steps, for a fixed :math:`\varphi` the differences
    :math:`(e_t - \varphi^g e_{t-g})/\sqrt{1-\varphi^{2g}}` are independent with covariance R, so scores and designs
    are whitened so and fitted as in `growth`, with :math:`-\sum\log(1-\varphi^{2g})` added to the log-likelihood.
    Otherwise each couple's :math:`V = ZGZ' + \varphi^{|t-s|}R` is inverted, answer by answer, which takes longer;
    times that are no whole steps apart allow :math:`\varphi > 0` only. The profile over :math:`\varphi` is climbed;
    its curvature gives the error of :math:`\varphi`, and what that adds to the errors of spreads and to
    `se_complete`.

    **Missing data.** Missing at random given what was answered, as for `growth`.

    **Reference.** Laird & Ware (1982), as for `growth`; Bolger, N., & Laurenceau, J.-P. (2013). Intensive
    longitudinal methods.

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> couple, time = np.repeat(np.arange(60), 12), np.tile(np.arange(12.0), 60)
        >>> curve = rng.normal([5, 0.5, 6, 0.2], 0.5, (60, 4))[couple].reshape(-1, 2, 2)
        >>> noise = rng.normal(size=(60, 12, 2))
        >>> for t in range(1, 12):
        ...     noise[:, t] = 0.5 * noise[:, t - 1] + 0.75**0.5 * noise[:, t]
        >>> scores = curve[:, :, 0] + curve[:, :, 1] * time[:, None] + noise.reshape(-1, 2)
        >>> round(growth_ar1(couple, time, scores).autocorrelation, 1)
        0.5
    """
    if step is not None and not step > 0:
        raise WrongShape(f"A step is a time above 0, not {step:g}.")
    given = growth_rows(couple, time, scores, covariates, varying)
    task = growth_task(summed(given, tuple(covariates)), **model, more=1)
    rows = _in_order(task, given, step)
    near = _fit(task, rows, max(0.0, rows.lowest))[0].spreads

    def lost(phi: float) -> float:
        reader, shift = rows.reader(phi)
        return -climb(reader, task.form, restricted=task.reml, near=near)[0] - shift

    ends = (rows.lowest, RANGE[1])
    phi = float(minimize_scalar(lost, bounds=ends, method="bounded", options={"xatol": 1e-5}).x)
    return _told(task, rows, phi, near)


def _in_order(task: Task, given: GrowthRows, step: float | None) -> _Whole | _Ragged:
    """Put the occasions of the couples used in order, in own units and steps."""
    keep = np.isin(given.ids, task.used.ids)[given.whose]
    whose = np.searchsorted(task.used.ids, given.ids[given.whose[keep]])
    order = np.lexsort((given.time[keep], whose))
    if np.bincount(whose).max() < FEWEST:
        raise NotIdentified("No couple has four occasions: what carries over is not told.")
    units, x, rows = task.units, task.used.x, np.flatnonzero(keep)[order]
    whose, at = whose[order], given.time[rows]
    f = units.design(at, given.columns[rows])
    y = (given.scores[rows] - units.origin) / units.spread
    follows = np.append(False, np.diff(whose) == 0)
    gaps = np.where(follows, np.append(0.0, np.diff(at)), 0.0)
    long = _step(gaps[follows]) if step is None else step
    gap: NDArray[np.int64] = np.rint(gaps / long).astype(np.int64)
    even = bool((np.abs(gaps / long - gap) <= ROUNDING).all() and (gap[follows] > 0).all())
    if even and not np.isnan(y).any():
        return _Whole(whose, f, y, gap, x)
    return _Ragged(
        answers(whose, f, y, np.cumsum(gap if even else gaps / long), x), RANGE[0] if even else LEAST
    )


def _step(gaps: NDArray[np.float64]) -> float:
    shortest = float(gaps.min())
    multiples = gaps / shortest
    even = bool((np.abs(multiples - np.rint(multiples)) <= ROUNDING).all())
    return shortest if even else float(np.median(gaps))


def _fit(task: Task, rows: _Whole | _Ragged, phi: float, near: Spreads | None = None) -> tuple[Found, float]:
    reader, shift = rows.reader(phi)
    return search(reader, task.form, restricted=task.reml, near=near), shift


def _told(task: Task, rows: _Whole | _Ragged, phi: float, near: Spreads) -> Growth:
    """Finish at the top of the profile, whose curvature says how sure everything is."""
    if not rows.lowest + STEP < phi < RANGE[1] - STEP:
        raise NotIdentified(NO_TOP)
    below, found, above = (_fit(task, rows, phi + move, near) for move in (-STEP, 0.0, STEP))
    heights = [each.reading.loglik + shift for each, shift in (below, found, above)]
    curvature = (2 * heights[1] - heights[0] - heights[2]) / STEP**2
    if curvature <= 0:
        raise NotIdentified(NO_TOP)
    natural = [task.form.natural(each.spreads.between, each.spreads.within) for each, _ in (below, above)]
    means = [each.reading.mean.ravel() for each, _ in (below, above)]
    spreads, mean = ((up - down) / (2 * STEP) for down, up in (natural, means))
    best = replace(
        found[0],
        spread_covariance=found[0].spread_covariance + np.outer(spreads, spreads) / curvature,
        mean_unsure=found[0].mean_unsure + np.outer(mean, mean) / curvature,
    )
    more = {"autocorrelation": (phi, float(curvature**-0.5))}
    reader, shift = rows.reader(phi)
    return told(task, reader, best, "autocorrelated, by iteration", more=more, shift=shift)
