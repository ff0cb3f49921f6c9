"""Reads of the cycle map. What the other drew is read through `privacy.visibility` alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.patterns.models import CycleMap, CycleSide
from troth.practice.patterns.picture import Joined, Way
from troth.practice.patterns.queries import seen_moments
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.states import Audience
from troth.practice.privacy.visibility import visible
from troth.practice.safety.queries import joint_work_is_open

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.patterns.models import Moment
    from troth.practice.people.viewer import Viewer


@dataclass(frozen=True)
class CyclePage:
    """The joined map of a couple as one of the two reads it, and where the own side stands."""

    is_open: bool
    joined: list[Joined]
    own: CycleSide | None
    last: CycleSide | None

    @property
    def newest(self) -> Joined | None:
        return self.joined[0] if self.joined else None

    @property
    def older(self) -> list[Joined]:
        return self.joined[1:]

    @property
    def is_handed_in(self) -> bool:
        return self.own is not None and self.own.submitted_at is not None


def cycle_page(viewer: Viewer) -> CyclePage:
    """Return the page of this partner. Raises `Absent` for everybody else."""
    couple_id = viewer.own_couple_id
    is_open = joint_work_is_open(couple_id)
    joined = _joined(viewer, couple_id, cares=False)
    own = list(
        CycleSide.objects.filter(author_id=viewer.person_id, couple_id=couple_id)
        .select_related("data_key", "map")
        .order_by("-map__number")
    )
    drawn = next((side for side in own if side.map.opened_at is None), None)
    last = next((side for side in own if side.map.opened_at is not None), None)
    return CyclePage(is_open, joined if is_open else [], drawn, last)


def has_map(viewer: Viewer) -> bool:
    """Tell whether an open map of this partner's couple can be read now."""
    opened = CycleMap.objects.filter(couple_id=viewer.own_couple_id).exclude(opened_at=None)
    return joint_work_is_open(viewer.own_couple_id) and opened.exists()


def check_is_there(viewer: Viewer, map_id: UUID) -> None:
    """Raise `Absent` where this is no open map of the partner's couple."""
    opened = CycleMap.objects.filter(pk=map_id, couple_id=viewer.own_couple_id).exclude(opened_at=None)
    if not opened.exists():
        raise Absent


@transaction.atomic
def care_cycle(viewer: Viewer, couple_id: UUID) -> list[Joined]:
    """Return every version of a couple in the viewer's care, and note that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    note_of_couple(viewer, couple, "cycle.read")
    return _joined(viewer, couple_id, cares=True)


def _joined(viewer: Viewer, couple_id: UUID, *, cares: bool) -> list[Joined]:
    """Return the versions, newest first: opened ones, and for the care team also what is handed in of the next."""
    maps = CycleMap.objects.filter(couple_id=couple_id).order_by("-number")
    drawn_sides = CycleSide.objects.filter(couple_id=couple_id)
    if not cares:  # what the other is only drawing must not even be asked for
        maps, drawn_sides = maps.exclude(opened_at=None), drawn_sides.exclude(opened_at=None)
    maps = maps.prefetch_related("exits__data_key")
    sides = visible(drawn_sides, viewer, cares=cares)
    seats = {seat.person_id: seat.side for seat in people.seats_of(couple_id)}
    names = names_of(couple_id)
    lit = _lit(seen_moments(viewer, couple_id, clock.today(), cares=cares), seats)
    found = []
    for drawn in maps:
        told = {
            seats[side.author_id]: side.told
            for side in sides
            if side.map_id == drawn.pk and side.author_id in seats
        }
        if drawn.opened_at is None and not told:
            continue
        ways = [
            Way(one.pk, one.side, one.place, one.text, is_own=one.author_id == viewer.person_id)
            for one in drawn.exits.all()
        ]
        found.append(
            Joined(
                id=drawn.pk,
                number=drawn.number,
                opened_at=drawn.opened_at,
                names=names,
                told=told,
                ways=ways,
                lit=lit,
                name=drawn.name or "",
                proposed=drawn.proposed or "",
                proposed_by_me=drawn.proposed_by == viewer.person_id,
            )
        )
    return found


def _lit(moments: list[Moment], seats: dict[UUID | None, str]) -> Counter[tuple[str, str]]:
    """Count this week's moments that both read, by the side and the place to which their author linked them."""
    linked = [
        one for one in moments if one.read_by == Audience.COUPLE and one.place and one.author_id in seats
    ]
    return Counter((seats[one.author_id], one.place) for one in linked)
