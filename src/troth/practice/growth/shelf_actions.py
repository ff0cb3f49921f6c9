"""Everything that can happen to what the two may begin by themselves after therapy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.growth import after_queries, boosters, due_queries, offering, rules, shelf
from troth.practice.growth.models import LaidOut
from troth.practice.growth.noting import note_by_clock
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.programme.taking_actions import take_exercise

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Run

REFRESHER = "A short refresher for the two of you."


@transaction.atomic
def lay_out(*, actor: Viewer, couple: Couple, thought_of: Collection[str]) -> None:
    """Let the two begin the exercises for afterwards by themselves; ``thought_of`` holds every point that does not hold."""
    shelf.check_can_lay_out(actor, couple, thought_of)
    LaidOut.objects.filter(couple=couple, taken_back_at=None).update(taken_back_at=clock.now())
    laid = LaidOut.objects.create(
        couple=couple,
        data_key=couple.record_key,
        by=actor.person_id,
        at=clock.now(),
        thought_of="\n".join(shelf.points_of(couple)),
    )
    note_of_couple(actor, couple, "shelf.laid-out", subject=laid)


@transaction.atomic
def take_shelf_back(*, actor: Viewer, couple: Couple) -> None:
    """Let the two ask first again; what they began goes on."""
    rules.check_cares(actor, couple)
    if LaidOut.objects.filter(couple=couple, taken_back_at=None).update(taken_back_at=clock.now()):
        note_of_couple(actor, couple, "shelf.taken-back")


@transaction.atomic
def begin_from_shelf(*, actor: Viewer, slug: str) -> Run:
    """Let a partner begin an exercise for both; it is then theirs like any other."""
    couple = people.own_couple(actor)
    rules.check_is_partner(actor)
    rules.check_is_on_shelf(slug, after_queries.refreshers_of(couple.pk))
    rules.check_goes_on(couple)
    rules.check_door(couple.pk)
    found = shelf.shelf_of(couple)
    return take_exercise(
        actor_id=actor.person_id, couple=couple, slug=slug, reason="", cleared=found.cleared(slug)
    )


@transaction.atomic
def offer_refresher(check_up_id: UUID) -> bool:
    """Offer both a refresher after a check-up, and let them have it where it was laid out. For the clock alone."""
    check_up = due_queries.locked_to_offer(check_up_id)
    if check_up is None or not offering.is_time(check_up):
        return False
    couple, found = check_up.couple, shelf.shelf_of(check_up.couple)
    before = after_queries.refreshers_of(couple.pk)
    check_up.refresher = boosters.for_both(offering.slipped_for_both(check_up), before, found.may_take)
    check_up.save(update_fields=["refresher"])
    note_by_clock(check_up, "refresher.offered")
    if found.may_take(check_up.refresher) and not found.taking.live.keys() & {*before, check_up.refresher}:
        cleared = found.cleared(check_up.refresher)
        take_exercise(
            actor_id=None, couple=couple, slug=check_up.refresher, reason=REFRESHER, cleared=cleared
        )
    return True
