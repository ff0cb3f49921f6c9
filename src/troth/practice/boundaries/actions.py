"""Everything that can happen to positions and agreements; reviews and breaches have files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from troth.practice.boundaries import dates, readiness, rules
from troth.practice.boundaries.kinds import TOPIC
from troth.practice.boundaries.models import (
    Agreement,
    Comparison,
    Position,
    Proposal,
    Readiness,
    Signature,
)
from troth.practice.boundaries.reading import (
    held_agreement,
    latest_proposal,
    own_position,
    proposal_of,
    round_of,
)
from troth.practice.boundaries.states import LIVE_AGREEMENTS, AgreementKind, AgreementState
from troth.practice.boundaries.terms import as_kept, check_words, read_terms
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.two_devices import NO_PAGE, Page
from troth.practice.people import queries as people
from troth.practice.people.holding import held
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.queries import promise_for
from troth.practice.privacy.states import Audience
from troth.practice.wordings.actions import keep

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from typing import Any

    from troth.library import BoundaryTopic
    from troth.practice.boundaries.terms import Term
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


class Wording(NamedTuple):
    """What one partner puts forward; ``sure`` says that watched words were looked at once more."""

    terms: Sequence[Term]
    start_on: dt.date | None
    review_on: dt.date | None
    end_on: dt.date | None
    note: str = ""
    sure: bool = False


@transaction.atomic
def save_position(*, actor: Viewer, topic: str, said: Mapping[str, str], page: Page = NO_PAGE) -> Position:
    """Keep parts of a partner's side of a topic as a draft, whatever the door does: nobody else reads it.

    Parts that are not ``said`` stay as they are. What another ``page`` of the same person saved meanwhile is not
    written over.
    """
    found = rules.check_topic(actor, topic)
    couple = held(people.own_couple(actor))
    position = own_position(actor, topic) or _new_position(actor, couple, found)
    given = rules.check_said(said)
    if position.said and given.items() <= position.said.items():
        return position
    rules.check_can_write(position, page)
    position.said, position.page = position.said | given, page.own
    position.save()
    note_of_couple(actor, couple, "position.saved", subject=position)
    return position


@transaction.atomic
def hand_in_position(*, actor: Viewer, topic: str) -> None:
    """Hand in the own side; with the second one both open."""
    rules.check_topic(actor, topic)
    couple = held(people.own_couple(actor))
    position = rules.check_can_hand_in(actor, couple, own_position(actor, topic))
    position.submitted_at = clock.now()
    position.save(update_fields=["submitted_at"])
    _open_if_both(Position, couple=couple, topic=topic, round=position.round)
    note_of_couple(actor, couple, "position.handed-in", subject=position)


@transaction.atomic
def mark_nearness(*, actor: Viewer, topic: str, marks: Mapping[str, str]) -> None:
    """Say of each part of an opened pair how near the two are; both marks open together."""
    couple = held(people.own_couple(actor))
    rules.check_together(actor, couple)
    opened = round_of(couple.pk, topic) - 1
    if not opened:
        raise Refused("Both sides must lie open first.")
    given = rules.check_marks(marks)
    key = {"couple": couple, "author_id": actor.person_id, "topic": topic, "round": opened}
    mark = Comparison.objects.filter(**key).first()
    if mark is not None and mark.opened_at is not None:
        raise Refused("Both of you have marked, so it stays as it is. You can write anew.")
    mark = mark or Comparison(**private_of(actor, couple, Audience.SEALED), topic=topic, round=opened)
    mark.marks, mark.submitted_at = given, clock.now()
    mark.save()
    _open_if_both(Comparison, couple=couple, topic=topic, round=opened)
    note_of_couple(actor, couple, "position.compared", subject=mark)


@transaction.atomic
def begin_agreement(*, actor: Viewer, topic: str, kind: AgreementKind, wording: Wording) -> Agreement:
    """Put the first wording forward; of two agreements in one topic there is only one at a time."""
    found = rules.check_topic(actor, topic)
    couple = held(people.own_couple(actor))
    rules.check_can_begin(actor, couple, found, kind)
    for before in Agreement.objects.filter(couple=couple, topic=topic, state__in=LIVE_AGREEMENTS):
        if before.is_live:
            raise Refused("There is an agreement about this already. Put a new wording forward there.")
        _end(before)
    agreement = Agreement.objects.create(couple=couple, data_key=couple.data_key, topic=topic, kind=kind)
    note_of_couple(actor, couple, "agreement.begun", subject=agreement, kind=str(kind))
    _put_forward(actor, agreement, wording, known=[], number=1)
    return agreement


@transaction.atomic
def propose(*, actor: Viewer, agreement: Agreement, seen: int, wording: Wording) -> Proposal:
    """Put a new wording forward in answer to wording ``seen``; every earlier one is kept."""
    agreement = held_agreement(agreement)
    latest = latest_proposal(agreement)
    number = latest.number if latest else 0
    rules.check_can_propose(actor, agreement, seen, number)
    return _put_forward(
        actor, agreement, wording, known=latest.read_terms if latest else [], number=number + 1
    )


@transaction.atomic
def answer_readiness(*, actor: Viewer, agreement: Agreement, number: int, answers: Mapping[str, str]) -> None:
    """Keep what a partner answers privately about a wording; it can be changed until they sign."""
    agreement = held_agreement(agreement)
    rules.check_together(actor, agreement.couple)
    rules.check_live(agreement)
    proposal = proposal_of(agreement, number)
    if proposal.signatures.filter(person_id=actor.person_id).exists():
        raise Refused("You have signed this wording, so your answers stay as they are.")
    given = readiness.check_answers(AgreementKind(agreement.kind), answers)
    kept = Readiness.objects.filter(proposal=proposal, author_id=actor.person_id).first()
    kept = kept or Readiness(
        **private_of(actor, agreement.couple, Audience.THERAPIST), proposal=proposal, protected=True
    )
    kept.answers, kept.submitted_at = given, clock.now()
    kept.save()
    note_of_couple(actor, agreement.couple, "agreement.thought-over", subject=kept)


@transaction.atomic
def sign(*, actor: Viewer, agreement: Agreement, number: int, signed_name: str) -> None:
    """Put a name under the wording that was read; signing twice is signing once. Both names bring it into force."""
    agreement = held_agreement(agreement)
    rules.check_is_partner(actor, agreement.couple_id)
    proposal, latest = proposal_of(agreement, number), latest_proposal(agreement)
    if proposal.signatures.filter(person_id=actor.person_id).exists():
        return
    rules.check_can_sign(actor, agreement, proposal, latest.number if latest else 0)
    kind = AgreementKind(agreement.kind)
    begins = dates.check_still_ahead(kind, proposal, agreement.started_on)
    thought = Readiness.objects.filter(proposal=proposal, author_id=actor.person_id).first()
    readiness.check_may_sign(kind, thought.answers if thought else None)
    name = rules.check_text(signed_name, rules.LONGEST_NAME)
    if not name:
        raise Refused("Write your name to sign.")
    Signature.objects.create(
        proposal=proposal, person_id=actor.person_id, signed_name=name, signed_at=clock.now()
    )
    note_of_couple(actor, agreement.couple, "agreement.signed", subject=agreement, number=number)
    both = {seat.person_id for seat in people.seats_of(agreement.couple_id)}
    if both == set(proposal.signatures.values_list("person_id", flat=True)):
        _bring_into_force(agreement, proposal, begins)


@transaction.atomic
def withdraw(*, actor: Viewer, agreement: Agreement) -> None:
    """End an agreement, at any time and without a reason; no door, consent or review is asked for."""
    agreement = held_agreement(agreement)
    rules.check_is_partner(actor, agreement.couple_id)
    if not agreement.is_live:
        return
    _end(agreement)
    note_of_couple(actor, agreement.couple, "agreement.ended", subject=agreement)


@transaction.atomic
def bring_to_session(*, actor: Viewer, agreement: Agreement, wanted: bool) -> None:
    """Mark an agreement for the next session, or take the mark off; the therapist does so after it."""
    agreement = held_agreement(agreement)
    if actor.couple_id == agreement.couple_id:
        rules.check_together(actor, agreement.couple)
    elif not people.cares_for(actor, agreement.couple_id):
        raise Absent
    agreement.for_session = wanted
    agreement.save(update_fields=["for_session"])
    note_of_couple(actor, agreement.couple, "agreement.for-session", subject=agreement, wanted=wanted)


def _new_position(actor: Viewer, couple: Couple, topic: BoundaryTopic) -> Position:
    """Return a side to be written to the questions as they are worded now."""
    keep(TOPIC, topic)
    return Position(
        **private_of(actor, couple, Audience.SEALED),
        topic=topic.id,
        version=topic.version,
        content_hash=topic.content_hash,
        round=round_of(couple.pk, topic.id),
    )


def _put_forward(
    actor: Viewer, agreement: Agreement, wording: Wording, *, known: Sequence[Term], number: int
) -> Proposal:
    kind = AgreementKind(agreement.kind)
    terms = read_terms(kind, wording.terms, known)
    check_words(kind, terms, sure=wording.sure)
    start_on, review_on = dates.check_days(
        kind, wording.start_on, wording.review_on, wording.end_on, agreement.started_on
    )
    proposal = Proposal.objects.create(
        agreement=agreement,
        data_key=agreement.data_key,
        number=number,
        author_id=actor.person_id,
        at=clock.now(),
        terms=as_kept(terms),
        note=rules.check_text(wording.note) or None,
        start_on=start_on,
        review_on=review_on,
        end_on=wording.end_on,
    )
    note_of_couple(actor, agreement.couple, "agreement.proposed", subject=agreement, number=number)
    return proposal


def _bring_into_force(agreement: Agreement, proposal: Proposal, begins: dt.date) -> None:
    rules.check_can_move(agreement, AgreementState.STANDING)
    agreement.state, agreement.signed = AgreementState.STANDING, proposal
    agreement.started_on = agreement.started_on or begins
    agreement.review_on, agreement.end_on = proposal.review_on, proposal.end_on
    agreement.save()


def _end(agreement: Agreement) -> None:
    rules.check_can_move(agreement, AgreementState.ENDED)
    agreement.state, agreement.ended_at = AgreementState.ENDED, clock.now()
    agreement.save(update_fields=["state", "ended_at"])


def private_of(actor: Viewer, couple: Couple, audience: Audience) -> dict[str, Any]:
    """Return what every private item of an author begins with."""
    return {
        "couple": couple,
        "author_id": actor.person_id,
        "data_key": people.person(actor.person_id).data_key,
        "audience": audience,
        "promise": promise_for(couple.pk),
    }


def _open_if_both(model: Any, **key: Any) -> None:
    handed_in = model.objects.filter(**key, opened_at=None).exclude(submitted_at=None)
    if handed_in.values("author_id").distinct().count() == len(("a", "b")):
        handed_in.update(opened_at=clock.now())
