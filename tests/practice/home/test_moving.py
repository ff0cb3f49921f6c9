"""The page on how the two move: what it says, what it says is missing, and to whom."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.practice.research.lent import every_line
from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.common.models import AuditEvent
from troth.practice.home import queries
from troth.practice.home.moving import from_each_to_the_other, growth_in_words, moving
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import expectation, expectation_actions, trust_queries
from troth.practice.instruments.models import Assignment, Score, TrustLine
from troth.practice.privacy.states import Audience

NAMES = {"a": "Alice", "b": "Bob"}
NOBODY_ELSE = expectation.fitted({})[0]
START = 739_000


def weeks(number: int, seed: int = 1):
    rng = np.random.default_rng(seed)
    common = rng.normal(0, 1, number)
    return [
        (
            START + 7 * week,
            *(float(np.clip(5 + common[week] + each, 0, 10)) for each in rng.normal(0, 0.5, 2)),
        )
        for week in range(number)
    ]


def answered(dana, couple, both, number: int, ago: int = 0) -> None:
    for week, (_, *values) in enumerate(weeks(number)):
        with clock.telling_of(clock.now() - dt.timedelta(weeks=ago + number - 1 - week)):
            asked = instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse")
            for actor, value in zip(both, values, strict=True):
                copy = Assignment.objects.get(round=asked, seat_id=actor.viewer.seat_id)
                instruments.submit_response(
                    actor=actor.viewer, assignment=copy, given=every_line(round(value))
                )


def page_of(actor, couple) -> str:
    return actor.client.get(f"/couples/{couple.pk}/course/").content.decode()


def test_the_next_week_is_told_from_both_and_from_the_own_answers_alone() -> None:
    rows = weeks(10)
    found = moving(rows, NOBODY_ELSE, NAMES)
    told = expectation.ahead(NOBODY_ELSE, rows)
    assert [row[0] for row in found["next_rows"]] == ["Alice", "Bob"]
    assert found["next_rows"][0][1].startswith(f"{told['a'].both.expected:.1f} (")
    assert found["next_rows"][0][2].startswith(f"{told['a'].own.expected:.1f} (")
    assert found["next_words"][0].startswith("Bob’s answers")
    assert len(found["expected"]) == 10  # each week after the first, and the next


def test_what_comes_from_both_is_what_the_couples_page_expects() -> None:
    rows = weeks(10)
    judged = expectation.judged(NOBODY_ELSE, rows, reliable_change=None, ended=None)
    told = expectation.ahead(NOBODY_ELSE, rows)["a"].both
    assert judged.expected[-1]["a"] == [round(told.low80, 2), round(told.high80, 2)]
    assert moving(rows, NOBODY_ELSE, NAMES)["expected"][-1] == judged.expected[-1]


def test_the_own_answers_alone_do_not_move_with_the_others() -> None:
    rows = weeks(10)
    other = [(day, a, 1.0) for day, a, _ in rows]
    one, two = (expectation.ahead(NOBODY_ELSE, each)["a"] for each in (rows, other))
    assert one.own == two.own
    assert one.both != two.both


@pytest.mark.parametrize(
    ("rows", "short"),
    [
        ([], ["Alice: 4 more weeks with an answer", "Bob: 4 more weeks with an answer"]),
        ([(day, a, None) for day, a, _ in weeks(6)], ["Bob: 4 more weeks with an answer"]),
        (weeks(3), ["Alice: 1 more week with an answer", "Bob: 1 more week with an answer"]),
        (weeks(4), []),
    ],
)
def test_where_weeks_are_missing_it_says_whose_and_how_many(rows, short) -> None:
    found = moving(rows, NOBODY_ELSE, NAMES)
    assert (found["short"], bool(found["next_rows"])) == (short, not short)


def test_what_carries_over_is_told_with_intervals_and_with_what_it_may_also_be() -> None:
    found = moving(weeks(40), NOBODY_ELSE, NAMES)["carried"]
    assert [row[0] for row in found["rows"]] == ["Alice → Alice", "Bob → Alice", "Bob → Bob", "Alice → Bob"]
    assert [("may also be nothing" in words) for words in found["words"]] == [
        row[2].startswith("-") and "to -" not in row[2] for row in found["rows"]
    ]
    assert "goes together between the two with a correlation of 0." in found["sentences"][0]
    assert len(found["spec"]["data"]["values"]) == 5


def test_nothing_is_expected_before_anything_was_learned() -> None:
    found = moving(weeks(10), None, NAMES)
    assert (found["next_rows"], found["expected"], found["learned"]) == ([], [], False)


def test_one_sentence_tells_both_ways_with_their_intervals_and_what_may_be_nothing() -> None:
    kept = {
        "influence_on_a": [-0.31, -0.6, -0.02],
        "influence_on_b": [0.18, -0.1, 0.46],
        "stability_a": [0.5, 0.1, 0.9],
    }
    assert from_each_to_the_other(kept, NAMES) == (
        "After a week with Alice one point above the own line, "
        "Bob was 0.2 points higher (95 % interval -0.10 to 0.46, so perhaps nothing); "
        "after such a week of Bob, Alice was 0.3 points lower (95 % interval -0.60 to -0.02)."
    )
    assert from_each_to_the_other(None, NAMES) == ""


def test_the_sentence_keeps_the_numbers_of_the_page() -> None:
    rows = weeks(30)
    judged = expectation.judged(NOBODY_ELSE, rows, reliable_change=None, ended=None)
    sentence = from_each_to_the_other(judged.carried, NAMES)
    words = moving(rows, NOBODY_ELSE, NAMES)["carried"]["words"]
    for one in (words[1], words[3]):
        assert one.split(" was ")[1].split(";")[0].rstrip(".") in sentence
    assert expectation.judged(NOBODY_ELSE, weeks(20), reliable_change=None, ended=None).carried is None


@pytest.mark.django_db
def test_the_couples_page_says_what_was_found_where_it_links_to_it(dana, couple, alice, bob) -> None:
    url, described = f"/couples/{couple.pk}/", "It says nothing of what caused what and foretells nothing."
    answered(dana, couple, (alice, bob), 3)
    expectation_actions.judge_couple(couple_id=couple.pk)
    page = dana.client.get(url).content.decode()
    assert f'<a href="{url}course/">How the two move</a>: their curves' in page
    assert described not in page
    TrustLine.objects.update(carried={"influence_on_a": [0.4, 0.1, 0.7], "influence_on_b": [0.2, -0.1, 0.5]})
    page = dana.client.get(url).content.decode()
    assert "Alice was 0.4 points higher (95 % interval 0.10 to 0.70)" in page
    assert described in page


def test_growth_is_told_of_both_with_intervals_and_of_when() -> None:
    kept = {"since": 739_000, "until": 739_140, "a": [0.314, 0.1, 0.53], "b": [-0.05, -0.2, 0.1]}
    assert growth_in_words(kept, NAMES) == (
        "From 24 Apr to 11 Sep 2024, Alice’s trust rose by 0.31 points a month (95 % interval 0.10 to 0.53) and "
        "Bob’s fell by 0.05 (-0.20 to 0.10, so perhaps not at all)."
    )
    assert growth_in_words(None, NAMES) == ""


@pytest.mark.django_db
def test_growth_stands_on_the_couples_page_and_beside_the_curves_once_weeks_suffice(
    dana, couple, alice, bob
) -> None:
    url, told = f"/couples/{couple.pk}/", "points a month (95 % interval"
    answered(dana, couple, (alice, bob), 7, ago=3)
    expectation_actions.judge_couple(couple_id=couple.pk)
    assert told not in dana.client.get(url).content.decode() + page_of(dana, couple)
    answered(dana, couple, (alice, bob), 3)
    expectation_actions.judge_couple(couple_id=couple.pk)
    words = growth_in_words(TrustLine.objects.get(couple=couple).growth, NAMES)
    assert told in words
    assert words in dana.client.get(url).content.decode()
    assert words in page_of(dana, couple)
    for actor in (alice, bob):
        for at in ("/today/", "/how-it-goes/"):
            assert "points a month" not in actor.client.get(at).content.decode()


@pytest.mark.django_db
def test_the_page_tells_the_care_team_what_is_missing_and_notes_the_reading(dana, couple, alice, bob) -> None:
    assert "Alice: 4 more weeks with an answer" in page_of(dana, couple)
    answered(dana, couple, (alice, bob), 6)
    expectation_actions.judge_couple(couple_id=couple.pk)
    page = page_of(dana, couple)
    assert "From both partners’ answers" in page
    assert "There are 5, so 15 are missing." in page
    assert AuditEvent.objects.filter(event="couple.read", couple_id=couple.pk).count() == 2
    assert f"/couples/{couple.pk}/course/" in dana.client.get(f"/couples/{couple.pk}/").content.decode()


@pytest.mark.django_db
def test_the_page_opens_to_the_care_team_alone(couple, alice, bob, charlie, erin, frank, sunita) -> None:
    for actor in (alice, bob, charlie, erin, frank, sunita):
        assert actor.client.get(f"/couples/{couple.pk}/course/").status_code == 404
        with pytest.raises(Absent):
            queries.moving_page(actor.viewer, couple.pk)
        with pytest.raises(Absent):
            trust_queries.weekly_trust(actor.viewer, couple.pk)


@pytest.mark.django_db
def test_what_somebody_kept_to_themselves_is_in_nothing_of_it(dana, couple, alice, bob) -> None:
    answered(dana, couple, (alice, bob), 5)
    assert [row[2] is not None for row in trust_queries.weekly_trust(dana.viewer, couple.pk)] == [True] * 5
    Score.objects.filter(author=bob.person).update(audience=Audience.ME)
    assert [row[2] for row in trust_queries.weekly_trust(dana.viewer, couple.pk)] == [None] * 5
    assert "Bob: 4 more weeks with an answer" in page_of(dana, couple)


@pytest.mark.django_db
def test_the_page_asks_the_database_no_more_after_more_weeks(dana, couple, alice, bob) -> None:
    answered(dana, couple, (alice, bob), 5, ago=6)
    expectation_actions.judge_couple(couple_id=couple.pk)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            page_of(dana, couple)
        counts.append(len(captured))
        answered(dana, couple, (alice, bob), 5)
    assert counts[0] == counts[1] > 0
