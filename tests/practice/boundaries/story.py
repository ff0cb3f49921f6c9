"""What happens again and again in these tests."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from troth.practice.boundaries import actions, comment_actions, review_actions
from troth.practice.boundaries.actions import Wording
from troth.practice.boundaries.models import Agreement, Proposal
from troth.practice.boundaries.readiness import questions_of
from troth.practice.boundaries.states import AgreementKind
from troth.practice.boundaries.terms import Term
from troth.practice.common import clock
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.boundaries.models import Breach, Comment

TOPIC = "privacy-and-phones"
PHONES = Term("", "both", "From seven to eight our phones lie in the hall.")
OPEN = Term("", "b", "I tell it on the same day if they write to me.", "contact")


def seen_by(actor: Actor, agreement: Agreement) -> str:
    """Return the page of an agreement without the tokens of its forms, which are new each time."""
    body = actor.client.get(f"/agreements/{agreement.pk}/").content.decode()
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", body)


def in_days(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def side(**changed: str) -> dict[str, str]:
    return {
        "need": "I need calm evenings",
        "means": "Then I feel that I count",
        "ask": "No phones at the table",
        "offer": "Mine stays in the hall",
        "own": "I eat in the garden",
        "firm": "important",
        **changed,
    }


def hand_in(actor: Actor, topic: str = TOPIC, **changed: str) -> None:
    actions.save_position(actor=actor.viewer, topic=topic, said=side(**changed))
    actions.hand_in_position(actor=actor.viewer, topic=topic)


def wording(*terms: Term, **changed: Any) -> Wording:
    given = {"start_on": in_days(0), "review_on": in_days(28), "end_on": None, **changed}
    return Wording(terms or (PHONES,), **given)


def openness(*terms: Term, **changed: Any) -> Wording:
    return wording(*(terms or (OPEN,)), **{"end_on": in_days(90), **changed})


def begin(actor: Actor, *terms: Term, topic: str = TOPIC, **changed: Any) -> Agreement:
    return actions.begin_agreement(
        actor=actor.viewer, topic=topic, kind=AgreementKind.BOUNDARY, wording=wording(*terms, **changed)
    )


def begin_openness(actor: Actor, *terms: Term, **changed: Any) -> Agreement:
    return actions.begin_agreement(
        actor=actor.viewer,
        topic=TOPIC,
        kind=AgreementKind.TRANSPARENCY,
        wording=openness(*terms, **changed),
    )


def latest(agreement: Agreement) -> Proposal:
    return Proposal.objects.filter(agreement=agreement).latest("number")


def think(actor: Actor, agreement: Agreement, number: int | None = None, **changed: str) -> None:
    asked = questions_of(AgreementKind(agreement.kind))
    actions.answer_readiness(
        actor=actor.viewer,
        agreement=agreement,
        number=number or latest(agreement).number,
        answers={**dict.fromkeys(asked, "yes"), **changed},
    )


def sign(actor: Actor, agreement: Agreement, number: int | None = None) -> None:
    name = actor.viewer.display_name
    number = number or latest(agreement).number
    actions.sign(actor=actor.viewer, agreement=agreement, number=number, signed_name=name)


def both_sign(agreement: Agreement, *both: Actor) -> Agreement:
    for actor in both:
        think(actor, agreement)
        sign(actor, agreement)
    agreement.refresh_from_db()
    return agreement


def look_back(
    actor: Actor, agreement: Agreement, mark: str = "kept", ahead: str = "renew", words: str = ""
) -> None:
    agreement.refresh_from_db()
    assert agreement.signed is not None
    kept = {term.id: mark for term in agreement.signed.read_terms}
    review_actions.review(actor=actor.viewer, agreement=agreement, kept=kept, ahead=ahead, words=words)


def note(actor: Actor, agreement: Agreement, audience: Audience = Audience.COUPLE, **changed: Any) -> Breach:
    agreement.refresh_from_db()
    assert agreement.signed is not None
    happened_on = changed.pop("happened_on", clock.today())
    given = {
        "term": agreement.signed.read_terms[0].id,
        "kind": "broken",
        "by": "me",
        "words": "I had it at the table",
        **changed,
    }
    return review_actions.record_breach(
        actor=actor.viewer, agreement=agreement, given=given, happened_on=happened_on, audience=audience
    )


def say(
    actor: Actor, agreement: Agreement, text: str, audience: Audience = Audience.COUPLE, about: int = 0
) -> Comment:
    return comment_actions.comment(
        actor=actor.viewer, agreement=agreement, text=text, audience=audience, about=about
    )
