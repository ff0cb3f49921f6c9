"""Today and yesterday are those of whoever tells the day, wherever the practice and the other one are."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.practice.patterns.telling import tell
from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.patterns import reminder_actions as habits
from troth.practice.patterns.models import Day, DiaryChoice
from troth.practice.patterns.own_days import own_now, own_today, zones
from troth.practice.privacy import actions as privacy

pytestmark = pytest.mark.django_db

LATE = dt.datetime(2026, 11, 25, 23, 30, tzinfo=dt.UTC)
FAR_EAST, FAR_WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
THE_25TH, THE_26TH = dt.date(2026, 11, 25), dt.date(2026, 11, 26)


def test_each_of_the_two_has_their_own_today(alice, bob) -> None:
    habits.choose_zone(actor=alice.viewer, zone=FAR_EAST)
    with clock.telling_of(LATE):
        assert own_today(alice.viewer) == THE_26TH
        assert own_today(bob.viewer) == THE_25TH
        tell(alice, on=THE_26TH)
        with pytest.raises(Refused, match="has not come yet"):
            tell(bob, on=THE_26TH)


def test_yesterday_closes_by_the_own_clock(alice) -> None:
    habits.choose_zone(actor=alice.viewer, zone=FAR_WEST)
    with clock.telling_of(LATE):
        tell(alice, on=THE_25TH - dt.timedelta(days=1))
        assert "/diary/2026-11-24/" in alice.client.get("/diary/").content.decode(), "the link to yesterday"
    with clock.telling_of(LATE + dt.timedelta(hours=12)), pytest.raises(Refused, match="That day is closed"):
        tell(alice, on=THE_25TH - dt.timedelta(days=1))


def test_pages_follow_the_own_clock(alice) -> None:
    habits.choose_zone(actor=alice.viewer, zone=FAR_EAST)
    with clock.telling_of(LATE):
        page = alice.client.get("/diary/").content.decode()
        week = alice.client.get("/week/").content.decode()
        habit = alice.client.get("/account/diary/").content.decode()
    assert "today is Thursday 26 November (UTC +1400)" in habit
    assert 'action="/diary/2026-11-26/"' in page
    assert "You can change it until the end of Friday." in page
    assert 'href="/diary/2026-11-26/"' in week
    assert 'href="/diary/2026-11-27/"' not in week


def test_the_next_week_begins_with_the_own_monday(alice, bob) -> None:
    sunday_late = dt.datetime(2026, 11, 29, 23, 30, tzinfo=dt.UTC)
    habits.choose_zone(actor=alice.viewer, zone=FAR_EAST)
    with clock.telling_of(sunday_late):
        assert "30 November" in alice.client.get("/week/").content.decode().split("</h1>")[0]
        assert "23 November" in bob.client.get("/week/").content.decode().split("</h1>")[0]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), dt.date(2026, 10, 25)),  # 2:30, the first time
        (dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC), dt.date(2026, 10, 25)),  # 2:30, once more
        (
            dt.datetime(2026, 10, 25, 22, 59, tzinfo=dt.UTC),
            dt.date(2026, 10, 25),
        ),  # 23:59 of a day of 25 hours
        (dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC), dt.date(2026, 3, 29)),
        (dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC), dt.date(2026, 3, 29)),  # 3:00, an hour is left out
        (
            dt.datetime(2026, 3, 29, 22, 0, tzinfo=dt.UTC),
            dt.date(2026, 3, 30),
        ),  # midnight comes an hour early
    ],
)
def test_a_clock_that_is_put_forward_or_back_moves_no_day(alice, moment, day) -> None:
    habits.choose_zone(actor=alice.viewer, zone="Europe/Berlin")
    with clock.telling_of(moment):
        tell(alice, on=day)
        tell(alice, on=day)
    assert list(Day.objects.values_list("on", flat=True)) == [day]


def test_what_a_page_offered_before_midnight_is_kept_for_that_day(alice) -> None:
    given = {"closeness": "7", "trust": "6", "stress": "2", "conflict": "no", "audience": "me"}
    with clock.telling_of(LATE):
        page = alice.client.get("/diary/").content.decode()
    assert f'action="/diary/{THE_25TH}/"' in page
    with clock.telling_of(LATE + dt.timedelta(hours=1)):
        answer = alice.client.post(f"/diary/{THE_25TH}/", given | {"seen": "", "moment_audience": "me"})
    assert (answer.status_code, Day.objects.get().on) == (302, THE_25TH)


def test_a_page_that_lay_open_for_days_says_so_and_keeps_what_was_written(alice) -> None:
    given = {"closeness": "7", "trust": "6", "stress": "2", "conflict": "no", "audience": "me"}
    words = {"kind": "repair", "sentence": "We laughed again.", "moment_audience": "me", "seen": ""}
    with clock.telling_of(LATE + dt.timedelta(days=3)):
        answer = alice.client.post(f"/diary/{THE_25TH}/", given | words)
    assert answer.status_code == 422
    assert "That day is closed" in answer.content.decode()
    assert "We laughed again." in answer.content.decode()
    assert Day.objects.count() == 0


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "../etc/passwd", "/etc/localtime", "Europe", "europe/berlin"]
)
def test_only_zones_of_the_list_are_taken(alice, zone) -> None:
    with pytest.raises(Refused, match="Choose a time zone from the list"):
        habits.choose_zone(actor=alice.viewer, zone=zone)
    assert alice.client.post("/account/diary/zone/", {"zone": zone}).status_code == 409
    assert not DiaryChoice.objects.exists()


def test_a_zone_that_this_machine_no_longer_knows_is_the_practice_s(alice) -> None:
    assert own_now("Europe/Atlantis").tzinfo == own_now("").tzinfo


def test_the_zone_is_chosen_taken_out_and_erased(alice, bob) -> None:
    assert alice.client.post("/account/diary/zone/", {"zone": "Europe/Berlin"}).url == "/account/diary/"
    chosen = '<option value="Europe/Berlin" selected>'
    assert chosen in alice.client.get("/account/diary/").content.decode()
    assert chosen not in bob.client.get("/account/diary/").content.decode()
    assert "Europe/Berlin" in privacy.export_own_data(actor=alice.viewer).decode()
    privacy.erase_person(actor=alice.viewer)
    assert not DiaryChoice.objects.exists()


def test_every_region_has_its_zones() -> None:
    assert all(zones().values())
    assert "Europe/Berlin" in zones()["Europe"]
