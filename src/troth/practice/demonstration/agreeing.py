"""What Alice and Bob agree on: one agreement that holds and was mended once, one in the making, one topic laid open."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from troth.practice.boundaries import actions as boundaries
from troth.practice.boundaries import review_actions as reviews
from troth.practice.boundaries.readiness import questions_of
from troth.practice.boundaries.reading import latest_proposal
from troth.practice.boundaries.states import (
    AgreementKind,
    Ahead,
    Answer,
    BreachKind,
    By,
    Kept,
    Nearness,
    RepairState,
    Whose,
)
from troth.practice.boundaries.terms import Term
from troth.practice.common import clock
from troth.practice.demonstration import agreeing_words as words
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troth.practice.boundaries.models import Agreement
    from troth.practice.demonstration.telling import Telling

HOLDS, TALKED, OPENED = "how-we-talk", "time-with-others", "privacy-and-phones"
REPAIRED = (
    (40, "b", RepairState.ACKNOWLEDGED),
    (39, "a", RepairState.HEARD),
    (39, "b", RepairState.RESPONSIBLE),
    (38, "b", RepairState.AMENDED),
    (37, "a", RepairState.CHANGED),
    (22, "b", RepairState.CHECKED),
)


def agree(told: Telling) -> None:
    """Tell of all three topics, and of a draft that is Alice's alone."""
    _mend(told, _that_holds(told))
    _in_the_making(told)
    _both_sides(told, OPENED, 3)
    with clock.telling_of(told.ago(days=1)):
        boundaries.save_position(actor=told.viewer("a"), topic="money", said=words.DRAFT)


def _both_sides(told: Telling, topic: str, days: int) -> None:
    """Each writes and hands in; with the second both open."""
    for later, side in enumerate("ab"):
        with clock.telling_of(told.ago(days=days - later)):
            boundaries.save_position(actor=told.viewer(side), topic=topic, said=words.POSITIONS[topic][side])
            boundaries.hand_in_position(actor=told.viewer(side), topic=topic)


def _compare(told: Telling, topic: str, days: int, **marks: Nearness) -> None:
    with clock.telling_of(told.ago(days=days)):
        for side in "ab":
            boundaries.mark_nearness(actor=told.viewer(side), topic=topic, marks=marks)


def _wording(terms: Sequence[Term], note: str, review_in: int) -> boundaries.Wording:
    today = clock.today()
    return boundaries.Wording(terms, today, today + dt.timedelta(days=review_in), None, note)


def _begun(told: Telling, topic: str, days: int, note: str, review_in: int) -> Agreement:
    """Alice words it first."""
    terms = [Term("", whose, text) for whose, text in words.TERMS[topic]]
    with clock.telling_of(told.ago(days=days)):
        return boundaries.begin_agreement(
            actor=told.viewer("a"),
            topic=topic,
            kind=AgreementKind.BOUNDARY,
            wording=_wording(terms, note, review_in),
        )


def _answered(told: Telling, agreement: Agreement, days: int, last: str, note: str, review_in: int) -> None:
    """Bob words the last term anew and leaves the others as they are."""
    before = latest_proposal(agreement)
    terms = before.read_terms if before else []
    with clock.telling_of(told.ago(days=days)):
        anew = [*terms[:-1], Term(terms[-1].id, Whose.BOTH, last)]
        boundaries.propose(
            actor=told.viewer("b"), agreement=agreement, seen=1, wording=_wording(anew, note, review_in)
        )


def _that_holds(told: Telling) -> Agreement:
    _both_sides(told, HOLDS, 61)
    _compare(told, HOLDS, 58, need=Nearness.ALIKE, ask=Nearness.CLOSE, offer=Nearness.ALIKE)
    agreement = _begun(told, HOLDS, 57, words.FIRST_NOTE, 44)
    _answered(told, agreement, 56, words.STOP_ANEW, words.SECOND_NOTE, 44)
    with clock.telling_of(told.ago(days=55)):
        for side in "ab":
            viewer = told.viewer(side)
            free = dict.fromkeys(questions_of(AgreementKind.BOUNDARY), str(Answer.YES))
            boundaries.answer_readiness(actor=viewer, agreement=agreement, number=2, answers=free)
            boundaries.sign(actor=viewer, agreement=agreement, number=2, signed_name=viewer.display_name)
    return agreement


def _mend(told: Telling, agreement: Agreement) -> None:
    """Once it was not kept; Bob says so himself, and step by step it is mended. Later both find that it is kept."""
    proposal = latest_proposal(agreement)
    terms = proposal.read_terms if proposal else []
    with clock.telling_of(told.ago(days=41)):
        breach = reviews.record_breach(
            actor=told.viewer("b"),
            agreement=agreement,
            given={"term": terms[-1].id, "kind": BreachKind.BROKEN, "by": By.ME, "words": words.HAPPENED},
            happened_on=clock.today(),
            audience=Audience.COUPLE,
        )
    for days, side, step in REPAIRED:
        with clock.telling_of(told.ago(days=days)):
            reviews.repair(actor=told.viewer(side), breach=breach, step=step, text=words.REPAIR[step])
    for days, side in ((11, "a"), (10, "b")):
        with clock.telling_of(told.ago(days=days)):
            reviews.review(
                actor=told.viewer(side),
                agreement=agreement,
                kept={term.id: Kept.KEPT for term in terms},
                ahead=Ahead.RENEW,
                words=words.REVIEWED[side],
            )
    with clock.telling_of(told.ago(days=10)):
        day = clock.today() + dt.timedelta(days=60)
        reviews.set_review_day(actor=told.viewer("b"), agreement=agreement, review_on=day)


def _in_the_making(told: Telling) -> None:
    _both_sides(told, TALKED, 16)
    _compare(told, TALKED, 13, need=Nearness.CLOSE, ask=Nearness.APART, offer=Nearness.CLOSE)
    agreement = _begun(told, TALKED, 6, words.ALONE_NOTE, 60)
    _answered(told, agreement, 3, words.HOME_ANEW, words.HOME_NOTE, 60)
    with clock.telling_of(told.ago(days=2)):
        boundaries.bring_to_session(actor=told.viewer("a"), agreement=agreement, wanted=True)
