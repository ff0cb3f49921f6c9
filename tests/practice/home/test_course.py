"""A slipping couple rises in the caseload, its page says why, and no partner sees any of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.practice import cast, door
from tests.practice.giving import give
from tests.practice.instruments.test_alliance import session
from tests.practice.instruments.test_expectation import SLIPPING, STEADY, week
from tests.practice.programme import story
from troth.practice.common import clock
from troth.practice.common.models import AuditEvent
from troth.practice.home.course import course, ends
from troth.practice.instruments import expectation, expectation_actions
from troth.practice.instruments.expectation_queries import Course
from troth.practice.instruments.models import Reference, TrustLine
from troth.practice.people import actions as people
from troth.practice.people.queries import couple_for
from troth.practice.people.states import Stage
from troth.practice.programme import actions as programme

EXERCISE = "what-trust-means-to-me"
TOKEN = re.compile(r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"')


@pytest.fixture
def slipping(dana, pair):
    """Alice and Bob have nine weeks behind them, in which Bob slips; nobody has judged it yet."""
    couple, alice, bob = pair
    for at, (one, other) in enumerate(zip(STEADY, SLIPPING, strict=True)):
        week(dana, couple, ((alice, one), (bob, other)), ago=len(STEADY) - 1 - at)
    return couple, alice, bob


def partners_see(*actors):
    pages = ("/today/", "/together/", "/mine/", "/how-it-goes/", "/my-data/")
    return [TOKEN.sub("", actor.client.get(page).content.decode()) for actor in actors for page in pages]


def rows_of(page):
    return re.findall(r'<th scope="row"><a href="/couples/[^"]+">([^<]+)</a>', page)


def test_a_slipping_couple_rises_to_the_top_with_the_reason_in_words(dana, slipping):
    other, *two = cast.partners(dana, "Aaron", "Zoe")
    for at in range(9):
        week(dana, other, [(actor, 6) for actor in two], ago=8 - at)
    for couple_id in TrustLine.objects.values_list("couple_id", flat=True):
        expectation_actions.judge_couple(couple_id=couple_id)
    page = dana.client.get("/caseload/").content.decode()
    assert rows_of(page) == ["Alice &amp; Bob", "Aaron &amp; Zoe"]
    assert "Bob: 1.0 on" in page
    assert "expected" in page


def test_the_couples_page_says_against_what_and_takes_a_note(dana, slipping):
    couple, *_ = slipping
    expectation_actions.judge_couple(couple_id=couple.pk)
    url = f"/couples/{couple.pk}/"
    page = dana.client.get(url).content.decode()
    assert "Compared with a starting assumption and their own answers" in page
    assert "changes are described and not judged" in page
    assert "What was expected, as a table" in page
    line = TrustLine.objects.get(couple=couple)
    for low, high in (line.expected[-1]["b"], line.expected[-1]["wide"]["b"]):
        assert re.search(rf"of (5|20): {low:.1f} to {high:.1f}", page)
    line.expected = [{key: each[key] for key in ("day", "a", "b")} for each in line.expected]
    line.save()  # as it was judged before there was a wide band
    assert "19 of 20" not in dana.client.get(url).content.decode()
    assert dana.client.post(f"{url}seen/", {"note": " "}).status_code == 409
    assert dana.client.post(f"{url}seen/", {"note": "I call Bob on Monday."}).url == url
    page = dana.client.get(url).content.decode()
    assert "I call Bob on Monday." in page
    assert 'name="note"' not in page


def test_a_session_that_one_found_less_good_is_told_to_the_therapist_alone(dana, pair):
    couple, alice, bob = pair
    for ago, value in ((2, 9), (1, 3)):
        session(dana, couple, ago, alice=(alice, 8), bob=(bob, value))
    before = partners_see(alice, bob)
    expectation_actions.judge_couple(couple_id=couple.pk)
    assert TrustLine.objects.get(couple=couple).signals != []  # there is something to leak
    assert partners_see(alice, bob) == before
    for url in ("/caseload/", f"/couples/{couple.pk}/"):
        assert "Bob on how the session went: 3.0 on" in dana.client.get(url).content.decode()
    page = dana.client.get(f"/couples/{couple.pk}/").content.decode()
    assert "Looked at on" in page
    assert "starting assumption" not in page  # nothing was expected of the sessions


def test_a_partners_pages_are_the_same_whether_or_not_something_stands_out(slipping):
    couple, alice, bob = slipping
    before = partners_see(alice, bob)
    assert TrustLine.objects.get(couple=couple).signals == []
    expectation_actions.judge_couple(couple_id=couple.pk)
    assert TrustLine.objects.get(couple=couple).signals != []  # there is something to leak
    assert partners_see(alice, bob) == before


def test_change_is_classed_only_with_a_reliability_and_the_couple_with_both():
    def points(*values):
        return [(dt.date(2026, 9, 1) + dt.timedelta(weeks=at), value) for at, value in enumerate(values)]

    names = {"a": "Alice", "b": "Bob"}
    moved = {"a": points(4.0, 6.0), "b": points(5.0, 3.5)}
    described = course(Course(None, None, []), moved, names)
    assert [row[-1] for row in described["changes"]] == ["not judged yet", "not judged yet"]
    assert described["together"] == ""
    assert described["apart"] == (
        "Level and difference of the two: 4.5 on average and 1.0 apart on 1 Sep 2026, "
        "4.8 on average and 2.5 apart on 8 Sep 2026."
    )
    known = Reference(
        made_at=dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC),
        reliable_change=1.2,
        retest={"n": 60, "value": 0.8, "low": 0.7, "high": 0.9, "missing": None},
    )
    judged = course(Course(None, known, []), moved, names)
    assert [row[-1] for row in judged["changes"]] == ["improved", "deteriorated"]
    assert judged["together"] == "one gained, the other lost"
    assert "from 60 couples of this practice, learned on 3 Nov 2026." in judged["basis"]
    assert judged["earlier"] == []
    young = course(Course(None, known, []), {"a": points(4.0), "b": []}, names)
    assert (young["changes"], young["together"], young["apart"]) == ([], "", "")


def test_what_was_known_before_stays_with_its_day_and_the_newest_counts():
    def learned(day, n, margin):
        retest = {
            "n": n,
            "value": 0.8,
            "low": 0.7,
            "high": 0.9,
            "days": 7.0,
            "missing": f"{n} people of 50 needed",
        }
        return Reference(
            made_at=dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC), reliable_change=margin, retest=retest
        )

    now, then = learned(10, 52, 1.2), learned(3, 44, None)
    nobody = {"a": [], "b": []}
    found = course(Course(None, now, [], [then]), nobody, {"a": "Alice", "b": "Bob"})
    assert found["basis"].startswith("A change counts from 1.2 points")
    assert found["earlier"] == [["3 Nov 2026", "44", "7", "0.80 (0.70 to 0.90)", "not judged"]]
    young = course(Course(None, then, []), nobody, {"a": "Alice", "b": "Bob"})
    assert young["basis"].endswith("So far: 44 people of 50 needed, learned on 3 Nov 2026.")


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (3, "2.5 apart on 8 Sep 2026 and 11 Sep 2026."),
        (7, "2.5 apart on 8 Sep 2026 and 15 Sep 2026."),
        (
            8,
            "are not told: Alice answered on 8 Sep 2026 and Bob on 16 Sep 2026, more than 7 days apart.",
        ),
    ],
)
def test_answers_of_different_times_are_not_taken_together(days, told):
    begin, latest = dt.date(2026, 9, 1), dt.date(2026, 9, 8)
    moved = {
        "a": [(begin, 4.0), (latest, 6.0)],
        "b": [(begin, 5.0), (latest + dt.timedelta(days=days), 3.5)],
    }
    found = course(Course(None, None, []), moved, {"a": "Alice", "b": "Bob"})
    assert found["apart"].endswith(told)


def test_the_couples_page_holds_half_a_year_and_leads_to_the_rest(dana, pair):
    couple, alice, bob = pair
    week(dana, couple, ((alice, 3), (bob, 4)), ago=27)
    for ago in range(26, -1, -1):
        week(dana, couple, ((alice, 7), (bob, 6)), ago=ago)
    url = f"/couples/{couple.pk}/"
    page = dana.client.get(url).content.decode()
    whole = dana.client.get(f"{url}trust/").content.decode()
    assert [text.count('"trust": ') for text in (page, whole)] == [52, 56]
    assert f'href="{url}trust/"' in page
    began = f"{clock.today() - dt.timedelta(weeks=27):%-d %b %Y}"
    assert f"3.0 ({began})" in page  # the change is told from the first answer all the same
    assert AuditEvent.objects.filter(event="couple.read", couple_id=couple.pk).count() == 2


def test_a_young_couples_page_leads_nowhere_else(dana, pair):
    couple, alice, bob = pair
    week(dana, couple, ((alice, 3), (bob, 4)), ago=1)
    week(dana, couple, ((alice, 5), (bob, 4)), ago=0)
    assert f"/couples/{couple.pk}/trust/" not in dana.client.get(f"/couples/{couple.pk}/").content.decode()


def test_a_change_is_told_between_the_first_and_the_latest_point():
    first, latest = (dt.date(2026, 1, 5), 4.0), (dt.date(2026, 11, 2), 6.0)
    assert ends({"a": [first], "b": [first]}, {"a": [latest], "b": [first]}) == {
        "a": [first, latest],
        "b": [first],
    }
    assert ends({"a": [], "b": []}, {"a": [], "b": []}) == {"a": [], "b": []}


def an_exercise(dana, couple, alice, bob, *, ago, stopped=False):
    """The two do the exercise so many weeks ago, or stop it."""
    with clock.telling_of(clock.now() - dt.timedelta(weeks=ago)):
        run = give(dana, couple, EXERCISE, reason="")
        programme.start(actor=alice.viewer, run=run)
        if stopped:
            programme.stop_run(actor=alice.viewer, run=run)
            return
        for actor in (alice, bob):
            story.shares(actor, run, draft="A draft", share="Words for both")
        story.finishes_talking(alice, bob, run)
        for actor in (alice, bob):
            story.takes_away(actor, run, "Words to keep")


def test_an_exercise_that_was_done_is_marked_and_named_with_its_day(dana, pair):
    couple, alice, bob = pair
    door.open_the_door(dana, couple, (alice, bob))
    an_exercise(dana, couple, alice, bob, ago=3)  # before the first answer
    week(dana, couple, ((alice, 5), (bob, 4)), ago=2)
    an_exercise(dana, couple, alice, bob, ago=1)
    an_exercise(dana, couple, alice, bob, ago=0, stopped=True)
    words = f'<th scope="row">{clock.today() - dt.timedelta(weeks=1):%-d %B %Y}</th><td>Exercise done: What trust means to me</td>'
    for url in (f"/couples/{couple.pk}/", f"/couples/{couple.pk}/trust/"):
        page = dana.client.get(url).content.decode()
        assert words in page
        assert page.count('"event": ') == 1


def test_a_couple_that_stays_better_is_told_of_ending_while_the_work_goes_on(dana, pair):
    couple, alice, bob = pair
    door.open_the_door(dana, couple, (alice, bob))
    week(dana, couple, ((alice, 3), (bob, 4)), ago=9)
    for ago in range(7, -1, -1):
        week(dana, couple, ((alice, 7), (bob, 7)), ago=ago)
    known = Reference.objects.create(
        practice_id=couple.practice_id,
        made_at=clock.now(),
        populations=expectation.fitted({}),
        reliable_change=3.5,
    )
    told = {}
    for margin in (3.5, 3.0):
        known.reliable_change = margin
        known.save()
        expectation_actions.judge_couple(couple_id=couple.pk)
        told[margin] = dana.client.get("/caseload/").content.decode()
    words = "Alice 7.0 or more after 3.0 and Bob 7.0 or more after 4.0"
    assert words not in told[3.5]  # Bob has not gained as much
    assert words not in told[3.0]  # the work has not begun
    people.move_stage(actor=dana.viewer, couple=couple_for(dana.viewer, couple.pk), stage=Stage.WORKING)
    before = partners_see(alice, bob)
    page = dana.client.get("/caseload/").content.decode()
    assert words in page
    assert f"Steady from {clock.today() - dt.timedelta(weeks=7):%-d %B} to" in page
    TrustLine.objects.update(steady=None)
    assert partners_see(alice, bob) == before
    assert words not in dana.client.get("/caseload/").content.decode()
