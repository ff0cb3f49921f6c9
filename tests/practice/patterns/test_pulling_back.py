"""What becomes of the other's view when somebody deletes a day, or lets fewer read it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.practice.patterns.telling import tell
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.patterns import actions, detecting
from troth.practice.patterns.models import Day, Moment, PatternLine
from troth.practice.patterns.states import Kind
from troth.practice.patterns.told import Choice
from troth.practice.people import actions as people
from troth.practice.people.states import Stage
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import Audience
from troth.practice.safety import actions as safety

pytestmark = pytest.mark.django_db

ME, THERAPIST, COUPLE, SEALED = Audience.ME, Audience.THERAPIST, Audience.COUPLE, Audience.SEALED
DAYS = dt.timedelta(days=1)


def week_of(actor, on=None) -> str:
    on = on or clock.today()
    return actor.client.get(f"/week/{on}/").content.decode().split("<main")[1]


def change(actor, on, audience, moment=None) -> None:
    actions.change_readers(actor=actor.viewer, on=on, choice=Choice(audience), moment_audience=moment)


def sealed_by_both(alice, bob, days_ago=0) -> dt.date:
    """Let both seal a repair on one day; return the day."""
    with clock.telling_of(clock.now() - days_ago * DAYS):
        tell(alice, Kind.REPAIR, "MARK-alice", moment=SEALED)
        return tell(bob, Kind.REPAIR, "MARK-bob", moment=SEALED).on


def test_a_deleted_day_is_gone_for_the_other_and_the_therapist(opened, alice, bob, dana) -> None:
    before = week_of(bob)
    on = tell(alice, Kind.REPAIR, "MARK-alice", audience=COUPLE, moment=COUPLE).on
    assert "MARK-alice" in week_of(bob)
    assert alice.client.post(f"/diary/{on}/delete/").url == f"/week/{on}/"
    assert week_of(bob) == before
    assert "MARK-alice" not in dana.client.get(f"/couples/{opened.pk}/week/").content.decode()
    assert (Day.objects.count(), Moment.objects.count()) == (0, 0)


def test_fewer_readers_from_now_on_leave_no_trace_on_the_other_s_page(opened, alice, bob, dana) -> None:
    before = week_of(bob)
    on = tell(alice, Kind.REPAIR, "MARK-alice", audience=COUPLE, moment=COUPLE).on
    given = {"audience": "therapist", "moment_audience": "therapist"}
    assert alice.client.post(f"/diary/{on}/kept/", given).url == f"/week/{on}/"
    assert week_of(bob) == before
    assert "MARK-alice" in dana.client.get(f"/couples/{opened.pk}/week/").content.decode()
    change(alice, on, ME, ME)
    assert "MARK-alice" not in dana.client.get(f"/couples/{opened.pk}/week/").content.decode()
    assert "MARK-alice" in week_of(alice)


def test_an_old_day_can_be_shared_later_behind_an_open_door(opened, alice, bob) -> None:
    with clock.telling_of(clock.now() - 9 * DAYS):
        on = tell(alice, Kind.REPAIR, "MARK-alice").on
    change(alice, on, COUPLE, COUPLE)
    assert "MARK-alice" in week_of(bob, on)
    change(alice, on, ME, ME)
    safety.close_for_myself(actor=bob.viewer)
    with pytest.raises(Refused, match="Work together is not open"):
        change(alice, on, COUPLE, COUPLE)
    answer = alice.client.post(f"/diary/{on}/kept/", {"audience": "couple", "moment_audience": "me"})
    assert (answer.status_code, Day.objects.get().audience) == (422, ME)


def test_what_was_shared_can_be_pulled_back_behind_a_closed_door_and_after_the_end(
    opened, alice, bob, dana
) -> None:
    on = tell(alice, Kind.REPAIR, audience=COUPLE, moment=COUPLE).on
    safety.close_for_myself(actor=bob.viewer)
    change(alice, on, THERAPIST, COUPLE)
    people.move_stage(actor=dana.viewer, couple=opened, stage=Stage.SEPARATED)
    change(alice, on, ME, ME)
    with pytest.raises(Refused, match="has come to its end"):
        change(alice, on, THERAPIST, ME)
    actions.forget_day(actor=alice.viewer, on=on)
    assert Day.objects.count() == 0


def test_a_sealed_moment_changes_no_readers(opened, alice) -> None:
    on = tell(alice, Kind.REPAIR, moment=SEALED).on
    change(alice, on, ME, COUPLE)
    assert Moment.objects.get().audience == SEALED
    assert "Who can read this moment?" not in alice.client.get(f"/diary/{on}/kept/").content.decode()


def test_a_day_with_a_seal_is_deleted_once_it_is_closed(opened, alice, bob) -> None:
    """Otherwise one could seal kind after kind, and find out what the other wrote."""
    on = tell(alice, Kind.CONFLICT, moment=SEALED).on
    with pytest.raises(Refused, match="once the day is closed"):
        actions.forget_day(actor=alice.viewer, on=on)
    actions.take_moment_back(actor=alice.viewer, on=on)
    with pytest.raises(Refused, match="once the day is closed"):
        actions.forget_day(actor=alice.viewer, on=on)
    with clock.telling_of(clock.now() + 2 * DAYS):
        actions.forget_day(actor=alice.viewer, on=on)
    assert Day.objects.count() == 0


def test_who_deletes_a_matched_moment_reads_the_other_s_no_longer(opened, alice, bob) -> None:
    on = sealed_by_both(alice, bob, days_ago=3)
    assert "MARK-bob" in week_of(alice, on)
    actions.forget_day(actor=alice.viewer, on=on)
    assert "MARK-bob" not in week_of(alice, on)
    page = week_of(bob, on)
    assert "MARK-alice" not in page
    assert "You both noted this" not in page
    assert "Sealed: you and your therapist" in page


def test_erasing_a_person_leaves_the_other_s_own_moment(opened, alice, bob) -> None:
    on = sealed_by_both(alice, bob)
    privacy.erase_person(actor=alice.viewer)
    page = week_of(bob, on)
    assert "MARK-bob" in page
    assert "MARK-alice" not in page


def test_nobody_reaches_a_day_of_somebody_else(opened, alice, bob, dana) -> None:
    on = tell(alice, audience=COUPLE).on
    for actor in (bob, dana):
        assert actor.client.get(f"/diary/{on}/kept/").status_code == 404
        assert actor.client.post(f"/diary/{on}/delete/").status_code == 404
    with pytest.raises(Absent):
        actions.forget_day(actor=bob.viewer, on=on)
    with pytest.raises(Absent):
        change(bob, on, ME)
    assert Day.objects.count() == 1


def test_what_is_deleted_counts_no_longer(alice, django_capture_on_commit_callbacks) -> None:
    couple_id = alice.viewer.own_couple_id
    with clock.telling_of(clock.now() - DAYS):
        tell(alice, counts=True)
    on = tell(alice, counts=True).on
    detecting.look(couple_id)
    told = PatternLine.objects.get().line["told"]["a"]
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget_day(actor=alice.viewer, on=on)
    after = PatternLine.objects.get().line["told"]["a"]
    assert sum(map(bool, told)) - sum(map(bool, after)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget_day(actor=alice.viewer, on=on - DAYS)
    assert not PatternLine.objects.exists()


def test_what_no_longer_counts_is_taken_out_at_once(alice, django_capture_on_commit_callbacks) -> None:
    on = tell(alice, counts=True).on
    detecting.look(alice.viewer.own_couple_id)
    with django_capture_on_commit_callbacks(execute=True):
        change(alice, on, ME)
    assert not any(PatternLine.objects.get().line["told"]["a"])
