"""The one way in which a couple comes to have an exercise. The caller has asked the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import audit, clock
from troth.practice.people import queries as people
from troth.practice.programme.kinds import EXERCISE
from troth.practice.programme.models import Clearance, Progress, Run
from troth.practice.wordings.actions import keep

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from troth.library import Exercise
    from troth.practice.people.models import Couple
    from troth.practice.programme.taking import Cleared


def new_run(
    couple: Couple,
    exercise: Exercise,
    *,
    assigned_by: UUID,
    cleared: Cleared,
    reason: str,
    part_a: str = "",
    due_on: dt.date | None = None,
    despite: str = "",
) -> Run:
    """Keep a run at its beginning, with the content as it is now and what a clinician thought of."""
    keep(EXERCISE, exercise)
    run = Run.objects.create(
        couple=couple,
        data_key=couple.data_key,
        exercise=exercise.id,
        version=exercise.version,
        content_hash=exercise.content_hash,
        assigned_by=assigned_by,
        assigned_at=clock.now(),
        part_a=part_a if exercise.parts else "a",
        reason=reason.strip() or None,
        due_on=due_on,
    )
    Clearance.objects.create(
        run=run,
        data_key=couple.record_key,
        by=cleared.by,
        at=cleared.at,
        thought_of="\n".join(exercise.asked),
        despite=despite.strip() or None,
    )
    Progress.objects.bulk_create(Progress(run=run, seat=seat) for seat in people.seats_of(couple.pk))
    return run


def record(event: str, run: Run, *, actor_id: UUID | None, **facts: str) -> None:
    """Note in the audit log what happened to a run."""
    audit.record(
        event,
        actor_id=actor_id,
        practice_id=run.couple.practice_id,
        subject=run,
        couple_id=run.couple_id,
        **facts,
    )
