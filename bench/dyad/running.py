"""The whole dyad benchmark at one size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.dyad import big_file, contest, cost
from bench.dyad.tasks import tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.dyad.big_file import Read
    from bench.dyad.contest import Outcome
    from bench.dyad.cost import Point
    from bench.dyad.tasks import Size


@dataclass(frozen=True)
class Results:
    """All that was measured at one size."""

    size: Size
    outcomes: Sequence[Outcome]
    file: Read
    points: Sequence[Point]

    @property
    def missed(self) -> list[str]:
        """The titles of tasks whose goals are missed, or whose sides found other numbers than we did."""
        found = [outcome.task.title for outcome in self.outcomes if outcome.missed]
        return [*found, *(["From a file"] if self.file.missed else [])]


def measured(size: Size, told: Callable[[str], None]) -> Results:
    """Analyse ever more couples and a file, then let every side do every task."""
    return Results(
        size=size,
        points=cost.measured(size.most_couples, size.repeats, told),
        file=big_file.measured(size.rows, 1, told),
        outcomes=[contest.held(task, size.repeats, size.rounds, told) for task in tasks(size)],
    )
