"""The study of coverage finds intervals that promise too much."""

from math import inf, sqrt

import pytest

from bench.coverage.models import _holds, studies
from bench.coverage.page import tables
from bench.coverage.study import Answer, Study, studied
from troth.science.dyad.partner_ratio import FiellerSet

SAMPLE = 25


def means_with(half):
    """Means of normal samples, with intervals `half` standard errors wide on each side."""

    def once(rng):
        mean, se = float(rng.normal(2.0, 1.0, SAMPLE).mean()), 1 / sqrt(SAMPLE)
        return {"mean": Answer(mean, se, abs(mean - 2.0) <= half * se)}

    return Study(f"means, {half:g}", {"mean": 2.0}, once)


def test_honest_intervals_hold_what_they_promise_and_narrow_ones_are_found_out():
    honest, narrow = studied([means_with(1.96), means_with(1.5)], 2_000, lambda _: None)
    assert abs(honest.mean - honest.truth) < 4 * honest.mean_error
    assert honest.mean_se / honest.spread == pytest.approx(1, abs=0.06)
    assert (honest.is_off, narrow.is_off) == (False, True)


def test_a_study_does_not_depend_on_those_before_it():
    first = studied([means_with(1.96), means_with(1.0)], 50, lambda _: None)
    second = studied([means_with(0.5), means_with(1.0)], 50, lambda _: None)
    assert first[1] == second[1]


@pytest.mark.parametrize(
    ("those", "k", "expected"),
    [
        (FiellerSet(0.2, 0.8, bounded=True), 0.5, True),
        (FiellerSet(0.2, 0.8, bounded=True), 0.9, False),
        (FiellerSet(0.2, 0.8, bounded=False), 0.5, False),
        (FiellerSet(0.2, 0.8, bounded=False), 0.9, True),
        (FiellerSet(-inf, inf, bounded=False), 0.5, True),
    ],
)
def test_a_ratio_lies_in_its_set_also_where_the_set_is_what_lies_outside(those, k, expected):
    assert _holds(those, k) is expected


def test_every_study_answers_for_each_of_its_parameters():
    rows = studied(studies(), 20, lambda _: None)
    wanted = [(study.title, name) for study in studies() for name in study.truth]
    assert [(row.study, row.name) for row in rows] == wanted
    assert tables(rows).count("###") == len(list(studies()))
