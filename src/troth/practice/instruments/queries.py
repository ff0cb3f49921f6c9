"""Reads about questionnaires. Whatever shows an answer or a number asks `privacy.visibility` first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from troth.practice.common.errors import Absent
from troth.practice.instruments import answering, editions, rules
from troth.practice.instruments.models import Assignment, GuardedResponse, Response, Round
from troth.practice.instruments.shown import (
    AnswerItem,
    AskedRound,
    OpenAssignment,
    RoundFact,
    Screening,
    WaitingRound,
)
from troth.practice.instruments.states import AssignmentState
from troth.practice.people.queries import cares_for, seats_of
from troth.practice.people.states import Side
from troth.practice.privacy.states import Audience
from troth.practice.privacy.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.library import Instrument
    from troth.practice.people.models import Couple, Seat
    from troth.practice.people.viewer import Viewer

ALLIANCE_CHECK = "alliance-check"
ALLIANCE = "alliance"

COPIES_OF_A_ROUND = 2

Sides = dict[str, list[AnswerItem]]


def open_assignments(viewer: Viewer) -> list[OpenAssignment]:
    """Return what waits for this partner, the oldest first."""
    if viewer.seat_id is None:
        return []
    rows = Assignment.objects.filter(seat_id=viewer.seat_id, state=AssignmentState.OPEN)
    opened = list(rows.select_related("round").order_by("created_at"))
    content = editions.instruments_of(row.round for row in opened)
    return [_open(row, content[row.round_id]) for row in opened if row.round_id in content]


def _open(row: Assignment, instrument: Instrument) -> OpenAssignment:
    return OpenAssignment(
        id=row.pk,
        slug=instrument.id,
        title=instrument.title,
        purpose=instrument.purpose,
        minutes=instrument.minutes,
        audience=instrument.audience,
        guarded=row.round.guarded,
        asked_at=row.created_at,
    )


def assignment_for(viewer: Viewer, assignment_id: UUID) -> Assignment:
    """Return an assignment of this partner. Raises `Absent` for everybody else's."""
    found = Assignment.objects.select_related("round").filter(pk=assignment_id).first()
    if found is None:
        raise Absent
    rules.check_own(viewer, found)
    return found


def round_for(viewer: Viewer, round_id: UUID) -> Round:
    """Return a round of the viewer's couple, or of one they care for; a guarded one is there for nobody."""
    found = Round.objects.filter(pk=round_id, guarded=False).first()
    if found is None:
        raise Absent
    is_in_care(viewer, found.couple_id)
    return found


def own_assignment(viewer: Viewer, round_id: UUID) -> Assignment:
    """Return this partner's own copy of a round. Raises `Absent`."""
    if viewer.seat_id is None:
        raise Absent
    rows = Assignment.objects.filter(round_id=round_id, seat_id=viewer.seat_id)
    found = rows.select_related("round").first()
    if found is None:
        raise Absent
    return found


def draft_answers(assignment: Assignment) -> answering.Answers:
    """Return what was written so far. The caller holds an own assignment."""
    rows: QuerySet[Response] | QuerySet[GuardedResponse] = (
        GuardedResponse.objects.filter(assignment=assignment)
        if assignment.round.guarded
        else Response.objects.filter(assignment=assignment)
    )
    sheet = rows.first()
    return dict(sheet.answers) if sheet else {}


def visible_answers(viewer: Viewer, round_id: UUID) -> Sides:
    """Return each side's answers, as far as the viewer may read them.

    A partner who has an open copy of the round sees nothing of the other side: not even that there is something.
    """
    asked = round_for(viewer, round_id)
    cares = cares_for(viewer, asked.couple_id)
    sheets = Response.objects.filter(assignment__round=asked).exclude(submitted_at=None)
    if not cares and own_assignment(viewer, round_id).state == AssignmentState.OPEN:
        sheets = sheets.filter(author_id=viewer.person_id)
    instrument = editions.instrument_of(asked)
    sides: Sides = {side: [] for side in Side.values}
    for sheet in sheets.select_related("assignment__seat"):
        sides[sheet.assignment.seat.side] = visible(items_of(sheet, instrument), viewer, cares=cares)
    return sides


