"""A pause with a return: when the two are offered one, what both see of it, and what may be done. Reads and rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.programme import rules
from troth.practice.programme.models import Run, TimeOut
from troth.practice.programme.states import RunState
from troth.practice.safety.queries import check_joint_work_open, gates_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.shown import RunLine

EXERCISE = "time-out"  # in which the two agree on their rules
SHORTEST, LONGEST = dt.timedelta(minutes=20), dt.timedelta(hours=24)
MINUTE, STEP = dt.timedelta(minutes=1), dt.timedelta(minutes=30)
SOON = (20, 30, 60)  # minutes


@dataclass(frozen=True)
class Pause:
    """What both see of a pause that runs; ``is_mine`` where the viewer named the time."""

    name: str
    is_mine: bool
    called_at: dt.datetime
    back_at: dt.datetime

    @property
    def is_due(self) -> bool:
        return clock.now() >= self.back_at

    @property
    def can_end(self) -> bool:
        return self.is_mine or self.is_due

    @property
    def can_be_longer(self) -> bool:
        return self.is_due and clock.now() + SHORTEST <= self.called_at + LONGEST

    @property
    def seconds_until_next(self) -> int:
        """In how many seconds it looks different: when it is time to come back, or when it goes by itself."""
        moment = self.called_at + LONGEST if self.is_due else self.back_at
        return max(1, int((moment - clock.now()).total_seconds()) + 1)


@dataclass(frozen=True)
class Offer:
    """The run on which a couple's pauses hang, and the pause that runs."""

    run_id: UUID
    pause: Pause | None


def offer_in(viewer: Viewer, runs: Iterable[RunLine]) -> Offer | None:
    """Return whether pauses are offered: the door is open, and the couple has done the exercise.

    ``runs`` are those of `queries.runs_for`, so that a page which has them asks nothing more.
    """
    done = [run for run in runs if run.exercise == EXERCISE and run.state is RunState.DONE and run.is_open]
    if not done:
        return None
    for run in done:
        if run.time_out and is_running(run.time_out):
            return Offer(run.id, _shown(viewer, run.time_out))
    return Offer(done[0].id, None)


def is_running(time_out: TimeOut) -> bool:
    """Tell whether its day is not over; whether the door is open is asked elsewhere."""
    return clock.now() < time_out.called_at + LONGEST


def times(now: dt.datetime, until: dt.datetime) -> Iterator[dt.datetime]:
    """Yield the full and half hours that may be named, by the clock of ``now``'s time zone; ``until`` is in UTC."""
    moment = now.astimezone(dt.UTC) + SHORTEST
    there = moment.astimezone(now.tzinfo)
    past = dt.timedelta(minutes=there.minute, seconds=there.second, microseconds=there.microsecond)
    moment += -past % STEP
    while moment <= until:
        yield moment.astimezone(now.tzinfo)
        moment += STEP


def in_minutes(minutes: int) -> dt.datetime:
    """Return the full minute that lies so many minutes ahead."""
    moment = clock.now() + dt.timedelta(minutes=minutes)
    return moment if moment == _minute(moment) else _minute(moment) + MINUTE


def check_can_call(actor: Viewer) -> Run:
    """A partner calls a pause behind an open door, once the two have agreed on their rules. Return that run."""
    runs = _runs(actor)
    rules.check_consent(actor)
    run = runs.filter(state=RunState.DONE).order_by("-assigned_at").first()
    if run is None:
        raise Refused(
            "Do the exercise “A pause with a return” together first. Your therapist gives it to you."
        )
    return run


def check_time(back_at: dt.datetime, called_at: dt.datetime) -> None:
    """A return lies 20 minutes ahead at least, and a day after the call at most; the minute that runs counts."""
    if not _minute(clock.now()) + SHORTEST <= back_at <= called_at + LONGEST:
        raise Refused("Choose a time that is at least 20 minutes from now, and within a day of the call.")


def check_can_name_later(actor: Viewer, time_out: TimeOut) -> None:
    """At the time, either says that they need longer."""
    _check_is_theirs(actor, time_out)
    if clock.now() < time_out.back_at:
        raise Refused("The time is named already. When it has come, either of you can name a later one.")


def check_can_end(actor: Viewer, time_out: TimeOut) -> None:
    """Before the time only who named it ends the pause, so that nobody can take it from them; from then on either."""
    _check_is_theirs(actor, time_out)
    if clock.now() < time_out.back_at and time_out.by_id != actor.seat_id:
        raise Refused("The pause is not over yet. From the named time on, either of you can end it.")


def running_in(actor: Viewer) -> TimeOut | None:
    """Return the pause that runs in this partner's couple. Raises `Absent` for others, and refuses behind a closed door."""
    found = TimeOut.objects.filter(run__in=_runs(actor)).select_related("run__couple").first()
    return found if found and is_running(found) else None


def over() -> list[TimeOut]:
    """Return what is to go by itself: what ran for a day, and what lies behind a closed door."""
    kept = list(TimeOut.objects.select_related("run__couple"))
    opened = gates_open({one.run.couple_id for one in kept})
    return [one for one in kept if not is_running(one) or one.run.couple_id not in opened]


def _runs(actor: Viewer) -> QuerySet[Run]:
    if actor.seat_id is None or actor.couple_id is None:
        raise Absent
    check_joint_work_open(actor.couple_id, actor)
    return Run.objects.filter(couple_id=actor.couple_id, exercise=EXERCISE)


def _check_is_theirs(actor: Viewer, time_out: TimeOut) -> None:
    rules.check_is_partner_in(actor, time_out.run)


def _shown(viewer: Viewer, time_out: TimeOut) -> Pause:
    by = time_out.by
    return Pause(by.called, by.pk == viewer.seat_id, time_out.called_at, time_out.back_at)


def _minute(moment: dt.datetime) -> dt.datetime:
    return moment.replace(second=0, microsecond=0)
