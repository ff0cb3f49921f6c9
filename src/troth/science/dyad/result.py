"""The form of every result: estimates by name, how sure they are, whom they rest on, and what to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite, isnan
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from troth.science.dyad.cautions import Caution, CouplesDropped
from troth.science.dyad.words import NO_NUMBER, counted, number

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LEVEL", "Result", "plain"]

LEVEL = 0.95
NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Result:
    """What an analysis of couples found; every estimator adds its own facts.

    Attributes:
        method: The model, the likelihood and the version of the method, in a few words.
        estimates: Each parameter by name, in the units of the data.
        se: Standard errors by the same names; NaN where one is not defined.
        n_couples: How many couples the result rests on.
        dropped: How many couples were left out, by reason.
        loglik: The log-likelihood with all constants, or None where there is none.
        warnings: What to know before use.
    """

    method: str
    estimates: Mapping[str, float]
    se: Mapping[str, float]
    n_couples: int
    dropped: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    loglik: float | None = None
    warnings: tuple[Caution, ...] = ()

    @property
    def n_dropped(self) -> int:
        """How many couples were left out."""
        return sum(self.dropped.values())

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 95 % interval of each estimate, by the normal distribution unless the estimator has a better one."""
        z = float(ndtri(0.5 + LEVEL / 2))
        return {
            name: (value - z * self.se[name], value + z * self.se[name])
            for name, value in self.estimates.items()
            if name in self.se
        }

    @property
    def p_values(self) -> dict[str, float]:
        """The two-sided p of each estimate against 0, by the normal distribution."""
        return {
            name: float(2 * ndtr(-abs(value / self.se[name])))
            for name, value in self.estimates.items()
            if self.se.get(name)
        }

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Every warning, those about left-out couples first."""
        return (*(CouplesDropped(count, why) for why, count in self.dropped.items()), *self.warnings)

    def facts(self) -> dict[str, object]:
        """Return what this estimator has to tell beside its estimates, for `summary` and `to_dict`."""
        return {}

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain values, for JSON; what is not defined (NaN) or has no end is None."""
        told = {
            "method": self.method,
            "estimates": dict(self.estimates),
            "se": dict(self.se),
            "intervals": {name: list(ends) for name, ends in self.intervals.items()},
            "loglik": self.loglik,
            "n_couples": self.n_couples,
            "n_dropped": self.n_dropped,
            "dropped": dict(self.dropped),
            **self.facts(),
            "warnings": [caution.to_dict() for caution in self.cautions],
        }
        return {name: plain(value) for name, value in told.items()}

    def summary(self) -> str:
        """Return a table for people: estimates with errors, intervals and p, then the facts and the warnings."""
        lines = [self.method, f"{counted(self.n_couples, 'couple')}, {self.n_dropped} left out"]
        lines += ["", *self._table()] if self.estimates else []
        if self.loglik is not None:
            lines += ["", f"log-likelihood {self.loglik:.4f}"]
        lines += [f"{name.replace('_', ' ')}: {_shown(value)}" for name, value in self.facts().items()]
        lines += [f"! {caution}" for caution in self.cautions]
        return "\n".join(lines)

    def _table(self) -> list[str]:
        width = max(len(name) for name in self.estimates)
        lines = [f"{'':{width}}  {'estimate':>10}  {'SE':>9}  {'95 % interval':>23}  {'p':>7}"]
        ends, p_values = self.intervals, self.p_values
        for name, value in self.estimates.items():
            p = _p(p_values.get(name))
            error, interval = number(self.se.get(name)), _between(ends.get(name))
            lines.append(f"{name:{width}}  {number(value):>10}  {error:>9}  {interval:>23}  {p:>7}")
        return lines


def plain(value: object) -> object:
    """Return a value as JSON holds it; a number that is not defined, or has no end, is None.

    Example:
        >>> plain({"se": (0.5, float("nan"))})
        {'se': [0.5, None]}
    """
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if isfinite(value) else None
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def _between(ends: tuple[float, float] | None) -> str:
    return NO_NUMBER if ends is None or any(map(isnan, ends)) else " to ".join(map(number, ends))


def _p(value: float | None) -> str:
    if value is None or isnan(value):
        return ""
    return "< .001" if value < 0.001 else f"{value:.3f}".lstrip("0")  # noqa: PLR2004


def _shown(value: object) -> str:
    if value is None or isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items())
    if isinstance(value, list):
        return f"[{', '.join(_shown(one) for one in value)}]"
    return str(value)
