"""When a partner is reminded that an exercise waits: what they chose, and for whom a letter is due now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.common.turning import each
from troth.practice.people import queries as people
from troth.practice.people import reminding, standing
from troth.practice.people.states import AT_WORK
from troth.practice.programme.models import ReminderChoice
from troth.practice.programme.queries import runs_for
from troth.practice.programme.states import HOURS, RunState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from troth.practice.people.models import Person
    from troth.practice.people.standing import Mail
    from troth.practice.people.viewer import Viewer


def choice_of(viewer: Viewer) -> ReminderChoice | None:
    """Return what this partner chose, if they did. Raises `Absent` for everybody else."""
    return ReminderChoice.objects.filter(seat_id=viewer.own_seat_id).first()


def mail_of(viewer: Viewer) -> Mail:
    """Return what this partner chose about mail. Raises `Absent` for everybody else."""
    return standing.mail_of(viewer.person_id, viewer.own_couple_id)


def check_can_be_reminded(actor: Viewer) -> None:
    """Only who said yes to mail, and whose consent stands, can choose when it comes."""
    if not standing.may_be_mailed(actor.person_id, actor.own_couple_id):
        raise Refused("Mail to you is off. Say first whether and where we may write to you, under Account.")


def chosen_now() -> QuerySet[ReminderChoice]:
    """Return the choices whose day and hours these are, of partners in running work; made-up people get no mail."""
    hour = reminding.hour()
    return ReminderChoice.objects.filter(
        days__contains=str(clock.today().weekday()),
        part__in=[part for part, hours in HOURS.items() if hour in hours],
        seat__person__isnull=False,
        seat__left_at=None,
        seat__couple__stage__in=AT_WORK,
        seat__couple__practice__is_demonstration=False,
    ).select_related("seat__person", "seat__couple__practice")


def due() -> tuple[list[ReminderChoice], int]:
    """Return the choices for which a letter is due now, and how many could not be looked at."""
    return each(is_due, chosen_now())


def is_due(choice: ReminderChoice) -> bool:
    """Tell whether a letter may leave to this partner, and something waits for them."""
    person = choice.seat.person
    if person is None or not reminding.may_be_reminded(person.pk, choice.seat.couple_id):
        return False
    return _has_something_to_do(person)


def _has_something_to_do(person: Person) -> bool:
    return any(
        run.needs_me and run.state is not RunState.PAUSED for run in runs_for(people.viewer_of(person))
    )
