from __future__ import annotations

import pytest
from django.db import connection

from tests.practice.instruments.conftest import INTAKE, PRIVATE_CHECK, PULSE
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.instruments import actions, queries, rules
from troth.practice.instruments.models import Assignment, GuardedResponse, Response, Score
from troth.practice.instruments.signals import response_submitted
from troth.practice.instruments.states import ASSIGNMENT_MOVES, AssignmentState
from troth.practice.people import actions as people


def test_both_partners_are_asked_at_the_same_moment(ask, alice, bob):
    asked = ask("trust-pulse", reason="To begin")

    moments = Assignment.objects.filter(round=asked).values_list("created_at", flat=True)
    assert len(moments) == 2
    assert len(set(moments)) == 1
    assert [each.slug for each in queries.open_assignments(alice.viewer)] == ["trust-pulse"]
    assert [each.slug for each in queries.open_assignments(bob.viewer)] == ["trust-pulse"]


def test_a_questionnaire_is_asked_once_at_a_time(ask):
    ask("how-we-are")
    with pytest.raises(Refused, match="waits for an answer"):
        ask("how-we-are")
    with pytest.raises(Refused, match="no such questionnaire"):
        ask("no-such-thing")


def test_a_therapist_of_another_practice_cannot_ask(erin, couple):
    with pytest.raises(Absent):
        actions.assign_instrument(actor=erin.viewer, couple=couple, slug="trust-pulse")


def test_autosave_and_then_sending_keep_everything(ask, copy_of, alice):
    asked = ask("trust-pulse")
    for name, value in PULSE.items():
        actions.save_answer(actor=alice.viewer, assignment=copy_of(asked, alice), given={name: [str(value)]})
    assert queries.draft_answers(copy_of(asked, alice)) == PULSE

    sheet = actions.submit_response(actor=alice.viewer, assignment=copy_of(asked, alice), given={})

    assert Response.objects.get(pk=sheet.pk).answers == PULSE


def test_sending_twice_gives_one_response_and_one_set_of_scores(ask, copy_of, alice):
    stale = copy_of(ask("trust-pulse"), alice)
    first = actions.submit_response(actor=alice.viewer, assignment=stale, given=PULSE)
    again = actions.submit_response(actor=alice.viewer, assignment=stale, given=PULSE | {"overall": 0})

    assert again.pk == first.pk
    assert Response.objects.get().answers == PULSE
    assert Score.objects.count() == 6
    assert Score.objects.get(scale="trust").value == 7.0
    assert AuditEvent.objects.filter(event="answers.sent").count() == 1


def test_nothing_can_be_saved_after_sending(ask, send, copy_of, alice):
    asked = ask("trust-pulse")
    send(asked, alice, PULSE)
    with pytest.raises(Refused, match="already"):
        actions.save_answer(actor=alice.viewer, assignment=copy_of(asked, alice), given={"overall": 1})
    assert Response.objects.get().answers == PULSE


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"together_for": "longer", "home": "on the moon"}, "not one of the answers"),
        ({"together_for": "longer", "still_value": "x" * 601}, "601 characters, and 600 fit"),
        ({"together_for": "longer", "favourite_colour": "blue"}, "no such question"),
        ({"together_for": "longer", "still_value": {"a": 1}}, "takes words"),
        ({"together_for": ["longer", "under_a_year"]}, "not one of the answers"),
        ({"together_for": "longer", "wellbeing": True}, "not one of the answers"),
    ],
)
def test_one_bad_value_is_refused_and_nothing_is_saved(ask, copy_of, alice, given, sentence):
    asked = ask("private-intake")
    actions.save_answer(actor=alice.viewer, assignment=copy_of(asked, alice), given={"home": "apart_far"})
    with pytest.raises(Refused, match=sentence):
        actions.save_answer(actor=alice.viewer, assignment=copy_of(asked, alice), given=given)
    assert queries.draft_answers(copy_of(asked, alice)) == {"home": "apart_far"}


def test_a_line_break_counts_as_one_character(ask, copy_of, alice):
    asked = ask("private-intake")
    text = "a\r\n" * 300
    actions.save_answer(actor=alice.viewer, assignment=copy_of(asked, alice), given={"still_value": text})
    assert queries.draft_answers(copy_of(asked, alice)) == {"still_value": "a\n" * 300}


