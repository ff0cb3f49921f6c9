"""What can happen to a feedback session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.formulation import rules
from troth.practice.formulation.models import FeedbackSession
from troth.practice.people.noting import note_of_couple

if TYPE_CHECKING:
    import datetime as dt

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def note_feedback_held(*, actor: Viewer, couple: Couple, held_on: dt.date) -> FeedbackSession:
    """Note that the feedback session took place; the same day twice is once."""
    rules.check_can_formulate(actor, couple)
    if held_on > clock.today():
        raise Refused("That day has not come yet. Note the session once it took place.")
    held, fresh = FeedbackSession.objects.get_or_create(
        couple=couple, held_on=held_on, defaults={"noted_by": actor.person_id}
    )
    if fresh:
        note_of_couple(actor, couple, "feedback.held", subject=held)
    return held
