"""Everything that can happen when two end well: looking back, and the plan for afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.growth import queries, rules
from troth.practice.growth.models import Ending, KeepingPlan, KeepingSignature, LookBack
from troth.practice.growth.states import KEPT_PARTS, PlanState
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.queries import promise_for
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def begin_ending(*, actor: Viewer, couple: Couple) -> Ending:
    """Ask both partners to look back, each alone."""
    last = queries.latest_ending(couple.pk)
    rules.check_can_begin(actor, couple, last)
    number = last.number + 1 if last else 1
    ending, fresh = Ending.objects.get_or_create(
        couple=couple, number=number, defaults={"asked_by": actor.person_id}
    )
    if fresh:
        note_of_couple(actor, couple, "ending.begun", subject=ending, number=number)
    return ending


@transaction.atomic
def save_look_back(*, actor: Viewer, words: Mapping[str, str]) -> LookBack:
    """Keep one's own draft."""
    couple = people.own_couple(actor)
    look_back = _writing(actor, couple)
    look_back.words = rules.check_words(words)
    look_back.save()
    note_of_couple(actor, couple, "look-back.saved", subject=look_back)
    return look_back


@transaction.atomic
def hand_in_look_back(*, actor: Viewer, words: Mapping[str, str]) -> LookBack:
    """Hand one's words in: the care team reads them now, both partners once both have."""
    couple = people.own_couple(actor)
    look_back = _writing(actor, couple)
    look_back.words = rules.check_words(words)
    rules.check_can_hand_in(couple.pk, look_back.words)
    look_back.submitted_at = clock.now()
    look_back.save()
    handed_in = look_back.ending.look_backs.filter(submitted_at__isnull=False)
    if handed_in.exclude(author_id=actor.person_id).exists():
        handed_in.update(opened_at=clock.now())
    note_of_couple(actor, couple, "look-back.handed-in", subject=look_back)
    return look_back


@transaction.atomic
def word_plan(*, actor: Viewer, words: Mapping[str, str], known: int) -> KeepingPlan:
    """Keep a new version for both to sign; ``known`` is the newest number its writer has read, 0 for none.

    A version that waits is replaced at once; what is agreed holds until both have signed the new one.
    """
    couple = people.own_couple(actor)
    ending = _locked(queries.latest_ending(couple.pk))
    rules.check_can_word(actor, couple, ending)
    kept = rules.check_words({part.value: words.get(part.value, "") for part in KEPT_PARTS})
    rules.check_plan(kept)
    newest = queries.newest_number(couple.pk)
    rules.check_is_newest(known, newest)
    locked = KeepingPlan.objects.select_for_update(of=("self",))
    waiting = locked.filter(couple=couple, state=PlanState.WAITING).first()
    if waiting is not None:
        _move(waiting, PlanState.REPLACED)
    plan = KeepingPlan.objects.create(couple=couple, data_key=couple.data_key, number=newest + 1, words=kept)
    note_of_couple(actor, couple, "keeping-plan.worded", subject=plan, number=plan.number)
    return plan


@transaction.atomic
def sign_plan(*, actor: Viewer, plan_id: UUID, signed_name: str) -> KeepingPlan:
    """Put one's name under the version that was read; signing twice is signing once. Both names make it agreed."""
    couple = people.own_couple(actor)
    plan = KeepingPlan.objects.select_for_update(of=("self",)).filter(pk=plan_id, couple=couple).first()
    if plan is None:
        raise Absent
    if plan.signatures.filter(person_id=actor.person_id).exists():
        return plan
    rules.check_can_sign(actor, couple, plan)
    KeepingSignature.objects.create(
        plan=plan,
        person_id=actor.person_id,
        signed_name=rules.check_name(signed_name),
        signed_at=clock.now(),
    )
    note_of_couple(actor, couple, "keeping-plan.signed", subject=plan, number=plan.number)
    _agree_when_both_have_signed(actor, couple, plan)
    return plan


def _writing(actor: Viewer, couple: Couple) -> LookBack:
    """Return the partner's own look back, the ending locked so that two who hand in at once both open."""
    ending = _locked(queries.latest_ending(couple.pk))
    look_back = LookBack.objects.filter(ending=ending, author_id=actor.person_id).first() if ending else None
    rules.check_can_write(actor, couple, ending, look_back)
    return look_back or LookBack(
        ending=ending,
        couple=couple,
        author_id=actor.person_id,
        data_key=people.person(actor.person_id).data_key,
        audience=Audience.SEALED,
        protected=True,
        promise=promise_for(couple.pk),
    )


def _locked(ending: Ending | None) -> Ending | None:
    return Ending.objects.select_for_update(of=("self",)).get(pk=ending.pk) if ending else None


def _agree_when_both_have_signed(actor: Viewer, couple: Couple, plan: KeepingPlan) -> None:
    partners = {seat.person_id for seat in people.seats_of(couple.pk)}
    if not partners <= set(plan.signatures.values_list("person_id", flat=True)):
        return
    before = queries.agreed_plan(couple.pk)
    if before is not None:
        _move(before, PlanState.REPLACED)
    plan.agreed_at = clock.now()
    _move(plan, PlanState.AGREED)
    note_of_couple(actor, couple, "keeping-plan.agreed", subject=plan, number=plan.number)


def _move(plan: KeepingPlan, state: PlanState) -> None:
    rules.check_can_move(plan, state)
    plan.state = state
    plan.save(update_fields=["state", "agreed_at"])
