from __future__ import annotations

import datetime as dt

import pytest

from tests.practice import cast
from tests.practice.patterns.drawing import draw_both
from tests.practice.patterns.telling import NUMBERS, tell
from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.patterns import actions, queries
from troth.practice.patterns.models import Day, Moment
from troth.practice.patterns.states import Kind
from troth.practice.patterns.told import Choice
from troth.practice.people import actions as people
from troth.practice.people.states import Stage
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import Audience
from troth.practice.safety import actions as safety

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
GIVEN = {
    "closeness": "7",
    "trust": "6",
    "stress": "2",
    "conflict": "no",
    "audience": "me",
    "kind": "repair",
    "sentence": "We laughed again.",
    "moment_audience": "me",
}


def test_a_second_telling_of_a_day_changes_the_first(alice) -> None:
    tell(alice, Kind.CONFLICT, "first")
    tell(alice, Kind.REPAIR, "second", numbers=NUMBERS._replace(trust=9))
    (day,) = Day.objects.filter(author_id=alice.person.pk)
    assert day.told["trust"] == 9
    assert (day.moment.kind, day.moment.sentence) == (Kind.REPAIR, "second")


def test_a_moment_that_is_left_out_the_second_time_is_gone(alice) -> None:
    tell(alice, Kind.CONFLICT, "first")
    tell(alice)
    assert Moment.objects.count() == 0


def test_each_of_the_two_has_a_day_of_their_own(alice, bob) -> None:
    tell(alice)
    tell(bob)
    assert Day.objects.count() == 2


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "That day has not come yet."), (-2, "That day is closed"), (-900, "That day is closed")],
)
def test_only_today_and_the_day_before_are_open(alice, days, sentence) -> None:
    with pytest.raises(Refused, match=sentence):
        tell(alice, on=clock.today() + days * DAY)
    assert Day.objects.count() == 0
    assert alice.client.get(f"/diary/{clock.today() + days * DAY}/").status_code == 409


def test_yesterday_can_still_be_told(alice) -> None:
    tell(alice, on=clock.today() - DAY)
    assert Day.objects.get().on == clock.today() - DAY


def test_the_day_is_that_of_the_practice_where_no_zone_was_chosen(alice, settings) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    with clock.telling_of(dt.datetime(2026, 11, 25, 23, 30, tzinfo=dt.UTC)):
        from django.utils import timezone

        with timezone.override("Pacific/Auckland"):
            tell(alice)
    assert Day.objects.get().on == dt.date(2026, 11, 26)


def test_a_clock_that_jumps_back_loses_nothing_and_doubles_nothing(alice) -> None:
    tell(alice, Kind.REPAIR, "told before the clock was put right")
    told_on = clock.today()
    with clock.telling_of(clock.now() - DAY):
        tell(alice)
        with pytest.raises(Refused, match="has not come yet"):
            tell(alice, on=told_on)
    assert sorted(Day.objects.values_list("on", flat=True)) == [told_on - DAY, told_on]
    assert Moment.objects.get().sentence == "told before the clock was put right"


def test_nobody_writes_where_the_work_has_ended(alice, dana, couple) -> None:
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.SEPARATED)
    with pytest.raises(Refused, match="has come to its end"):
        tell(alice)


@pytest.mark.parametrize("number", [-1, 11])
def test_numbers_beyond_the_scale_are_refused(alice, number) -> None:
    with pytest.raises(Refused, match="go from 0 to 10"):
        tell(alice, numbers=NUMBERS._replace(stress=number))


@pytest.mark.parametrize("changed", [{"stance": "pressed"}, {"conflict": True, "stance": "shouted"}])
def test_what_one_did_needs_a_conflict_and_is_chosen_from_the_list(alice, changed) -> None:
    with pytest.raises(Refused, match="on a day with one"):
        tell(alice, numbers=NUMBERS._replace(**changed))


@pytest.mark.parametrize(("conflict", "kept"), [("yes", "pulled-back"), ("no", "")])
def test_what_one_did_is_kept_where_there_was_a_conflict(alice, conflict, kept) -> None:
    given = GIVEN | {"conflict": conflict, "stance": "pulled-back"}
    assert alice.client.post("/diary/", given).status_code == 302
    assert Day.objects.get().told["stance"] == kept


def test_numbers_are_never_sealed(alice) -> None:
    with pytest.raises(Refused, match="Choose from the list"):
        tell(alice, audience=Audience.SEALED)


