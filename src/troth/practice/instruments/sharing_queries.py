"""Reads about answers on their way from one partner to both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from troth.practice.common.errors import Absent
from troth.practice.instruments import editions, queries, rules
from troth.practice.instruments.models import Announcement, Release, Response, Round
from troth.practice.instruments.states import STANDING, ReleaseState
from troth.practice.people import queries as people
from troth.practice.privacy.visibility import is_released, is_shareable

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from troth.library import Instrument
    from troth.practice.instruments.shown import AnswerItem
    from troth.practice.people.viewer import Viewer


@dataclass(frozen=True)
class Announced:
    """What a clinician told the author, and how the author answered."""

    round_id: UUID
    title: str
    author: str
    state: ReleaseState
    moved_at: dt.datetime

    @property
    def waits_for_author(self) -> bool:
        return self.state == ReleaseState.ANNOUNCED


@dataclass(frozen=True)
class OwnSheet:
    """What an author could share of one response, and what was announced about it."""

    response_id: UUID
    instrument: Instrument
    items: list[AnswerItem]
    has_numbers: bool
    partner_name: str
    release: Release | None
    words: str
    opens_at: dt.datetime | None

    @property
    def agreed(self) -> bool:
        return self.release is not None and self.release.state == ReleaseState.AGREED

    @property
    def talks_first(self) -> bool:
        return self.release is not None and self.release.state == ReleaseState.TALK_FIRST


@dataclass(frozen=True)
class WayToBoth:
    """What a clinician can do with one side's response now."""

    response_id: UUID
    release: Release | None
    words: str
    can_announce: bool
    can_release: bool
    opens_at: dt.datetime | None

    @property
    def stands(self) -> bool:
        return self.release is not None and self.release.state in STANDING


def announced_to(viewer: Viewer) -> list[Announced]:
    """Return what this author was told would be brought to both, oldest first."""
    if viewer.couple_id is None:
        return []
    return _announced(_standing(viewer.couple_id).filter(response__author_id=viewer.person_id))


def announced_of(viewer: Viewer, couple_id: UUID) -> list[Announced]:
    """Return what stands announced in a couple, for its care team. Raises `Absent`."""
    rules.check_cares(viewer, couple_id)
    return _announced(_standing(couple_id))


def own_sheet(viewer: Viewer, round_id: UUID) -> OwnSheet:
    """Return what this partner could share of their own answers. Raises `Absent` where nothing was sent."""
    assignment = queries.own_assignment(viewer, round_id)
    response = Response.objects.filter(assignment=assignment).exclude(submitted_at=None).first()
    if response is None:
        raise Absent
    instrument = editions.instrument_of(assignment.round)
    items = to_be_shared(response)
    release = response.releases.filter(state__in=STANDING).first()
    shown = {item.item_id for item in items}
    return OwnSheet(
        response_id=response.pk,
        instrument=instrument,
        items=items,
        has_numbers=any(shown & set(scale.items) for scale in instrument.scales),
        partner_name=next(
            seat.called for seat in people.seats_of(assignment.couple_id) if seat.pk != viewer.seat_id
        ),
        release=release,
        words=_words(release),
        opens_at=rules.opens_at(release) if release else None,
    )


def to_be_shared(response: Response) -> list[AnswerItem]:
    """Return exactly the answers that would open to the partner. The caller may read all of them."""
    items = queries.items_of(response, editions.instrument_of(response.assignment.round))
    return [item for item in items if is_shareable(item) and not is_released(item)]


def ways_to_both(viewer: Viewer, round_id: UUID) -> dict[str, WayToBoth]:
    """Return, by side, what this clinician can do to bring the answers of a round to both."""
    asked = queries.round_for(viewer, round_id)
    rules.check_cares(viewer, asked.couple_id)
    rows = Response.objects.filter(assignment__round=asked).exclude(submitted_at=None)
    return {row.assignment.seat.side: _way(viewer, row) for row in rows.select_related("assignment__seat")}


def _way(viewer: Viewer, response: Response) -> WayToBoth:
    release = response.releases.exclude(state=ReleaseState.WITHDRAWN).first()
    return WayToBoth(
        response_id=response.pk,
        release=release,
        words=_words(release),
        can_announce=rules.can_announce(viewer, response),
        can_release=release is not None and rules.can_release(viewer, release),
        opens_at=rules.opens_at(release) if release else None,
    )


def _standing(couple_id: UUID) -> QuerySet[Release]:
    return Release.objects.filter(couple_id=couple_id, state__in=STANDING).order_by("created_at")


def _announced(rows: QuerySet[Release]) -> list[Announced]:
    round_id, author = "response__assignment__round", "response__assignment__seat__called"
    told = list(rows.values_list(round_id, author, "state", "moved_at"))
    rounds = Round.objects.filter(pk__in={asked for asked, *_ in told}) if told else ()
    content = editions.instruments_of(rounds)
    return [
        Announced(asked, content[asked].title, name, ReleaseState(state), at)
        for asked, name, state, at in told
        if asked in content
    ]


def _words(release: Release | None) -> str:
    announcement = Announcement.objects.filter(release=release).first() if release else None
    return (announcement.words or "") if announcement else ""
