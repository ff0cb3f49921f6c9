"""Plants what a practice brings from elsewhere: words and a total of published measures, a coded conversation."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tests.library.importing.conftest import own_yaml
from troth.practice.conversation import actions as conversation
from troth.practice.instruments import measure_actions
from troth.practice.people import queries

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.instruments.models import PracticeInstrument
    from troth.practice.people.models import Couple


def take_in(
    actor: Actor, measure: str, text: str, *, file: str = "words.yaml", ground: str = "A letter of May"
) -> PracticeInstrument:
    """Let a clinician take in words."""
    return measure_actions.import_instrument(
        actor=actor.viewer, measure=measure, file=file, data=text.encode(), ground=ground, attests=True
    )


def plant_words(dana: Actor, couple: Couple) -> dict[str, Any]:
    """Take in marked words of a measure, and enter a total with a marked source."""
    text = own_yaml(7, 1, 5).replace("Placeholder sentence 4", "MARK-words")
    words = take_in(dana, "ras", text, ground="MARK-ground")
    score = measure_actions.enter_external_score(
        actor=dana.viewer,
        couple=couple,
        seat_id=queries.seats_of(couple.pk)[0].pk,
        measure="das",
        measured_on=dt.date(2026, 1, 5),
        value=97,
        source="MARK-elsewhere",
    )
    return {"measure": "ras", "words_id": words.pk, "score_id": score.pk, "licensed": "das"}


def plant_conversation(dana: Actor, couple: Couple) -> dict[str, Any]:
    """Bring a conversation with a marked speaker and a marked code."""
    row = conversation.bring_conversation(
        actor=dana.viewer,
        couple=couple,
        held_on=dt.date(2026, 1, 5),
        rated="codes",
        data=b"speaker,code\nMARK-speaker,MARK-code\nH,withdraw\nMARK-speaker,other\n",
    )
    conversation.name_speakers(
        actor=dana.viewer,
        conversation=row,
        a="MARK-speaker",
        b="H",
        demand=["MARK-code"],
        withdraw=["withdraw"],
    )
    return {"conversation_id": row.pk}
