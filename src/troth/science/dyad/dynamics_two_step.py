"""Dynamics as they were first fitted: inertia from moments with a neutral partner, influence from what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.cautions import Caution, DescriptiveOnly, FewCouples
from troth.science.dyad.dynamics_equation import checked_conversations, equations
from troth.science.dyad.dynamics_result import dropped, named, parameter_names, unknown
from troth.science.dyad.errors import TooFewCouples
from troth.science.dyad.pairs import ROLES
from troth.science.dyad.result import Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.dynamics_equation import Equation
    from troth.science.dyad.dynamics_sums import Form

__all__ = ["TwoStep", "dynamics_two_step"]

FEW_POSITIVE, FEW_NEGATIVE, CONSTANT, FEW_NEUTRAL = 1, 2, 3, 6
ALIKE = 1e-10
BLOCK = 256
FEW = 30


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TwoStep(Result):
    """Means over couples by the two-step method, and each couple's own numbers.

    Attributes:
        parameters: Intercept, inertia and influence by equation, shape (n, 2, 4); NaN where not known.
        reason: Index into `REASONS` for each, shape (n, 2, 4).
        neutral: How many transitions had the partner at zero, by equation, shape (n, 2).
    """

    parameters: NDArray[np.float64]
    reason: NDArray[np.int8]
    neutral: NDArray[np.int64]

    def facts(self) -> dict[str, object]:
        """Return what is not known, and why."""
        return {"unknown": unknown(list(self.estimates), self.reason)}


def dynamics_two_step(
    scores: ArrayLike,
    *,
    form: Form = "synchronous",
    minimum_cell: int = 8,
    neutral: float = 0.0,
    roles: tuple[str, str] = ROLES,
) -> TwoStep:
    r"""Fit bilinear dynamics in two steps, to compare with figures that were found so.

    Args:
        scores: Shape (n, T, 2), as for `dynamics`.
        form: Likewise.
        minimum_cell: How many transitions need the partner neutral, above and below.
        neutral: How far from zero a partner's score still counts as neutral.
        roles: The partners' names.

    Returns:
        For each couple and partner: intercept a and inertia r by least squares on the transitions with
        :math:`|v| \le` `neutral`; then :math:`s^\pm = \sum v e / \sum v^2` over the transitions above, and below,
        with :math:`e = y - a - r\,\text{own}`. `estimates` are means over couples that have all numbers; their
        standard errors are the spread of couples over :math:`\sqrt n`.

    Raises:
        WrongShape: Scores are not of the shape (n, T, 2), or too short for a transition.
        NotFinite: A score is infinite.
        DyadError: There is no such form.
        TooFewCouples: No couple has all numbers.

    **Limits.** Each step uses only some of the moments, and errors of the first go into the second: `dynamics` uses all
    of them at once and is surer. Scores that are seldom zero leave nothing to start from (`few_neutral`).

    **Missing data.** A transition counts where both partners have scores at a moment and at the next, as for `dynamics`.
    Couples that lack a number are left out of the means and counted in `dropped`, each under its gravest reason.

    **Reference.** Cook, J., Tyson, R., White, J., Rushe, R., Gottman, J., & Murray, J. (1995). Mathematics of marital
    conflict. J. Fam. Psychol., 9, 110-130; Gottman, J. M., Murray, J. D., Swanson, C. C., Tyson, R., & Swanson, K. R.
    (2002). The mathematics of marriage. MIT Press. The details of the historical computation are to verify.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> y = np.zeros((50, 200, 2))
        >>> for t in range(1, 200):
        ...     y[:, t] = (0.5 * y[:, t - 1] + 0.4 * y[:, t - 1, ::-1] + rng.normal(size=(50, 2))).round()
        >>> round(dynamics_two_step(y).estimates["influence_positive_on_a"], 1)
        0.4
    """
    rows = checked_conversations(scores, form)
    n = len(rows)
    parameters, reason = np.empty((n, 2, 4)), np.empty((n, 2, 4), np.int8)
    count = np.empty((n, 2), np.int64)
    for start in range(0, n, BLOCK):
        here = slice(start, start + BLOCK)
        for side, equation in enumerate(equations(rows[here], form)):
            found = _solved(equation, neutral, minimum_cell)
            parameters[here, side], reason[here, side], count[here, side] = found
    parameters[reason > 0] = np.nan
    whole = ~reason.any(axis=(1, 2))
    used = int(whole.sum())
    if not used:
        raise TooFewCouples(
            f"No couple has {minimum_cell} moments with the partner neutral, above and below: use the joint fit."
        )
    names = parameter_names("bilinear", roles)
    own = parameters[whole]
    spread = own.std(axis=0, ddof=1) if used > 1 else np.full(own.shape[1:], np.nan)
    warnings: list[Caution] = [DescriptiveOnly()]
    if used < FEW:
        warnings.append(FewCouples(used, len(names)))
    return TwoStep(
        method=f"Gottman-Murray dynamics, {form}; two steps: neutral moments, then what is left; means over couples",
        estimates=named(names, own.mean(axis=0)),
        se=named(names, spread / np.sqrt(used)),
        n_couples=used,
        dropped=dropped(reason[~whole]),
        warnings=tuple(warnings),
        parameters=parameters,
        reason=reason,
        neutral=count,
    )


def _solved(
    of: Equation, neutral: float, minimum_cell: int
) -> tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.int64]]:
    """Return the parameters, shape (B, 4), the reasons, and the neutral transitions, shape (B,)."""
    zero = of.valid & (np.abs(of.signal) <= neutral)
    count = np.asarray(zero.sum(axis=1), np.int64)
    many = np.maximum(count, 1)
    mean_own, mean_after = ((one * zero).sum(axis=1) / many for one in (of.own, of.after))
    off = (of.own - mean_own[:, None]) * zero
    square = (off * off).sum(axis=1)
    flat = square <= ALIKE * many * mean_own**2
    inertia = (off * of.after).sum(axis=1) / np.where(flat, 1.0, square)
    intercept = mean_after - inertia * mean_own
    left = of.after - intercept[:, None] - inertia[:, None] * of.own
    parameters, reason = [intercept, inertia], np.zeros((len(count), 4), np.int8)
    for column, sign, code in ((2, 1, FEW_POSITIVE), (3, -1, FEW_NEGATIVE)):
        beyond = of.valid & (sign * of.signal > neutral)
        v = of.signal * beyond
        few = beyond.sum(axis=1) < max(minimum_cell, 1)
        parameters.append((v * left).sum(axis=1) / np.where(few, 1.0, (v * v).sum(axis=1)))
        reason[few, column] = code
    reason[flat] = CONSTANT
    reason[count < max(minimum_cell, 3)] = FEW_NEUTRAL
    return np.stack(parameters, axis=1), reason, count
