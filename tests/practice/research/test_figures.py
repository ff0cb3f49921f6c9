"""The two analyses, against what was simulated and against the engine."""

from __future__ import annotations

import numpy as np
import pytest

from troth.practice.research.figures import figures
from troth.practice.research.lending import Loan
from troth.practice.research.showing import shown
from troth.science.dyad.apim import apim

WEEKS = np.arange(13.0)


def simulated(couples: int, seed: int = 3) -> list[Loan]:
    """Trust begins at 5 on average and rises by 0.1 a week."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(couples):
        level = rng.normal(5, 1, 2) + rng.normal(0, 0.7)
        slope = rng.normal(0.1, 0.05, 2)
        values = level + np.outer(WEEKS, slope) + rng.normal(0, 0.6, (13, 2))
        pairs = [(float(a), float(b)) for a, b in values]
        found.append(Loan(pairs[0], pairs[-1], WEEKS.tolist(), pairs))
    return found


def test_the_course_is_the_one_that_was_simulated() -> None:
    estimates = figures(simulated(300))["course"]["estimates"]
    for name, truth in (("start", 5.0), ("change", 1.2), ("end", 6.2)):
        middle, low, high = estimates[name]
        assert low <= truth <= high
        assert high - low < 0.5
        assert low < middle < high


def test_the_effects_are_the_engines_rounded() -> None:
    loans = simulated(40)
    first, later = (np.array([getattr(loan, name) for loan in loans]) for name in ("first", "later"))
    engine = apim(later, first - first.mean(), distinguishable=False, reml=True)
    estimates = figures(loans)["effects"]["estimates"]
    assert {name: one[0] for name, one in estimates.items()} == {
        name: round(value, 2) for name, value in engine.estimates.items()
    }


def test_it_does_not_matter_who_sits_in_which_seat() -> None:
    loans = simulated(30)
    turned = [
        Loan(one.first[::-1], one.later[::-1], one.weeks, [pair[::-1] for pair in one.values])
        if at % 2
        else one
        for at, one in enumerate(loans)
    ]
    there, here = figures(turned), figures(loans)
    assert there["effects"] == here["effects"]
    assert there["course"]["estimates"] == here["course"]["estimates"]


def test_an_analysis_that_these_couples_do_not_allow_is_left_empty() -> None:
    alike = [Loan((5.0, 5.0), (6.0, 6.0), [0.0, 12.0], [(5.0, 5.0), (6.0, 6.0)])] * 12
    found = figures(alike)
    assert (found["effects"], found["course"]) == ({}, {})
    page = shown(found)
    assert (page["couples"], page["effects"], page["course"]) == (12, None, None)


def test_ten_couples_are_too_few_for_the_course_and_enough_for_the_effects() -> None:
    found = figures(simulated(10))
    assert (bool(found["effects"]), found["course"]) == (True, {})


def test_figures_hold_two_decimals_and_nothing_by_couple() -> None:
    found = figures(simulated(12))
    numbers = [value for one in found["effects"]["estimates"].values() for value in one]
    assert numbers == [round(value, 2) for value in numbers]
    assert set(found["course"]) == {
        "estimates",
        "line",
        "spread_start",
        "spread_change",
        "cautions",
        "method",
    }


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ([0.5, 0.2, 0.8], "the one who began higher ended 0.5 points higher on average."),
        ([-0.5, -0.8, -0.2], "ended 0.5 points lower on average."),
        ([0.1, -0.2, 0.4], "it may also be no difference at all"),
    ],
)
def test_an_effect_is_told_in_words_with_what_it_may_also_be(effect, words) -> None:
    found = figures(simulated(20))
    found["effects"]["estimates"]["actor"] = effect
    page = shown(found)
    assert words in page["effects"].words[0]


def test_what_cannot_be_told_from_none_is_not_called_a_rise() -> None:
    found = figures(simulated(20))
    found["course"]["estimates"]["change"] = [0.4, -0.1, 0.9]
    assert "cannot be told" in shown(found)["course"].words[0]
    found["course"]["estimates"]["change"] = [0.4, 0.1, 0.7]
    assert "trust rose" in shown(found)["course"].words[0]
