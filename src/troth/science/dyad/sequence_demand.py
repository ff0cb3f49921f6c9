"""Demand-withdraw, in both directions: does one partner withdraw after the other's demand, and who more?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.pairs import ROLES
from troth.science.dyad.result import Result
from troth.science.dyad.sequence_cells import log_odds
from troth.science.dyad.sequence_pooled import MEAN, Spread, pooled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from troth.science.dyad.sequence import Counts
    from troth.science.dyad.sequence_pooled import Method

__all__ = ["DemandWithdraw", "demand_withdraw"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DemandWithdraw(Result):
    """Both directions of demand-withdraw, their difference and their level, over couples.

    Attributes:
        spreads: For each estimate, how much couples differ.
        used: For each estimate, how many couples told something of it.
        log_odds: Of each couple, shape (n, 2): the first partner demands, the second demands. NaN if unknown.
        variances: Their sampling variances, shape (n, 2).
        covariance: The sampling covariance of the two within a couple, shape (n,).
    """

    spreads: Mapping[str, Spread]
    used: Mapping[str, int]
    log_odds: NDArray[np.float64]
    variances: NDArray[np.float64]
    covariance: NDArray[np.float64]

    def facts(self) -> dict[str, object]:
        """Return how many couples each estimate rests on and how they spread."""
        spreads = {name: spread.to_dict() for name, spread in self.spreads.items()}
        return {"couples_used": dict(self.used), "between_couples": spreads}


def demand_withdraw(
    counts: Counts,
    *,
    demand: tuple[int, int],
    withdraw: tuple[int, int],
    roles: tuple[str, str] = ROLES,
    method: Method = "REML",
) -> DemandWithdraw:
    r"""Tell how strongly withdrawal follows the partner's demand, in both directions, and which is stronger.

    Args:
        counts: Transitions of n couples between codes that say who acts.
        demand: The demand codes of the first and of the second partner.
        withdraw: Their withdraw codes, in the same order.
        roles: The partners' names.
        method: How couples are drawn together; see :func:`~troth.science.dyad.sequence_pooled.pooled`.

    Returns:
        In log odds, with :math:`\lambda_1` that the second withdraws after the first's demand and
        :math:`\lambda_2` the reverse, of each couple and then over couples:

        - `<role>_demands`: :math:`\lambda_1` and :math:`\lambda_2`, each over the couples that tell of it;
        - `asymmetry`: :math:`\lambda_1 - \lambda_2`, the minus part, whose p tests that both directions are alike;
        - `level`: :math:`(\lambda_1 + \lambda_2)/2`, the plus part; both over couples that tell of both.

        Both directions come from one table, and so their errors go together: with :math:`s = \pm 1` for the
        four groups of the transitions of each 2 x 2 table and N their sizes,
        :math:`\mathrm{cov} = \sum_{gh} s_g s_h N_{gh} / (N_g N_h)`, a half added to each size, :math:`N_{gh}`
        the transitions in both groups.

    Raises:
        WrongShape: The four codes are not four different ones among those counted.
        TooFewCouples: Fewer than two couples tell of a direction, or of both.

    **Missing data.** A couple without a demand or a withdrawal tells nothing of that direction. `dropped` counts
    the couples that tell of neither.

    **Limits.** What follows is not what is caused: a third thing may bring both. Roles must mean the same in all
    couples for the asymmetry to mean anything.

    **Reference.** Christensen, A., & Heavey, C. L. (1990). Gender and social structure in the demand/withdraw
    pattern of marital conflict. J. Pers. Soc. Psychol., 59, 73-81 (the pattern); Bakeman & Quera (2011).

    Example:
        >>> from troth.science.dyad.sequence import count_transitions
        >>> rows = [[0, 3, 0, 3, 2, 0, 3, 2, 1, 0, 2], [2, 0, 3, 0, 3, 1, 2, 0, 2, 1, 3]]
        >>> found = demand_withdraw(count_transitions(rows, 4), demand=(0, 2), withdraw=(1, 3))
        >>> list(found.estimates), found.estimates["asymmetry"] > 0
        (['a_demands', 'b_demands', 'asymmetry', 'level'], True)
    """
    chosen = (*demand, *withdraw)
    if len(set(chosen)) != len(chosen) or not all(0 <= code < counts.n_codes for code in chosen):
        raise WrongShape(
            f"Demand and withdraw are four different codes from 0 to {counts.n_codes - 1}, not {chosen}."
        )
    both = [log_odds(counts, demand[0], withdraw[1]), log_odds(counts, demand[1], withdraw[0])]
    (y1, v1), (y2, v2) = both
    shared = np.where(np.isnan(y1 + y2), np.nan, _covariance(counts, demand, withdraw))
    parts = {
        f"{roles[0]}_demands": pooled(y1, v1, method=method),
        f"{roles[1]}_demands": pooled(y2, v2, method=method),
        "asymmetry": pooled(y1 - y2, v1 + v2 - 2 * shared, method=method),
        "level": pooled((y1 + y2) / 2, (v1 + v2 + 2 * shared) / 4, method=method),
    }
    neither = int((np.isnan(y1) & np.isnan(y2)).sum())
    warnings = dict.fromkeys(caution for part in parts.values() for caution in part.warnings)
    return DemandWithdraw(
        method=f"Demand-withdraw in log odds at {counts.lag}, random-effects mean over couples, {method}",
        estimates={name: part.estimates[MEAN] for name, part in parts.items()},
        se={name: part.se[MEAN] for name, part in parts.items()},
        n_couples=counts.n_couples - neither,
        dropped={"no demand or no withdrawal in either direction": neither} if neither else {},
        warnings=tuple(warnings),
        spreads={name: part.spread for name, part in parts.items()},
        used={name: part.n_couples for name, part in parts.items()},
        log_odds=np.stack([y1, y2], axis=1),
        variances=np.stack([v1, v2], axis=1),
        covariance=shared,
    )


def _covariance(counts: Counts, demand: tuple[int, int], withdraw: tuple[int, int]) -> NDArray[np.float64]:
    """Return the sampling covariance of the two directions of each couple, shape (n,)."""
    total = np.zeros(counts.n_couples)
    ones = _groups(counts.n_codes, demand[0], withdraw[1])
    others = _groups(counts.n_codes, demand[1], withdraw[0])
    for i, one in enumerate(ones):
        for j, other in enumerate(others):
            sign = 1 if (i in {0, 3}) == (j in {0, 3}) else -1
            sizes = [(counts.table * group).sum(axis=(1, 2)) + 0.5 for group in (one, other)]
            total += sign * (counts.table * (one & other)).sum(axis=(1, 2)) / (sizes[0] * sizes[1])
    return total


def _groups(k: int, given: int, target: int) -> list[NDArray[np.bool_]]:
    """Return the four groups of cells of a 2 x 2 table: the cell, its row's rest, its column's rest, the rest."""
    row, column = np.zeros((k, k), bool), np.zeros((k, k), bool)
    row[given], column[:, target] = True, True
    return [row & column, row & ~column, ~row & column, ~row & ~column]
