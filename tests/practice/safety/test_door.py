from __future__ import annotations

import pytest
from django.db import connection

from tests.practice import cast, door
from tests.practice.answering import answer
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.people import queries as people
from troth.practice.safety import actions, queries, rules
from troth.practice.safety.models import Alert, Gate
from troth.practice.safety.states import GATE_MOVES, NEUTRAL_SENTENCE, AlertKind, GateState

REASON = "Both wish it, and each was seen alone."


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.reason


def raise_alert(couple, side: int, *kinds: str) -> None:
    seat = people.seats_of(couple.pk)[side]
    actions.raise_alerts(couple=couple, seat_id=seat.pk, alerts=kinds)


def test_every_state_has_moves():
    assert set(GATE_MOVES) == set(GateState)


def test_a_couple_begins_with_a_closed_door(couple):
    assert queries.joint_work_is_open(couple.pk) is False


def test_a_therapist_opens_the_door_after_seeing_both_alone(opened):
    assert queries.joint_work_is_open(opened.pk) is True


def test_the_door_stays_closed_until_both_were_seen_alone(dana, couple):
    one, _ = people.seats_of(couple.pk)
    actions.note_seen_alone(actor=dana.viewer, couple=couple, seat=one)
    reason = refusal(actions.open_joint_work, actor=dana.viewer, couple=couple, reason=REASON)
    assert reason == "See Bob alone first, and note it here. Then open joint work."
    assert queries.joint_work_is_open(couple.pk) is False


def test_opening_needs_a_reason(dana, seen):
    reason = refusal(actions.open_joint_work, actor=dana.viewer, couple=seen, reason="  ")
    assert reason == "Write why joint work opens now. Only clinicians can read it."
    assert rules.can_open_joint_work(dana.viewer, seen, REASON) is True
    assert rules.can_open_joint_work(dana.viewer, seen, "") is False


@pytest.mark.parametrize("who", ["alice", "charlie", "erin", "frank"])
def test_nobody_outside_the_care_team_opens_or_looks(request, seen, who):
    viewer = request.getfixturevalue(who).viewer
    for act in (
        lambda: actions.open_joint_work(actor=viewer, couple=seen, reason=REASON),
        lambda: actions.close_joint_work(actor=viewer, couple=seen, reason=""),
        lambda: queries.gate_page(viewer, seen.pk),
        lambda: queries.open_alerts_of(viewer, seen.pk),
    ):
        with pytest.raises(Absent):
            act()
    assert list(queries.open_alerts(viewer)) == []
    assert queries.joint_work_is_open(seen.pk) is False


def test_an_open_door_cannot_be_opened_again(dana, opened):
    reason = refusal(actions.open_joint_work, actor=dana.viewer, couple=opened, reason="Again")
    assert reason == "Joint work is open already. Look at the page again."
    assert Gate.objects.get(couple=opened).reason == REASON


def test_the_reason_lies_encrypted_under_the_record_key(opened):
    gate = Gate.objects.get(couple=opened)
    assert gate.data_key_id == opened.record_key_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM safety_gate")
        (stored,) = cursor.fetchone()
    assert gate.reason == REASON
    assert REASON.encode() not in bytes(stored)


def test_opening_leaves_an_audit_event_without_the_reason(dana, opened):
    event = AuditEvent.objects.get(event="joint-work.opened")
    assert (event.actor_id, event.couple_id, event.facts) == (dana.person.pk, opened.pk, {})


def test_a_partner_closes_for_themselves_and_opens_again(alice, opened):
    actions.close_for_myself(actor=alice.viewer)
    actions.close_for_myself(actor=alice.viewer)
    assert queries.joint_work_is_open(opened.pk) is False
    actions.reopen_for_myself(actor=alice.viewer)
    assert queries.joint_work_is_open(opened.pk) is True


def test_one_partner_cannot_take_back_the_closing_of_the_other(alice, bob, opened):
    actions.close_for_myself(actor=alice.viewer)
    reason = refusal(actions.reopen_for_myself, actor=bob.viewer)
    assert reason == "You have not paused work together, so there is nothing to take back."
    assert queries.joint_work_is_open(opened.pk) is False


def test_a_partner_cannot_open_what_the_therapist_keeps_closed(alice, couple):
    actions.close_for_myself(actor=alice.viewer)
    actions.reopen_for_myself(actor=alice.viewer)
    assert queries.joint_work_is_open(couple.pk) is False


@pytest.mark.parametrize("slug", ["private-check", "private-intake"])
def test_asking_about_safety_closes_the_door_before_anybody_answers(dana, opened, slug):
    door.ask(dana, opened, slug)
    assert queries.joint_work_is_open(opened.pk) is False


def test_asking_about_anything_else_leaves_the_door_open(dana, opened):
    door.ask(dana, opened, "trust-pulse")
    assert queries.joint_work_is_open(opened.pk) is True


def test_no_answer_moves_the_door(opened):
    raise_alert(opened, 1, *AlertKind)
    assert queries.joint_work_is_open(opened.pk) is True


def test_only_the_therapists_act_opens_the_door_after_asking(dana, alice, bob, opened):
    door.screen(dana, opened, (alice, bob))
    assert queries.joint_work_is_open(opened.pk) is False
    actions.open_joint_work(actor=dana.viewer, couple=opened, reason=REASON)
    assert queries.joint_work_is_open(opened.pk) is True


