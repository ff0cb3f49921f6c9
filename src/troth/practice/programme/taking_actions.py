"""Beginning an exercise without a clinician at hand, after one answered for it: by a partner, or by the worker's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.people.holding import held
from troth.practice.programme.new_runs import new_run, record
from troth.practice.programme.taking import taking

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.models import Couple
    from troth.practice.programme.models import Run
    from troth.practice.programme.taking import Cleared


@transaction.atomic
def take_exercise(
    *, actor_id: UUID | None, couple: Couple, slug: str, reason: str, cleared: Cleared | None
) -> Run:
    """Let a couple have an exercise that a clinician ``cleared`` before; both read the reason.

    ``actor_id`` is None where the clock acts. The caller has made sure that the actor sits in the couple.
    """
    couple = held(couple)
    exercise, cleared = taking(couple).check_can_take(slug, cleared)
    run = new_run(couple, exercise, assigned_by=actor_id or cleared.by, cleared=cleared, reason=reason)
    record("exercise.taken", run, actor_id=actor_id)
    return run
