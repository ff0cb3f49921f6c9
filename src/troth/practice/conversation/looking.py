"""Looks at a couple's coded conversations for its page, by the worker, so that the page computes nothing."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django_tasks import task

from troth.practice.common.turning import Done, each
from troth.practice.conversation.models import CodedConversation, ConversationLine
from troth.practice.conversation.states import Rated
from troth.practice.conversation.summing import summed
from troth.practice.conversation.talks import talk_of
from troth.practice.people.holding import held


@task()
def look_again(couple_id: str) -> None:
    """Look at a couple's conversations after one was named anew or removed."""
    look(UUID(couple_id))


@transaction.atomic
def look(couple_id: UUID) -> bool:
    """Keep what all conversations with known speakers show together; False where there are none."""
    named = CodedConversation.objects.filter(couple_id=couple_id, names__isnull=False)
    some = named.select_related("couple__record_key").first()
    if some is None:
        return False
    couple = held(some.couple)
    rows = list(named.order_by("held_on", "created_at"))
    told = {
        kind: [talk_of(row.held_on, row.rows, row.names) for row in rows if row.rated == kind]
        for kind in Rated
    }
    line = ConversationLine.objects.filter(couple=couple).first()
    line = line or ConversationLine(couple=couple, data_key=some.couple.record_key)
    line.found = summed(told[Rated.CODES], told[Rated.SCORES])
    line.save()
    return True


def forget(couple_id: UUID) -> None:
    """Take away what was kept, as it is no longer so, and let the worker look again. Inside a transaction."""
    ConversationLine.objects.filter(couple_id=couple_id).delete()
    transaction.on_commit(lambda: look_again.enqueue(str(couple_id)))


def turn_clock() -> Done:
    """Look at conversations that a worker left; whatever fails is tried again at the next turn."""
    left = CodedConversation.objects.filter(names__isnull=False, couple__conversation_line=None)
    return Done(failed=each(look, sorted(set(left.values_list("couple_id", flat=True))))[1])
