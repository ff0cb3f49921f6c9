"""Reads of what was found: all of it for the care team, what was released for the two."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from troth.practice.common import clock
from troth.practice.instruments.trust_queries import shared_trust
from troth.practice.patterns import counting
from troth.practice.patterns.models import PatternLine, ReleasedPattern
from troth.practice.patterns.pulses import trust_found
from troth.practice.patterns.words import in_words, why_not
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.findings import found_elsewhere
from troth.practice.safety.queries import joint_work_is_open

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.patterns.words import Said
    from troth.practice.people.viewer import Viewer
    from troth.science.patterns import Finding


class Released(NamedTuple):
    """A pattern that was brought to both."""

    id: UUID
    at: dt.datetime
    key: str
    said: Said


class Found(NamedTuple):
    """A pattern that could be brought to both."""

    key: str
    said: Said
    is_released: bool


class FoundPage(NamedTuple):
    """What was found in a couple's diaries, for its care team."""

    looked_at: dt.datetime | None
    next_look: dt.date | None
    is_open: bool
    found: list[Found]
    silent: list[tuple[str, str]]
    released: list[Released]


class OwnPage(NamedTuple):
    """What was brought to both; nothing behind a closed door."""

    is_open: bool
    released: list[Released]


def findings_of(couple_id: UUID) -> dict[str, Finding]:
    """Return every finding of a couple by its key. The caller may know of them."""
    return _by_key(couple_id, PatternLine.objects.filter(couple_id=couple_id).first())


@transaction.atomic
def found_page(viewer: Viewer, couple_id: UUID) -> FoundPage:
    """Return what was found in a couple in the viewer's care, and note that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    note_of_couple(viewer, couple, "patterns.read")
    kept = PatternLine.objects.filter(couple=couple).first()
    names, released = names_of(couple_id), _released(couple_id)
    standing = {one.key for one in released}
    found = _by_key(couple_id, kept)
    coming = counting.next_look_of(kept.line) if kept else None
    return FoundPage(
        looked_at=kept.looked_at if kept else None,
        next_look=dt.date.fromordinal(coming) if coming else None,
        is_open=joint_work_is_open(couple_id),
        found=[
            Found(key, in_words(one, names), key in standing) for key, one in found.items() if one.is_said
        ],
        silent=[why_not(one, names) for one in found.values() if not one.is_said],
        released=released,
    )


def own_page(viewer: Viewer) -> OwnPage:
    """Return what was brought to this partner's couple. Raises `Absent` for everybody else."""
    couple_id = viewer.own_couple_id
    is_open = joint_work_is_open(couple_id)
    return OwnPage(is_open, _released(couple_id) if is_open else [])


def _by_key(couple_id: UUID, kept: PatternLine | None) -> dict[str, Finding]:
    """Gather what was found in the diaries, in the pulses of trust, and in what other areas keep."""
    found = [
        *(counting.from_kept(one) for one in (kept.found if kept else [])),
        *trust_found(shared_trust(couple_id), clock.today().toordinal()),
        *found_elsewhere(couple_id),
    ]
    return {counting.key_of(one): one for one in found}


def _released(couple_id: UUID) -> list[Released]:
    names = names_of(couple_id)
    rows = ReleasedPattern.objects.filter(couple_id=couple_id, taken_back_at=None).order_by("-at")
    return [Released(row.pk, row.at, row.key, in_words(counting.from_kept(row.told), names)) for row in rows]
