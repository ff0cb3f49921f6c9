"""What the couple's page tells of all coded conversations: the numbers, the words, who keeps and who reads them."""

from __future__ import annotations

import json
from math import exp

import pytest
from django.db import connection

from tests.practice.conversation.talking import ACTS, DAY, NAMES, brought, chase, coded, sway, talk
from troth.practice.conversation import actions, looking
from troth.practice.conversation.following import directions
from troth.practice.conversation.models import CodedConversation, ConversationLine
from troth.practice.conversation.summing import summed
from troth.practice.conversation.swaying import swaying
from troth.practice.conversation.telling import sentences
from troth.practice.privacy import actions as privacy

CHASE, SWAY = talk(chase(60), demand=["D"], withdraw=["W"]), talk(sway(80))
KEPT = {
    "withdrew": {
        "talks": 2,
        "since": DAY.toordinal() - 50,
        "until": DAY.toordinal(),
        "a": None,
        "b": [1.1, 0.2, 2.0],
    },
    "sways": [
        {
            "talks": 1,
            "since": DAY.toordinal(),
            "until": DAY.toordinal(),
            "by": "turns",
            "a": [0.2, -0.1, 0.5],
            "b": [0.6, 0.4, 0.8],
            "rest": [[0.52, 0.1, 1.0], [-0.04, -0.3, 0.2]],
        }
    ],
}


def test_the_numbers_are_those_of_the_page_that_it_links_to():
    kept = summed([CHASE], [SWAY])
    chased = next(one for one in directions([CHASE]) if one.first == ("a", 0) and one.then == ("b", 1))
    (swayed,) = swaying([SWAY])
    assert kept["withdrew"]["b"] == chased.span
    assert [kept["sways"][0][side] for side in "ab"] == [
        swayed.sides[side].spans["influence_negative_on"] for side in "ab"
    ]
    assert sentences(json.loads(json.dumps(kept)), NAMES) == sentences(kept, NAMES) != []


@pytest.mark.parametrize(
    "given",
    [
        ([], []),
        ([talk(chase(60))], []),
        ([coded("A:D B:W A:O B:O", demand=["D"], withdraw=["W"])], [talk(sway(4))]),
    ],
)
def test_where_turns_do_not_suffice_nothing_is_said(given):
    assert sentences(summed(*given), NAMES) == []


def test_each_sentence_tells_of_when_with_intervals_and_what_may_be_nothing():
    assert sentences(KEPT, NAMES) == [
        (
            "In 2 rated conversations (16 Nov 2025 to 5 Jan 2026), the odds that Bob withdrew next were 3.0 times as high after "
            "Alice demanded as after anything else (95 % interval 1.2 to 7.4); the other way round there is too little to say."
        ),
        (
            "In one conversation scored turn by turn (5 Jan 2026), Bob’s next turn was 0.6 points lower (95 % interval -0.80 to "
            "-0.40) for each point below zero that Alice was, and Alice’s 0.2 points lower (95 % interval -0.50 to 0.10, so "
            "perhaps nothing) for each that Bob was."
        ),
        (
            "By the same numbers, such a conversation comes to rest at 0.5 for Alice (95 % interval 0.10 to 1.00) "
            "and 0.0 for Bob (-0.30 to 0.20)."
        ),
    ]


def test_both_ways_are_told_whichever_is_larger():
    (words, *_) = sentences({**KEPT, "withdrew": {**KEPT["withdrew"], "a": [-0.1, -0.9, 0.7]}}, NAMES)
    assert words.endswith(
        f"and the odds that Alice did after Bob demanded, {exp(-0.1):.1f} times as high (0.4 to 2.0, so perhaps no different)."
    )


@pytest.mark.django_db
class TestKept:
    @pytest.fixture
    def row(self, couple, dana):
        row = brought(dana, couple, chase(60), **ACTS)
        looking.look(couple.pk)
        return row

    @pytest.fixture
    def page(self, couple):
        return f"/couples/{couple.pk}/"

    def test_the_couples_page_says_it_to_the_care_team(self, dana, page, row):
        shown = dana.client.get(page).content.decode()
        assert "the odds that Bob withdrew next were" in shown
        assert f"{page}conversations/all/" in shown

    def test_no_partner_and_nobody_else_reads_it(self, page, row, alice, bob, charlie, erin, frank, sunita):
        for actor in (alice, bob, charlie, erin, frank, sunita):
            assert actor.client.get(page).status_code == 404
        for partner in (alice, bob):
            for url in ("/today/", "/together/", "/mine/", "/how-it-goes/"):
                assert "withdrew" not in partner.client.get(url).content.decode()
            assert "withdrew" not in privacy.export_own_data(actor=partner.viewer).decode()

    def test_it_lies_encrypted_under_the_couples_record_key(self, couple, row):
        assert ConversationLine.objects.get().data_key_id == couple.record_key_id
        with connection.cursor() as cursor:
            cursor.execute("select found from conversation_conversationline")
            ((stored,),) = cursor.fetchall()
        assert b"withdrew" not in bytes(stored)

    def test_naming_anew_takes_back_what_is_no_longer_so_and_the_worker_looks(
        self, dana, couple, page, row, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks() as left:
            actions.name_speakers(
                actor=dana.viewer, conversation=row, a="B", b="A", demand=["D"], withdraw=["W"]
            )
        assert "the odds that" not in dana.client.get(page).content.decode()
        for look in left:
            look()
        assert "the odds that Alice withdrew next were" in dana.client.get(page).content.decode()

    def test_removing_a_conversation_leaves_no_number_of_it(self, dana, couple, page, row):
        actions.remove_conversation(actor=dana.viewer, conversation=row)
        assert not ConversationLine.objects.exists()
        assert looking.look(couple.pk) is False
        assert "the odds that" not in dana.client.get(page).content.decode()

    def test_the_clock_looks_at_what_a_worker_left_and_only_once(self, couple, charlie, row):
        ConversationLine.objects.all().delete()
        assert looking.turn_clock().failed == 0
        kept = ConversationLine.objects.get()
        assert kept.found["withdrew"]["talks"] == 1
        looking.turn_clock()
        assert ConversationLine.objects.get().pk == kept.pk

    def test_what_nobody_named_is_not_looked_at(self, couple, row):
        ConversationLine.objects.all().delete()
        CodedConversation.objects.update(names=None)
        looking.turn_clock()
        assert not ConversationLine.objects.exists()

    @pytest.mark.parametrize("who", ["alice", "bob"])
    def test_it_goes_with_the_first_who_erases_themselves(self, who, request, row):
        privacy.erase_person(actor=request.getfixturevalue(who).viewer)
        assert not ConversationLine.objects.exists()
