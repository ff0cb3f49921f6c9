from __future__ import annotations

import datetime as dt

import pytest

from tests.practice import cast
from tests.practice.instruments.conftest import INTAKE, PRIVATE_CHECK, PULSE
from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.common.models import AuditEvent
from troth.practice.instruments import actions, queries, trust_queries
from troth.practice.instruments.models import Assignment, Response
from troth.practice.instruments.personal_data import HOLDINGS
from troth.practice.privacy.states import PolicyKind

ALICES_SEALED = ("still_value", "The way we laugh at breakfast")


def said(items):
    return {(item.item_id, item.label) for item in items}


def ids(items):
    return {item.item_id for item in items}


def test_sealed_stays_shut_until_both_have_answered(ask, send, alice, bob, dana):
    asked = ask("trust-pulse")
    send(asked, alice, PULSE)
    assert len(queries.visible_answers(dana.viewer, asked.pk)["a"]) == 7  # there is something to leak
    assert queries.visible_answers(bob.viewer, asked.pk) == {"a": [], "b": []}
    assert trust_queries.trust_series(bob.viewer, asked.couple_id) == {"a": [], "b": []}
    assert trust_queries.facet_profile(bob.viewer, asked.couple_id) is None

    send(asked, bob, PULSE | {"overall": 0})

    assert ("overall", "7") in said(queries.visible_answers(bob.viewer, asked.pk)["a"])
    assert ("overall", "0: not at all") in said(queries.visible_answers(alice.viewer, asked.pk)["b"])


def test_the_others_answering_shows_nowhere_before_the_own_answer(ask, send, alice, bob):
    asked = ask("trust-pulse")
    before = (
        queries.rounds_for(bob.viewer, asked.couple_id),
        queries.visible_answers(bob.viewer, asked.pk),
        queries.open_assignments(bob.viewer),
        bob.client.get(f"/answers/{asked.pk}/").url,
    )
    send(asked, alice, PULSE)
    assert queries.rounds_for(alice.viewer, asked.couple_id)[0].answered.keys() == {"a"}
    after = (
        queries.rounds_for(bob.viewer, asked.couple_id),
        queries.visible_answers(bob.viewer, asked.pk),
        queries.open_assignments(bob.viewer),
        bob.client.get(f"/answers/{asked.pk}/").url,
    )
    assert after == before


def test_the_goal_is_for_the_therapist_alone_and_the_sealed_item_for_both(ask, send, alice, bob, dana):
    asked = ask("private-intake")
    send(asked, alice, INTAKE)
    send(asked, bob, INTAKE | {"goal": "improve", "still_value": "Her patience"})

    assert ids(queries.visible_answers(dana.viewer, asked.pk)["a"]) == set(INTAKE)
    assert said(queries.visible_answers(bob.viewer, asked.pk)["a"]) == {ALICES_SEALED}
    assert ids(queries.visible_answers(alice.viewer, asked.pk)["a"]) == set(INTAKE)


def test_a_draft_is_its_authors_alone(ask, copy_of, send, alice, bob, dana):
    asked = ask("private-intake")
    actions.save_answer(actor=alice.viewer, assignment=copy_of(asked, alice), given=INTAKE)
    send(asked, bob, INTAKE)
    assert queries.draft_answers(copy_of(asked, alice)) == INTAKE
    assert queries.visible_answers(dana.viewer, asked.pk)["a"] == []
    assert queries.visible_answers(bob.viewer, asked.pk)["a"] == []


def test_guarded_answers_are_for_the_care_team_and_in_nothing_else(ask, send, alice, bob, dana, erin):
    asked = ask("private-check")
    send(asked, alice, PRIVATE_CHECK)
    send(asked, bob, {"afraid": "never"})
    couple_id = asked.couple_id

    assert ids(queries.guarded_answers(dana.viewer, couple_id)["a"]) == set(PRIVATE_CHECK)
    for outsider in (alice, bob, erin):
        with pytest.raises(Absent):
            queries.guarded_answers(outsider.viewer, couple_id)
    for viewer in (alice.viewer, bob.viewer, dana.viewer):
        with pytest.raises(Absent):
            queries.visible_answers(viewer, asked.pk)
        assert queries.rounds_for(viewer, couple_id) == []
        assert trust_queries.trust_series(viewer, couple_id) == {"a": [], "b": []}


