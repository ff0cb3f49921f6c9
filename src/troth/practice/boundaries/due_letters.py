"""The letters that something is due: neutral, by the worker, one for each day that the two chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

from troth.practice.boundaries import due
from troth.practice.boundaries.models import DueLetter
from troth.practice.common import clock
from troth.practice.common.turning import Done
from troth.practice.people import queries as people
from troth.practice.people.reminding import claim_letter, is_day, send_each
from troth.practice.safety.queries import joint_work_is_open

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from troth.practice.boundaries.due import Waiting


def turn_clock() -> Done:
    """Let the worker write to whom something is due; by however many workers, each gets one letter."""
    if not is_day():
        return Done()
    found, failed = due.to_write()
    if found:
        transaction.on_commit(send_letters.enqueue)
    return Done(reminded=len({one.seat_id for one in found}), failed=failed)


@task()
def send_letters() -> None:
    """Send each letter that is due now. By night nothing leaves; what does not leave is tried again at the next turn."""
    if is_day():
        found, _ = due.to_write()
        send_each(found, claim)


@transaction.atomic
def claim(one: Waiting) -> EmailMessage | None:
    """Look again, take the letter, and mark all that is due for this seat as written about; None where none leaves."""
    still = due.waiting(one.seat_id)
    if not still or not joint_work_is_open(one.couple_id):
        return None
    person = people.person(one.person_id)
    letter = claim_letter(person=person, couple=people.own_couple(people.viewer_of(person)))
    if letter is not None:
        for each in still:
            DueLetter.objects.update_or_create(
                seat_id=each.seat_id,
                subject_id=each.subject_id,
                due_on=each.due_on,
                defaults={"sent_at": clock.now()},
            )
    return letter
