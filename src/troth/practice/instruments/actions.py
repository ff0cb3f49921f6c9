"""Everything that can happen to questionnaires."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import audit, clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.instruments import answering, editions, judging, queries, rules, trust_queries
from troth.practice.instruments.kinds import INSTRUMENT
from troth.practice.instruments.lines import largest_fall
from troth.practice.instruments.models import (
    Assignment,
    GuardedResponse,
    Response,
    Round,
    Score,
    TrustLine,
)
from troth.practice.instruments.signals import response_submitted, round_assigned
from troth.practice.instruments.states import AssignmentState
from troth.practice.people.queries import person, seats_of
from troth.practice.privacy.queries import promise_for
from troth.practice.privacy.states import PolicyKind
from troth.practice.wordings.actions import keep

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db import models

    from troth.library import Instrument
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

    Sheet = Response | GuardedResponse

LINE_KEPT = dt.timedelta(weeks=12)


class Incomplete(Refused):
    """Something required is not answered; ``items`` names it. Nothing was sent."""

    def __init__(self, items: list[str]) -> None:
        super().__init__("Some questions still wait for an answer. They are marked below.")
        self.items = items


@transaction.atomic
def assign_instrument(
    *, actor: Viewer, couple: Couple, slug: str, reason: str = "", seat_id: UUID | None = None
) -> Round:
    """Ask both partners the same at the same moment, or one of them what only one is asked.

    An older open asking of what is asked often is taken back.
    """
    instrument = editions.offered_called(couple.practice_id, slug)
    if instrument is None:
        raise Refused("There is no such questionnaire. Choose one from the list.")
    rules.check_can_assign(actor, couple, instrument, seat_id)
    asked = _ask(couple, instrument, reason, seat_id)
    _record(actor, asked, "round.assigned", couple.pk, instrument=slug)
    return asked


@transaction.atomic
def ask_on_schedule(*, couple: Couple, slug: str) -> Round | None:
    """Ask what a couple's schedule says is due; None where it cannot be asked now."""
    instrument = editions.offered_called(couple.practice_id, slug)
    if instrument is None or not rules.is_free_to_ask(couple, instrument):
        return None
    asked = _ask(couple, instrument)
    audit.record(
        "round.assigned-by-schedule",
        actor_id=None,
        practice_id=couple.practice_id,
        subject=asked,
        couple_id=couple.pk,
        instrument=slug,
    )
    return asked


@transaction.atomic
def withdraw_round(*, actor: Viewer, couple: Couple, round_id: UUID) -> None:
    """Take back what is not answered yet; sent answers stay."""
    asked = Round.objects.select_for_update(of=("self",)).filter(couple=couple, pk=round_id).first()
    if asked is None:
        raise Absent
    rules.check_can_withdraw(actor, asked)
    asked.assignments.filter(state=AssignmentState.OPEN).update(state=AssignmentState.WITHDRAWN)
    _record(actor, asked, "round.withdrawn", asked.couple_id)


@transaction.atomic
def save_answer(*, actor: Viewer, assignment: Assignment, given: Mapping[str, object]) -> Sheet:
    """Keep some answers in the draft; the others stay as they are. One bad value and nothing is kept."""
    assignment = _locked(actor, assignment)
    rules.check_can_answer(actor, assignment)
    instrument = editions.instrument_of(assignment.round)
    sheet = _sheet_of(assignment) or _new_sheet(
        actor, assignment, instrument, promise_for(assignment.couple_id)
    )
    sheet.answers = answering.merged(instrument, sheet.answers, given)
    sheet.save()
    _record(actor, assignment, "answers.saved", assignment.couple_id, count=len(given))
    return sheet


@transaction.atomic
def submit_response(*, actor: Viewer, assignment: Assignment, given: Mapping[str, object]) -> Sheet:
    """Send the answers: once, however often it is asked.

    Raises `Incomplete` where something required is open, `Refused` for a value that the question does not take.
    """
    assignment = _locked(actor, assignment)
    sheet = _sheet_of(assignment)
    if assignment.state == AssignmentState.ANSWERED and sheet is not None:
        return sheet
    rules.check_can_answer(actor, assignment)
    instrument = editions.instrument_of(assignment.round)
    promise = promise_for(assignment.couple_id)
    sheet = sheet or _new_sheet(actor, assignment, instrument, promise)
    sheet.answers = answering.merged(instrument, sheet.answers, given)
    if gaps := answering.missing(instrument, sheet.answers):
        raise Incomplete([item.id for item in gaps])
    _send(sheet, assignment, instrument, promise)
    _record(actor, assignment, "answers.sent", assignment.couple_id, instrument=instrument.id)
    response_submitted.send(
        sender=Assignment,
        assignment=assignment,
        instrument=instrument,
        alerts=answering.alerts_of(instrument, sheet.answers),
    )
    return sheet


@transaction.atomic
def read_answers(*, actor: Viewer, round_id: UUID) -> queries.Sides:
    """Return what a clinician may read of a round, and note that it was read."""
    asked = queries.round_for(actor, round_id)
    rules.check_cares(actor, asked.couple_id)
    _record(actor, asked, "answers.read", asked.couple_id)
    return queries.visible_answers(actor, round_id)


@transaction.atomic
def read_guarded_answers(*, actor: Viewer, couple_id: UUID) -> queries.Sides:
    """Return both sides' guarded answers to their care team, and note that they were read."""
    rules.check_cares(actor, couple_id)
    unread = GuardedResponse.objects.filter(couple_id=couple_id, submitted_at__isnull=False, read_at=None)
    unread.update(read_at=clock.now())
    answers = queries.guarded_answers(actor, couple_id)
    _record(actor, None, "guarded_answers.read", couple_id)
    return answers