def nobody_was_asked(dana, alice, bob, couple):
    pass


def one_has_not_answered(dana, alice, bob, couple):
    door.ask(dana, couple)
    answer(alice, "private-check")


def nobody_has_read(dana, alice, bob, couple):
    one_has_not_answered(dana, alice, bob, couple)
    answer(bob, "private-check")


def an_alert_waits(dana, alice, bob, couple):
    door.screen(dana, couple, (alice, bob), afraid="often")


@pytest.mark.parametrize(
    ("so_far", "reason"),
    [
        (
            nobody_was_asked,
            "Ask both for the private check first, and read what they answer. Then open joint work.",
        ),
        (
            one_has_not_answered,
            (
                "Questions about safety still wait for an answer. Open joint work when both have answered, "
                "or take the questions back."
            ),
        ),
        (nobody_has_read, "Read both private checks first. Then open joint work."),
        (
            an_alert_waits,
            "An alert still waits for you. Say that you take care of it, then open joint work.",
        ),
    ],
)
def test_the_door_stays_closed_until_both_screens_are_reviewed(dana, alice, bob, couple, so_far, reason):
    door.see_alone(dana, couple)
    so_far(dana, alice, bob, couple)
    assert refusal(actions.open_joint_work, actor=dana.viewer, couple=couple, reason=REASON) == reason
    assert queries.joint_work_is_open(couple.pk) is False


def test_the_door_can_open_when_every_alert_is_in_care(dana, alice, bob, couple):
    door.see_alone(dana, couple)
    an_alert_waits(dana, alice, bob, couple)
    for alert in queries.open_alerts_of(dana.viewer, couple.pk):
        actions.acknowledge_alert(actor=dana.viewer, couple=couple, alert=alert)
    actions.open_joint_work(actor=dana.viewer, couple=couple, reason=REASON)
    assert queries.joint_work_is_open(couple.pk) is True


def test_an_alert_lies_encrypted_and_equally_long_whatever_was_answered(couple, bob):
    raise_alert(couple, 1)
    raise_alert(couple, 1, *AlertKind)
    with connection.cursor() as cursor:
        cursor.execute("SELECT concerns FROM safety_alert")
        stored = [bytes(row[0]) for row in cursor.fetchall()]
    assert [alert.kinds for alert in Alert.objects.order_by("created_at")] == [[], list(AlertKind)]
    assert {alert.data_key_id for alert in Alert.objects.all()} == {bob.person.safety_key_id}
    assert len({len(words) for words in stored}) == 1
    assert not any(b"danger" in words for words in stored)


def closed_by_nobody_yet(dana, bob, couple):
    pass


def closed_again(dana, bob, couple):
    actions.open_joint_work(actor=dana.viewer, couple=couple, reason=REASON)
    actions.close_joint_work(actor=dana.viewer, couple=couple, reason="Needs time")


def closed_by_the_other(dana, bob, couple):
    actions.open_joint_work(actor=dana.viewer, couple=couple, reason=REASON)
    actions.close_for_myself(actor=bob.viewer)


def closed_by_asking(dana, bob, couple):
    actions.open_joint_work(actor=dana.viewer, couple=couple, reason=REASON)
    door.ask(dana, couple)


def closed_and_answered_gravely(dana, bob, couple):
    closed_by_asking(dana, bob, couple)
    answer(bob, "private-check", afraid="often", dark_thoughts="might_act")


@pytest.mark.parametrize(
    "cause",
    [
        closed_by_nobody_yet,
        closed_again,
        closed_by_the_other,
        closed_by_asking,
        closed_and_answered_gravely,
    ],
)
def test_a_closed_door_says_the_same_with_the_same_queries_whatever_closed_it(
    dana, alice, bob, seen, cause, django_assert_num_queries
):
    cause(dana, bob, seen)
    viewer = alice.viewer
    with django_assert_num_queries(1):
        assert refusal(queries.check_joint_work_open, seen.pk, viewer) == NEUTRAL_SENTENCE


def test_the_door_of_a_couple_is_absent_for_others(charlie, erin, opened):
    for actor in (charlie, erin):
        with pytest.raises(Absent):
            queries.check_joint_work_open(opened.pk, actor.viewer)


def test_answers_write_the_same_whatever_they_say(couple, django_assert_num_queries):
    actions.raise_alerts(couple=couple, seat_id=people.seats_of(couple.pk)[0].pk, alerts=())
    seat = people.seats_of(couple.pk)[0].pk
    for alerts in ((), (AlertKind.DANGER_TO_SELF,), tuple(AlertKind)):
        with django_assert_num_queries(7):
            actions.raise_alerts(couple=couple, seat_id=seat, alerts=alerts)
    assert set(AuditEvent.objects.filter(event="answers.reviewed").values_list("couple_id")) == {(couple.pk,)}


@pytest.mark.parametrize("more", [0, 2])
def test_many_doors_are_looked_at_in_one_query(dana, opened, more, django_assert_num_queries):
    others = [cast.partners(dana, f"One{number}", f"Two{number}")[0].pk for number in range(more)]
    with django_assert_num_queries(1):
        assert queries.gates_open([opened.pk, *others]) == {opened.pk}
