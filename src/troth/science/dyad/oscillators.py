"""Coupled oscillators: how fast each partner swings about an equilibrium, and what the other's swing does to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import pi
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.cautions import Caution, EmbeddingBias, FewCouples
from troth.science.dyad.dynamics_fit import fitted
from troth.science.dyad.errors import ConstantColumn, TooFewCouples
from troth.science.dyad.oscillator_sums import Embedding, oscillator_sums, seen_period
from troth.science.dyad.pairs import ROLES
from troth.science.dyad.result import Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.oscillator_sums import Detrend, OscillatorSums

__all__ = ["Oscillators", "finish_oscillators", "oscillators", "oscillators_by_step", "period"]

TERMS = ("eta", "zeta", "partner_eta", "partner_zeta")
COLUMNS = ([0, 1, 2, 3], [2, 3, 0, 1])
"""Of each equation: own level and speed, the partner's level and speed."""
TOO_FEW = "too few windows"
FEW = 30
SINGULAR = 1e-10


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Oscillators(Result):
    """Two oscillators that couples share, and each couple's own.

    Attributes:
        pooled: Shape (2, 4): by equation eta, zeta, and the partner's eta and zeta.
        covariance: Of the pooled estimates in their order, clustered by couple, shape (8, 8).
        parameters: Each couple's own, shape (n, 2, 4); NaN where its windows do not tell them apart.
        windows: How many windows each couple gave, shape (n,).
        embedding: How derivatives were read off.
        roles: The partners' names.
    """

    pooled: NDArray[np.float64]
    covariance: NDArray[np.float64]
    parameters: NDArray[np.float64]
    windows: NDArray[np.int64]
    embedding: Embedding
    roles: tuple[str, str] = field(default=ROLES)

    @property
    def eigenvalues(self) -> NDArray[np.complex128]:
        """Of both partners' levels and speeds together: imaginary parts are frequencies, real parts growth."""
        flow = np.zeros((4, 4))
        flow[0, 1] = flow[2, 3] = 1.0
        for side, columns in enumerate(COLUMNS):
            flow[2 * side + 1, columns] = self.pooled[side]
        return np.linalg.eigvals(flow).astype(np.complex128)

    @property
    def stable(self) -> bool:
        """Tell whether the swings of both together fade."""
        return bool((self.eigenvalues.real < 0).all())

    def facts(self) -> dict[str, object]:
        """Return the periods, where there are any, what a swing of that period would be taken for, and whether swings fade."""
        own = dict(zip(self.roles, period(self.pooled).tolist(), strict=True))
        return {
            "windows": int(self.windows.sum()),
            "embedding": {
                "width": self.embedding.width,
                "step": self.embedding.step,
                "interval": self.embedding.interval,
            },
            "period": own,
            "seen_period": {
                role: seen_period(value, self.embedding) if np.isfinite(value) else float("nan")
                for role, value in own.items()
            },
            "fading": self.stable,
        }


def oscillators(
    scores: ArrayLike,
    *,
    embedding: Embedding | None = None,
    detrend: Detrend = "line",
    roles: tuple[str, str] = ROLES,
) -> Oscillators:
    r"""Fit a damped oscillator to each partner, coupled to the other's.

    Args:
        scores: Shape (n, T, 2): couple, moment (equally spaced), partner; NaN where missing.
        embedding: How derivatives are read off; windows of five neighbouring moments without it.
        detrend: What each series is freed of: its `line` over time, its `mean`, or nothing. The equilibrium is 0 then.
        roles: The partners' names.

    Returns:
        **Model.** With x and y the partners' departures from equilibrium,

        .. math:: x'' = \eta x + \zeta x' + \eta_p y + \zeta_p y', \qquad y'' \text{ likewise.}

        Level, speed and acceleration come from a parabola fitted to each window (generalised local linear
        approximation); then least squares for each partner without intercept. `eta_<role>` is in 1/time², below 0
        where the partner is drawn back; `zeta_<role>` in 1/time, below 0 where the swing fades;
        `partner_eta_<role>` and `partner_zeta_<role>` what the other's level and speed add. `estimates` are those of
        all windows of all couples together; `parameters` each couple's own.

        The period is :math:`2\pi/\sqrt{-\eta - \zeta^2/4}`, NaN where :math:`\eta \ge 0` or damping is too strong
        for a swing.

    Raises:
        WrongShape, NotFinite, DyadError: As `oscillator_sums`.
        TooFewCouples: No couple has more windows than the four terms.
        ConstantColumn: A series does not vary, or repeats the other.

    **Missing data.** A window needs both partners' scores at all its moments; couples with four windows or fewer are
    left out and counted.

    **Errors** are clustered by couple (sums of scores, times n/(n-1)). Windows overlap, so that errors of a single
    couple's least squares would be far too small: none are given.

    **Limits.** Windows bias derivatives: long ones smooth a swing away and show it slower (`seen_period`), short ones
    let noise in, which looks like a fast swing. Compare steps (`oscillators_by_step`) with the same steps on
    simulated series of the same length before reading a period. Trends left in look like slow swings.

    **Reference.** Boker, S. M., Deboeck, P. R., Edler, C., & Keel, P. K. (2010). Generalized local linear
    approximation of derivatives from time series. In Chow, Ferrer & Hsieh (Eds.), Statistical methods for modeling
    human dynamics. Routledge.

    Example:
        >>> t = np.arange(60)
        >>> rng = np.random.default_rng(1)
        >>> start = rng.uniform(0, 6, (40, 1, 2))
        >>> found = oscillators(np.cos(2 * np.pi * t[None, :, None] / [12, 20] + start), detrend="mean")
        >>> {role: round(value, 1) for role, value in found.to_dict()["period"].items()}
        {'a': 12.6, 'b': 20.4}
    """
    return finish_oscillators(oscillator_sums(scores, embedding=embedding, detrend=detrend), roles=roles)


