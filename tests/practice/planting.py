"""Plants one marked item of every audience, so that a leak is possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.library.shelf import PEBBLES
from tests.practice import door, planting_agreements, planting_growth, planting_patterns, planting_plan
from tests.practice.answering import answer
from tests.practice.giving import give
from tests.practice.laid_down import laid_down
from tests.practice.planting_words import plant_conversation, plant_words
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import queries as answering
from troth.practice.instruments import schedule_actions as schedules
from troth.practice.instruments import schedule_queries
from troth.practice.instruments import sharing_actions as sharing
from troth.practice.people import actions as people
from troth.practice.people import queries
from troth.practice.people.states import Role
from troth.practice.privacy.states import PolicyKind
from troth.practice.programme import actions as programme
from troth.practice.programme import course_actions, giving, presence_actions, reminder_actions
from troth.practice.programme.states import PartOfDay
from troth.practice.safety import queries as doors

if TYPE_CHECKING:
    from uuid import UUID

    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple
    from troth.practice.programme.models import Run

DANA = frozenset({"dana"})
CLINICIANS = DANA | {"sunita"}  # of the practice, whether they care for the couple or not
ALICE_AND_DANA = frozenset({"alice", "dana"})
BOTH_AND_DANA = frozenset({"alice", "bob", "dana"})
ABOUT_A_RELEASE = {"MARK-why": DANA, "MARK-to-alice": ALICE_AND_DANA}

ADDRESS = "alone@safe.example"  # no word of a private text, so it is not encrypted
AGREED = "A. Lice for research"  # a name, so neither

WRITTEN_BY_ALICE = (
    "MARK-therapist",
    "MARK-goal",
    "MARK-sealed",
    "MARK-guarded",
    "MARK-draft",
    "MARK-share",
    ADDRESS,
    AGREED,
)


@dataclass
class Planted:
    """What stands where: ids for addresses, marks with their lawful readers and their author."""

    ids: dict[str, Any]
    marks: dict[str, frozenset[str]]
    authors: dict[str, str]


def write(actor: Actor, run: Run, step: str, text: str = "") -> None:
    if text:
        programme.save_entry(actor=actor.viewer, run=run, step_id=step, text=text)
    programme.finish_step(actor=actor.viewer, run=run, step_id=step)


def announce(dana: Actor, response_id: UUID) -> None:
    """Tell the author that a response should come to both."""
    sharing.announce_release(
        actor=dana.viewer, response_id=response_id, reason="MARK-why", words="MARK-to-alice"
    )


def bring(dana: Actor, response_id: UUID, author: Actor) -> None:
    """Announce a response, let its author agree, and bring it to both."""
    announce(dana, response_id)
    sharing.reply_to_announcement(actor=author.viewer, response_id=response_id, reply="agreed")
    sharing.release_response(actor=dana.viewer, response_id=response_id)


@laid_down
def plant(couple: Couple, alice: Actor, bob: Actor, dana: Actor, policy: PolicyKind) -> Planted:
    """Let Alice answer and write while Bob has not; an alert stands for Dana alone."""
    door.open_the_door(dana, couple, (alice, bob), reason="MARK-gate-reason")
    ids = {"goal_id": planting_plan.plant_plan(couple, alice, bob, dana).pk}
    ids |= _answers(couple, alice, bob, dana)
    ids |= planting_growth.plant_growth(couple, alice, bob, dana)
    run = _exercise(couple, alice, dana)
    (said,) = giving.comments_for(dana.viewer, run)
    ids |= {
        "run_id": run.pk,
        "kind": "exercise",
        "exercise": run.exercise,
        "part": "a",
        "sheet": "shared",
        "step": "why",
        "number": 0,
        "comment_id": said.pk,
    }
    ids |= (
        _invitation(dana) | _programme(couple, dana) | planting_agreements.plant_agreements(alice, bob, dana)
    )
    ids |= {
        "article": PEBBLES,
        "couple_id": couple.pk,
        "seat_id": queries.seats_of(couple.pk)[0].pk,
        "member_id": queries.care_team_of(couple.pk)[0].pk,
        "clinician_id": dana.viewer.own_clinician_id,
        "alert_id": doors.open_alerts_of(dana.viewer, couple.pk)[0].pk,
    }
    ids |= plant_words(dana, couple) | _schedule(dana, couple) | plant_conversation(dana, couple)
    ids |= planting_patterns.plant_patterns(couple, alice, bob, dana)
    _reminders(alice)
    people.agree_to_research(actor=alice.viewer, signed_name=AGREED)
    told = instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="how-we-are")
    ids["told_round_id"] = told.pk
    announced = answer(alice, "how-we-are")
    by_alice = (
        *WRITTEN_BY_ALICE,
        *planting_plan.WRITTEN_FOR_ALICE,
        *planting_agreements.WRITTEN_BY_ALICE,
        *planting_patterns.WRITTEN_BY_ALICE,
        *planting_growth.WRITTEN_BY_ALICE,
    )
    by_bob = ("MARK-side-of-bob", *planting_growth.WRITTEN_BY_BOB)
    authors = dict.fromkeys(by_alice, "alice") | dict.fromkeys(by_bob, "bob")
    if policy is PolicyKind.NO_SECRETS:
        bring(dana, ids["response_id"], alice)
        announce(dana, announced.pk)
        authors["MARK-to-alice"] = "alice"
    of_areas = (planting_plan, planting_agreements, planting_patterns, planting_growth)
    readers = _readers(policy)
    for area in of_areas:
        readers |= area.READERS
    return Planted(ids, readers, authors)


def _reminders(alice: Actor) -> None:
    """Let Alice be reminded at an address that nobody else may read, and not be seen at a step."""
    people.choose_safe_contact(actor=alice.viewer, may_mail=True, address=ADDRESS)
    reminder_actions.choose_reminders(actor=alice.viewer, days=range(7), part=PartOfDay.EVENING)
    presence_actions.choose_presence(actor=alice.viewer, shown=False)


def _answers(couple: Couple, alice: Actor, bob: Actor, dana: Actor) -> dict[str, Any]:
    asked = instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="private-intake")
    response = answer(
        alice,
        "private-intake",
        what_happened="MARK-therapist",
        goal_in_words="MARK-goal",
        still_value="MARK-sealed",
        goal="part",
    )
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="private-check")
    answer(alice, "private-check", safe_ways="MARK-guarded")
    waiting = next(one for one in answering.open_assignments(bob.viewer) if one.slug == "private-intake")
    return {"round_id": asked.pk, "response_id": response.pk, "assignment_id": waiting.id}


def _schedule(dana: Actor, couple: Couple) -> dict[str, Any]:
    weekly = schedules.set_schedule(
        actor=dana.viewer, couple=couple, slug="trust-pulse", every_weeks=1, next_on=clock.today()
    )
    schedules.name_session(actor=dana.viewer, couple=couple, on=clock.today())
    (session,) = schedule_queries.sessions_of(dana.viewer, couple)
    return {"schedule_id": weekly.pk, "state": "paused", "session_id": session.pk}


def _exercise(couple: Couple, alice: Actor, dana: Actor) -> Run:
    door.hold_open(couple)
    run = give(dana, couple, "what-trust-means-to-me", reason="MARK-reason", despite="MARK-despite")
    programme.comment(actor=dana.viewer, run=run, text="MARK-comment")
    programme.start(actor=alice.viewer, run=run)
    write(alice, run, "why")
    write(alice, run, "draft", "MARK-draft")
    write(alice, run, "share", "MARK-share")
    return run


def _programme(couple: Couple, dana: Actor) -> dict[str, Any]:
    found = load_library().programme("out-of-the-cycle")
    course = course_actions.give_programme(
        actor=dana.viewer, couple=couple, slug=found.id, thought_of=found.asked
    )
    course_actions.open_stage(
        actor=dana.viewer, course=course, stage_id=found.stages[1].id, thought_of=(), despite="MARK-stage"
    )
    return {
        "programme": found.id,
        "course_id": course.pk,
        "course_state": "ended",
        "stage": found.stages[0].id,
    }


def _invitation(dana: Actor) -> dict[str, Any]:
    other = people.register_couple(actor=dana.viewer, called_a="Ines", called_b="Marko")
    seat = queries.seats_of(other.pk)[0]
    invitation = people.invite_partner(actor=dana.viewer, couple=other, seat=seat, email="ines@example.org")
    colleague = people.invite_clinician(actor=dana.viewer, email="gil@example.org", role=Role.THERAPIST)
    return {
        "invitation_id": invitation.pk,
        "invited_id": colleague.pk,
        "token": queries.invitation_link(invitation).split("/")[2],
    }


def _readers(policy: PolicyKind) -> dict[str, frozenset[str]]:
    return {
        "MARK-therapist": BOTH_AND_DANA if policy is PolicyKind.NO_SECRETS else ALICE_AND_DANA,
        "MARK-goal": ALICE_AND_DANA,
        "MARK-sealed": ALICE_AND_DANA,
        "MARK-guarded": DANA,
        "MARK-draft": frozenset({"alice"}),
        "MARK-share": ALICE_AND_DANA,
        "MARK-reason": BOTH_AND_DANA,
        "MARK-despite": DANA,
        "MARK-stage": DANA,
        "MARK-comment": BOTH_AND_DANA,
        "MARK-gate-reason": DANA,
        ADDRESS: frozenset({"alice"}),
        AGREED: frozenset({"alice"}),
        "MARK-words": CLINICIANS,
        "MARK-ground": CLINICIANS,
        "MARK-elsewhere": DANA,
        "MARK-speaker": DANA,
        "MARK-code": DANA,
    } | (ABOUT_A_RELEASE if policy is PolicyKind.NO_SECRETS else {})
