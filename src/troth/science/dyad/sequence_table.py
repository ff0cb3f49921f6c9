"""A whole table of transitions as one result: each cell over couples, and all couples taken as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.cautions import NothingTold
from troth.science.dyad.errors import TooFewCouples, WrongShape
from troth.science.dyad.result import Result
from troth.science.dyad.sequence_cells import Cells, cells
from troth.science.dyad.sequence_pooled import MEAN, pooled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.cautions import Caution
    from troth.science.dyad.sequence import Counts
    from troth.science.dyad.sequence_pooled import Method, Spread

__all__ = ["Sequential", "sequential"]

NO_EVENTS = "no transition at all"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sequential(Result):
    """The log odds of each transition over couples; estimates are named `earlier>later`.

    Attributes:
        codes: Names of the codes.
        used: For each cell, how many couples told something of it.
        unknown: For each cell of which some couples told nothing, how many by reason.
        spreads: For each cell pooled over couples, how they differ.
        total: Counts of all couples taken as one, shape (K, K).
        together: The statistics of that table.
    """

    codes: tuple[str, ...]
    used: Mapping[str, int]
    unknown: Mapping[str, Mapping[str, int]]
    spreads: Mapping[str, Spread]
    total: NDArray[np.int64]
    together: Cells

    def facts(self) -> dict[str, object]:
        """Return the couples behind each cell, and the table of all couples taken as one."""
        test = self.together.test
        return {
            "codes": list(self.codes),
            "couples_used": dict(self.used),
            "couples_unknown": {cell: dict(why) for cell, why in self.unknown.items()},
            "between_couples": {cell: spread.to_dict() for cell, spread in self.spreads.items()},
            "counts": self.total.tolist(),
            "z": _plain(self.together.z[0]),
            "yules_q": _plain(self.together.q[0]),
            "kappa": _plain(self.together.kappa[0]),
            "chi_square": _known(test.chi_square[0]),
            "df": int(test.df[0]),
            "df_all_codes": test.df_all_codes,
            "p": _known(test.p[0]),
        }


def sequential(
    counts: Counts,
    *,
    codes: tuple[str, ...] | None = None,
    impossible: ArrayLike | None = None,
    method: Method = "REML",
) -> Sequential:
    """Tell of every transition how strongly it is favoured, over couples.

    Args:
        counts: Transitions of n couples between K codes.
        codes: Names of the codes; `0`, `1`, … without it.
        impossible: Cells that cannot occur, shape (K, K).
        method: How couples are drawn together; see :func:`~troth.science.dyad.sequence_pooled.pooled`.

    Returns:
        The random-effects mean of each cell's log odds (see :func:`~troth.science.dyad.sequence_cells.cells`).
        With one couple, its own log odds. A cell of which fewer than two couples tell (none, with one couple) has
        no estimate and stands in `unknown` with the reasons. Beside it the table of all couples taken as one, whose
        z and chi-square treat all transitions as of one conversation: too sure where couples differ.

    Raises:
        WrongShape: The names do not fit, or a cell said to be impossible occurred.
        TooFewCouples: No couple has a transition.

    **Missing data.** Events without a code are in no transition. A couple without any transition is left out and counted
    in `dropped`; one that tells nothing of a cell is missing from that cell only, and counted in `unknown` by reason.

    **Limits.** K x K cells are as many tests: with 36, two are below .05 by chance.

    **Reference.** Bakeman, R., & Quera, V. (2011). Sequential analysis and observational methods for the behavioral
    sciences. Cambridge University Press; Wampold, B. E., & Margolin, G. (1982). Nonparametric strategies to test the
    independence of behavioral states in sequential data. Psychol. Bull., 92, 755-765.

    Example:
        >>> from troth.science.dyad.sequence import count_transitions
        >>> rows = [[0, 1, 0, 1, 1, 0, 0, 1], [0, 0, 1, 0, 1, 1, 0, 1]]
        >>> found = sequential(count_transitions(rows, 2), codes=("ask", "answer"))
        >>> round(found.estimates["ask>answer"], 3), found.used["ask>answer"], found.total.tolist()
        (1.358, 2, [[2, 6], [4, 2]])
    """
    names = codes or tuple(map(str, range(counts.n_codes)))
    if len(names) != counts.n_codes or len(set(names)) != len(names):
        raise WrongShape(f"{counts.n_codes} codes need as many different names, not {', '.join(names)}.")
    silent = int((counts.table.sum(axis=(1, 2)) == 0).sum())
    if silent == counts.n_couples:
        raise TooFewCouples("No couple has one code after another: there is nothing to tell.")
    found = cells(counts, impossible=impossible)
    estimates, se, used = {}, {}, {}
    spreads: dict[str, Spread] = {}
    unknown: dict[str, Mapping[str, int]] = {}
    warnings: dict[Caution, None] = {}
    for a, b in np.ndindex(counts.n_codes, counts.n_codes):
        cell = f"{names[a]}>{names[b]}"
        values, variances = found.log_odds[:, a, b], found.variance[:, a, b]
        used[cell] = int((~np.isnan(values)).sum())
        if why := found.reasons(a, b):
            unknown[cell] = why
        if counts.n_couples == 1 and used[cell]:
            estimates[cell], se[cell] = float(values[0]), float(variances[0] ** 0.5)
        elif used[cell] > 1:
            part = pooled(values, variances, method=method)
            estimates[cell], se[cell], spreads[cell] = part.estimates[MEAN], part.se[MEAN], part.spread
            warnings |= dict.fromkeys(part.warnings)
    if not estimates:
        warnings[NothingTold(counts.n_couples - silent)] = None
    total = counts.total()
    return Sequential(
        method=f"Lag-sequential log odds at {counts.lag}, "
        + ("one couple" if counts.n_couples == 1 else f"random-effects mean over couples, {method}"),
        estimates=estimates,
        se=se,
        n_couples=counts.n_couples - silent,
        dropped={NO_EVENTS: silent} if silent else {},
        warnings=tuple(warnings),
        codes=names,
        used=used,
        unknown=unknown,
        spreads=spreads,
        total=total.table[0],
        together=cells(total, impossible=impossible),
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _plain(table: NDArray[np.float64]) -> list[list[float | None]]:
    return [[_known(value) for value in row] for row in table]