def finish_oscillators(sums: OscillatorSums, *, roles: tuple[str, str] = ROLES) -> Oscillators:
    """Estimate from the sums of all couples; see `oscillators`.

    Example:
        >>> one, other = np.random.default_rng(2).normal(size=(2, 30, 60, 2))
        >>> finish_oscillators(oscillator_sums(one) + oscillator_sums(other)).n_couples
        60
    """
    used = sums.windows > len(TERMS)
    n, lost = int(used.sum()), int((~used).sum())
    if not n:
        raise TooFewCouples(f"No couple has more than {len(TERMS)} whole windows: gather longer series.")
    pooled, covariance = _pooled(sums.products[..., used])
    names = [f"{term}_{role}" for role in roles for term in TERMS]
    errors = np.sqrt(np.diag(covariance)).tolist()
    warnings: list[Caution] = [EmbeddingBias(sums.embedding.span)]
    if n < FEW:
        warnings.append(FewCouples(n, len(names)))
    return Oscillators(
        method=(
            f"Coupled oscillators, derivatives by local parabolas ({sums.embedding.width} moments, step "
            f"{sums.embedding.step}; freed of: {sums.detrend}); least squares, errors clustered by couple"
        ),
        estimates=dict(zip(names, pooled.ravel().tolist(), strict=True)),
        se=dict(zip(names, errors, strict=True)),
        n_couples=n,
        dropped={TOO_FEW: lost} if lost else {},
        warnings=tuple(warnings),
        pooled=pooled,
        covariance=covariance,
        parameters=_own(sums, used),
        windows=sums.windows,
        embedding=sums.embedding,
        roles=roles,
    )


def oscillators_by_step(
    scores: ArrayLike,
    steps: tuple[int, ...],
    *,
    width: int = 5,
    interval: float = 1.0,
    detrend: Detrend = "line",
    roles: tuple[str, str] = ROLES,
) -> dict[int, Oscillators]:
    """Fit the same series with windows of several steps, to see how much the answer hangs on them.

    Returns:
        The results by step. Read a period only where neighbouring steps agree, and where simulated series of the same
        length give it back.

    Example:
        >>> t = np.arange(80)
        >>> start = np.random.default_rng(1).uniform(0, 6, (40, 1, 2))
        >>> found = oscillators_by_step(np.cos(2 * np.pi * t[None, :, None] / 16 + start), (1, 2, 3))
        >>> [round(one.to_dict()["period"]["a"], 1) for one in found.values()]
        [16.5, 17.8, 19.9]
    """
    return {
        step: oscillators(scores, embedding=Embedding(width, step, interval), detrend=detrend, roles=roles)
        for step in steps
    }


def period(parameters: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the time of one swing alone, shape (…, k) to (…); NaN where there is no swing.

    Example:
        >>> period(np.array([[-1.0, 0.0], [0.5, 0.0], [-1.0, -3.0]])).round(3).tolist()
        [6.283, nan, nan]
    """
    square = -parameters[..., 0] - parameters[..., 1] ** 2 / 4
    swings = (parameters[..., 0] < 0) & (square > 0)
    return np.where(swings, 2 * pi / np.sqrt(np.where(swings, square, 1.0)), np.nan)


def _pooled(products: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the estimates of all windows together, shape (2, 4), and their covariance, (8, 8)."""
    n = products.shape[2]
    total = products.sum(axis=2)
    size = np.sqrt(np.diag(total)[:4])
    if not size.all() or np.linalg.eigvalsh(total[:4, :4] / np.outer(size, size)).min() < SINGULAR:
        raise ConstantColumn(
            "A partner's series does not vary, or repeats the other's: there is nothing to fit."
        )
    found, pulls = np.empty((2, 4)), np.empty((2, 4, n))
    for side, columns in enumerate(COLUMNS):
        gram = total[np.ix_(columns, columns)]
        found[side] = np.linalg.solve(gram, total[columns, 4 + side])
        seen = np.tensordot(found[side], products[columns][:, columns], axes=1)
        pull = products[columns, 4 + side] - seen
        pulls[side] = np.linalg.solve(gram, pull)
    scores = pulls.reshape(8, n)
    scale = n / (n - 1) if n > 1 else np.nan
    return found, scores @ scores.T * scale


def _own(sums: OscillatorSums, used: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return each couple's own parameters, shape (n, 2, 4)."""
    order = [[*columns, 4 + side] for side, columns in enumerate(COLUMNS)]
    both = np.stack([sums.products[one][:, one] for one in order], axis=2)
    fit = fitted(both, np.zeros(both.shape[1:]), sums.windows)
    known = used & ~fit.alike & ~fit.constant[:-1].any(axis=0)
    return np.where(known, fit.parameters[1:], np.nan).transpose(2, 1, 0)
