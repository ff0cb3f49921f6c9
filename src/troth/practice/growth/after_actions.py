"""What a partner does in the time after therapy: answering a check-up, and keeping days that are hard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.growth import after_queries, after_rules
from troth.practice.growth.models import CheckUp, CheckUpWords, HardDay
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.queries import promise_for
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from troth.practice.people.viewer import Viewer


@transaction.atomic
def answer_check_up(*, actor: Viewer, text: str) -> CheckUpWords:
    """Answer the open question of the latest check-up; both read it once both have answered."""
    couple = people.own_couple(actor)
    asked = after_queries.latest_asked(couple.pk)
    given = CheckUpWords.objects.filter(check_up=asked, author_id=actor.person_id).first()
    check_up = after_rules.check_can_answer(actor, couple, asked, given)
    CheckUp.objects.select_for_update(of=("self",)).get(pk=check_up.pk)
    words = CheckUpWords.objects.create(
        check_up=check_up,
        couple=couple,
        author_id=actor.person_id,
        data_key=people.person(actor.person_id).data_key,
        audience=Audience.SEALED,
        protected=True,
        promise=promise_for(couple.pk),
        submitted_at=clock.now(),
        text=after_rules.check_text(text),
    )
    of_both = CheckUpWords.objects.filter(check_up=check_up)
    if of_both.exclude(author_id=actor.person_id).exists():
        of_both.update(opened_at=clock.now())
    note_of_couple(actor, couple, "check-up.answered", subject=words)
    return words


@transaction.atomic
def keep_day(*, actor: Viewer, on: dt.date, what_helps: str) -> HardDay:
    """Keep a date that hurts, and what helps on it, for oneself alone."""
    couple = people.own_couple(actor)
    kept = HardDay.objects.filter(author_id=actor.person_id).count()
    after_rules.check_can_keep_day(actor, on, clock.today(), kept)
    day = HardDay.objects.create(
        couple=couple,
        author_id=actor.person_id,
        data_key=people.person(actor.person_id).data_key,
        audience=Audience.ME,
        protected=True,
        promise=promise_for(couple.pk),
        on=on.isoformat(),
        help=after_rules.check_text(what_helps),
    )
    note_of_couple(actor, couple, "own-day.kept", subject=day)
    return day


@transaction.atomic
def drop_day(*, actor: Viewer, day_id: UUID) -> None:
    """Take a date out; nothing of it is kept."""
    day = after_rules.check_own_day(actor, HardDay.objects.filter(pk=day_id).first())
    note_of_couple(actor, people.own_couple(actor), "own-day.dropped", subject=day)
    day.delete()
