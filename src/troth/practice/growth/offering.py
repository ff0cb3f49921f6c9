"""When a refresher is offered after a check-up, and for what: from nothing but what both partners may read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from troth.practice.common import clock
from troth.practice.growth import boosters
from troth.practice.instruments.opened_queries import has_opened_since, read_by_both
from troth.practice.people import queries as people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from troth.practice.growth.models import CheckUp
    from troth.practice.people.viewer import Viewer

PULSE, LOOKING_IN = "trust-pulse", "looking-in"
AT_THE_LATEST = dt.timedelta(days=14)


def is_time(check_up: CheckUp) -> bool:
    """Tell whether both have answered, or two weeks have passed; nobody waits for the one who does not answer."""
    asked_at = check_up.asked_at
    if asked_at is None:
        return False
    if clock.now() - asked_at >= AT_THE_LATEST:
        return True
    return all(has_opened_since(check_up.couple_id, slug, asked_at) for slug in (PULSE, LOOKING_IN))


def slipped_for_both(check_up: CheckUp) -> list[str]:
    """Name what fell most since the time after therapy began, then what lies lowest, by the lower of the two answers."""
    both = _partners(check_up.couple_id)
    began = timezone.make_aware(dt.datetime.combine(check_up.since, dt.time.max))
    now: dict[str, float] = {}
    before: dict[str, float] = {}
    for slug in (PULSE, LOOKING_IN):
        for found, until in ((now, None), (before, began)):
            values = read_by_both(both, check_up.couple_id, slug, until)
            found |= {scale: min(each) for scale, each in values.items() if scale in boosters.BY_SCALE}
    return boosters.slipped(now, before)


def _partners(couple_id: UUID) -> Sequence[Viewer]:
    seats = people.seats_of(couple_id)
    return [people.viewer_of(people.person(seat.person_id)) for seat in seats if seat.person_id]