def test_people_from_elsewhere_find_nothing(ask, send, alice, bob, charlie, erin, frank):
    asked = ask("trust-pulse")
    send(asked, alice, PULSE)
    send(asked, bob, PULSE)
    for outsider in (charlie, erin, frank):
        for read in (trust_queries.trust_series, queries.rounds_for, trust_queries.facet_profile):
            with pytest.raises(Absent):
                read(outsider.viewer, asked.couple_id)
        with pytest.raises(Absent):
            trust_queries.trust_ends(outsider.viewer, asked.couple_id, 3)
        with pytest.raises(Absent):
            queries.visible_answers(outsider.viewer, asked.pk)
        with pytest.raises(Absent):
            actions.read_answers(actor=outsider.viewer, round_id=asked.pk)


def test_numbers_open_with_their_round(ask, send, alice, bob, dana):
    asked = ask("trust-pulse")
    send(asked, alice, PULSE)
    waiting = trust_queries.trust_series(dana.viewer, asked.couple_id)
    assert [value for _, value in waiting["a"]] == [7.0]
    assert queries.waiting([asked.couple_id])[asked.couple_id] == 1
    send(asked, bob, dict.fromkeys(PULSE, 0))
    opened = trust_queries.trust_series(alice.viewer, asked.couple_id)
    assert [value for _, value in opened["b"]] == [pytest.approx(10 / 7)]
    profile = trust_queries.facet_profile(alice.viewer, asked.couple_id)
    assert [facet.scale for facet in profile.facets][:2] == ["predictability", "dependability"]
    assert profile.facets[0].values == {"a": 7.0, "b": 0.0}
    today = clock.today().toordinal()
    lines = trust_queries.trust_lines([asked.couple_id])
    assert lines == {asked.couple_id: ({"a": [[today], [7.0]], "b": [[today], [1.43]]}, [])}


def test_the_first_numbers_are_the_care_teams_and_the_latest_are_as_many_as_asked(
    ask, send, alice, bob, dana, time_machine
):
    for day in (1, 8, 15, 22, 29):
        time_machine.move_to(f"2026-03-{day:02d} 10:00:00+00:00")
        asked = ask("trust-pulse")
        send(asked, alice, PULSE)
    send(asked, bob, dict.fromkeys(PULSE, 0))
    couple_id, first, last = asked.couple_id, dt.date(2026, 3, 1), dt.date(2026, 3, 29)
    found, latest = trust_queries.trust_ends(dana.viewer, couple_id, 3)
    assert found == {"a": [(first, 7.0)], "b": [(last, pytest.approx(10 / 7))]}
    assert [day.day for day, _ in latest["a"]] == [22, 29]
    assert len(latest["b"]) == 1
    with pytest.raises(Absent):
        trust_queries.trust_ends(alice.viewer, couple_id, 3)


def test_the_trust_line_keeps_the_last_twelve_weeks(ask, send, alice, time_machine):
    for day in ("2026-02-01", "2026-04-01", "2026-05-01"):
        time_machine.move_to(f"{day} 10:00:00+00:00")
        asked = ask("trust-pulse")
        send(asked, alice, PULSE)
    (line,) = trust_queries.trust_lines([asked.couple_id]).values()
    kept = [dt.date(2026, month, 1).toordinal() for month in (4, 5)]
    assert line.points == {"a": [kept, [7.0, 7.0]], "b": [[], []]}


