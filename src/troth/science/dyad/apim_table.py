"""Couples as rows of numbers for an actor-partner model: which columns there are, and who enters which equation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import UnknownName, WrongShape
from troth.science.dyad.pairs import ROLES, couples, shared

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["ApimDesign", "ApimTable", "Term", "apim_table", "check_plain"]

INTERCEPT = "intercept"
VARIANCE = "variance"
"""Named among the terms that are held equal, for the residual variances."""
NO_VALUES = "no values of either partner"
ONE_PARTNER = "one partner only"
NO_OUTCOME = "missing outcome"
NO_PREDICTOR = "missing predictor"


@dataclass(frozen=True, slots=True)
class Term:
    """One effect: its name, and the column it takes in each partner's equation (0 is the constant)."""

    name: str
    columns: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ApimDesign:
    """What an actor-partner model is made of; equal designs have moments that merge.

    Attributes:
        columns: The columns' names, the constant first, both partners' outcomes last.
        swapped: For each column the one it becomes when the partners change places.
        terms: The effects, the intercept first.
        roles: Names of the two partners.
        moderated: Whether some columns are products of others.
    """

    columns: tuple[str, ...]
    swapped: tuple[int, ...]
    terms: tuple[Term, ...]
    roles: tuple[str, str]
    moderated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ApimTable:
    """Couples, one a row, in the columns of the design without the constant.

    Attributes:
        design: What the columns are.
        rows: Those who gave everything, floats of shape (n, p).
        dropped: How many couples these leave out, by reason.
        all_rows: All couples, NaN for what is missing; for `troth.science.dyad.fiml`.
    """

    design: ApimDesign
    rows: NDArray[np.float64]
    dropped: Mapping[str, int]
    all_rows: NDArray[np.float64]


def apim_table(
    outcome: ArrayLike,
    predictors: ArrayLike | Mapping[str, ArrayLike],
    *,
    covariates: Mapping[str, ArrayLike] | None = None,
    moderators: Mapping[str, ArrayLike] | None = None,
    roles: tuple[str, str] = ROLES,
) -> ApimTable:
    r"""Lay out couples for an actor-partner model; `troth.science.dyad.apim.apim` tells what the effects mean.

    Args:
        outcome: :math:`y`, shape (n, 2), one column a partner; NaN for what is missing.
        predictors: :math:`x`, shape (n, 2); or several by name. Each gets an actor and a partner effect.
        covariates: By name. Shape (n,) for what both share, such as years together; shape (n, 2) for what
            touches only its own person, such as one's own hours of sleep (an actor effect and no partner effect).
        moderators: By name, likewise. Every actor and partner effect is multiplied with them: those of the couple,
            shape (n,), or each person's own, shape (n, 2). Their own effect is added unless they are predictors or
            covariates already. Centre them first: the other effects are those where the moderator is 0.
        roles: Names of the two partners, in the order of the columns.

    Returns:
        The couples who gave everything, how many that leaves out, and all of them. **Missing data**: a couple counts once, under the
        first reason that fits: no values of either partner, one partner only, missing outcome, missing predictor.

    Raises:
        WrongShape: Arrays do not fit together, hold words, or would share a name.
        NotFinite: A value is infinite.
        UnknownName: The two roles have one name.

    Example:
        >>> table = apim_table([[3, 4], [5, float("nan")]], [[1, 2], [2, 2]], roles=("h", "w"))
        >>> [term.name for term in table.design.terms], table.rows.tolist(), table.dropped
        (['intercept', 'actor', 'partner'], [[1.0, 2.0, 3.0, 4.0]], {'missing outcome': 1})
    """
    if roles[0] == roles[1]:
        raise UnknownName(f"Both partners are called {roles[0]}: give them two names.")
    y = couples(outcome, "The outcome")
    layout = _Layout(len(y), roles)
    layout.add_predictors(predictors if isinstance(predictors, Mapping) else {"": predictors})
    for name, values in (covariates or {}).items():
        layout.add_covariate(name, values)
    for name, values in (moderators or {}).items():
        layout.add_moderator(name, values)
    last = layout.add_pair("the outcome", y)
    layout.check_names()
    rows = np.empty((len(layout.values), len(y)))
    for row, values in zip(rows, layout.values, strict=True):
        row[:] = values
    design = ApimDesign(
        tuple(layout.columns), tuple(layout.swapped), tuple(layout.terms), roles, bool(moderators)
    )
    return ApimTable(design, *_complete(rows, last, layout.own), rows.T)


