"""A day that is told twice, on one device or on two: the second corrects the first, and nothing is lost unseen."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.practice.patterns.telling import NUMBERS, tell
from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.patterns import actions, rules
from troth.practice.patterns.models import Day, Moment
from troth.practice.patterns.states import Kind
from troth.practice.patterns.told import Choice
from troth.practice.privacy.states import Audience

pytestmark = pytest.mark.django_db

NUMBERS_GIVEN = {"closeness": "7", "trust": "6", "stress": "2", "conflict": "no", "audience": "me"}
FIRST = NUMBERS_GIVEN | {"kind": "repair", "sentence": "From the phone.", "moment_audience": "me"}
SECOND = NUMBERS_GIVEN | {"kind": "conflict", "sentence": "From the tablet.", "moment_audience": "me"}
SEEN = re.compile(r'name="seen" value="([^"]*)"')


def seen_by(actor) -> str:
    return SEEN.search(actor.client.get("/diary/").content.decode())[1]


def post(actor, given, seen):
    return actor.client.post(f"/diary/{clock.today()}/", given | {"seen": seen})


def test_two_devices_that_both_began_with_an_empty_day_lose_nothing(alice) -> None:
    phone = tablet = seen_by(alice)
    assert post(alice, FIRST, phone).status_code == 302
    answer = post(alice, SECOND, tablet)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "changed on another device meanwhile" in page
    assert "From the phone." in page, "what stands"
    assert "From the tablet." in page, "what was written here"
    assert Moment.objects.get().sentence == "From the phone."
    assert post(alice, SECOND, SEEN.search(page)[1]).status_code == 302
    assert (Day.objects.count(), Moment.objects.get().sentence) == (1, "From the tablet.")


def test_a_button_that_is_pressed_twice_keeps_one_day(alice) -> None:
    seen = seen_by(alice)
    assert [post(alice, FIRST, seen).status_code for _ in range(2)] == [302, 302]
    assert (Day.objects.count(), Moment.objects.count()) == (1, 1)


def test_a_correction_on_the_same_device_needs_no_question(alice) -> None:
    post(alice, FIRST, seen_by(alice))
    assert post(alice, SECOND, seen_by(alice)).status_code == 302
    assert Moment.objects.get().sentence == "From the tablet."


def test_a_day_deleted_on_one_device_is_not_told_anew_unseen_on_the_other(alice) -> None:
    post(alice, FIRST, seen_by(alice))
    tablet = seen_by(alice)
    actions.forget_day(actor=alice.viewer, on=clock.today())
    answer = post(alice, SECOND, tablet)
    assert (answer.status_code, Day.objects.count()) == (422, 0)
    assert "From the tablet." in answer.content.decode()


def test_fewer_readers_chosen_on_one_device_are_not_undone_by_the_other(opened, alice) -> None:
    tell(alice, Kind.REPAIR, "ours", audience=Audience.COUPLE, moment=Audience.COUPLE)
    tablet = seen_by(alice)
    actions.change_readers(actor=alice.viewer, on=clock.today(), choice=Choice(), moment_audience=Audience.ME)
    assert post(alice, SECOND | {"audience": "couple"}, tablet).status_code == 422
    assert Day.objects.get().audience == Audience.ME


def test_words_written_beside_a_moment_that_was_sealed_meanwhile_are_shown_once_more(opened, alice) -> None:
    tablet = seen_by(alice)
    post(alice, FIRST | {"moment_audience": "sealed"}, seen_by(alice))
    page = post(alice, SECOND, tablet).content.decode()
    assert "From the phone." in page
    assert "not kept beside a sealed moment: “From the tablet.”" in page


def test_the_same_day_by_two_at_once_waits_in_the_database(alice) -> None:
    day = tell(alice)
    stale = rules.stamp(day)
    tell(alice, numbers=NUMBERS._replace(trust=9))
    with pytest.raises(Refused, match="on another device"):
        actions.keep_day(
            actor=alice.viewer, on=clock.today(), numbers=NUMBERS, choice=Choice(counts=True), seen=stale
        )
    assert Day.objects.get().told["trust"] == 9


def test_four_choices_and_keep_are_a_whole_day(alice) -> None:
    """What a phone sends when nothing but the four questions was touched."""
    page = alice.client.get("/diary/").content.decode()
    form = page.split('<form method="post" action="/diary/')[1].split("</form>")[0]
    untouched = dict(re.findall(r'name="(\w+)" value="([^"]*)"[^>]*checked', form))
    assert untouched == {"stance": "", "audience": "me", "kind": "", "moment_audience": "me"}
    answers = {"closeness": "7", "trust": "6", "stress": "2", "conflict": "no"}
    assert post(alice, untouched | answers, SEEN.search(page)[1]).status_code == 302
    day = Day.objects.get()
    assert (day.audience, day.counts, Moment.objects.count()) == (Audience.ME, False, 0)


def test_a_habit_of_sharing_is_seen_before_the_day_is_kept(opened, alice) -> None:
    hidden = "<details><summary>Who can read these numbers"
    assert hidden in alice.client.get("/diary/").content.decode()
    actions.choose_for_days(
        actor=alice.viewer, choice=Choice(Audience.COUPLE), moment_audience=Audience.THERAPIST
    )
    page = alice.client.get("/diary/").content.decode()
    assert "<details open><summary>Who can read these numbers" in page
    assert '<details class="card" open><summary>Note one moment' in page
    assert "Only you, unless you choose otherwise" not in page


def test_a_day_before_the_last_open_one_is_read_but_not_told(alice) -> None:
    with clock.telling_of(clock.now() - dt.timedelta(days=9)):
        on = tell(alice, Kind.REPAIR, "long ago").on
    assert alice.client.get(f"/diary/{on}/").status_code == 409
    assert "long ago" in alice.client.get(f"/diary/{on}/kept/").content.decode()
