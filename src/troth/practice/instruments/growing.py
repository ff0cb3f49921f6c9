"""How fast each partner's trust changed in the last year, with an interval. Pure.

The numbers asked for, and the year, are this project's choice: with fewer answers the assumption behind them weighs
more than they do, and over more than a year few courses are one straight line on any clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.science.growth.changes import changes
from troth.science.growth.series import series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troth.practice.instruments.steady import Occasion
    from troth.science.growth.population import Population

FEWEST = 8
DAYS = 56
YEAR = 365
MONTH = YEAR / 12


def growing(population: Population, rows: Sequence[Occasion]) -> dict[str, Any] | None:
    """Return each side's change a month in points with the ends of its interval, and between which days; or None.

    The days, ordinals, are those between which both answered: eight weeks at least, with eight answers of each.
    """
    year = [row for row in rows if row[0] > rows[-1][0] - YEAR]
    answered = [[row[0] for row in year if row[at] is not None] for at in (1, 2)]
    if min(map(len, answered)) < FEWEST:
        return None
    since, until = max(days[0] for days in answered), min(days[-1] for days in answered)
    if until - since < DAYS:
        return None
    start, months = year[0][0], (until - since) / MONTH
    days, a, b = zip(*year, strict=True)
    found = changes(population, series([day - start for day in days], a, b), since - start, until - start)
    spans = {
        side: [round(each / months, 3) for each in (one.moved, one.low95, one.high95)]
        for side, one in zip("ab", found, strict=True)
    }
    return {"since": since, "until": until, **spans}
