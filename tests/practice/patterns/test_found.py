from __future__ import annotations

import datetime as dt
import re
from functools import partial

import pytest

from tests.practice import cast
from tests.practice.patterns.finding import note_bids_met
from tests.practice.patterns.telling import NUMBERS, tell
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.patterns import actions as diary
from troth.practice.patterns import counting, detecting
from troth.practice.patterns import found_actions as actions
from troth.practice.patterns.found_queries import findings_of
from troth.practice.patterns.models import PatternLine, ReleasedPattern
from troth.practice.patterns.states import Kind
from troth.practice.patterns.told import Choice
from troth.practice.patterns.words import in_words
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import Audience
from troth.practice.safety import actions as safety
from troth.science.patterns import WINDOW, Finding, Pattern, Silence

pytestmark = pytest.mark.django_db

NAMES = {"a": "Alice", "b": "Bob"}
KEY = "bids-met-a"
DAY = dt.timedelta(days=1)
OF_BOTH = {Pattern.FOLLOWING, Pattern.WEEKDAY, Pattern.REPEATED_BREACH, Pattern.AGREEMENT_BROKEN}


def main(actor, url) -> str:
    page = actor.client.get(url).content.decode()
    return page.split("<main")[1]


def care(dana, couple) -> str:
    return main(dana, f"/couples/{couple.pk}/patterns/")


def test_what_is_released_can_be_read_by_both_and_nothing_before(opened, alice, bob, dana) -> None:
    before = {actor.person.pk: main(actor, "/patterns/") for actor in (alice, bob)}
    note_bids_met(alice, Audience.COUPLE)
    assert "Alice noted to have met it in 100 of 100 times" in care(dana, opened)
    assert {actor.person.pk: main(actor, "/patterns/") for actor in (alice, bob)} == before
    released = actions.release_pattern(actor=dana.viewer, couple=opened, key=KEY)
    for actor in (alice, bob):
        page = main(actor, "/patterns/")
        assert "Alice noted to have met it in 100 of 100 times" in page
        assert "95 % interval 76 to 100 in 100; 12 times noted." in page
        assert "Seen from Bob" in page
    actions.take_pattern_back(actor=dana.viewer, couple=opened, release_id=released.pk)
    assert {actor.person.pk: main(actor, "/patterns/") for actor in (alice, bob)} == before


@pytest.mark.parametrize("audience", [Audience.ME, Audience.THERAPIST, Audience.SEALED])
def test_only_moments_that_both_can_read_count(opened, alice, dana, audience) -> None:
    note_bids_met(alice, audience)
    assert findings_of(opened.pk)[KEY].n == 0
    assert "noted to have met" not in care(dana, opened)


def test_only_days_that_may_be_counted_count(opened, alice, bob) -> None:
    for actor, counts in ((alice, True), (bob, False)):
        tell(actor, audience=Audience.COUPLE, counts=counts)
    detecting.look(opened.pk)
    told = PatternLine.objects.get(couple=opened).line["told"]
    assert [day for day in told["a"] if day] == [[6, 3, 0, None]]
    assert [day for day in told["b"] if day] == []


def test_what_was_read_before_is_not_read_again_and_nothing_is_lost(opened, alice, bob) -> None:
    noon = clock.now()
    for ago in (9, 8, 3, 2, 1, 0):
        with clock.telling_of(noon - ago * DAY):
            tell(alice, Kind.BID_MET, moment=Audience.COUPLE, counts=True)
            tell(bob, Kind.BREACH, moment=Audience.COUPLE, counts=ago != 3)
            if ago not in {2, 1}:
                detecting.look(opened.pk)
    kept = PatternLine.objects.get(couple=opened).line
    PatternLine.objects.all().delete()
    detecting.look(opened.pk)
    assert PatternLine.objects.get(couple=opened).line == kept
    assert kept["begun"] == (clock.today() - 9 * DAY).toordinal()
    assert [at for at, _ in kept["breach"]] == [counting.KEPT - 1 - ago for ago in (9, 8, 3, 2, 1, 0)]


