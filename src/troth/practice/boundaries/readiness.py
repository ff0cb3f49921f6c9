"""What each is asked privately before signing. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.boundaries.states import AgreementKind, Answer
from troth.practice.common.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

FREELY = "freely"
REALISTIC = {
    FREELY: "I can say no to this without having to fear anything.",
    "visible": "On any day I could tell whether each term was kept.",
    "doable": "I can keep my part on a bad day, too.",
    "fair": "It asks about as much as it gives, of both of us.",
    "room": "It leaves each of us friends, thoughts and time of our own.",
}
THREE_YES = {
    "responsibility": "The one who broke the trust takes responsibility for it.",
    "freedom": "There is no violence, no stalking and no pressure between us.",
    "limited": "I want it only for a limited time, with a day to look at it again.",
}


def questions_of(kind: AgreementKind) -> dict[str, str]:
    """Return what is asked before an agreement of this kind is signed, by id."""
    return {**REALISTIC, **THREE_YES} if kind is AgreementKind.TRANSPARENCY else dict(REALISTIC)


def check_answers(kind: AgreementKind, given: Mapping[str, str]) -> dict[str, str]:
    """Return an answer to every question. Raises `Refused`."""
    asked = questions_of(kind)
    if {given.get(name) for name in asked} - set(Answer.values):
        raise Refused("Answer each question: yes, not sure or no. Only you and your therapist read it.")
    return {name: given[name] for name in asked}


def check_may_sign(kind: AgreementKind, answers: Mapping[str, str] | None) -> None:
    """Nobody signs without having asked themselves, nor what they could not refuse, nor openness without three yes."""
    if answers is None:
        raise Refused("Answer the short private questions about this wording first. Then you can sign it.")
    if answers.get(FREELY) != Answer.YES:
        raise Refused(
            "You have not said that you are free to say no. Then leave it unsigned; your therapist can help, alone."
        )
    if kind is AgreementKind.TRANSPARENCY and any(answers.get(name) != Answer.YES for name in THREE_YES):
        raise Refused(
            "Openness for a time needs three times yes. Leave it unsigned for now, and talk to your therapist alone."
        )


def doubts(kind: AgreementKind, answers: Mapping[str, str]) -> list[str]:
    """Return the sentences that somebody did not say yes to."""
    return [words for name, words in questions_of(kind).items() if answers.get(name) != Answer.YES]