def check_plain(design: ApimDesign, what: str) -> None:
    """Raise `WrongShape` unless the columns are both partners' one predictor and outcome.

    Example:
        >>> check_plain(apim_table([[3, 4], [5, 6]], [[1, 2], [2, 2]], covariates={"age": [30, 40]}).design, "It")
        Traceback (most recent call last):
        troth.science.dyad.errors.WrongShape: It has one predictor of both partners and nothing beside it.
    """
    if len(design.columns) != 5:  # noqa: PLR2004 - the constant, x and y of both
        raise WrongShape(f"{what} has one predictor of both partners and nothing beside it.")


@dataclass(slots=True)
class _Layout:
    """The table while it is put together."""

    n: int
    roles: tuple[str, str]
    columns: list[str] = field(default_factory=lambda: ["1"])
    swapped: list[int] = field(default_factory=lambda: [0])
    terms: list[Term] = field(default_factory=lambda: [Term(INTERCEPT, (0, 0))])
    values: list[NDArray[np.float64]] = field(default_factory=list)
    own: list[tuple[int, int]] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    predictors: list[tuple[str, NDArray[np.float64]]] = field(default_factory=list)

    def add_predictors(self, predictors: Mapping[str, ArrayLike]) -> None:
        if not predictors:
            raise WrongShape("An actor-partner model needs a predictor.")
        for name, values in predictors.items():
            self._take(name)
            found = couples(values, name or "The predictor", n=self.n)
            mark = f"_{name}" if len(predictors) > 1 else ""
            self.predictors.append((mark, found))
            self._add_effects(mark, "", self.add_pair(name or "the predictor", found))

    def add_covariate(self, name: str, values: ArrayLike) -> None:
        self._take(name)
        if np.ndim(values) == 1:
            column = self._add(name, shared(values, name, n=self.n))
            self.terms.append(Term(name, (column, column)))
        else:
            self.terms.append(Term(f"actor_{name}", self.add_pair(name, couples(values, name, n=self.n))))

    def add_moderator(self, name: str, values: ArrayLike) -> None:
        if name not in self.given:
            self.add_covariate(name, values)
        for mark, predictor in self.predictors:
            by = f"_by_{name}"
            if np.ndim(values) == 1:
                times = predictor * shared(values, name, n=self.n)[:, None]
                self._add_effects(mark, by, self.add_pair(f"predictor{mark} by {name}", times, own=False))
                continue
            found = couples(values, name, n=self.n)
            for who, times in (("actor", predictor * found), ("partner", predictor[:, ::-1] * found)):
                pair = self.add_pair(f"{who}{mark} by {name}", times, own=False)
                self.terms.append(Term(f"{who}{mark}{by}", pair))

    def check_names(self) -> None:
        names = [VARIANCE, *(term.name for term in self.terms)]
        for name in names:
            if names.count(name) > 1:
                raise WrongShape(f"{name} would be the name of two effects: give the variable another name.")

    def _add_effects(self, mark: str, by: str, pair: tuple[int, int]) -> None:
        self.terms += [Term(f"actor{mark}{by}", pair), Term(f"partner{mark}{by}", (pair[1], pair[0]))]

    def add_pair(self, name: str, values: NDArray[np.float64], *, own: bool = True) -> tuple[int, int]:
        first, second = (
            self._add(f"{name} of {role}", values[:, side]) for side, role in enumerate(self.roles)
        )
        self.swapped[first], self.swapped[second] = second, first
        if own:
            self.own.append((first, second))
        return first, second

    def _add(self, name: str, values: NDArray[np.float64]) -> int:
        self.columns.append(name)
        self.swapped.append(len(self.swapped))
        self.values.append(values)
        return len(self.values)

    def _take(self, name: str) -> None:
        if name in self.given:
            raise WrongShape(f"{name} is given twice: leave one out.")
        self.given.add(name)


def _complete(
    rows: NDArray[np.float64], outcome: tuple[int, int], own: list[tuple[int, int]]
) -> tuple[NDArray[np.float64], dict[str, int]]:
    """Return the complete columns of rows, shape (p, n), turned; and how many others there are, by reason."""
    if not np.isnan(rows.sum()):
        return rows.T, {}
    missing = np.isnan(rows)
    silent = [missing[[pair[side] - 1 for pair in own]].all(axis=0) for side in (0, 1)]
    why = {
        NO_VALUES: silent[0] & silent[1],
        ONE_PARTNER: silent[0] | silent[1],
        NO_OUTCOME: missing[[column - 1 for column in outcome]].any(axis=0),
        NO_PREDICTOR: missing.any(axis=0),
    }
    left, dropped = np.ones(rows.shape[1], dtype=bool), {}
    for reason, found in why.items():
        count = int((found & left).sum())
        if count:
            dropped[reason] = count
        left &= ~found
    return rows[:, left].T, dropped
