"""A practice with many couples and years of answers, written quickly."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction

from troth.library import load_library
from troth.practice.common import clock, crypto
from troth.practice.common.models import DataKey
from troth.practice.common.states import KeyKind
from troth.practice.conversation import actions as conversation
from troth.practice.conversation import looking
from troth.practice.conversation.states import Rated
from troth.practice.instruments import answering, expectation_actions, trust_queries
from troth.practice.instruments.actions import LINE_KEPT
from troth.practice.instruments.lines import largest_fall
from troth.practice.instruments.models import Assignment, Response, Round, Score, TrustLine
from troth.practice.instruments.states import AssignmentState
from troth.practice.people import actions, queries
from troth.practice.people.models import CareTeamMember, ConsentSignature, Couple, Person, SafeContact, Seat
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

PULSE = load_library().instruments["trust-pulse"]
TERMS = answering.terms_of(PULSE)
SCALES = [(scale, *answering.terms_of_scale(PULSE, scale)) for scale in PULSE.scales]
TURNS = 150
STAGES = (Stage.ASSESSMENT, Stage.WORKING, Stage.WORKING, Stage.WORKING, Stage.MAINTAINING)


@dataclass
class Pair:
    """A couple and its seats, side a first."""

    couple: Couple
    seats: Sequence[Seat]


def therapist() -> Person:
    """Start the practice; its therapist has a second factor."""
    link = actions.start_practice(name="Bench Practice", country="GB", admin_email="dana@bench.example")
    person = actions.accept_invitation(
        token_invitation=queries.invitation_by_token(link.split("/")[2]),
        address="dana@bench.example",
        chosen_name="Dana",
        pronouns="",
        password=None,
    )
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
    return person


@transaction.atomic
def pairs(dana: Person, numbers: range, weeks: int, random: Random) -> list[Pair]:
    """Register couples whose partners consented and answered every week; this week's asking is open."""
    made = [_pair(dana, number) for number in numbers]
    for pair in made:
        _weeks(pair, weeks, random)
    return made


def judge(made: Sequence[Pair]) -> None:
    """Judge every couple's answers, as the worker does after each week."""
    for pair in made:
        expectation_actions.judge_couple(couple_id=pair.couple.pk)


def rate(dana: Person, pair: Pair, random: Random) -> None:
    """Bring two rated conversations of a couple, one with codes and one with scores, and look at them as the worker does."""
    said = {
        Rated.CODES: lambda: random.choice(("press", "go quiet", "explain")),
        Rated.SCORES: lambda: f"{random.gauss(0, 2):.1f}",
    }
    actor = queries.viewer_of(dana)
    for rated, say in said.items():
        rows = "\n".join(f"{who},{say()}" for _ in range(TURNS) for who in "ab")
        data = f"speaker,{'code' if rated == Rated.CODES else 'score'}\n{rows}".encode()
        row = conversation.bring_conversation(
            actor=actor, couple=pair.couple, held_on=clock.today(), rated=rated, data=data
        )
        acts = {"demand": ["press"], "withdraw": ["go quiet"]} if rated == Rated.CODES else {}
        conversation.name_speakers(actor=actor, conversation=row, a="a", b="b", **acts)
    looking.look(pair.couple.pk)


def _pair(dana: Person, number: int) -> Pair:
    place = dana.places.get()
    couple = Couple.objects.create(
        practice_id=place.practice_id,
        stage=STAGES[number % len(STAGES)],
        data_key=_key(KeyKind.COUPLE),
        record_key=_key(KeyKind.RECORD),
    )
    CareTeamMember.objects.create(couple=couple, clinician=place)
    return Pair(
        couple,
        [_seat(couple, side, f"{name} {number}") for side, name in zip("ab", ("Alice", "Bob"), strict=True)],
    )


def _seat(couple: Couple, side: str, name: str) -> Seat:
    person = Person(
        email=f"{name.lower().replace(' ', '.')}@bench.example",
        chosen_name=name,
        data_key=_key(KeyKind.PERSON),
        safety_key=_key(KeyKind.SAFETY),
    )
    person.set_unusable_password()
    person.save()
    letter, now = load_library().letter(queries.CONSENT_LETTER), clock.now()
    ConsentSignature.objects.create(
        person=person,
        couple=couple,
        letter=letter.id,
        version=letter.version,
        content_hash=letter.content_hash,
        signed_name=name,
        signed_at=now,
    )
    SafeContact.objects.create(person=person, may_mail=False)
    return Seat.objects.create(couple=couple, side=side, called=name, person=person, joined_at=now)


def _key(kind: KeyKind) -> DataKey:
    key = DataKey(kind=kind)
    key.wrap(crypto.new_key())
    key.save()
    return key


def _weeks(pair: Pair, weeks: int, random: Random) -> None:
    now = clock.now()
    rounds, copies, responses = [], [], []
    for week in range(weeks, -1, -1):
        at = now - dt.timedelta(weeks=week)
        asked = _round(pair, at, opened=week > 0)
        rounds.append(asked)
        for seat in pair.seats:
            copy = Assignment(round=asked, couple=pair.couple, seat=seat, created_at=at, waits_since=at)
            copies.append(copy)
            if week > 0:
                copy.state, copy.answered_at = AssignmentState.ANSWERED, at
                responses.append(_response(copy, at, random))
    Round.objects.bulk_create(rounds)
    Assignment.objects.bulk_create(copies)
    Response.objects.bulk_create(responses)
    Score.objects.bulk_create(score for response in responses for score in _scores(response))
    points = trust_queries.lines_since(pair.couple.pk, now - LINE_KEPT)
    TrustLine.objects.create(couple=pair.couple, points=points, fall=largest_fall(points))


def _round(pair: Pair, at: dt.datetime, *, opened: bool) -> Round:
    return Round(
        couple=pair.couple,
        data_key=pair.couple.data_key,
        instrument=PULSE.id,
        version=PULSE.version,
        content_hash=PULSE.content_hash,
        created_at=at,
        opened_at=at if opened else None,
    )


def _response(copy: Assignment, at: dt.datetime, random: Random) -> Response:
    return Response(
        assignment=copy,
        couple=copy.couple,
        author=copy.seat.person,
        data_key=copy.seat.person.data_key,
        audience=PULSE.audience,
        version=PULSE.version,
        content_hash=PULSE.content_hash,
        answers={item.id: random.randint(2, 9) for item in PULSE.items},
        terms=TERMS,
        created_at=at,
        submitted_at=at,
        opened_at=at,
    )


def _scores(response: Response) -> list[Score]:
    values = {score.scale: score.value for score in PULSE.score(response.answers)}
    return [
        Score(
            response=response,
            couple=response.couple,
            seat=response.assignment.seat,
            author=response.author,
            instrument=PULSE.id,
            version=PULSE.version,
            content_hash=PULSE.content_hash,
            scale=scale.id,
            value=values[scale.id],
            low=scale.range[0],
            high=scale.range[1],
            audience=audience,
            protected=protected,
            answered_at=response.submitted_at,
        )
        for scale, audience, protected in SCALES
    ]
