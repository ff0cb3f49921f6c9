from __future__ import annotations

from django.db import models


class RunState(models.TextChoices):
    """Where a couple's doing of an exercise stands."""

    ASSIGNED = "assigned", "not begun yet"
    GOING = "going", "under way"
    PAUSED = "paused", "paused"
    DONE = "done", "done"
    STOPPED = "stopped", "stopped"
    WITHDRAWN = "withdrawn", "taken back"


RUN_MOVES: dict[RunState, frozenset[RunState]] = {
    RunState.ASSIGNED: frozenset({RunState.GOING, RunState.STOPPED, RunState.WITHDRAWN}),
    RunState.GOING: frozenset({RunState.PAUSED, RunState.DONE, RunState.STOPPED}),
    RunState.PAUSED: frozenset({RunState.GOING, RunState.STOPPED}),
    RunState.DONE: frozenset(),
    RunState.STOPPED: frozenset(),
    RunState.WITHDRAWN: frozenset(),
}

STOPPED_STEP = "~stopped"  # no step of any exercise is called so: what one says of a stop
LIVE_RUNS = frozenset({RunState.ASSIGNED, RunState.GOING, RunState.PAUSED})


class CourseState(models.TextChoices):
    """Where a couple's way through a programme stands."""

    GOING = "going", "under way"
    DONE = "done", "done"
    ENDED = "ended", "ended"


COURSE_MOVES: dict[CourseState, frozenset[CourseState]] = {
    CourseState.GOING: frozenset({CourseState.DONE, CourseState.ENDED}),
    CourseState.DONE: frozenset(),
    CourseState.ENDED: frozenset(),
}


class PartOfDay(models.TextChoices):
    """When on a day a partner may be reminded; the hours are those of `HOURS`."""

    MORNING = "morning", "in the morning, between 8 and 11"
    MIDDAY = "midday", "at midday, between 11 and 14"
    EVENING = "evening", "in the evening, between 17 and 20"


HOURS: dict[PartOfDay, range] = {
    PartOfDay.MORNING: range(8, 11),
    PartOfDay.MIDDAY: range(11, 14),
    PartOfDay.EVENING: range(17, 20),
}
