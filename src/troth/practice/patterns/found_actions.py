"""Everything that can happen to a pattern that was found: it is brought to both, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.patterns import counting, found_rules
from troth.practice.patterns.found_queries import findings_of
from troth.practice.patterns.models import ReleasedPattern
from troth.practice.people.holding import held
from troth.practice.people.noting import note_of_couple

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def release_pattern(*, actor: Viewer, couple: Couple, key: str) -> ReleasedPattern:
    """Bring one finding to both, as it stands now; later days do not change what they read."""
    couple = held(couple)
    finding = findings_of(couple.pk).get(key)
    standing = ReleasedPattern.objects.filter(couple=couple, key=key, taken_back_at=None).first()
    found_rules.check_can_release(actor, couple.pk, finding, standing)
    assert finding is not None  # noqa: S101 - checked by the rule
    released = ReleasedPattern.objects.create(
        couple=couple,
        data_key=couple.data_key,
        key=key,
        told=counting.as_kept(finding),
        by=actor.person_id,
        at=clock.now(),
    )
    note_of_couple(actor, couple, "pattern.released", subject=released)
    return released


@transaction.atomic
def take_pattern_back(*, actor: Viewer, couple: Couple, release_id: UUID) -> None:
    """Take a pattern back; neither of the two reads it any longer."""
    couple = held(couple)
    found_rules.check_can_take_back(actor, couple.pk)
    released = ReleasedPattern.objects.filter(couple=couple, pk=release_id).first()
    if released is None:
        raise Absent
    if released.taken_back_at is None:
        released.taken_back_at = clock.now()
        released.save(update_fields=["taken_back_at"])
        note_of_couple(actor, couple, "pattern.taken-back", subject=released)
