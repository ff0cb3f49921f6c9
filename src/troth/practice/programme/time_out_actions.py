"""Everything that can happen to a pause with a return. Nothing of it stays but that it was called, moved and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.common.turning import Done, each
from troth.practice.people import queries as people
from troth.practice.people.holding import held
from troth.practice.programme import pings, time_outs
from troth.practice.programme.models import TimeOut
from troth.practice.programme.new_runs import record

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from troth.practice.people.viewer import Viewer


@transaction.atomic
def call_time_out(*, actor: Viewer, back_at: dt.datetime) -> None:
    """Call a pause for both and name the time of return. One that runs already stays as it is: the first call holds."""
    held(people.own_couple(actor))
    run = time_outs.check_can_call(actor)
    if time_outs.running_in(actor):
        return
    now = clock.now()
    time_outs.check_time(back_at, now)
    TimeOut.objects.filter(run__couple=run.couple_id).delete()
    TimeOut.objects.create(run=run, by_id=actor.own_seat_id, called_at=now, back_at=back_at)
    record("time-out.called", run, actor_id=actor.person_id)
    pings.time_out_changed(run.pk)


@transaction.atomic
def name_later_return(*, actor: Viewer, back_at: dt.datetime) -> None:
    """Say that one needs longer; whoever names the later time holds the pause until then. Where it has gone, nothing is left to do."""
    held(people.own_couple(actor))
    time_out = time_outs.running_in(actor)
    if time_out is None:
        return
    time_outs.check_can_name_later(actor, time_out)
    time_outs.check_time(back_at, time_out.called_at)
    time_out.by_id, time_out.back_at = actor.own_seat_id, back_at
    time_out.save(update_fields=["by", "back_at"])
    record("time-out.moved", time_out.run, actor_id=actor.person_id)
    pings.time_out_changed(time_out.run_id)


@transaction.atomic
def end_time_out(*, actor: Viewer) -> None:
    """Say that both are back. Where the pause has gone meanwhile, nothing is left to do."""
    held(people.own_couple(actor))
    time_out = time_outs.running_in(actor)
    if time_out is None:
        return
    time_outs.check_can_end(actor, time_out)
    _end(time_out, actor.person_id)
    pings.time_out_changed(time_out.run_id)


def turn_clock() -> Done:
    """Let the worker take away what ran for a day and what lies behind a closed door. No page is told: none shows it."""
    _, failed = each(_end_quietly, time_outs.over())
    return Done(failed=failed)


@transaction.atomic
def _end_quietly(time_out: TimeOut) -> bool:
    _end(time_out, None)
    return True


def _end(time_out: TimeOut, actor_id: UUID | None) -> None:
    gone, _ = TimeOut.objects.filter(pk=time_out.pk).delete()
    if gone:
        record("time-out.ended", time_out.run, actor_id=actor_id)