def _ask(couple: Couple, instrument: Instrument, reason: str = "", seat_id: UUID | None = None) -> Round:
    left_open = rules.waiting_copies(couple, instrument, seat_id)
    waits_since = dict(left_open.values_list("seat_id", "waits_since"))
    left_open.update(state=AssignmentState.WITHDRAWN)
    if editions.is_shipped(instrument.id):
        keep(INSTRUMENT, instrument)
    asked = Round.objects.create(
        couple=couple,
        data_key=couple.data_key,
        instrument=instrument.id,
        version=instrument.version,
        content_hash=instrument.content_hash,
        guarded=instrument.guarded,
        reason=reason or None,
    )
    Assignment.objects.bulk_create(
        Assignment(
            round=asked,
            couple=couple,
            seat=seat,
            created_at=asked.created_at,
            waits_since=None if asked.guarded else waits_since.get(seat.pk, asked.created_at),
        )
        for seat in seats_of(couple.pk)
        if seat_id in {None, seat.pk}
    )
    round_assigned.send(sender=Round, round=asked, instrument=instrument)
    return asked


def _locked(actor: Viewer, assignment: Assignment) -> Assignment:
    """Return the assignment as it is now, with its round locked: so two partners cannot send past each other."""
    rules.check_own(actor, assignment)
    locked = Assignment.objects.select_for_update(of=("self", "round")).select_related("round")
    return locked.get(pk=assignment.pk)


def _sheet_of(assignment: Assignment) -> Sheet | None:
    if assignment.round.guarded:
        return GuardedResponse.objects.filter(assignment=assignment).first()
    return Response.objects.filter(assignment=assignment).first()


def _new_sheet(actor: Viewer, assignment: Assignment, instrument: Instrument, promise: PolicyKind) -> Sheet:
    guarded = assignment.round.guarded
    author = person(actor.person_id)
    return (GuardedResponse if guarded else Response)(
        assignment=assignment,
        couple_id=assignment.couple_id,
        author=author,
        data_key=author.safety_key if guarded else author.data_key,
        audience=instrument.audience,
        protected=guarded or instrument.protected,
        promise=promise,
        version=instrument.version,
        content_hash=instrument.content_hash,
        answers={},
    )


def _send(sheet: Sheet, assignment: Assignment, instrument: Instrument, promise: PolicyKind) -> None:
    now = clock.now()
    if promise == PolicyKind.LIMITED_SECRETS:
        sheet.promise = PolicyKind.LIMITED_SECRETS  # the kinder of two promises counts
    sheet.version, sheet.content_hash = instrument.version, instrument.content_hash
    sheet.terms = answering.terms_of(instrument)
    sheet.submitted_at = now
    sheet.save()
    assignment.state, assignment.answered_at = AssignmentState.ANSWERED, now
    assignment.save(update_fields=["state", "answered_at"])
    if isinstance(sheet, Response):
        _keep_scores(sheet, assignment, instrument, now)
        if answering.has_sealed_items(instrument) and _all_answered(assignment.round):
            _open(assignment.round, now)
            sheet.opened_at = now


def _keep_scores(
    response: Response, assignment: Assignment, instrument: Instrument, now: dt.datetime
) -> None:
    scales = {scale.id: scale for scale in instrument.scales}
    rows = []
    for score in instrument.score(response.answers):
        scale = scales[score.scale]
        audience, protected = answering.terms_of_scale(instrument, scale)
        rows.append(
            Score(
                response=response,
                couple_id=response.couple_id,
                seat_id=assignment.seat_id,
                author_id=response.author_id,
                instrument=instrument.id,
                version=instrument.version,
                content_hash=instrument.content_hash,
                scale=scale.id,
                value=score.value,
                low=scale.range[0],
                high=scale.range[1],
                audience=audience,
                protected=protected,
                answered_at=now,
            )
        )
    Score.objects.bulk_create(rows)
    if instrument.id == trust_queries.TRUST_PULSE:
        _want_judged(_redrawn_line(assignment.couple_id, now))
    elif instrument.id == queries.ALLIANCE_CHECK:
        line, _ = TrustLine.objects.select_for_update().get_or_create(couple_id=assignment.couple_id)
        _want_judged(line)


def _redrawn_line(couple_id: UUID, now: dt.datetime) -> TrustLine:
    points = trust_queries.lines_since(couple_id, now - LINE_KEPT)
    line, _ = TrustLine.objects.update_or_create(
        couple_id=couple_id, defaults={"points": points, "fall": largest_fall(points)}
    )
    return line


def _want_judged(line: TrustLine) -> None:
    if line.wanted_at is None:
        TrustLine.objects.filter(pk=line.pk).update(wanted_at=clock.now())
        transaction.on_commit(lambda: judging.judge.enqueue(str(line.couple_id)))


def _all_answered(asked: Round) -> bool:
    return not asked.assignments.exclude(state=AssignmentState.ANSWERED).exists()


def _open(asked: Round, now: dt.datetime) -> None:
    Response.objects.filter(assignment__in=asked.assignments.all(), opened_at=None).update(opened_at=now)
    asked.opened_at = now
    asked.save(update_fields=["opened_at"])


def _record(
    actor: Viewer, subject: models.Model | None, event: str, couple_id: UUID, **facts: str | int
) -> None:
    audit.record(
        event,
        actor_id=actor.person_id,
        practice_id=actor.practice_of(couple_id),
        subject=subject,
        couple_id=couple_id,
        **facts,
    )
