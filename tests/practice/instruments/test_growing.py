"""How fast trust changed: what is asked for, over which days, and out of whose answers."""

from __future__ import annotations

import pytest

from tests.practice.instruments.test_expectation import week
from troth.practice.instruments import expectation, expectation_actions
from troth.practice.instruments.growing import DAYS, FEWEST, MONTH, YEAR
from troth.practice.instruments.models import Score, TrustLine
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import Audience
from troth.science.growth.changes import changes
from troth.science.growth.series import series

NOBODY_ELSE = expectation.fitted({})[0]
START = 739_000
A = [4, 4, 5, 5, 5, 6, 6, 6, 7, 7]
B = [6, 5, 6, 6, 5, 6, 5, 6, 6, 5]


def rows(a=A, b=B, step=7):
    return [(START + step * at, one, other) for at, (one, other) in enumerate(zip(a, b, strict=True))]


def growth(given):
    return expectation.growth(NOBODY_ELSE, given)


def test_it_is_the_change_of_the_growth_curves_by_month():
    found = growth(rows())
    population = expectation._population(NOBODY_ELSE)
    told = changes(population, series(range(0, 70, 7), A, B), 0, 63)
    for side, one in zip("ab", told, strict=True):
        assert found[side] == pytest.approx(
            [each * MONTH / 63 for each in (one.moved, one.low95, one.high95)], abs=1e-3
        )
    assert (found["since"], found["until"]) == (START, START + 63)
    assert found["a"][0] > 0.5 > abs(found["b"][0])


@pytest.mark.parametrize(
    "given",
    [
        [],
        rows(A[: FEWEST - 1], B[: FEWEST - 1], step=14),
        rows(b=[None, None, None, *B[3:]]),
        rows(step=DAYS // 9),
    ],
)
def test_fewer_answers_or_weeks_tell_nothing(given):
    assert growth(given) is None


def test_it_tells_of_the_days_on_which_both_had_answered():
    found = growth(rows(b=[None, *B[1:]]))
    assert (found["since"], found["until"]) == (START + 7, START + 63)


def test_what_lies_more_than_a_year_back_counts_no_more():
    early = [(START - YEAR, 0.0, 10.0)]
    assert growth(early + rows()) == growth(rows())


@pytest.fixture
def told(dana, couple, alice, bob):
    for ago in range(9, -1, -1):
        week(dana, couple, ((alice, A[9 - ago]), (bob, B[9 - ago])), ago=ago)
    expectation_actions.judge_couple(couple_id=couple.pk)


@pytest.mark.django_db
@pytest.mark.usefixtures("told")
def test_the_worker_keeps_it_and_it_goes_with_whoever_erases_themselves(couple, bob):
    assert TrustLine.objects.get(couple=couple).growth["a"][0] > 0
    privacy.erase_person(actor=bob.viewer)
    assert not TrustLine.objects.filter(couple=couple).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("told")
def test_what_somebody_kept_to_themselves_is_in_nothing_of_it(couple, bob):
    Score.objects.filter(author=bob.person).update(audience=Audience.ME)
    expectation_actions.judge_couple(couple_id=couple.pk)
    assert TrustLine.objects.get(couple=couple).growth is None