@pytest.mark.parametrize("count", [1, 3])
def test_the_trust_line_takes_the_same_queries_whatever_its_length(
    ask, send, alice, bob, dana, time_machine, django_assert_num_queries, count
):
    for week in range(count):
        time_machine.move_to(f"2026-03-{1 + 7 * week:02d} 10:00:00+00:00")
        asked = ask("trust-pulse")
        send(asked, alice, PULSE)
        send(asked, bob, PULSE)
    viewer = dana.viewer
    with django_assert_num_queries(2):
        series = trust_queries.trust_series(viewer, asked.couple_id)
    assert len(series["a"]) == count
    with django_assert_num_queries(1):
        assert len(trust_queries.trust_lines([asked.couple_id])[asked.couple_id].points["a"][0]) == count
    with django_assert_num_queries(2):
        assert len(queries.rounds_for(viewer, asked.couple_id, latest=12)) == count
    (latest,) = queries.rounds_for(viewer, asked.couple_id, latest=1)
    assert (latest.id, sorted(latest.answered)) == (asked.pk, ["a", "b"])


def test_a_later_agreement_cannot_loosen_what_was_promised(ask, copy_of, send, couple, alice, bob, dana):
    asked = ask("private-intake")
    actions.save_answer(actor=alice.viewer, assignment=copy_of(asked, alice), given={"home": "together"})
    cast.agree_on(dana, couple, (alice, bob), PolicyKind.NO_SECRETS)
    assert send(asked, alice, INTAKE).promise == PolicyKind.LIMITED_SECRETS
    assert send(asked, bob, INTAKE).promise == PolicyKind.NO_SECRETS


def test_a_clinicians_reading_is_in_the_log(ask, send, alice, dana):
    asked = ask("private-intake")
    send(asked, alice, INTAKE)
    actions.read_answers(actor=dana.viewer, round_id=asked.pk)
    actions.read_guarded_answers(actor=dana.viewer, couple_id=asked.couple_id)
    events = AuditEvent.objects.filter(event__endswith=".read").order_by("sequence")
    assert [(event.event, event.actor_id) for event in events] == [
        ("answers.read", dana.person.pk),
        ("guarded_answers.read", dana.person.pk),
    ]


def test_people_take_out_their_own_answers_and_can_have_them_erased(ask, send, alice, bob):
    intake, check = ask("private-intake"), ask("private-check")
    for actor in (alice, bob):
        send(intake, actor, INTAKE)
        send(check, actor, PRIVATE_CHECK)
    taken = {each.model: each.export(alice.person.pk) for each in HOLDINGS if each.export}
    assert len(taken["instruments.Response"][0]["answers"]) == len(INTAKE)
    assert taken["instruments.GuardedResponse"][0]["answers"][1]["answer"] == PRIVATE_CHECK["safe_ways"]
    assert len(taken["instruments.Assignment"]) == 2

    for each in HOLDINGS:
        if each.erase:
            each.erase(alice.person.pk)

    assert {each.model: each.export(alice.person.pk) for each in HOLDINGS if each.export} == {
        model: [] for model in taken
    }
    assert [row.author_id for row in Response.objects.all()] == [bob.person.pk]


def test_a_weekly_question_waits_since_the_first_asking_left_open(ask, send, alice, bob, time_machine):
    for day in ("2026-03-01", "2026-03-08", "2026-03-15"):
        time_machine.move_to(f"{day} 10:00:00+00:00")
        asked = ask("trust-pulse")
        send(asked, alice, PULSE)
        if day == "2026-03-01":
            send(asked, bob, PULSE)
    since = dt.datetime(2026, 3, 8, 10, tzinfo=dt.UTC)
    assert queries.waiting([asked.couple_id]) == {asked.couple_id: 1}
    assert asked.assignments.get(seat__side="b").waits_since == since
    send(asked, bob, PULSE)
    assert queries.waiting([asked.couple_id]) == {}


def test_a_guarded_question_is_counted_but_never_dated(ask, couple):
    ask("private-check")
    assert queries.waiting([couple.pk]) == {couple.pk: 2}
    assert set(Assignment.objects.values_list("waits_since", flat=True)) == {None}