def guarded_answers(viewer: Viewer, couple_id: UUID) -> Sides:
    """Return each side's latest answers to each guarded instrument, for the care team only. Raises `Absent`."""
    sides: Sides = {side: [] for side in Side.values}
    for sheet, instrument in latest_guarded(viewer, couple_id):
        sides[sheet.assignment.seat.side] += visible(items_of(sheet, instrument), viewer, cares=True)
    return sides


def latest_guarded(viewer: Viewer, couple_id: UUID) -> list[tuple[GuardedResponse, Instrument]]:
    """Return each side's latest sheet of each guarded instrument, for the care team only. Raises `Absent`."""
    rules.check_cares(viewer, couple_id)
    sheets = GuardedResponse.objects.filter(couple_id=couple_id).exclude(submitted_at=None)
    sheets = sheets.select_related("assignment__seat", "assignment__round").order_by("submitted_at")
    latest = {(sheet.assignment.seat_id, sheet.assignment.round.instrument): sheet for sheet in sheets}
    content = editions.instruments_of(sheet.assignment.round for sheet in latest.values())
    found = [(sheet, content.get(sheet.assignment.round_id)) for sheet in latest.values()]
    return [(sheet, instrument) for sheet, instrument in found if instrument is not None]


def screening_of(viewer: Viewer, couple_id: UUID) -> Screening:
    """Return who has answered the private check, and what still waits; for the care team. Raises `Absent`.

    A practice's own violence screen adds to the private check and never stands for it: it misses control and fear.
    """
    rules.check_cares(viewer, couple_id)
    sheets = GuardedResponse.objects.filter(couple_id=couple_id, submitted_at__isnull=False)
    rows = list(sheets.values_list("assignment__seat_id", "assignment__round__instrument", "read_at"))
    asked = Round.objects.filter(couple_id=couple_id, guarded=True).order_by("-created_at")
    waiting = Round.objects.filter(couple_id=couple_id, assignments__state=AssignmentState.OPEN)
    content = editions.instruments_of(waiting).values()
    return Screening(
        answered_by=frozenset(seat_id for seat_id, slug, _ in rows if editions.is_shipped(slug)),
        asked_at=asked.values_list("created_at", flat=True).first(),
        waits=any(instrument.asks_about_safety for instrument in content),
        unread=any(read_at is None for *_, read_at in rows),
    )


def items_of(
    sheet: Response | GuardedResponse, instrument: Instrument, *, with_uncounted: bool = False
) -> list[AnswerItem]:
    """Return a sheet's answers one by one, each with its own audience. The caller filters them.

    ``with_uncounted`` adds the answers to details that another answer no longer calls for.
    """
    answers = sheet.answers if with_uncounted else instrument.counted(sheet.answers)
    return [
        AnswerItem(
            couple_id=sheet.couple_id,
            author_id=sheet.author_id,
            audience=audience,
            promise=sheet.promise,
            protected=protected or sheet.protected,
            submitted_at=sheet.submitted_at,
            opened_at=sheet.opened_at,
            released_at=sheet.released_at,
            item_id=item.id,
            section=section.title,
            text=item.text,
            label=answering.in_words(item, answers[item.id]),
        )
        for section in instrument.sections
        for item in section.items
        if item.id in answers
        for audience, protected in [sheet.terms.get(item.id, (Audience.ME, True))]
    ]


def response_in(viewer: Viewer, couple_id: UUID, round_id: UUID, response_id: UUID) -> Response:
    """Return a sent response to a round of a couple the viewer cares for. Raises `Absent`."""
    rules.check_cares(viewer, couple_id)
    rows = Response.objects.filter(couple_id=couple_id, assignment__round_id=round_id)
    found = rows.filter(pk=response_id).exclude(submitted_at=None).first()
    if found is None:
        raise Absent
    return found


