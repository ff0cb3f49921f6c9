"""Growth is fitted in units of the data's own spread; the way there and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import ConstantColumn, NotIdentified
from troth.science.growth.occasions import OccasionSums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.growth_form import Form
    from troth.science.dyad.growth_rows import Varying
    from troth.science.dyad.growth_sums import GrowthSums

__all__ = ["Units", "in_own_units"]

SEATS = ((0, 1), (0, 2))
"""The kinds of occasions at which each partner answered."""
REPEATED = 1e-10
NOTHING = 1e-12
"""A variance below this share of the mean square is rounding."""
ROUNDING = 1e-15
"""A spread below this share of where scores lie is rounding too."""


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """What was measured in what: `origin` (2,) and `spread` (2,) of scores, `start` and `pace` (s - 1,) of time and what varies."""

    origin: NDArray[np.float64]
    spread: NDArray[np.float64]
    start: NDArray[np.float64]
    pace: NDArray[np.float64]

    @property
    def turn(self) -> NDArray[np.float64]:
        """Turns the d coefficients in own units into those of the data, shape (d, d), but for the origin."""
        one = np.diag(np.append(1.0, 1 / self.pace)).astype(np.float64)
        one[0, 1:] = -self.start / self.pace
        found: NDArray[np.float64] = np.kron(np.diag(self.spread), one).astype(np.float64)
        return found

    def design(self, time: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the design (m, s) of occasions in these units."""
        moved = (np.column_stack([time, columns]) - self.start) / self.pace
        found: NDArray[np.float64] = np.column_stack([np.ones(len(moved)), moved])
        return found

    def moved(self, sums: GrowthSums) -> OccasionSums:
        """Return the sums in these units."""
        old = sums.moved(self.origin, float(self.start[0])).occasions
        f, y = np.diag(np.append(1.0, 1 / self.pace)), np.diag(1.0 / self.spread)
        f[2:, 0] = -self.start[1:] / self.pace[1:]
        return OccasionSums(old.count, f @ old.ff @ f.T, y @ old.yf @ f.T, y @ old.yy @ y)

    def spreads_back(
        self, between: NDArray[np.float64], within: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return G and R in the units of the data."""
        return self.turn @ between @ self.turn.T, within * np.outer(self.spread, self.spread)

    def entries_back(self, form: Form) -> NDArray[np.float64]:
        """Return the matrix that turns the named entries of G and R into the units of the data."""
        size = len(form.spread_names)
        return np.stack(
            [form.natural(*self.spreads_back(*form.matrices(unit))) for unit in np.eye(size)], axis=1
        )

    def loglik_shift(self, form: Form, count: NDArray[np.float64], regressors: int, *, reml: bool) -> float:
        """Return what the log-likelihood gains or loses on the way back."""
        scores = np.array([count[list(kinds)].sum() for kinds in SEATS])
        lost = -float(scores @ np.log(self.spread))
        return lost + (regressors * float(np.linalg.slogdet(self.means_back(form))[1]) if reml else 0.0)

    def means_back(self, form: Form) -> NDArray[np.float64]:
        """Return the matrix that turns the free means (but for the origin) into the units of the data."""
        found: NDArray[np.float64] = np.linalg.pinv(form.pooled) @ self.turn @ form.pooled
        return found


def in_own_units(sums: GrowthSums, roles: tuple[str, str], *, symmetric: bool) -> Units:
    """Return the data's own units, the same for both partners where these are `symmetric`.

    Raises:
        NotIdentified: One role has no answers, no couple has enough, or none answered together.
        ConstantColumn: One role has one score throughout, or was asked at one time only.

    Example:
        >>> from troth.science.dyad.growth_sums import growth_partial
        >>> sums = growth_partial([1, 1, 1], [0, 1, 2], [[4, 6], [5, 7], [6, 8]])
        >>> in_own_units(sums, ("h", "w"), symmetric=False).origin.tolist()
        [5.0, 7.0]
    """
    old = sums.occasions
    _check_told(old, roles)
    total = old.count.sum(axis=0)
    answers = np.array([total[list(kinds)].sum() for kinds in SEATS])
    of_scores = np.einsum("nkpi->pi", old.yf)[:, 0]
    means = of_scores / answers
    origin = means + sums.score_origin
    squares = np.einsum("nkpp->p", old.yy) / answers
    variances = squares - means**2
    start, pace = _clock(sums, answers, roles)
    for place, role in enumerate(roles):
        if variances[place] <= NOTHING * squares[place] + (ROUNDING * origin[place]) ** 2:
            raise ConstantColumn(f"Partner {role} has one score throughout: there is no curve to find.")
    spread = np.sqrt(variances)
    if symmetric:
        spread = np.full(2, np.sqrt((spread**2).mean()))
        origin = np.full(2, (origin @ answers) / answers.sum())
    start[0] += sums.time_origin
    return Units(origin, spread, start, pace)


def _clock(
    sums: GrowthSums, answers: NDArray[np.float64], roles: tuple[str, str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return centre and spread of time and of what varies; the two columns of a pair share theirs."""
    f = np.stack([sums.occasions.ff[:, list(kinds)].sum(axis=(0, 1)) for kinds in SEATS])
    means = f[:, 0, 1:] / answers[:, None]
    squares = np.diagonal(f, axis1=1, axis2=2)[:, 1:] / answers[:, None]
    variances = squares - means**2
    for place, role in enumerate(roles):
        if variances[place, 0] <= NOTHING * squares[place, 0]:
            raise ConstantColumn(f"Partner {role} was asked at one time only: there is no curve to find.")
        _check_apart(f[place], sums.varying, role)
    start = f[:, 0, 1:].sum(axis=0) / answers.sum()
    spread = variances.mean(axis=0)
    at = 1
    for each in sums.varying:
        here = slice(at, at + each.columns)
        start[here], spread[here] = start[here].mean(), spread[here].mean()
        at += each.columns
    return start, np.sqrt(spread)


def _check_apart(f: NDArray[np.float64], varying: tuple[Varying, ...], role: str) -> None:
    """Raise where what varies does not, or repeats time or other columns, at the occasions of one partner."""
    if not varying:
        return
    about = f[1:, 1:] - np.outer(f[0, 1:], f[0, 1:]) / f[0, 0]
    size = np.sqrt(np.diag(about).clip(0))
    flat = size**2 <= NOTHING * np.diag(f)[1:]
    if flat.any() or np.linalg.eigvalsh(about / np.outer(size, size))[0] < REPEATED:
        raise ConstantColumn(
            f"{', '.join(each.name for each in varying)}: one has one value throughout, or repeats time or others, "
            f"where partner {role} answered; leave it out."
        )


def _check_told(occasions: OccasionSums, roles: tuple[str, str]) -> None:
    for role, kinds in zip(roles, SEATS, strict=True):
        most = occasions.count[:, list(kinds)].sum(axis=1).max(initial=0)
        if most < 3:  # noqa: PLR2004 - a line takes two, its error a third
            raise NotIdentified(
                f"No couple has three answers of partner {role}: spread between couples cannot be told from that within them."
            )
    if occasions.count[:, 0].sum() == 0:
        raise NotIdentified(
            "The partners never answered at one time: how their errors go together is not told."
        )
