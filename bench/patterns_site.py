"""How long the worker takes to judge every couple of a site anew, and to take in one new entry after a year of diaries."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from bench import made_up
from troth.practice.common import clock, keys
from troth.practice.common.states import KeyKind
from troth.practice.patterns import actions, detecting
from troth.practice.patterns.models import Day, Moment, PatternLine
from troth.practice.patterns.states import Kind
from troth.practice.patterns.told import Choice, Numbers, Said
from troth.practice.people import queries
from troth.practice.people.models import Couple
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.made_up import Pair
    from troth.practice.people.models import Person

YEAR = 365
TELLS, BLOCK, ENTRIES, GATHERED = 0.85, 500, 20, 5


@dataclass(frozen=True)
class SiteSize:
    """How many couples the site has; what is said is always of 10,000."""

    couples: int


FULL, QUICK = SiteSize(10_000), SiteSize(500)


class Speed(NamedTuple):
    """CPU seconds on one core: all couples judged anew, and what one entry, and one look from the diaries, takes."""

    all_couples: float
    entry: float
    look: float


def measured(size: SiteSize, told: Callable[[str], None]) -> Speed:
    """Make the site in the open home, and measure."""
    told("A year of diaries of one couple ...")
    dana = made_up.therapist()
    (pair,) = made_up.pairs(dana, range(1), 0, Random(1))
    _year(pair)
    detecting.look(pair.couple.pk)
    told(f"{size.couples} couples ...")
    _lines(dana, PatternLine.objects.get(couple=pair.couple), size.couples)
    begun = time.process_time()
    judged = _judge_all()
    all_couples = (time.process_time() - begun) * 10_000 / judged
    return Speed(all_couples, _entries(pair), _looks(pair))


@transaction.atomic
def _year(pair: Pair) -> None:
    random, days, moments = Random(2), [], []
    for seat in pair.seats:
        for ago in range(1, YEAR + 1):
            if random.random() < TELLS:
                days.append(_day(pair.couple, seat.person, clock.today() - dt.timedelta(days=ago), random))
                moments.append(_moment(days[-1], random))
    Day.objects.bulk_create(days, batch_size=BLOCK)
    Moment.objects.bulk_create(moments, batch_size=BLOCK)


def _day(couple: Couple, person: Person, on: dt.date, random: Random) -> Day:
    numbers = Numbers(*(random.randint(2, 9) for _ in range(3)), random.random() < 0.2)
    return Day(
        couple=couple,
        author=person,
        on=on,
        data_key=person.data_key,
        audience=Audience.ME,
        told=numbers._asdict(),
        counts=True,
        submitted_at=clock.now(),
    )


def _moment(day: Day, random: Random) -> Moment:
    return Moment(
        day=day,
        on=day.on,
        couple=day.couple,
        author=day.author,
        data_key=day.data_key,
        audience=Audience.COUPLE,
        told=Said(random.choice(list(Kind)), "A sentence about the day.").told,
        submitted_at=clock.now(),
    )


def _lines(dana: Person, pattern: PatternLine, number: int) -> None:
    """Give many couples a line like the one that was made from diaries."""
    practice = dana.places.get().practice_id
    with transaction.atomic():
        for _ in range(number - 1):
            key, record = keys.make_key(KeyKind.COUPLE), keys.make_key(KeyKind.RECORD)
            couple = Couple.objects.create(practice_id=practice, data_key=key, record_key=record)
            PatternLine.objects.create(
                couple=couple, data_key=record, line=pattern.line, found=[], looked_at=clock.now()
            )


@transaction.atomic
def _judge_all() -> int:
    return detecting.judge_all(PatternLine.objects.iterator(chunk_size=BLOCK))


def _entries(pair: Pair) -> float:
    """Return the median of keeping a day: the writing, the look at the diaries, and the judging."""
    viewer = queries.viewer_of(pair.seats[0].person)
    taken = []
    for number in range(ENTRIES):
        begun = time.process_time()
        numbers = Numbers(number % 10, 5, 5, conflict=False)
        actions.keep_day(
            actor=viewer, on=clock.today(), numbers=numbers, choice=Choice(Audience.ME, counts=True)
        )
        detecting.look(pair.couple.pk)
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def _looks(pair: Pair) -> float:
    taken = []
    for _ in range(GATHERED):
        begun = time.process_time()
        detecting.look(pair.couple.pk)
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def words(speed: Speed, couples: int) -> str:
    """Return the figures in a sentence each."""
    return (
        f"On a site with {couples:,} couples, the worker judges 10,000 couples anew in {speed.all_couples:.0f} s of CPU on one "
        f"core (aim: 60 s on two). After a year of diaries of both, one new entry takes {speed.entry * 1000:.0f} ms of CPU from the "
        f"press of the button to the judged patterns (aim: 50 ms); looking at the diaries is {speed.look * 1000:.0f} ms of that."
    )
