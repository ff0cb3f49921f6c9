"""Where two partners would come to rest: steady states of the map, their stability, and how sure both are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal

import numpy as np

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.told import Told, medians, table
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.dynamics_shrink import Posterior
    from troth.science.dyad.dynamics_sums import Form
    from troth.science.dyad.told import Columns

__all__ = [
    "KINDS",
    "Chances",
    "Influencing",
    "SteadyStates",
    "chances",
    "regions",
    "steady_states",
    "uninfluenced",
]

Influencing = Literal["bilinear", "ojive", "linear"]
KINDS = ("none", "unstable", "stable", "kink")
"""What a region of the plane holds; on a kink the slopes of both sides differ, and stability is not told."""
NONE, UNSTABLE, STABLE, KINK = range(4)
NEAR = 1e-9
BLOCK = 64
FEWEST = 50
"""Draws under which no interval is given."""
ENDS = (0.025, 0.975)
SIDES: dict[Influencing, tuple[str, ...]] = {
    "bilinear": ("+", "-"),
    "ojive": ("+", "0", "-"),
    "linear": ("",),
}


@dataclass(frozen=True, slots=True, eq=False)
class SteadyStates(Told):
    """Steady states by region, in the order of `regions`: at most one in each.

    Attributes:
        points: Both partners' scores, shape (…, K, 2); NaN where there is none.
        kinds: Index into `KINDS`, shape (…, K).
    """

    points: NDArray[np.float64]
    kinds: NDArray[np.int8]

    @property
    def stable(self) -> NDArray[np.int64]:
        """How many stable points, shape (…)."""
        return np.asarray((self.kinds == STABLE).sum(axis=-1), np.int64)

    def facts(self) -> dict[str, object]:
        """Return the kinds in words."""
        return {"kinds": np.array(KINDS)[self.kinds]}

    def summary(self) -> str:
        """Return a table of the regions: how many points of which kind, and their median."""
        size = self.kinds.shape[-1]
        kinds, points = self.kinds.reshape(-1, size), medians(self.points.reshape(-1, size, 2))
        columns = (
            {"region": _names(size)}
            | {kind: (kinds == at).sum(axis=0) for at, kind in enumerate(KINDS) if at != NONE}
            | {"median first": points[:, 0], "median second": points[:, 1]}
        )
        head = f"Steady states by region, {counted(len(kinds), 'couple')}"
        return "\n".join([head, *table(columns, "region")])


@dataclass(frozen=True, slots=True, eq=False)
class Chances(Told):
    """What draws from each couple's posterior say; NaN where a couple has none.

    Attributes:
        shares: Of draws with 0, 1, 2, … stable points, shape (n, K + 1).
        exists: Of draws with a point in the region, shape (n, K).
        stable: Of draws in which it is stable, shape (n, K).
        points: 95 % interval of the point where there is one, shape (n, K, 2, 2): region, partner, end.
        uninfluenced: The same of the uninfluenced steady state, shape (n, 2, 2): partner, end.
        draws: How many.
    """

    shares: NDArray[np.float64]
    exists: NDArray[np.float64]
    stable: NDArray[np.float64]
    points: NDArray[np.float64]
    uninfluenced: NDArray[np.float64]
    draws: int

    def summary(self) -> str:
        """Return tables of how many stable points there are, and of the regions, medians over couples."""
        size = self.exists.shape[1]
        ends = medians(self.points)
        many: Columns = {"stable points": range(size + 1), "share of draws": medians(self.shares)}
        columns: Columns = {
            "region": _names(size),
            "a point": medians(self.exists),
            "stable": medians(self.stable),
            "first low": ends[:, 0, 0],
            "first high": ends[:, 0, 1],
            "second low": ends[:, 1, 0],
            "second high": ends[:, 1, 1],
        }
        head = f"Steady states in {counted(self.draws, 'draw')} of each of {counted(len(self.exists), 'couple')}; medians"
        return "\n".join([head, *table(many, "number"), "", *table(columns, "region")])


def regions(influence: Influencing) -> tuple[str, ...]:
    """Return the names of the regions: where the first partner's score lies, then the second's.

    Example:
        >>> regions("bilinear")
        ('++', '+-', '-+', '--')
    """
    return tuple("".join(pair) for pair in product(SIDES[influence], repeat=2))


def uninfluenced(parameters: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where each partner would come to rest alone, a / (1 - r), shape (…, 2); NaN where r is 1.

    Example:
        >>> uninfluenced(np.array([[1.0, 0.5, 0, 0], [1.0, 1.0, 0, 0]])).tolist()
        [2.0, nan]
    """
    away = 1 - parameters[..., 1]
    found: NDArray[np.float64] = np.divide(
        parameters[..., 0], away, out=np.full(away.shape, np.nan), where=away != 0
    )
    return found


