"""What is marked in a chart of trust for the care team: exercises that were done, and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.instruments.charts import EXERCISE, SESSION, Event
from troth.practice.instruments.schedule_queries import session_days
from troth.practice.programme.queries import days_done

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Run


def events_for(viewer: Viewer, couple_id: UUID, runs: Iterable[Run]) -> list[Event]:
    """Return the marked days of a couple; ``runs`` are theirs. Raises `Absent` outside the care team."""
    done = [Event(day, EXERCISE, title) for day, title in days_done(runs)]
    return [*done, *(Event(day, SESSION) for day in session_days(viewer, couple_id))]
