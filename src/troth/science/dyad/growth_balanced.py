"""Couples who were all asked at the same times and always both answered: growth in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.growth_search import Found, check_noise, on_boundary
from troth.science.growth.likelihood import Spreads, laid_out, read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.growth_form import Form
    from troth.science.growth.occasions import OccasionSums

__all__ = ["balanced", "closed_form"]

SAME = 1e-10


def balanced(sums: OccasionSums) -> bool:
    """Tell whether all couples have the same times, as far as growth is concerned, and only whole occasions.

    Example:
        >>> from troth.science.dyad.growth_sums import growth_partial
        >>> times, scores = [0, 1, 2, 0, 1, 2], [[4, 6], [5, 7], [6, 8], [3, 3], [4, 3], [4, 5]]
        >>> balanced(growth_partial([1, 1, 1, 2, 2, 2], times, scores).occasions)
        True
    """
    alone = sums.count[:, 1:].any()
    return not alone and bool(np.abs(sums.ff[:, 0] - sums.ff[0, 0]).max() <= SAME * sums.ff[0, 0].max())


def closed_form(sums: OccasionSums, x: NDArray[np.float64], form: Form, *, restricted: bool) -> Found | None:
    r"""Return the best fit without iteration, or None where G would have a negative direction.

    With :math:`F = \sum_t f_tf_t'` and each couple's least-squares coefficients :math:`\hat b_i`, regressed on
    its covariates, :math:`R = \Omega/(n(T-2))`, :math:`S_b = E'E/\nu` with :math:`\nu = n` (ML) or
    :math:`n - k` (REML), and :math:`G = S_b - R \otimes F^{-1}`. :math:`S_b` and R are independent Wishart
    matrices, from which the covariance of their entries follows.

    Example:
        >>> from troth.science.dyad.growth_form import with_roles
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> from troth.science.dyad.growth_sums import growth_partial
        >>> couple, time, scores = made_up_growth(40, 4)
        >>> sums = growth_partial(couple, time, scores)
        >>> found = closed_form(sums.occasions, sums.x, with_roles(("h", "w")), restricted=True)
        >>> found.converged, found.rounds
        (True, 1)
    """
    n, occasions = sums.couples, float(sums.count[0, 0])
    inverse = np.linalg.inv(sums.ff[0, 0])
    own = sums.yf[:, 0] @ inverse
    rest = sums.yy[:, 0].sum(axis=0) - np.einsum("npi,nqi->pq", own, sums.yf[:, 0])
    loose = n * (occasions - 2)
    within = (rest + rest.T) / (2 * loose)
    check_noise(within)
    each = own.reshape(n, 4)
    errors = each - x @ np.linalg.lstsq(x, each, rcond=None)[0]
    free = n - x.shape[1] if restricted else n
    spread = errors.T @ errors / free
    between = spread - np.kron(within, inverse)
    if on_boundary(between):
        return None
    spreads = Spreads(between, within, form.pooled, restricted=restricted)
    reading = read(laid_out(sums, x), spreads)
    covariance = _covariance(form, spread, within, inverse, (free, loose))
    return Found(spreads, reading, covariance, np.zeros((reading.mean.size, reading.mean.size)), True, 1)


def _covariance(
    form: Form,
    spread: NDArray[np.float64],
    within: NDArray[np.float64],
    inverse: NDArray[np.float64],
    freedom: tuple[float, float],
) -> NDArray[np.float64]:
    """Return the covariance of the entries of G and R from those of S_b and R."""
    of_spread = _wishart(spread, [place for _, place in form.between], freedom[0])
    noise = [place for _, place in form.within]
    of_noise = _wishart(within, noise, freedom[1])
    taken = np.zeros((len(of_spread), len(of_noise)))
    for row, (_, (i, j)) in enumerate(form.between):
        pair = (min(i // 2, j // 2), max(i // 2, j // 2))
        taken[row, noise.index(pair)] = inverse[i % 2, j % 2]
    upper = of_spread + taken @ of_noise @ taken.T
    beside = -taken @ of_noise
    return np.block([[upper, beside], [beside.T, of_noise]])


def _wishart(mean: NDArray[np.float64], places: list[tuple[int, int]], freedom: float) -> NDArray[np.float64]:
    i, j = np.array(places).T
    crossed = mean[np.ix_(i, i)] * mean[np.ix_(j, j)] + mean[np.ix_(i, j)] * mean[np.ix_(j, i)]
    found: NDArray[np.float64] = crossed / freedom
    return found