@pytest.mark.parametrize("act", [diary.forget_day, partial(diary.change_readers, choice=Choice())])
def test_an_old_day_that_is_taken_out_leaves_the_line_at_once(opened, alice, bob, act) -> None:
    long_ago = clock.now() - 9 * DAY
    with clock.telling_of(long_ago):
        tell(alice, counts=True)
    tell(bob, counts=True)
    detecting.look(opened.pk)
    act(actor=alice.viewer, on=long_ago.date())
    assert PatternLine.objects.count() == 0
    detecting.look(opened.pk)
    line = PatternLine.objects.get(couple=opened).line
    assert [day for day in line["told"]["a"] if day] == []
    assert line["begun"] == clock.today().toordinal()


def test_a_clock_that_went_back_has_all_read_anew(opened, alice) -> None:
    with clock.telling_of(clock.now() + 30 * DAY):
        tell(alice, counts=True)
        detecting.look(opened.pk)
    tell(alice, counts=True)
    detecting.look(opened.pk)
    line = PatternLine.objects.get(couple=opened).line
    assert counting.end_of(line) == clock.today().toordinal()
    assert sum(day is not None for day in line["told"]["a"]) == 1


def test_what_is_tested_stands_from_one_look_to_the_next() -> None:
    def found(age):
        start = 700_000 - counting.KEPT + 1
        told = [None] * (counting.KEPT - age) + [[at % 7, at % 5, 0, None] for at in range(age)]
        line = {"begun": 700_001 - age, "start": start, "told": {"a": told, "b": told}}
        marks = {"met": [], "missed": [], "breach": [[counting.KEPT - 1 - ago, "a"] for ago in range(7)]}
        return {counting.key_of(one): one for one in counting.judged([{**line, **marks}])[0]}

    early, first, later = (found(age)["repeated-breach"] for age in (41, 42, 48))
    assert (early.n, early.why_not) == (0, Silence.TOO_FEW_DAYS)
    assert (first.n, first.is_said) == (42, True)
    assert (later.n, later.estimate < first.estimate) == (
        42,
        True,
    )  # six days later only one of the seven is seen


