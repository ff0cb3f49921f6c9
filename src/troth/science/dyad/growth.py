"""Two curves for every couple, over many couples: growth of both partners together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from troth.science.dyad.growth_balanced import balanced, closed_form
from troth.science.dyad.growth_reader import Summed
from troth.science.dyad.growth_result import growth_task, told
from troth.science.dyad.growth_rows import NOTHING
from troth.science.dyad.growth_search import search
from troth.science.dyad.growth_sums import growth_partial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from troth.science.dyad.growth_result import Growth, Model
    from troth.science.dyad.growth_sums import GrowthSums

__all__ = ["growth", "growth_finish"]


def growth(
    couple: ArrayLike,
    time: ArrayLike,
    scores: ArrayLike,
    *,
    covariates: Mapping[str, ArrayLike] = NOTHING,
    varying: Mapping[str, ArrayLike] = NOTHING,
    **model: Unpack[Model],
) -> Growth:
    r"""Fit two straight lines per couple whose levels, slopes and errors are correlated between partners.

    Args:
        couple: Whose occasion it is, shape (m,).
        time: When it was, in any unit; pass log sessions where the first carry most of the change. Shape (m,).
        scores: Both partners' scores, NaN for none, shape (m, 2). Times may differ between couples, and an
            occasion may have one partner only.
        covariates: Variables of the couple by name, one value an occasion; each changes intercepts and slopes
            (and the effects of what varies).
        varying: Variables that change from occasion to occasion, by name, shape (m,), or (m, 2) with an own value
            of each partner; their effects are the same for all couples. For days against persons see
            `within_between`.
        **model: `roles`, what the partners of the two columns are called. `indistinguishable`: the columns carry
            no meaning, and swapping partners must change nothing. `alike`: roles whose slopes do not differ between couples, so that only levels do.
            `reml`: restricted likelihood, for unbiased variances; plain likelihood for comparing fixed effects.

    Returns:
        `intercept_<role>`, `slope_<role>` (and `intercept_<role>:covariate`), the variance parts
        `var_intercept_<role>`, `cov_intercept_<role>_slope_<role>` and so on, `var_residual_<role>`,
        `cov_residual`; `actor_<name>_<role>` and `partner_<name>_<role>` of what varies with an own value of each
        partner, `<name>_<role>` of what varies for both; without roles `intercept`, `slope`, `var_intercept`, `cov_intercepts` (between the
        partners) and so on.

    Raises:
        WrongShape: The arrays do not fit together, or a couple has two rows at one time.
        NotFinite: A number is infinite, or a time is missing.
        ConstantColumn: No spread in scores or times; covariates repeat one another; scores without error.
        NotIdentified: No couple has three answers of a partner, or the occasions do not tell the spreads apart.
        TooFewCouples: Not more couples than parameters.
        UnknownName: `alike` names no role, or one of two partners without roles.

    **Model.** :math:`y_{ip}(t) = d_{ip0} + d_{ip1}t + e_{ip}(t)`, :math:`d_i \sim N(\mathcal{A}_i\beta, G)` with G
    free (4 by 4), and to the line are added the effects of what varies, :math:`w_i(t)'\gamma_p`; :math:`(e_h, e_w) \sim N(0, R)` with R free (2 by 2) and independent over occasions.

    **Estimate.** Where all couples have the same times and every occasion is whole, in closed form:
    :math:`R = \Omega/(n(T-2))` from the pooled residuals and :math:`G = S_b - R \otimes F^{-1}`. Otherwise the
    sums of each couple give :math:`H = (I + AG)^{-1}A` and the score; from two starts a few steps of
    expectation-maximisation, BFGS on Cholesky factors and Newton's method. G may end singular, which is said.

    **Errors.** Those of means take G and R as known, as mixed-model programs do; `se_complete` counts that
    they are estimated, as structural-equation programs do with missing data. Those of variance parts come
    from the observed information; at the edge of G there are none (NaN).

    **Missing data.** Missing at random given what was answered. Couples without an answer, or without a
    covariate, are left out and counted, and so are occasions that lack what varies (`OccasionsDropped`).

    **Reference.** Laird, N. M., & Ware, J. H. (1982). Random-effects models for longitudinal data. Biometrics,
    38(4), 963-974; Kenny, D. A., Kashy, D. A., & Cook, W. L. (2006). Dyadic data analysis. Compared with nlme
    in `tests/oracles/dyad_growth.R`.

    Example:
        >>> import numpy as np
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> couple, time = np.repeat(np.arange(40), 5), np.tile(np.arange(5.0), 40)
        >>> curve = rng.normal([5, 0.5, 6, 0.2], 0.5, (40, 4))[couple].reshape(-1, 2, 2)
        >>> scores = curve[:, :, 0] + curve[:, :, 1] * time[:, None] + rng.normal(0, 0.5, (200, 2))
        >>> found = growth(couple, time, scores, roles=("h", "w"))
        >>> {name: round(found.estimates[name], 1) for name in found.fixed}
        {'intercept_h': 5.0, 'slope_h': 0.5, 'intercept_w': 5.9, 'slope_w': 0.1}
    """
    sums = growth_partial(couple, time, scores, covariates=covariates, varying=varying)
    return growth_finish(sums, **model)


def growth_finish(sums: GrowthSums, **model: Unpack[Model]) -> Growth:
    """Fit the model of :func:`growth` to sums from `growth_partial`, merged or not; the same arguments and errors.

    Example:
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> couple, time, scores = made_up_growth(60, 4)
        >>> half = [growth_partial(couple[part], time[part], scores[part]) for part in (slice(80), slice(80, 240))]
        >>> growth_finish(half[0] + half[1], indistinguishable=True).fixed
        ('intercept', 'slope')
    """
    task = growth_task(sums, **model)
    own, x, form = task.units.moved(task.used), task.used.x, task.form
    reader, found = Summed.of(own, x), None
    if form.plain and balanced(own):
        found = closed_form(own, x, form, restricted=task.reml)
    if found is not None:
        return told(task, reader, found, "closed form")
    return told(task, reader, search(reader, form, restricted=task.reml), "by iteration")
