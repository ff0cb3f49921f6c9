"""Plants sides of every audience, an agreement that both signed, a look back of one, and notes for each audience."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.practice.boundaries import story
from tests.practice.boundaries.story import TOPIC
from troth.practice.boundaries import actions
from troth.practice.boundaries.terms import Term
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from tests.practice.cast import Actor

ALICE_AND_DANA = frozenset({"alice", "dana"})
BOTH_AND_DANA = frozenset({"alice", "bob", "dana"})

READERS = {
    "MARK-open-side": BOTH_AND_DANA,
    "MARK-later-side": ALICE_AND_DANA,
    "MARK-side-begun": frozenset({"alice"}),
    "MARK-term": BOTH_AND_DANA,
    "MARK-remark": BOTH_AND_DANA,
    "MARK-look-back": ALICE_AND_DANA,
    "MARK-own-note": frozenset({"alice"}),
    "MARK-told-note": ALICE_AND_DANA,
    "MARK-shared-note": BOTH_AND_DANA,
    "MARK-own-word": frozenset({"alice"}),
    "MARK-told-word": ALICE_AND_DANA,
    "MARK-word-to-both": BOTH_AND_DANA,
    "MARK-care-word": BOTH_AND_DANA,
}
WRITTEN_BY_ALICE = tuple(mark for mark in READERS if mark not in {"MARK-remark", "MARK-care-word"})


def plant_agreements(alice: Actor, bob: Actor, dana: Actor) -> dict[str, Any]:
    """Let the two agree on something while Alice has written more than Bob may read; the door is open."""
    for actor, need in ((alice, "MARK-open-side"), (bob, "Calm")):
        story.hand_in(actor, need=need)
    story.hand_in(alice, need="MARK-later-side")
    actions.save_position(actor=alice.viewer, topic="money", said=story.side(need="MARK-side-begun"))
    agreement = story.begin(alice, Term("", "both", "MARK-term"), note="MARK-remark")
    story.both_sign(agreement, alice, bob)
    story.look_back(alice, agreement, words="MARK-look-back")
    story.note(alice, agreement, Audience.ME, words="MARK-own-note")
    story.note(alice, agreement, Audience.COUPLE, words="MARK-shared-note")
    told = story.note(alice, agreement, Audience.THERAPIST, words="MARK-told-note")
    for audience, words in (
        (Audience.ME, "MARK-own-word"),
        (Audience.THERAPIST, "MARK-told-word"),
        (Audience.COUPLE, "MARK-word-to-both"),
    ):
        said = story.say(alice, agreement, words, audience)
    care = story.say(dana, agreement, "MARK-care-word")
    return {
        "boundary_topic": TOPIC,
        "agreement_kind": "boundary",
        "agreement_id": agreement.pk,
        "breach_id": told.pk,
        "own_word_id": said.pk,
        "care_word_id": care.pk,
    }
