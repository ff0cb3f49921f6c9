"""Gottman-Murray dynamics: how each partner's next score in a conversation hangs on both partners' last ones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from troth.science.dyad.cautions import Caution, DescriptiveOnly, FewCouples, SlopesUnknown
from troth.science.dyad.dynamics_at_once import Seen, fitted_at_once
from troth.science.dyad.dynamics_fit import fitted, unpacked
from troth.science.dyad.dynamics_ojive import ojive_sums
from troth.science.dyad.dynamics_result import Dynamics, dropped, named, parameter_names, standard_errors
from troth.science.dyad.dynamics_shrink import population, shrunk
from troth.science.dyad.dynamics_steady import Influencing, chances
from troth.science.dyad.dynamics_sums import dynamics_sums
from troth.science.dyad.errors import DyadError, WrongShape
from troth.science.dyad.pairs import ROLES
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.dynamics_compiled import Jit
    from troth.science.dyad.dynamics_fit import Fitted
    from troth.science.dyad.dynamics_shrink import Population
    from troth.science.dyad.dynamics_sums import DynamicsSums, Form

__all__ = ["dynamics", "finish_dynamics"]

KNOWN, FEW_POSITIVE, FEW_NEGATIVE, CONSTANT, REPEATED, TOO_SHORT = range(6)
FEW = 30
DRAWS = 200


def dynamics(  # noqa: PLR0913 - what is asked of conversations, and the compiler beside it
    scores: ArrayLike,
    *,
    couples: ArrayLike | None = None,
    form: Form = "synchronous",
    influence: Influencing = "bilinear",
    minimum_cell: int = 8,
    roles: tuple[str, str] = ROLES,
    rng: np.random.Generator | None = None,
    draws: int = DRAWS,
    jit: Jit | None = None,
) -> Dynamics:
    r"""Describe how the partners of each couple carry on and answer each other in a rated conversation.

    Args:
        scores: Shape (n, T, 2): couple, moment, partner. Zero is neutral; NaN is missing. For one row a moment, see
            :func:`~troth.science.dyad.series.series`.
        couples: Who they are, shape (n,); 0, 1, 2, … without it.
        form: `synchronous`: both answer to the moment before. `sequential`: the first partner's turn comes first,
            and the second answers to it.
        influence: `bilinear`: one slope where the partner is above zero, one below. `ojive`: nothing between two
            thresholds and a step beyond each. `linear`: one slope, where there is too little for two.
        minimum_cell: How many transitions need the partner above zero, and how many below.
        roles: The partners' names.
        rng: Where draws for the uncertainty of steady states come from; without it there are none.
        draws: How many for each couple.
        jit: `numba.njit`, for compiled loops: seconds to compile, then many couples at once.

    Returns:
        **Model.** With W and H the partners' scores,

        .. math:: W_{t+1} = a_w + r_w W_t + I_w(H_t), \qquad H_{t+1} = a_h + r_h H_t + I_h(W_t),

        with :math:`I_h(W_{t+1})` in the sequential form, and :math:`I(v) = s^+ \max(v, 0) + s^- \min(v, 0)`.
        `intercept_<role>` is a, `inertia_<role>` r, `influence_positive_on_<role>` and
        `influence_negative_on_<role>` what the partner adds to that role's next score for each point above or below
        zero (`influence_on_<role>` in the linear form; in the ojive form the two steps). Least squares for each
        partner and couple, all couples side by side.

        `estimates` are means over couples, `se` their errors; the couples' own numbers are attributes, and
        `couple(i)` names them. `shrunk()` draws them towards the mean by what is noise in them; steady states are
        those of the drawn numbers: :math:`a/(1-r)` alone, and with influence one in each region of the plane at
        most.

    Raises:
        WrongShape, NotFinite: The arrays do not fit, or a score is infinite.
        DyadError: No such form or influence.

    **Missing data.** A transition counts where both partners have scores at a moment and at the next. A slope with
    fewer than `minimum_cell` transitions on its side is NaN (`few_positive`, `few_negative`); an equation is NaN
    where a series does not vary (`constant_series`) or repeats the other (`repeated`), or has fewer transitions than
    two cells need (`too_short`). `reason` holds the code of every number, and the result counts them. Couples with
    an equation that is not whole are left out of the means, and such an equation is not drawn towards them.

    **Errors.** Standard errors of a couple are those of least squares. The partners' residuals are taken to be
    independent given the last moment, and so are both equations' draws. The spread between couples is
    found by moments; the errors of the mean and of the spread do not enter a couple's posterior. In simulation with 100
    or 300 moments 95 % intervals of steady states held the truth in 90 to 98 of 100 couples.

    **Limits.** Descriptive only: nothing here is a prognosis for a couple. The well-known accuracies of predicting
    divorce from such models were fitted and counted in the same couples. Errors in the ratings make inertia and
    influence too small, and so do short conversations: in simulation inertia .4 was found as .36 with 60 moments and
    as .375 with 100. Residuals that hang together over time distort both.

    **Reference.** Cook, J., Tyson, R., White, J., Rushe, R., Gottman, J., & Murray, J. (1995). Mathematics of marital
    conflict. J. Fam. Psychol., 9, 110-130; Gottman, J. M., Murray, J. D., Swanson, C. C., Tyson, R., & Swanson, K. R.
    (2002). The mathematics of marriage. MIT Press.

    Example:
        >>> rng = np.random.default_rng(4)
        >>> y = np.zeros((400, 80, 2))
        >>> for t in range(1, 80):
        ...     v = y[:, t - 1, ::-1]
        ...     y[:, t] = 0.4 * y[:, t - 1] + 0.1 * np.maximum(v, 0) + 0.3 * np.minimum(v, 0)
        ...     y[:, t] += rng.normal(size=(400, 2))
        >>> found = dynamics(y, roles=("w", "h"))
        >>> round(found.estimates["inertia_w"], 1), round(found.estimates["influence_negative_on_h"], 1)
        (0.4, 0.3)
        >>> found.couple(0).transitions, found.n_couples
        (79, 400)
    """
    told = partial(
        _described,
        couples=couples,
        influence=influence,
        minimum_cell=minimum_cell,
        roles=roles,
        rng=rng,
        draws=draws,
    )
    if jit is not None and influence == "bilinear":
        return told(*fitted_at_once(scores, form=form, jit=jit, fewest=max(minimum_cell, 1)))
    if influence == "ojive":
        return told(*_solved(ojive_sums(scores, form=form, minimum_cell=minimum_cell), influence, jit))
    return told(*_solved(dynamics_sums(scores, form=form, jit=jit), influence, jit))


def finish_dynamics(
    sums: DynamicsSums,
    *,
    couples: ArrayLike | None = None,
    influence: Influencing = "bilinear",
    minimum_cell: int = 8,
    roles: tuple[str, str] = ROLES,
    rng: np.random.Generator | None = None,
    draws: int = DRAWS,
    jit: Jit | None = None,
) -> Dynamics:
    """Estimate from the sums of all couples; see `dynamics`.

    With `jit`, which is `numba.njit`, compiled loops solve the equations, as `dynamics_sums` sums them.

    Example:
        >>> one, other = np.random.default_rng(2).normal(size=(2, 30, 60, 2))
        >>> found = finish_dynamics(dynamics_sums(one) + dynamics_sums(other), influence="linear")
        >>> found.n_couples, list(found.estimates)[:3]
        (60, ['intercept_a', 'inertia_a', 'influence_on_a'])
    """
    return _described(
        *_solved(sums, influence, jit),
        couples=couples,
        influence=influence,
        minimum_cell=minimum_cell,
        roles=roles,
        rng=rng,
        draws=draws,
    )


def _solved(sums: DynamicsSums, influence: str, jit: Jit | None) -> tuple[Fitted, Seen]:
    """Solve from sums, and keep how much was seen."""
    if influence not in get_args(Influencing):
        raise DyadError(f"Influence is one of {', '.join(get_args(Influencing))}, not {influence}.")
    if (influence == "ojive") != (sums.thresholds is not None):
        raise WrongShape(
            "Sums for thresholds give the ojive form, and other sums the bilinear and the linear one."
        )
    products, means = (
        _linear(sums.products, sums.means) if influence == "linear" else (sums.products, sums.means)
    )
    seen = Seen(sums.transitions, sums.positive, sums.negative, sums.form, sums.thresholds)
    return fitted(products, means, sums.transitions, jit), seen


def _described(
    fit: Fitted,
    seen: Seen,
    *,
    couples: ArrayLike | None,
    influence: Influencing,
    minimum_cell: int,
    roles: tuple[str, str],
    rng: np.random.Generator | None,
    draws: int,
) -> Dynamics:
    """Say what is not known and why, and pool what is."""
    who = _names(couples, len(seen.transitions))
    reason = _reasons(seen, fit.constant, fit.alike, influence, minimum_cell)
    lost = np.flatnonzero(reason.any(axis=(0, 1)))
    used = len(seen.transitions) - len(lost)
    of = _pooled(fit, reason, lost)
    own, spread = (np.moveaxis(one, (0, 1), (2, 1)) for one in (fit.parameters, fit.packed))
    why = np.moveaxis(reason, (0, 1), (2, 1))
    labels = parameter_names(influence, roles)
    edges = None if seen.thresholds is None else np.moveaxis(seen.thresholds, 2, 0)
    drawn = (
        None
        if rng is None
        else chances(
            shrunk(own, unpacked(spread), of),
            rng,
            draws=draws,
            form=seen.form,
            influence=influence,
            thresholds=edges,
        )
    )
    return Dynamics(
        method=_method(seen.form, influence),
        estimates=named(labels, of.mean),
        se=named(labels, standard_errors(of.covariance)),
        n_couples=used,
        dropped=dropped(why[lost]),
        warnings=_warnings(labels, why[lost], used),
        couples=who,
        parameters=own,
        packed=spread,
        reason=why,
        residual_variance=fit.residual_variance.T,
        transitions=seen.transitions,
        positive=seen.positive.T,
        negative=seen.negative.T,
        population=of,
        form=seen.form,
        influence=influence,
        thresholds=edges,
        chances=drawn,
        roles=roles,
    )


def _pooled(fit: Fitted, reason: NDArray[np.int8], lost: NDArray[np.intp]) -> Population:
    """Draw the couples together but for those lost, and write NaN for what is not known of these."""
    unknown = reason[..., lost] != KNOWN
    own, spread, rest = fit.parameters[..., lost], fit.packed[..., lost], fit.residual_variance[..., lost]
    fit.parameters[..., lost] = fit.packed[..., lost] = 0.0
    used, sums, whole = fit.packed.shape[2] - len(lost), None, fit.sums
    if whole is not None and whole[0, -1] == used:  # else some went the plain way
        sums, noise = (whole[:, :4], unpacked(whole[:, 4:14])), whole[:, 14:24]
    else:
        noise = fit.packed.sum(axis=2).T
    noise = unpacked(noise / max(used, 1))
    found = population(np.moveaxis(fit.parameters, (0, 1), (2, 1)), noise, lost, sums=sums)
    row, column = np.tril_indices(len(reason))
    fit.parameters[..., lost] = np.where(unknown, np.nan, own)
    fit.packed[..., lost] = np.where(unknown[row] | unknown[column], np.nan, spread)
    fit.residual_variance[..., lost] = np.where(unknown[:2].any(axis=0), np.nan, rest)
    return found


def _names(couples: ArrayLike | None, n: int) -> NDArray[Any]:
    who = np.arange(n) if couples is None else np.asarray(couples)
    if who.shape != (n,):
        raise WrongShape(f"The names of {counted(n, 'couple')} have the shape {who.shape}.")
    return who


def _linear(
    products: NDArray[np.float64], means: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw the two parts of the partner's score together."""
    rows = np.stack([products[0], products[1] + products[2], products[3]])
    both = np.stack([rows[:, 0], rows[:, 1] + rows[:, 2], rows[:, 3]], axis=1)
    return both, np.stack([means[0], means[1] + means[2], means[3]])


