"""Everything that can happen to a practice's colleagues and to care teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from troth.practice.common import audit, clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.people import rules
from troth.practice.people.models import CareTeamMember, Clinician, Couple, Practice

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.states import Parting
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def change_practice(
    *, actor: Viewer, name: str, country: str, reply_name: str, silence_days: int
) -> Practice:
    """Change the practice's name and country, the name that signs its mails, and when silence is told, in days."""
    rules.check_administers(actor)
    rules.check_can_wait(silence_days)
    practice = Practice.objects.select_for_update().get(pk=actor.own_practice_id)
    practice.name, practice.country, practice.reply_name = name, country.upper(), reply_name
    practice.silence_days = silence_days
    practice.save(update_fields=["name", "country", "reply_name", "silence_days"])
    _record(actor, "practice.changed", practice)
    return practice


@transaction.atomic
def add_to_care_team(*, actor: Viewer, couple: Couple, clinician_id: UUID) -> CareTeamMember:
    """Let a colleague of the same practice care for the couple, too; adding twice changes nothing."""
    staff = Clinician.objects.select_for_update().filter(practice_id=couple.practice_id, ended_at=None)
    colleague = staff.filter(pk=clinician_id).first()
    couple = Couple.objects.select_for_update().get(pk=couple.pk)
    rules.check_cares_for(actor, couple)
    if colleague is None or not colleague.gives_care:
        raise Refused("Choose a therapist or supervisor who works in this practice now.")
    member, fresh = CareTeamMember.objects.get_or_create(couple=couple, clinician=colleague, until=None)
    if fresh:
        _record(actor, "care.began", member, couple)
    return member


@transaction.atomic
def end_care(*, actor: Viewer, couple: Couple, member: CareTeamMember) -> None:
    """End somebody's part in the care team, one's own or a colleague's; the last one stays."""
    couple = Couple.objects.select_for_update().get(pk=couple.pk)
    rules.check_cares_for(actor, couple)
    rules.check_can_end_care(couple)
    standing = CareTeamMember.objects.filter(couple=couple, pk=member.pk, until=None)
    if not standing.update(until=clock.now()):
        raise Absent
    _record(actor, "care.ended", member, couple)


@transaction.atomic
def hand_over(*, actor: Viewer, leaver_id: UUID, successor_id: UUID | None, reason: Parting) -> int:
    """End a colleague's place and give all their couples to another; return how many.

    The administrator who does this sees no couple. No couple is without a care team at any moment.
    """
    rules.check_administers(actor)
    held = Clinician.objects.select_for_update().filter(practice_id=actor.own_practice_id, ended_at=None)
    staff = {one.pk: one for one in held.order_by("pk")}
    if not {leaver_id, actor.own_clinician_id} <= staff.keys():
        raise Absent
    leaver = staff.pop(leaver_id)
    rules.check_can_go(leaver, staff.values())
    couples = Couple.objects.select_for_update(of=("self",)).order_by("pk")
    moved = list(couples.filter(care_team__clinician=leaver, care_team__until=None))
    for couple in moved:
        successor = rules.check_can_take_over(staff.get(successor_id) if successor_id else None)
        _pass_on(actor, couple, leaver, successor)
    leaver.ended_at = clock.now()
    leaver.save(update_fields=["ended_at"])
    _record(actor, "clinician.left", leaver, couples=len(moved), reason=reason)
    return len(moved)


def _pass_on(actor: Viewer, couple: Couple, leaver: Clinician, successor: Clinician) -> None:
    member, _ = CareTeamMember.objects.get_or_create(couple=couple, clinician=successor, until=None)
    couple.care_team.filter(clinician=leaver, until=None).update(until=clock.now())
    _record(actor, "care.handed_over", member, couple)


def _record(
    actor: Viewer,
    event: str,
    subject: CareTeamMember | Clinician | Practice,
    couple: Couple | None = None,
    **facts: Any,
) -> None:
    audit.record(
        event,
        actor_id=actor.person_id,
        practice_id=actor.practice_id,
        subject=subject,
        couple_id=couple.pk if couple else None,
        **facts,
    )
