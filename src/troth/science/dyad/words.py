"""How numbers stand in a sentence."""

from __future__ import annotations

__all__ = ["counted"]


def counted(n: float, what: str) -> str:
    """Return how many of something there are; `what` is one of it, and gets an s where there are more or none.

    Example:
        >>> counted(1, "couple"), counted(12000, "usable couple"), counted(0, "draw")
        ('1 couple', '12000 usable couples', '0 draws')
    """
    return f"{n:.15g} {what}" if n == 1 else f"{n:.15g} {what}s"
