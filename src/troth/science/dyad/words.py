"""How numbers stand in a sentence and in a table."""

from __future__ import annotations

from math import isnan

__all__ = ["NO_NUMBER", "counted", "number"]

NO_NUMBER = "–"
"""Stands where a number is not defined."""


def counted(n: float, what: str) -> str:
    """Return how many of something there are; `what` is one of it, and gets an s where there are more or none.

    Example:
        >>> counted(1, "couple"), counted(12000, "usable couple"), counted(0, "draw")
        ('1 couple', '12000 usable couples', '0 draws')
    """
    return f"{n:.15g} {what}" if n == 1 else f"{n:.15g} {what}s"


def number(value: float | None) -> str:
    """Return a number with four decimals, or a dash where there is none.

    Example:
        >>> number(0.5), number(float("nan")), number(None)
        ('0.5000', '–', '–')
    """
    return NO_NUMBER if value is None or isnan(value) else f"{value:.4f}"