def steady_states(
    parameters: NDArray[np.float64],
    *,
    form: Form = "synchronous",
    influence: Influencing = "bilinear",
    thresholds: NDArray[np.float64] | None = None,
) -> SteadyStates:
    r"""Return the influenced steady states and their stability.

    Args:
        parameters: Intercept, inertia and influence of each equation, shape (…, 2, k); NaN gives none.
        form: Which map; both have the same steady states, not the same stability.
        influence: What its influence looks like.
        thresholds: For `ojive`, shape (…, 2, 2): by equation, below and above.

    Returns:
        In each region of the plane influence is a straight line :math:`o + s v`, and the point solves
        :math:`W(1-r_w) - s_w H = a_w + o_w`, :math:`H(1-r_h) - s_h W = a_h + o_h`; it is kept where it lies in its
        region. With J the slopes there it is stable where :math:`|\mathrm{tr} J| < 1 + \det J` and
        :math:`|\det J| < 1`. A point within 1e-9 of an edge is a kink, told once.

    Raises:
        WrongShape: The parameters are not two equations of as many numbers as the influence has, or `ojive` comes
            without thresholds.

    **Missing data.** Where a parameter is not known (NaN) there is no steady state.

    **Reference.** Gottman, J. M., Murray, J. D., Swanson, C. C., Tyson, R., & Swanson, K. R. (2002). The mathematics of
    marriage: dynamic nonlinear models. MIT Press; Elaydi, S. (2005). An introduction to difference equations (3rd ed.).
    Springer (stability by trace and determinant).

    Example:
        >>> both = np.array([[0.2, 0.5, 0.2, 0.4], [0.2, 0.5, 0.2, 0.4]])
        >>> found = steady_states(both)
        >>> [KINDS[kind] for kind in found.kinds], found.points[0].round(3).tolist()
        (['stable', 'none', 'none', 'none'], [0.667, 0.667])
    """
    _check(parameters, influence, thresholds)
    (aw, rw), (ah, rh) = (np.moveaxis(parameters[..., side, :2], -1, 0) for side in (0, 1))
    pieces = [_pieces(parameters, side, influence, thresholds) for side in (0, 1)]
    points, kinds = [], []
    for (low_w, high_w, sh, oh), (low_h, high_h, sw, ow) in product(pieces[1], pieces[0]):
        drive_w, drive_h = aw + ow, ah + oh
        det = (1 - rw) * (1 - rh) - sw * sh
        with np.errstate(divide="ignore", invalid="ignore"):
            w = (drive_w * (1 - rh) + sw * drive_h) / det
            h = (drive_h * (1 - rw) + sh * drive_w) / det
            w, h = np.where(np.isfinite(w + h), (w, h), np.nan)
        there = (w >= low_w - NEAR) & (w <= high_w + NEAR) & (h >= low_h - NEAR) & (h <= high_h + NEAR)
        edge = [np.abs(one - end) <= NEAR for one, end in ((w, low_w), (w, high_w), (h, low_h), (h, high_h))]
        kind = np.where(np.any(edge, axis=0), KINK, np.where(_stable(rw, rh, sw, sh, form), STABLE, UNSTABLE))
        kinds.append(np.where(there, kind, NONE).astype(np.int8))
        points.append(np.where(there[..., None], np.stack([w, h], axis=-1), np.nan))
    return _told_once(np.stack(points, axis=-2), np.stack(kinds, axis=-1))


def chances(
    posterior: Posterior,
    rng: np.random.Generator,
    *,
    draws: int = 200,
    form: Form = "synchronous",
    influence: Influencing = "bilinear",
    thresholds: NDArray[np.float64] | None = None,
) -> Chances:
    """Draw each couple's parameters from its posterior, the equations apart, and look at where they would rest.

    Args:
        posterior: Means and covariances, couples first.
        rng: Where the draws come from; each couple takes its own in turn.
        draws: How many for each couple.
        form: As for `steady_states`, like the next two.
        influence: What it looks like.
        thresholds: For `ojive`; taken as known.

    Returns:
        Shares and 95 % intervals.

    Raises:
        WrongShape: Fewer than 50 draws.

    **Missing data.** What a couple's unknown numbers (NaN) enter is NaN.

    **Reference.** Gelman, A., Carlin, J. B., Stern, H. S., Dunson, D. B., Vehtari, A., & Rubin, D. B. (2013). Bayesian
    data analysis (3rd ed.). Chapman & Hall (draws from a normal posterior); the map as for `steady_states`.

    Example:
        >>> from troth.science.dyad.dynamics_shrink import Posterior
        >>> mean = np.array([[[0.2, 0.5, 0.2, 0.4], [0.2, 0.5, 0.2, 0.4]]])
        >>> sure = Posterior(mean, np.zeros((1, 2, 4, 4)))
        >>> chances(sure, np.random.default_rng(1), draws=50).shares.tolist()
        [[0.0, 1.0, 0.0, 0.0, 0.0]]
    """
    if draws < FEWEST:
        raise WrongShape(f"{draws} draws tell nothing of the ends of an interval: make {FEWEST} at least.")
    n, size = len(posterior.mean), len(regions(influence))
    shapes = ((size + 1,), (size,), (size,), (size, 2, 2), (2, 2))
    shares, exists, stable, points, alone = (np.full((n, *shape), np.nan) for shape in shapes)
    for start in range(0, n, BLOCK):
        here = slice(start, start + BLOCK)
        drawn = _drawn(posterior.mean[here], posterior.covariance[here], rng, draws)
        edges = None if thresholds is None else thresholds[here, None]
        states = steady_states(drawn, form=form, influence=influence, thresholds=edges)
        known = np.isfinite(posterior.mean[here].sum(axis=(1, 2)))[:, None]
        count = (states.stable[..., None] == np.arange(size + 1)).mean(axis=1)
        shares[here] = np.where(known, count, np.nan)
        exists[here] = np.where(known, (states.kinds != NONE).mean(axis=1), np.nan)
        stable[here] = np.where(known, (states.kinds == STABLE).mean(axis=1), np.nan)
        points[here] = _ends(states.points)
        alone[here] = _ends(uninfluenced(drawn))
    return Chances(shares, exists, stable, points, alone, draws)