def test_an_emptied_answer_goes(ask, copy_of, alice):
    asked = ask("private-intake")
    for given in ({"home": "together", "beginning": "At school"}, {"beginning": " "}):
        actions.save_answer(actor=alice.viewer, assignment=copy_of(asked, alice), given=given)
    assert queries.draft_answers(copy_of(asked, alice)) == {"home": "together"}


def test_what_is_required_must_be_answered(ask, send, alice):
    asked = ask("private-intake")
    with pytest.raises(actions.Incomplete) as refusal:
        send(asked, alice, INTAKE | {"causes": [], "goal": ""})
    assert refusal.value.items == ["causes", "goal"]
    assert Response.objects.count() == 0
    assert send(asked, alice, INTAKE).submitted_at is not None


def test_only_the_own_open_copy_can_be_answered_and_only_with_consent(ask, copy_of, alice, bob, dana):
    asked = ask("trust-pulse")
    with pytest.raises(Absent):
        queries.assignment_for(bob.viewer, copy_of(asked, alice).pk)
    with pytest.raises(Absent):
        actions.save_answer(actor=bob.viewer, assignment=copy_of(asked, alice), given={"overall": 1})
    assert not rules.can_answer(dana.viewer, copy_of(asked, alice))
    assert rules.can_answer(alice.viewer, copy_of(asked, alice))
    people.withdraw_consent(actor=alice.viewer)
    with pytest.raises(Refused, match="consent"):
        rules.check_can_answer(alice.viewer, copy_of(asked, alice))


def test_a_withdrawn_round_is_no_longer_asked_but_sent_answers_stay(ask, send, copy_of, alice, bob, dana):
    asked = ask("trust-pulse")
    send(asked, alice, PULSE)
    actions.withdraw_round(actor=dana.viewer, couple=asked.couple, round_id=asked.pk)
    assert copy_of(asked, alice).state == AssignmentState.ANSWERED
    assert queries.open_assignments(bob.viewer) == []
    with pytest.raises(Refused, match="took these questions back"):
        send(asked, bob, PULSE)


def test_every_state_says_where_it_leads():
    assert set(ASSIGNMENT_MOVES) == set(AssignmentState)


def test_alerts_are_told_once_inside_the_sending(ask, send, alice, bob):
    heard = []

    def hear(assignment, instrument, alerts, **_):
        heard.append((assignment.seat.side, instrument.id, alerts))

    response_submitted.connect(hear)
    try:
        intake, check = ask("private-intake"), ask("private-check")
        send(intake, alice, INTAKE | {"dark_thoughts": "fleeting"})
        send(intake, alice, INTAKE)
        send(check, alice, PRIVATE_CHECK)
        send(check, bob, {"afraid": "never"})
    finally:
        response_submitted.disconnect(hear)
    assert heard == [
        ("a", "private-intake", ("goal_to_leave", "danger_to_self")),
        ("a", "private-check", ("partner_safety",)),
        ("b", "private-check", ()),
    ]


def test_a_failing_listener_leaves_nothing_half_sent(ask, send, copy_of, alice):
    asked = ask("trust-pulse")

    def fail(**_):
        raise Refused("Not now.")

    response_submitted.connect(fail)
    try:
        with pytest.raises(Refused, match="Not now"):
            send(asked, alice, PULSE)
    finally:
        response_submitted.disconnect(fail)
    assert (Response.objects.count(), Score.objects.count()) == (0, 0)
    assert copy_of(asked, alice).state == AssignmentState.OPEN


def test_words_never_lie_open_in_the_database(ask, send, alice):
    ask_reason = "After the talk in May"
    send(ask("private-intake", reason=ask_reason), alice, INTAKE)
    send(ask("private-check"), alice, PRIVATE_CHECK)
    tables = ["round", "assignment", "response", "guardedresponse", "score"]
    stored = b""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM instruments_{table}")  # noqa: S608 - our own table names
            stored += b"".join(
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            )
    assert str(alice.viewer.seat_id).replace("-", "").encode() in stored.replace(b"-", b"")
    for words in (ask_reason, "breakfast", "quiet parting", "call me at work"):
        assert words.encode() not in stored


def test_guarded_answers_lie_under_the_safety_key(ask, send, alice):
    sheet = send(ask("private-check"), alice, PRIVATE_CHECK)
    assert GuardedResponse.objects.get().data_key_id == alice.person.safety_key_id
    assert (sheet.protected, Response.objects.count(), Score.objects.count()) == (True, 0, 0)