def _reasons(
    seen: Seen,
    constant: NDArray[np.bool_],
    alike: NDArray[np.bool_],
    influence: str,
    minimum_cell: int,
) -> NDArray[np.int8]:
    """Return the reason of every number, shape (k, 2, n); what is graver is written later."""
    size = len(constant)
    found = np.zeros((size, *alike.shape), np.int8)
    fewest = max(minimum_cell, 1)
    if influence != "linear":
        np.less(seen.positive, fewest, out=found[2].view(bool))  # true is FEW_POSITIVE
        np.less(seen.negative, fewest, out=found[3].view(bool))
        found[3] *= FEW_NEGATIVE
    odd = np.flatnonzero(alike.any(axis=0) | constant.any(axis=(0, 1)))
    if len(odd):
        flat = constant[..., odd]
        why = np.where(alike[:, odd], REPEATED, found[..., odd])
        found[..., odd] = np.where(flat[0] | flat[-1] | flat[1:-1].all(axis=0), CONSTANT, why)
    short = seen.transitions < max(2 * minimum_cell, size + 1)
    if short.any():
        found[:, :, short] = TOO_SHORT
    return found


def _method(form: Form, influence: Influencing) -> str:
    told = {"bilinear": "one slope above zero and one below", "linear": "one slope"}
    return (
        f"Gottman-Murray dynamics, {form}; {influence} influence ({told.get(influence, 'a step beyond thresholds')}), "
        "least squares by couple, means over couples"
    )


def _warnings(names: list[str], reason: NDArray[np.int8], used: int) -> tuple[Caution, ...]:
    found: list[Caution] = [DescriptiveOnly()]
    thin = int(((reason == FEW_POSITIVE) | (reason == FEW_NEGATIVE)).any(axis=(1, 2)).sum())
    if thin:
        found.append(SlopesUnknown(thin))
    if used < FEW:
        found.append(FewCouples(used, len(names)))
    return tuple(found)