def _names(size: int) -> tuple[str, ...]:
    """Return the names of so many regions, `all` where there is only one."""
    found = next(names for kind in SIDES if len(names := regions(kind)) == size)
    return found if size > 1 else ("all",)


def _check(
    parameters: NDArray[np.float64], influence: Influencing, thresholds: NDArray[np.float64] | None
) -> None:
    size = 3 if influence == "linear" else 4
    if parameters.shape[-2:] != (2, size):
        raise WrongShape(f"Two equations of {size} numbers are needed, not the shape {parameters.shape}.")
    if influence == "ojive" and thresholds is None:
        raise WrongShape("Influence that begins at thresholds needs them, below and above, by equation.")


def _pieces(
    parameters: NDArray[np.float64], side: int, influence: Influencing, thresholds: NDArray[np.float64] | None
) -> list[tuple[NDArray[np.float64] | float, ...]]:
    """Return where each straight piece of an equation's influence lies, its slope and its offset."""
    beyond = parameters[..., side, 2:]
    if influence == "linear":
        return [(-np.inf, np.inf, beyond[..., 0], 0.0)]
    if thresholds is None:
        return [(0.0, np.inf, beyond[..., 0], 0.0), (-np.inf, 0.0, beyond[..., 1], 0.0)]
    below, above = thresholds[..., side, 0], thresholds[..., side, 1]
    return [
        (above, np.inf, 0.0, beyond[..., 0]),
        (below, above, 0.0, 0.0),
        (-np.inf, below, 0.0, beyond[..., 1]),
    ]


def _stable(
    rw: NDArray[np.float64],
    rh: NDArray[np.float64],
    sw: NDArray[np.float64] | float,
    sh: NDArray[np.float64] | float,
    form: Form,
) -> NDArray[np.bool_]:
    sequential = form == "sequential"
    trace = rw + rh + (sw * sh if sequential else 0.0)
    det = rw * rh - (0.0 if sequential else sw * sh)
    found: NDArray[np.bool_] = (np.abs(trace) < 1 + det) & (np.abs(det) < 1)
    return found


def _told_once(points: NDArray[np.float64], kinds: NDArray[np.int8]) -> SteadyStates:
    """Leave out a kink that an earlier region has told already."""
    for later in range(1, kinds.shape[-1]):
        for earlier in range(later):
            same = (kinds[..., later] == KINK) & (kinds[..., earlier] == KINK)
            same &= (np.abs(points[..., later, :] - points[..., earlier, :]) <= 2 * NEAR).all(axis=-1)
            kinds[same, later] = NONE
            points[same, later] = np.nan
    return SteadyStates(points, kinds)


def _drawn(
    mean: NDArray[np.float64], covariance: NDArray[np.float64], rng: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    """Return draws of shape (n, draws, 2, k); other units of scores change nothing but the units."""
    n, equations, size = mean.shape
    known = np.isfinite(covariance.sum(axis=(2, 3)))[..., None, None]
    spread = np.where(known, covariance, 0.0)
    own = np.sqrt(np.maximum(np.diagonal(spread, axis1=2, axis2=3), 0.0))
    own = np.where(own > 0, own, 1.0)[..., None]
    values, vectors = np.linalg.eigh(spread / (own * own.swapaxes(2, 3)))
    root = own * vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :]
    normal = rng.standard_normal((n, draws, equations, size)).swapaxes(1, 2)
    found: NDArray[np.float64] = (mean[:, :, None] + normal @ root.swapaxes(2, 3)).swapaxes(1, 2)
    return found


def _ends(drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return both ends of the interval of draws, shape (n, draws, …) to (n, …, 2), of those that are not NaN."""
    ordered = np.sort(drawn, axis=1)
    count = np.isfinite(ordered).sum(axis=1, keepdims=True)
    found = []
    for level in ENDS:
        place = np.maximum(level * (count - 1), 0)
        low = np.floor(place).astype(np.intp)
        high = np.minimum(low + 1, np.maximum(count - 1, 0))
        below, above = np.take_along_axis(ordered, low, 1), np.take_along_axis(ordered, high, 1)
        found.append((below + (place - low) * (above - below))[:, 0])
    return np.stack(found, axis=-1)
