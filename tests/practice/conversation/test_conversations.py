"""Who may bring, name, read and remove a coded conversation, and what is left of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from tests.practice.conversation.talking import ACTS, DAY, brought, chase, csv
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.conversation import actions, queries, rules
from troth.practice.conversation.models import CodedConversation
from troth.practice.privacy import actions as privacy

pytestmark = pytest.mark.django_db


def bring(actor, couple, data=None, **other):
    given = {"held_on": DAY, "rated": "codes", "data": data or csv(chase(3)), **other}
    return actions.bring_conversation(actor=actor.viewer, couple=couple, **given)


def test_no_partner_and_nobody_else_reads_or_writes_it(
    couple, alice, bob, charlie, erin, frank, sunita, dana
) -> None:
    row = brought(dana, couple, chase(3))
    assert queries.conversation_page(dana.viewer, couple.pk, row.pk)["conversation"] == row
    for actor in (alice, bob, charlie, erin, frank, sunita):
        for read in (queries.conversations_page, queries.all_page):
            with pytest.raises(Absent):
                read(actor.viewer, couple.pk)
        with pytest.raises(Absent):
            queries.conversation_page(actor.viewer, couple.pk, row.pk)
        with pytest.raises(Absent):
            bring(actor, couple)
        with pytest.raises(Absent):
            actions.name_speakers(actor=actor.viewer, conversation=row, a="A", b="B")
        with pytest.raises(Absent):
            actions.remove_conversation(actor=actor.viewer, conversation=row)
    assert CodedConversation.objects.count() == 1


def test_it_opens_only_under_the_couple_it_belongs_to(couple, charlie, dana) -> None:
    row = brought(dana, couple, chase(3))
    with pytest.raises(Absent):
        queries.conversation_for(dana.viewer, charlie.viewer.couple_id, row.pk)


def test_words_lie_encrypted_under_the_couples_record_key(couple, dana) -> None:
    row = brought(dana, couple, [("A", "MARK-code"), ("B", "x")], demand=["MARK-code"], withdraw=["x"])
    assert row.data_key_id == couple.record_key_id
    with connection.cursor() as cursor:
        cursor.execute("select * from conversation_codedconversation")
        (stored,) = cursor.fetchall()
    assert b"MARK" not in b" ".join(
        value if isinstance(value, bytes) else str(value).encode() for value in stored
    )


def test_a_file_with_a_fault_leaves_nothing(couple, dana) -> None:
    events = AuditEvent.objects.count()
    with pytest.raises(Refused):
        bring(dana, couple, b"speaker,code\nA,x\nB,\n")
    assert (CodedConversation.objects.count(), AuditEvent.objects.count()) == (0, events)


def test_a_day_that_lies_ahead_is_refused(couple, dana) -> None:
    with pytest.raises(Refused, match="lies ahead"):
        bring(dana, couple, held_on=clock.today() + dt.timedelta(days=1))


def test_a_couple_has_not_more_than_can_be_looked_at() -> None:
    rules.check_can_bring(DAY, rules.MOST_CONVERSATIONS - 1)
    with pytest.raises(Refused, match="Remove one first"):
        rules.check_can_bring(DAY, rules.MOST_CONVERSATIONS)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"a": "A", "b": "A"}, "the same speaker"),
        ({"a": "A", "b": "Z"}, "one of the speakers"),
        ({"demand": ["D"]}, "at least one code for demand and one for withdraw"),
        ({"demand": ["D"], "withdraw": ["D"]}, "cannot be demand and withdraw at once"),
        ({"demand": ["D"], "withdraw": ["Q"]}, "that are in the file"),
        ({"rated": "scores", **ACTS}, "there are no codes"),
    ],
)
def test_who_is_who_must_fit_the_file(chosen, sentence) -> None:
    whole = {"a": "A", "b": "B", "demand": [], "withdraw": [], **chosen}
    with pytest.raises(Refused, match=sentence):
        rules.check_can_name(whole.pop("rated", "codes"), {"A", "B", "T"}, ["D", "W"], **whole)


def test_what_was_said_can_be_said_anew(couple, dana) -> None:
    row = brought(dana, couple, chase(3), **ACTS)
    actions.name_speakers(actor=dana.viewer, conversation=row, a="B", b="A")
    row.refresh_from_db()
    assert row.names == {"a": "B", "b": "A", "demand": [], "withdraw": []}


def test_what_a_colleague_removed_meanwhile_is_not_there(couple, dana) -> None:
    row = brought(dana, couple, chase(3))
    meanwhile = CodedConversation.objects.get(pk=row.pk)
    actions.remove_conversation(actor=dana.viewer, conversation=row)
    with pytest.raises(Absent):
        actions.name_speakers(actor=dana.viewer, conversation=meanwhile, a="A", b="B")
    with pytest.raises(Absent):
        actions.remove_conversation(actor=dana.viewer, conversation=meanwhile)


def test_every_write_and_read_is_noted_without_a_word_of_it(couple, dana) -> None:
    before = AuditEvent.objects.count()
    row = brought(dana, couple, chase(3), **ACTS)
    queries.conversations_page(dana.viewer, couple.pk)
    queries.all_page(dana.viewer, couple.pk)
    queries.conversation_page(dana.viewer, couple.pk, row.pk)
    actions.remove_conversation(actor=dana.viewer, conversation=row)
    events = list(AuditEvent.objects.filter(couple_id=couple.pk).order_by("sequence"))[-6:]
    assert [event.event for event in events] == [
        "conversation.brought",
        "conversation.named",
        "conversations.read",
        "conversations.read",
        "conversation.read",
        "conversation.removed",
    ]
    assert AuditEvent.objects.count() == before + 6
    assert [event.facts for event in events] == [{"rated": "codes"}, {}, {}, {}, {}, {}]
    assert not CodedConversation.objects.exists()


def test_no_partner_takes_it_out_and_it_goes_with_the_first_who_erases_themselves(
    couple, alice, bob, dana
) -> None:
    brought(dana, couple, [("A", "MARK-code"), ("B", "x")])
    for partner in (alice, bob):
        assert "MARK-code" not in privacy.export_own_data(actor=partner.viewer).decode()
    privacy.erase_person(actor=bob.viewer)
    assert not CodedConversation.objects.exists()


def test_erasing_leaves_other_couples_conversations(couple, charlie, dana) -> None:
    row = brought(dana, couple, chase(3))
    privacy.erase_person(actor=charlie.viewer)
    assert list(CodedConversation.objects.all()) == [row]