def test_the_worker_looks_after_each_entry(opened, alice, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tell(alice, counts=True)
    assert PatternLine.objects.get(couple=opened).found[0]["why_not"] == Silence.TOO_FEW_DAYS


def test_the_therapist_reads_when_it_is_judged_next(opened, alice, dana) -> None:
    tell(alice, counts=True)
    detecting.look(opened.pk)
    first = clock.today() + 41 * DAY
    assert f"judged next from {first.day} {first:%B %Y} on" in care(dana, opened)


def test_a_couple_without_a_day_has_nothing_to_look_at(couple) -> None:
    detecting.look(couple.pk)
    assert PatternLine.objects.count() == 0


def test_the_partners_read_nothing_behind_a_closed_door(opened, alice, bob, dana) -> None:
    note_bids_met(alice, Audience.COUPLE)
    actions.release_pattern(actor=dana.viewer, couple=opened, key=KEY)
    safety.close_for_myself(actor=bob.viewer)
    assert "noted to have met" not in main(alice, "/patterns/")
    ReleasedPattern.objects.all().delete()
    with pytest.raises(Refused, match="Work together is not open"):
        actions.release_pattern(actor=dana.viewer, couple=opened, key=KEY)


def test_what_is_not_said_is_not_released(opened, alice, dana) -> None:
    tell(alice)
    detecting.look(opened.pk)
    with pytest.raises(Refused, match="Nothing is said of this one now"):
        actions.release_pattern(actor=dana.viewer, couple=opened, key="influence-a")
    with pytest.raises(Absent):
        actions.release_pattern(actor=dana.viewer, couple=opened, key="no-such-pattern")


def test_one_pattern_is_released_once(opened, alice, dana) -> None:
    note_bids_met(alice, Audience.COUPLE)
    url = f"/couples/{opened.pk}/patterns/{KEY}/release/"
    assert dana.client.post(url).status_code == 302
    assert dana.client.post(url).status_code == 409
    assert ReleasedPattern.objects.count() == 1


def test_another_s_therapist_releases_nothing(opened, alice, dana, erin) -> None:
    note_bids_met(alice, Audience.COUPLE)
    with pytest.raises(Absent):
        actions.release_pattern(actor=erin.viewer, couple=opened, key=KEY)
    other, *_ = cast.partners(dana, "Charlie", "Noor")
    released = actions.release_pattern(actor=dana.viewer, couple=opened, key=KEY)
    with pytest.raises(Absent):
        actions.take_pattern_back(actor=dana.viewer, couple=other, release_id=released.pk)


def test_what_was_released_stays_as_it_stood(opened, alice, dana) -> None:
    note_bids_met(alice, Audience.COUPLE)
    actions.release_pattern(actor=dana.viewer, couple=opened, key=KEY)
    tell(alice, Kind.BID_MISSED, moment=Audience.COUPLE)
    detecting.look(opened.pk)
    assert findings_of(opened.pk)[KEY].n == 13
    assert "12 times noted" in main(alice, "/patterns/")


def test_nothing_is_found_any_longer_when_one_is_erased(opened, alice, dana) -> None:
    note_bids_met(alice, Audience.COUPLE)
    actions.release_pattern(actor=dana.viewer, couple=opened, key=KEY)
    privacy.erase_person(actor=alice.viewer)
    assert (PatternLine.objects.count(), ReleasedPattern.objects.count()) == (0, 0)


def test_the_line_is_judged_anew_without_the_diaries(opened, alice) -> None:
    note_bids_met(alice, Audience.COUPLE)
    before = findings_of(opened.pk)
    PatternLine.objects.get(couple=opened)
    assert detecting.judge_all(PatternLine.objects.all()) == 1
    assert findings_of(opened.pk) == before


def test_a_line_holds_the_last_half_year_and_its_first_weekday() -> None:
    class Told:
        def __init__(self, on, closeness):
            self.on, self.told = on, NUMBERS._replace(closeness=closeness)._asdict()

    today = dt.date(2026, 11, 26)  # a Thursday
    old = today - dt.timedelta(days=counting.KEPT)
    days = {"a": [Told(old, 1), Told(today - dt.timedelta(days=2), 4)], "b": [Told(today, 9)]}
    line = counting.line_of(days, {"a": [], "b": []}, today)
    diaries = counting.diaries_of([line], [counting.KEPT])
    assert diaries.conflict.shape == (1, WINDOW)
    assert diaries.weekdays[0, -1] == 3, "today is a Thursday"
    assert diaries.told.sum() == 2
    assert diaries.closeness[0, -3, 0] == 4
    assert diaries.closeness[0, -1, 1] == 9


@pytest.mark.parametrize("pattern", list(Pattern))
@pytest.mark.parametrize("estimate", [-0.4, 0.4])
def test_every_pattern_has_words_from_both_ends_and_its_figures(pattern, estimate) -> None:
    side = "" if pattern in OF_BOTH else "b"
    low, high = sorted((estimate / 2, estimate * 2))
    said = in_words(Finding(pattern, side, estimate, low, high, 0.01, 42, 6), NAMES)
    assert all(said)
    assert all(end.startswith("Seen from") for end in said.ends)
    assert "42" in said.figures
    assert re.search(r"95 % interval (0.20 to 0.80|20 to 80)", said.figures)


def test_a_finding_survives_being_kept() -> None:
    one = Finding(Pattern.INFLUENCE, "a", 0.1, 0.0, 0.2, None, 20, None, Silence.TOO_FEW_DAYS)
    assert counting.from_kept(counting.as_kept(one)) == one


def test_days_are_told_in_the_time_zone_of_the_practice(opened, alice) -> None:
    with clock.telling_of(clock.now()):
        tell(alice, counts=True)
    detecting.look(opened.pk)
    line = PatternLine.objects.get(couple=opened).line
    assert counting.end_of(line) == clock.today().toordinal()
    assert line["begun"] == clock.today().toordinal()
