"""Everything that can happen to being seen here: one switch, of each partner for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.programme import pings
from troth.practice.programme.models import Run, Unseen
from troth.practice.programme.states import RunState

if TYPE_CHECKING:
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def choose_presence(*, actor: Viewer, shown: bool) -> None:
    """Say whether the two may see that both are here; the log holds that it was done, never what was chosen."""
    own = Unseen.objects.filter(seat_id=actor.own_seat_id)
    if shown:
        own.delete()
    else:
        Unseen.objects.get_or_create(seat_id=actor.own_seat_id)
    couple = people.own_couple(actor)
    for run in Run.objects.filter(couple=couple, state=RunState.GOING):
        pings.presence_chosen(run.pk)
    note_of_couple(actor, couple, "presence.chosen")
