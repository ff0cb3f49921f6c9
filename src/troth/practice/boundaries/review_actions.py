"""What can happen when an agreement is looked at again, and when a term was not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from troth.practice.boundaries import dates, rules
from troth.practice.boundaries.actions import private_of
from troth.practice.boundaries.models import Breach, RepairWord, Review
from troth.practice.boundaries.reading import held_agreement
from troth.practice.boundaries.repeated import last_repeated
from troth.practice.boundaries.states import RepairState
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.states import Audience, Standing
from troth.practice.privacy.visibility import may_see

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from troth.practice.boundaries.models import Agreement
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def review(*, actor: Viewer, agreement: Agreement, kept: Mapping[str, str], ahead: str, words: str) -> None:
    """Say how each term was kept and what one wishes; with the second review both open."""
    agreement = held_agreement(agreement)
    rules.check_can_review(actor, agreement)
    terms = agreement.signed.read_terms if agreement.signed else []
    said = rules.check_review(terms, kept, ahead, words)
    round_now = agreement.review_round
    if Review.objects.filter(agreement=agreement, round=round_now, author_id=actor.person_id).exists():
        raise Refused("You have handed in this review, so it stays as it is until both lie open.")
    given = Review.objects.create(
        **private_of(actor, agreement.couple, Audience.SEALED),
        agreement=agreement,
        round=round_now,
        said={**said, "terms": agreement.signed.number if agreement.signed else 0},
        submitted_at=clock.now(),
    )
    handed_in = Review.objects.filter(agreement=agreement, round=round_now)
    if handed_in.count() == len(("a", "b")):
        handed_in.update(opened_at=clock.now())
        agreement.review_round += 1
        agreement.looked_back_on = clock.today()
        agreement.save(update_fields=["review_round", "looked_back_on"])
    note_of_couple(actor, agreement.couple, "agreement.reviewed", subject=given)


@transaction.atomic
def set_review_day(*, actor: Viewer, agreement: Agreement, review_on: dt.date | None) -> None:
    """Choose the next day to look at it again; a day is an appointment and needs no new signatures."""
    agreement = held_agreement(agreement)
    rules.check_can_review(actor, agreement)
    dates.check_review_day(review_on, agreement.started_on or clock.today(), agreement.end_on)
    agreement.review_on = review_on
    agreement.save(update_fields=["review_on"])
    note_of_couple(actor, agreement.couple, "agreement.review-day-set", subject=agreement)


@transaction.atomic
def record_breach(
    *,
    actor: Viewer,
    agreement: Agreement,
    given: Mapping[str, str],
    happened_on: dt.date | None,
    audience: Audience,
) -> Breach:
    """Note that a term was not kept, or was understood in two ways, for whom the author chooses."""
    agreement = held_agreement(agreement)
    rules.check_can_record(actor, agreement, audience)
    terms = agreement.signed.read_terms if agreement.signed else []
    said = rules.check_breach(terms, given)
    named = next(term.words for term in terms if term.id == said["term"])
    breach = Breach.objects.create(
        **private_of(actor, agreement.couple, audience),
        agreement=agreement,
        happened_on=rules.check_happened(happened_on),
        said={**said, "named": named},
        protected=True,
        submitted_at=clock.now(),
    )
    _mark_repeated(agreement)
    note_of_couple(actor, agreement.couple, "breach.noted", subject=breach, audience=str(audience))
    return breach


@transaction.atomic
def share_breach(*, actor: Viewer, breach: Breach, audience: Audience) -> None:
    """Let the therapist, or both, read what was noted."""
    breach = _held(breach)
    rules.check_can_share(actor, breach, audience)
    breach.audience = audience
    breach.save(update_fields=["audience"])
    _mark_repeated(held_agreement(breach.agreement))
    note_of_couple(actor, breach.agreement.couple, "breach.shared", subject=breach, audience=str(audience))


@transaction.atomic
def repair(*, actor: Viewer, breach: Breach, step: str, text: str) -> None:
    """Write the next step of a repair."""
    breach = _held(breach)
    text = rules.check_can_repair(actor, breach, step, text)
    if step == RepairState.CHECKED:
        changed = RepairWord.objects.get(breach=breach, step=RepairState.CHANGED)
        dates.check_in_two_weeks(timezone.localdate(changed.at))
    RepairWord.objects.create(
        breach=breach,
        data_key=breach.agreement.data_key,
        step=step,
        author_id=actor.person_id,
        at=clock.now(),
        text=text,
    )
    breach.repair = RepairState(step)
    breach.save(update_fields=["repair"])
    note_of_couple(actor, breach.agreement.couple, "breach.repaired", subject=breach, step=str(step))


def _mark_repeated(agreement: Agreement) -> None:
    """Keep for the caseload when terms were last broken again and again, from what the care team may read."""
    noted = Breach.objects.filter(agreement=agreement).select_related("data_key")
    agreement.repeated_on = last_repeated(one for one in noted if may_see(one, Standing.CARE))
    agreement.save(update_fields=["repeated_on"])


def _held(breach: Breach) -> Breach:
    found = (
        Breach.objects.select_for_update(of=("self",))
        .select_related("agreement__couple", "agreement__data_key")
        .filter(pk=breach.pk)
        .first()
    )
    if found is None:
        raise Absent
    return found
