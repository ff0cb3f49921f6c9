"""Everything that can happen to the diary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.common.queueing import enqueue_once
from troth.practice.patterns import detecting, rules
from troth.practice.patterns.models import Day, DiaryChoice, Moment, PatternLine
from troth.practice.patterns.own_days import own_today
from troth.practice.patterns.states import DAY_AUDIENCES, MOMENT_AUDIENCES, family
from troth.practice.people import queries as people
from troth.practice.people.holding import held
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.queries import promise_for
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    import datetime as dt

    from troth.practice.common.models import DataKey
    from troth.practice.patterns.told import Choice, Numbers, Said
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def keep_day(
    *,
    actor: Viewer,
    on: dt.date,
    numbers: Numbers,
    choice: Choice,
    said: Said | None = None,
    seen: str | None = None,
) -> Day:
    """Keep a day and its one moment; a second telling of the same day changes the first.

    Without ``said`` a moment that stood is removed, but for a sealed one, which stays until it is taken back.
    ``seen`` is the `rules.stamp` of what the teller saw; where something else stands, it is shown before it is changed.
    """
    couple = _couple(actor)
    rules.check_day(on, own_today(actor))
    rules.check_numbers(numbers)
    rules.check_audience(actor, choice.audience, DAY_AUDIENCES)
    day = Day.objects.filter(author_id=actor.person_id, on=on).first()
    before = Moment.objects.filter(day=day).first() if day else None
    if day is not None and _stands_already(day, before, numbers, choice, said):
        return day
    rules.check_seen(day, seen)
    if said is not None:
        rules.check_audience(actor, said.audience, MOMENT_AUDIENCES)
    rules.check_can_say(day, before, said)
    day = day or Day(couple=couple, author_id=actor.person_id, on=on, data_key=_own_key(actor))
    day.audience, day.counts, day.told = choice.audience, choice.counts, numbers._asdict()
    day.promise, day.submitted_at = promise_for(couple.pk), clock.now()
    day.save()
    _keep_moment(actor, day, before, said)
    note_of_couple(actor, couple, "diary.written", subject=day)
    _look_again(couple)
    return day


@transaction.atomic
def take_moment_back(*, actor: Viewer, on: dt.date) -> None:
    """Take a sealed moment back before it is matched; nobody learns that it was there."""
    couple = _couple(actor)
    moment = Moment.objects.filter(author_id=actor.person_id, on=on).first()
    if moment is None:
        raise Absent
    rules.check_can_take_back(moment)
    Day.objects.filter(pk=moment.day_id).update(sealed_once=True)
    moment.delete()
    note_of_couple(actor, couple, "diary.moment-taken-back")


@transaction.atomic
def change_readers(
    *, actor: Viewer, on: dt.date, choice: Choice, moment_audience: Audience | None = None
) -> None:
    """Change later who reads a day and its moment, and whether it counts; a sealed moment stays as it was sealed."""
    couple = held(people.own_couple(actor))
    day = _told_day(actor, on)
    moment = Moment.objects.filter(day=day).exclude(audience=Audience.SEALED).first()
    rules.check_can_read(actor, couple, day.audience, choice.audience)
    if moment is not None and moment_audience is not None:
        rules.check_can_read(actor, couple, moment.audience, moment_audience)
        moment.audience = moment_audience
        moment.save(update_fields=["audience"])
    day.audience, day.counts, day.submitted_at = choice.audience, choice.counts, clock.now()
    day.save(update_fields=["audience", "counts", "submitted_at"])
    note_of_couple(actor, couple, "diary.readers-changed", subject=day)
    _look_anew(couple)


@transaction.atomic
def forget_day(*, actor: Viewer, on: dt.date) -> None:
    """Delete a day and its moment for good; where it was matched, the other's moment is closed to the actor again."""
    couple = held(people.own_couple(actor))
    day = _told_day(actor, on)
    moment = Moment.objects.filter(day=day).first()
    rules.check_can_forget(day, moment, own_today(actor))
    if moment is not None and moment.opened_at:
        others = Moment.objects.filter(couple=couple, on=on, audience=Audience.SEALED)
        others.exclude(author_id=actor.person_id).update(opened_at=None)
    day.delete()
    note_of_couple(actor, couple, "diary.deleted")
    _look_anew(couple)


@transaction.atomic
def choose_for_days(*, actor: Viewer, choice: Choice, moment_audience: str) -> None:
    """Remember what new days begin with."""
    rules.check_audience(actor, choice.audience, DAY_AUDIENCES)
    rules.check_audience(actor, moment_audience, MOMENT_AUDIENCES)
    kept = {**choice._asdict(), "moment_audience": moment_audience}
    DiaryChoice.objects.update_or_create(seat_id=actor.own_seat_id, defaults=kept)
    note_of_couple(actor, people.own_couple(actor), "diary.chosen")


def _stands_already(
    day: Day, moment: Moment | None, numbers: Numbers, choice: Choice, said: Said | None
) -> bool:
    """Tell whether just this was kept already, as when a button is pressed twice."""
    stands = {**day.told, "audience": day.audience, "counts": day.counts}
    if stands != {**numbers._asdict(), **choice._asdict()}:
        return False
    if moment is None or said is None:
        return moment is None and said is None
    return moment.says() == {**said.told, "audience": said.audience}


def _keep_moment(actor: Viewer, day: Day, before: Moment | None, said: Said | None) -> None:
    if before is not None and before.audience == Audience.SEALED:
        return
    if said is None:
        if before is not None:
            before.delete()
        return
    moment = before or Moment(
        day=day, on=day.on, couple_id=day.couple_id, author_id=actor.person_id, data_key=day.data_key
    )
    moment.audience, moment.told = said.audience, said.told
    moment.promise, moment.submitted_at = day.promise, clock.now()
    moment.save()
    if moment.audience == Audience.SEALED:
        _open_if_matched(moment)


def _open_if_matched(moment: Moment) -> None:
    """Open both moments where the other sealed one of the same day and family."""
    others = Moment.objects.filter(couple_id=moment.couple_id, on=moment.on, audience=Audience.SEALED)
    theirs = others.exclude(author_id=moment.author_id).first()
    if theirs is not None and family(theirs.kind) == family(moment.kind):
        Moment.objects.filter(pk__in=[moment.pk, theirs.pk]).update(opened_at=clock.now())


def _couple(actor: Viewer) -> Couple:
    """Return the actor's couple, held until the act is done: of two at one moment the second waits."""
    couple = held(people.own_couple(actor))
    rules.check_can_write(actor, couple)
    return couple


def _told_day(actor: Viewer, on: dt.date) -> Day:
    day = Day.objects.filter(author_id=actor.person_id, couple_id=actor.own_couple_id, on=on).first()
    if day is None:
        raise Absent
    return day


def _look_anew(couple: Couple) -> None:
    """Let go of what was gathered, so that nothing of a day that counts no longer stays in it, and gather it again."""
    PatternLine.objects.filter(couple=couple).delete()
    _look_again(couple)


def _look_again(couple: Couple) -> None:
    transaction.on_commit(lambda: enqueue_once(detecting.look_again, str(couple.pk)))


def _own_key(actor: Viewer) -> DataKey:
    return people.person(actor.person_id).data_key
