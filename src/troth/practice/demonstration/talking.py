"""Two conversations of Alice and Bob as raters coded them, and one that they scored: made up, with codes of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.conversation import actions as conversation
from troth.practice.conversation import looking
from troth.practice.conversation.states import Rated

if TYPE_CHECKING:
    from random import Random

    from troth.practice.demonstration.telling import Telling

DEMAND, WITHDRAW = ("press",), ("go quiet", "turn away")
OTHERS = ("explain", "listen")
TURNS = 70
SELDOM = 0.15  # the other way round it happens too
PULL = 0.6  # how much of a moment's mood comes from the other's last one


def bring(told: Telling) -> None:
    """Bring all three: an early conversation, a later and gentler one, and the scores of a third."""
    for days, chased in ((70, 0.7), (21, 0.55)):
        _keep(told, days, Rated.CODES, _coded(told.random, chased), DEMAND, WITHDRAW)
    _keep(told, 20, Rated.SCORES, _scored(told.random))
    looking.look(told.couple.pk)


def _keep(
    told: Telling,
    days: int,
    rated: Rated,
    data: bytes,
    demand: tuple[str, ...] = (),
    withdraw: tuple[str, ...] = (),
) -> None:
    with clock.telling_of(told.ago(days=days)):
        kept = conversation.bring_conversation(
            actor=told.care, couple=told.couple, held_on=clock.today(), rated=rated, data=data
        )
        conversation.name_speakers(
            actor=told.care, conversation=kept, a="left", b="right", demand=demand, withdraw=withdraw
        )


def _coded(random: Random, chased: float) -> bytes:
    """Turn by turn: the right one often goes quiet after pressing, the left one often presses after silence."""
    rows = ["speaker,code"]
    before = ""
    for _ in range(TURNS):
        if random.random() < 0.04:  # noqa: PLR2004 - now and then the therapist speaks
            rows.append("therapist,ask")
        presses = random.random() < (chased if before in WITHDRAW else 0.25)
        left = random.choice(DEMAND if presses else WITHDRAW if random.random() < SELDOM else OTHERS)
        quiet = random.random() < (chased if presses else 0.25)
        before = random.choice(WITHDRAW if quiet else DEMAND if random.random() < SELDOM else OTHERS)
        rows += [f"left,{left}", f"right,{before}"]
    return "\n".join(rows).encode()


def _scored(random: Random) -> bytes:
    """Scores by turn, from -5 to 5: each carries something over, and follows the other a little."""
    rows, left, right = ["speaker,score"], 0.0, 0.0
    for _ in range(TURNS):
        left = 0.3 + 0.4 * left + 0.2 * right + random.gauss(0, 1.2)
        right = 0.1 + 0.3 * right + PULL * min(left, 0.0) + random.gauss(0, 1.2)
        rows += [
            f"{who},{min(5.0, max(-5.0, score)):.1f}" for who, score in (("left", left), ("right", right))
        ]
    return "\n".join(rows).encode()
