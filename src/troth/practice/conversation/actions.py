"""Everything that can happen to coded conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common.errors import Absent
from troth.practice.conversation import looking, queries, rules
from troth.practice.conversation.models import CodedConversation
from troth.practice.conversation.reading import read_coded
from troth.practice.conversation.states import Rated
from troth.practice.people.holding import held
from troth.practice.people.noting import note_of_couple
from troth.practice.people.rules import check_cares_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def bring_conversation(
    *, actor: Viewer, couple: Couple, held_on: dt.date, rated: str, data: bytes
) -> CodedConversation:
    """Keep a coded conversation from a file. Raises `Refused` with the first fault and its line; nothing is kept then."""
    check_cares_for(actor, couple)
    couple = held(couple)
    rules.check_can_bring(held_on, CodedConversation.objects.filter(couple=couple).count())
    rows = read_coded(data, Rated(rated))
    conversation = CodedConversation.objects.create(
        couple=couple,
        data_key=couple.record_key,
        brought_by_id=actor.person_id,
        held_on=held_on,
        rated=rated,
        rows=[[row.speaker, row.value, row.at] for row in rows],
    )
    note_of_couple(actor, couple, "conversation.brought", subject=conversation, rated=rated)
    return conversation


@transaction.atomic
def name_speakers(
    *,
    actor: Viewer,
    conversation: CodedConversation,
    a: str,
    b: str,
    demand: Sequence[str] = (),
    withdraw: Sequence[str] = (),
) -> None:
    """Say which speaker is which partner, and which codes count as demand and withdraw; it can be said anew."""
    couple = _held(actor, conversation)
    speakers, codes = queries.speakers_of(conversation), queries.codes_of(conversation)
    rules.check_can_name(conversation.rated, speakers, codes, a=a, b=b, demand=demand, withdraw=withdraw)
    conversation.names = {"a": a, "b": b, "demand": sorted(demand), "withdraw": sorted(withdraw)}
    conversation.save(update_fields=["names"])
    looking.forget(couple.pk)
    note_of_couple(actor, couple, "conversation.named", subject=conversation)


@transaction.atomic
def remove_conversation(*, actor: Viewer, conversation: CodedConversation) -> None:
    """Remove a coded conversation with all that was rated; nothing brings it back."""
    couple = _held(actor, conversation)
    note_of_couple(actor, couple, "conversation.removed", subject=conversation)
    conversation.delete()
    looking.forget(couple.pk)


def _held(actor: Viewer, conversation: CodedConversation) -> Couple:
    """Return the couple, held, if this conversation is still there."""
    check_cares_for(actor, conversation.couple)
    couple = held(conversation.couple)
    if not CodedConversation.objects.filter(pk=conversation.pk).exists():
        raise Absent
    return couple