def test_a_day_is_told_on_one_page(alice) -> None:
    answer = alice.client.post("/diary/", GIVEN)
    assert (answer.status_code, answer.url) == (302, f"/week/{clock.today()}/")
    page = alice.client.get(answer.url).content.decode()
    assert "We laughed again." in page
    assert "Closeness 7, trust 6, stress 2" in page


def test_what_was_refused_stays_on_the_page(alice) -> None:
    answer = alice.client.post("/diary/", GIVEN | {"moment_audience": "couple"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "We laughed again." in page
    assert "Work together is not open at the moment." in page
    assert Day.objects.count() == 0


def test_new_days_begin_with_what_was_chosen(alice, bob) -> None:
    alice.client.post("/diary/", GIVEN | {"audience": "therapist", "counts": "on", "remember": "on"})
    choice = queries.own_choice(alice.viewer)
    assert (choice.audience, choice.moment_audience, choice.counts) == ("therapist", "me", True)
    assert queries.own_choice(bob.viewer).audience == "me"


def test_a_habit_of_sharing_rests_behind_a_closed_door(opened, alice, bob) -> None:
    choice = Choice(Audience.COUPLE, counts=True)
    actions.choose_for_days(actor=alice.viewer, choice=choice, moment_audience=Audience.SEALED)
    safety.close_for_myself(actor=bob.viewer)
    resting = queries.own_choice(alice.viewer)
    assert (resting.audience, resting.moment_audience, resting.counts) == ("me", "me", True)
    safety.reopen_for_myself(actor=bob.viewer)
    assert queries.own_choice(alice.viewer).audience == "couple"


def test_a_choice_for_both_waits_for_the_open_door(alice) -> None:
    with pytest.raises(Refused, match="Work together is not open"):
        actions.choose_for_days(actor=alice.viewer, choice=Choice(), moment_audience=Audience.SEALED)


@pytest.mark.parametrize("url", ["/week/", "/week/2026-02-30/", "/diary/yesterday/", "/moments/"])
def test_only_partners_keep_a_diary(dana, url) -> None:
    assert dana.client.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/week/2026-02-30/", "/diary/yesterday/", "/week/9999-99-99/"])
def test_an_address_without_a_day_is_not_there(alice, url) -> None:
    assert alice.client.get(url).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_break_nothing(alice, day) -> None:
    assert alice.client.get(f"/week/{day}/").status_code in {200, 404}


MANY = ("/moments/", "/week/", "/diary/", "/cycle/")


def test_ten_thousand_moments_take_the_same_few_questions(opened, alice, bob) -> None:
    draw_both(alice, bob, "one", "other")
    tell(alice, Kind.REPAIR, "latest")
    before = {url: _questions(alice, url) for url in MANY}
    day, moment = Day.objects.get(), Moment.objects.get()
    days = [_copy(day, day.on - ago * DAY) for ago in range(1, 10_000)]
    Day.objects.bulk_create(days, batch_size=500)
    Moment.objects.bulk_create([_copy(moment, one.on, day=one) for one in days], batch_size=500)
    assert {url: _questions(alice, url) for url in MANY} == before
    page = alice.client.get("/moments/").content.decode()
    assert "Page 1 of 334" in page
    assert page.count("latest") == 30
    assert alice.client.get("/moments/?page=334").status_code == 200


def _questions(actor, url) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        actor.client.get(url)
    return len(captured)


def _copy(row, on, **changed):
    names = ("couple_id", "author_id", "audience", "promise", "submitted_at", "data_key")
    return type(row)(on=on, told=row.told, **{name: getattr(row, name) for name in names}, **changed)


def test_all_is_taken_out_and_erased_with_its_author(alice, bob) -> None:
    tell(alice, Kind.REPAIR, "MARK-mine")
    tell(bob)
    assert "MARK-mine" in privacy.export_own_data(actor=alice.viewer).decode()
    privacy.erase_person(actor=alice.viewer)
    assert list(Day.objects.values_list("author_id", flat=True)) == [bob.person.pk]


def test_only_words_that_nobody_can_read_lie_in_the_database(alice) -> None:
    tell(alice, Kind.REPAIR, "MARK-mine")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT told FROM patterns_moment")
        ((sealed,),) = cursor.fetchall()
    assert b"MARK" not in bytes(sealed)


def test_the_couple_of_two_therapists_is_read_by_their_own(alice, dana, erin) -> None:
    couple, charlie, _ = cast.partners(dana, "Charlie", "Noor")
    tell(charlie, Kind.REPAIR, "MARK-told", moment=Audience.THERAPIST)
    assert "MARK-told" in dana.client.get(f"/couples/{couple.pk}/week/").content.decode()
    assert erin.client.get(f"/couples/{couple.pk}/week/").status_code == 404
