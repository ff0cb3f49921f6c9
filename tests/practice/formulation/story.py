"""Short sentences for the stories that the tests tell."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tests.practice.answering import answer
from tests.practice.cast import PASSWORD
from troth.practice.common import clock
from troth.practice.formulation import actions, queries
from troth.practice.formulation.states import Phase
from troth.practice.instruments import actions as instruments
from troth.practice.instruments.models import Response, Score
from troth.practice.people.queries import seats_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.practice.cast import Actor
    from troth.practice.formulation.models import Plan
    from troth.practice.people.models import Couple

CALM_WORK = {"words": "", "work": [{"id": "time-out", "label": "A pause with an agreed return"}]}
TALK_WORK = {
    "words": "One evening a week",
    "work": [{"id": "what-trust-means-to-me", "label": "What trust means"}],
}
REPAIR_WORK = {"words": "", "work": [{"id": "injury-repair", "label": "Owning a hurt"}]}


def both_say(dana: Actor, couple: Couple, alice: Actor, bob: Actor, goal: str = "improve") -> None:
    """Alice names a betrayal and wants to improve; Bob names the way they talk, and has a goal of his own."""
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="private-intake")
    answer(alice, "private-intake", causes=["betrayal"], goal="improve")
    answer(bob, "private-intake", causes=["communication"], goal=goal)


def scores(actor: Actor, couple: Couple, **values: float) -> None:
    """Plant numbers from 0 to 4 on scales of the questionnaire that is being written."""
    response = Response.objects.get(
        couple=couple, author=actor.person, assignment__round__instrument="private-intake"
    )
    for scale, value in values.items():
        Score.objects.create(
            response=response,
            couple=couple,
            seat_id=actor.viewer.seat_id,
            author=actor.person,
            instrument="where-we-stand",
            version=1,
            content_hash="x",
            scale=scale,
            value=value,
            low=0,
            high=4,
            audience="therapist",
            answered_at=response.submitted_at,
        )


def in_weeks(weeks: int) -> dt.date:
    return clock.today() + dt.timedelta(weeks=weeks)


def drafts(dana: Actor, couple: Couple, opening: str = "Step by step", **phases: Any) -> Plan:
    given = {Phase(name): work for name, work in (phases or {"stability": CALM_WORK}).items()}
    return actions.edit_plan(
        actor=dana.viewer, couple=couple, opening=opening, phases=given, review_on=in_weeks(6)
    )


def proposes(dana: Actor, couple: Couple, opening: str = "Step by step", **phases: Any) -> Plan:
    drafts(dana, couple, opening, **phases)
    return actions.propose_plan(actor=dana.viewer, couple=couple)


def sign(plan: Plan, *actors: Actor) -> None:
    for actor in actors:
        actions.sign_plan(actor=actor.viewer, plan_id=plan.pk, signed_name=actor.viewer.display_name)


def confirms(actor: Actor) -> None:
    """Say once more who this is."""
    reply = actor.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert reply.status_code == 302


def releases(
    dana: Actor, couple: Couple, text: str = "For you", causes: Sequence[str] = ("betrayal",)
) -> None:
    """Let each partner read words of their own, and these causes."""
    if queries.latest_formulation(couple.pk) is None:
        actions.draft_formulation(actor=dana.viewer, couple=couple)
    for cause_id in causes:
        actions.accept_cause(actor=dana.viewer, couple=couple, cause_id=cause_id)
    for seat in seats_of(couple.pk):
        actions.prepare_view(
            actor=dana.viewer,
            couple=couple,
            side=seat.side,
            text=f"{text}, {seat.called}",
            cause_ids=[*causes],
        )
        actions.release_view(actor=dana.viewer, couple=couple, seat=seat)
