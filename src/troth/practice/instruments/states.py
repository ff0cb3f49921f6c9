from __future__ import annotations

from django.db import models


class Rhythm(models.TextChoices):
    """What sets the days on which a couple is asked the same."""

    WEEKS = "weeks", "every so many weeks"
    BEFORE = "before", "before each session"
    AFTER = "after", "after each session"


class ScheduleState(models.TextChoices):
    """Whether a couple is asked by itself."""

    RUNNING = "running", "running"
    PAUSED = "paused", "paused"
    ENDED = "ended", "ended"


SCHEDULE_MOVES: dict[ScheduleState, frozenset[ScheduleState]] = {
    ScheduleState.RUNNING: frozenset({ScheduleState.PAUSED, ScheduleState.ENDED}),
    ScheduleState.PAUSED: frozenset({ScheduleState.RUNNING, ScheduleState.ENDED}),
    ScheduleState.ENDED: frozenset(),  # set anew, it runs again
}


class AssignmentState(models.TextChoices):
    """Where one partner's copy of a questionnaire stands."""

    OPEN = "open", "to be answered"
    ANSWERED = "answered", "answered"
    WITHDRAWN = "withdrawn", "taken back"


ASSIGNMENT_MOVES: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.OPEN: frozenset({AssignmentState.ANSWERED, AssignmentState.WITHDRAWN}),
    AssignmentState.ANSWERED: frozenset(),
    AssignmentState.WITHDRAWN: frozenset(),
}


class ReleaseState(models.TextChoices):
    """Where somebody's answers stand on their way to both partners."""

    ANNOUNCED = "announced", "announced to the author"
    AGREED = "agreed", "the author agrees"
    TALK_FIRST = "talk-first", "the author would rather talk first"
    RELEASED = "released", "brought to both"
    SHARED = "shared", "shared by the author"
    WITHDRAWN = "withdrawn", "taken back"


_ENDS = frozenset({ReleaseState.RELEASED, ReleaseState.SHARED, ReleaseState.WITHDRAWN})

RELEASE_MOVES: dict[ReleaseState, frozenset[ReleaseState]] = {
    ReleaseState.ANNOUNCED: _ENDS | {ReleaseState.AGREED, ReleaseState.TALK_FIRST},
    ReleaseState.AGREED: _ENDS | {ReleaseState.TALK_FIRST},
    ReleaseState.TALK_FIRST: _ENDS | {ReleaseState.AGREED},
    ReleaseState.RELEASED: frozenset(),
    ReleaseState.SHARED: frozenset(),
    ReleaseState.WITHDRAWN: frozenset(),
}

REPLIES = frozenset({ReleaseState.AGREED, ReleaseState.TALK_FIRST})
STANDING = REPLIES | {ReleaseState.ANNOUNCED}


class WordsState(models.TextChoices):
    """Where a practice's own words of a measure stand."""

    ACTIVE = "active", "in use"
    REPLACED = "replaced", "replaced by a later version"
    WITHDRAWN = "withdrawn", "withdrawn"


WORDS_MOVES: dict[WordsState, frozenset[WordsState]] = {
    WordsState.ACTIVE: frozenset({WordsState.REPLACED, WordsState.WITHDRAWN}),
    WordsState.REPLACED: frozenset(),
    WordsState.WITHDRAWN: frozenset(),
}


class DefaultUse(models.TextChoices):
    """What a practice does with one published figure."""

    PUBLISHED = "published", "as published"
    CHOSEN = "chosen", "chosen by the practice"
    CHANGED = "changed", "changed by the practice"
    OFF = "off", "switched off by the practice"
