"""Why an analysis cannot be done; each message says what is wrong, where, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ConstantColumn",
    "DyadError",
    "NotACode",
    "NotComparable",
    "NotFinite",
    "NotIdentified",
    "NotModelled",
    "NotSettled",
    "PerfectFit",
    "TooFewCouples",
    "UnknownName",
    "WeakInstrument",
    "WrongShape",
]


class DyadError(ValueError):
    """These data cannot be analysed so."""


class WrongShape(DyadError):
    """The arrays do not fit together."""


class NotFinite(DyadError):
    """A number is infinite."""


class ConstantColumn(DyadError):
    """A variable has one value throughout, or repeats others, so that its effect is not defined."""


class TooFewCouples(DyadError):
    """There are fewer couples than the model has parameters."""


class NotIdentified(DyadError):
    """The model has more parameters than the data can tell apart, whatever their number."""


class NotComparable(DyadError):
    """These two results, or likelihoods of this kind, cannot be set against each other."""


class PerfectFit(DyadError):
    """The predictors or the other partner's outcome give the outcome without any error."""


class UnknownName(DyadError):
    """No such role, term or choice."""


class NotACode(DyadError):
    """An event carries a code that is not among the codes."""


class WeakInstrument(DyadError):
    """A predictor moves its own outcome too little to carry what that outcome does to the other; F by role."""

    def __init__(self, message: str, strength: Mapping[str, float]) -> None:
        super().__init__(message)
        self.strength = strength


class NotSettled(DyadError):
    """The search for the best fit did not end, so that there is none to report."""


class NotModelled(DyadError):
    """This way of fitting has no place for what was asked."""