def rounds_for(viewer: Viewer, couple_id: UUID, latest: int = 12) -> list[RoundFact]:
    """Return the rounds that were answered last, newest asking first, without the guarded ones.

    A partner learns when the other answered only where the answers opened for both.
    """
    told = Assignment.objects.filter(couple_id=couple_id, round__guarded=False, answered_at__isnull=False)
    if not is_in_care(viewer, couple_id):
        told = told.filter(Q(seat_id=viewer.seat_id) | Q(round__opened_at__isnull=False))
    newest = _copies(told, COPIES_OF_A_ROUND * latest)
    found = [copy.pk for copy in newest]
    ids = list(dict.fromkeys(found))[:latest]
    # The other copy of these may have been answered so long ago that it is not among the newest.
    once = [one for one in ids if found.count(one) == 1] if len(found) == COPIES_OF_A_ROUND * latest else []
    rounds: dict[UUID, AskedRound] = {}
    answered: dict[UUID, dict[str, dt.datetime]] = {one: {} for one in ids}
    for copy in [*newest, *(_copies(told.filter(round__in=once)) if once else ())]:
        if copy.pk in answered:
            rounds[copy.pk] = copy
            answered[copy.pk][copy.side] = copy.answered_at
    content = editions.instruments_of(rounds.values())
    facts = [
        _fact(copy, content[copy.pk], answered[copy.pk]) for copy in rounds.values() if copy.pk in content
    ]
    return sorted(facts, key=lambda fact: fact.asked_at, reverse=True)


def _copies(told: QuerySet[Assignment], most: int | None = None) -> list[AskedRound]:
    asked = (
        f"round__{name}" for name in ("instrument", "version", "content_hash", "created_at", "opened_at")
    )
    columns = ("round_id", "couple_id", *asked, "seat__side", "answered_at")
    return [AskedRound(*row) for row in told.order_by("-answered_at").values_list(*columns)[:most]]


def _fact(copy: AskedRound, instrument: Instrument, answered: dict[str, dt.datetime]) -> RoundFact:
    return RoundFact(
        id=copy.pk,
        slug=instrument.id,
        title=instrument.title,
        audience=instrument.audience,
        asked_at=copy.created_at,
        answered=answered,
        opened_at=copy.opened_at,
    )


def waiting_rounds(viewer: Viewer, couple_id: UUID) -> list[WaitingRound]:
    """Return what still waits for an answer, and whose; for the care team. Raises `Absent`."""
    rules.check_cares(viewer, couple_id)
    rows = Assignment.objects.filter(couple_id=couple_id, state=AssignmentState.OPEN)
    copies = list(rows.select_related("round", "seat").order_by("created_at", "seat__side"))
    content = editions.instruments_of(row.round for row in copies)
    found: dict[UUID, WaitingRound] = {}
    for row in copies:
        instrument = content.get(row.round_id)
        title = instrument.title if instrument else row.round.instrument
        new = WaitingRound(row.round_id, title, row.created_at, row.waits_since, [])
        found.setdefault(row.round_id, new).owes.append(row.seat.called)
    return list(found.values())


def waiting(couple_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many answers each couple owes, in one query. The caller cares for all of them."""
    rows = Assignment.objects.filter(couple_id__in=couple_ids, state=AssignmentState.OPEN)
    return dict(rows.values_list("couple_id").annotate(Count("pk")))


def assignable(viewer: Viewer, couple: Couple) -> list[tuple[Instrument, bool, list[Seat]]]:
    """Return every instrument, whether it can be given now, and to which one partner if it is given to one."""
    seats = seats_of(couple.pk)
    found = []
    for instrument in editions.offered(couple.practice_id):
        one = seats if instrument.asked_of == "one" else []
        free = [seat for seat in one if rules.can_assign(viewer, couple, instrument, seat.pk)]
        found.append((instrument, bool(free) or rules.can_assign(viewer, couple, instrument), free))
    return found


def is_in_care(viewer: Viewer, couple_id: UUID) -> bool:
    """Tell whether the viewer cares for the couple; `Absent` for people who are no part of it."""
    if cares_for(viewer, couple_id):
        return True
    if viewer.couple_id is None or viewer.couple_id != couple_id:
        raise Absent
    return False
