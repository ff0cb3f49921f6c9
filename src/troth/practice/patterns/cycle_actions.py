"""Everything that can happen to a cycle map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.patterns import cycle_rules, rules
from troth.practice.patterns.models import CycleExit, CycleMap, CycleSide
from troth.practice.people import queries as people
from troth.practice.people.holding import held
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.queries import promise_for
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

BOTH = 2


@transaction.atomic
def save_side(*, actor: Viewer, told: Mapping[str, str], seen: str | None = None) -> CycleSide:
    """Keep a draft of the own side, which nobody else reads; after an open map it begins the next version.

    ``seen`` is the `cycle_rules.stamp` of what the author saw; where something else stands, it is shown first.
    """
    couple = _couple(actor)
    kept = cycle_rules.check_told(told)
    side = _drawn_side(actor)
    cycle_rules.check_can_draw(side)
    cycle_rules.check_seen(side, kept, seen)
    if side is None:
        side = CycleSide(
            map=_drawn_map(couple),
            couple=couple,
            author_id=actor.person_id,
            audience=Audience.SEALED,
            promise=promise_for(couple.pk),
            data_key=people.person(actor.person_id).data_key,
        )
    side.told = kept
    side.save()
    note_of_couple(actor, couple, "cycle.drawn", subject=side)
    return side


@transaction.atomic
def hand_in_side(*, actor: Viewer) -> None:
    """Hand the own side in; when both are in, the map opens for both at once."""
    couple = _couple(actor)
    side = cycle_rules.check_can_hand_in(actor, _drawn_side(actor))
    side.submitted_at = clock.now()
    side.save(update_fields=["submitted_at"])
    handed_in = CycleSide.objects.filter(map_id=side.map_id).exclude(submitted_at=None)
    if handed_in.count() == BOTH:
        handed_in.update(opened_at=side.submitted_at)
        CycleMap.objects.filter(pk=side.map_id).update(opened_at=side.submitted_at)
    note_of_couple(actor, couple, "cycle.handed-in", subject=side)


@transaction.atomic
def take_side_back(*, actor: Viewer) -> None:
    """Make a draft of the own side again, as long as the map is not open."""
    couple = _couple(actor)
    side = cycle_rules.check_can_take_side_back(_drawn_side(actor))
    side.submitted_at = None
    side.save(update_fields=["submitted_at"])
    note_of_couple(actor, couple, "cycle.taken-back", subject=side)


@transaction.atomic
def propose_name(*, actor: Viewer, map_id: UUID, name: str) -> None:
    """Propose what the two call their cycle; it has that name once the other agrees."""
    drawn = _open_map(actor, map_id)
    drawn.proposed, drawn.proposed_by = cycle_rules.check_name(name), actor.person_id
    drawn.save(update_fields=["proposed", "proposed_by"])
    note_of_couple(actor, drawn.couple, "cycle.name-proposed", subject=drawn)


@transaction.atomic
def agree_on_name(*, actor: Viewer, map_id: UUID, name: str) -> None:
    """Agree to the name that the other proposed, as one read it."""
    drawn = _open_map(actor, map_id)
    cycle_rules.check_can_agree(actor, drawn, name)
    drawn.name, drawn.proposed, drawn.proposed_by = name, None, None
    drawn.save(update_fields=["name", "proposed", "proposed_by"])
    note_of_couple(actor, drawn.couple, "cycle.named", subject=drawn)


@transaction.atomic
def mark_exit(*, actor: Viewer, map_id: UUID, side: str, place: str, text: str) -> CycleExit:
    """Mark a way out of the cycle; both read it."""
    drawn = _open_map(actor, map_id)
    text = cycle_rules.check_exit(side, place, text)
    way_out = CycleExit.objects.create(
        map=drawn, data_key=drawn.data_key, author_id=actor.person_id, side=side, place=place, text=text
    )
    note_of_couple(actor, drawn.couple, "cycle.exit-marked", subject=way_out)
    return way_out


@transaction.atomic
def remove_exit(*, actor: Viewer, exit_id: UUID) -> None:
    """Take an exit away that one marked oneself."""
    way_out = CycleExit.objects.filter(pk=exit_id).first()
    if way_out is None:
        raise Absent
    drawn = _open_map(actor, way_out.map_id)
    cycle_rules.check_marked_it(actor, way_out)
    note_of_couple(actor, drawn.couple, "cycle.exit-removed", subject=way_out)
    way_out.delete()


def _couple(actor: Viewer) -> Couple:
    couple = held(people.own_couple(actor))
    rules.check_can_write(actor, couple)
    return couple


def _drawn_map(couple: Couple) -> CycleMap:
    """Return the version that is being drawn, or begin the next."""
    maps = CycleMap.objects.filter(couple=couple)
    last = maps.aggregate(last=Max("number"))["last"] or 0
    return maps.filter(opened_at=None).first() or CycleMap.objects.create(
        couple=couple, data_key=couple.data_key, number=last + 1
    )


def _drawn_side(actor: Viewer) -> CycleSide | None:
    sides = CycleSide.objects.filter(author_id=actor.person_id, couple_id=actor.own_couple_id)
    return sides.filter(map__opened_at=None).first()


def _open_map(actor: Viewer, map_id: UUID) -> CycleMap:
    couple = _couple(actor)
    drawn = CycleMap.objects.filter(pk=map_id, couple=couple).first()
    if drawn is None:
        raise Absent
    cycle_rules.check_is_ours(actor, drawn)
    return drawn
