"""When trust has stayed better than at the beginning for weeks, for both partners. Pure.

Where the practice does not know how reliable the measure is, two points of ten stand for it, and the words say that
nothing is judged. The weeks, the number of answers and the two points are this project's choice and no finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Occasion = tuple[int, float | None, float | None]  # the day of asking as an ordinal, and both sides' values

DAYS = 56
FEWEST = 6
DESCRIBED = 2.0


def steady(rows: Sequence[Occasion], reliable_change: float | None) -> dict[str, Any] | None:
    """Return since when, until when and how far above their first answers both have stayed, or None.

    Every answer of the last eight weeks, at least six of each, lies a reliable change, or what stands for it, above that person's first,
    which is older. ``a`` and ``b`` hold the first answer and the lowest of these weeks. Days are ordinals.
    """
    if not rows:
        return None
    margin, until = DESCRIBED if reliable_change is None else reliable_change, rows[-1][0]
    found: dict[str, Any] = {"since": until - DAYS, "until": until, "margin": round(margin, 2)}
    found["judged"] = reliable_change is not None
    for at, side in enumerate("ab", start=1):
        points = [(row[0], value) for row in rows if isinstance(value := row[at], float | int)]
        recent = [(day, value) for day, value in points if day >= until - DAYS]
        if len(recent) < FEWEST or points[0][0] >= until - DAYS:
            return None
        first, lowest = points[0][1], min(value for _, value in recent)
        if lowest - first < margin:
            return None
        found["since"] = max(found["since"], recent[0][0])
        found[side] = [round(first, 2), round(lowest, 2)]
    return found
