"""Events with times: the first follower within a span, and rates with exact intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from troth.science.dyad.errors import NotFinite, WrongShape
from troth.science.dyad.sequence import Counts
from troth.science.dyad.sequence_cells import cells
from troth.science.dyad.sequence_times import count_within, rates


@given(
    st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 4)), min_size=1, max_size=12),
    st.integers(0, 3),
    st.integers(1, 6),
)
def test_each_event_leads_to_the_first_that_begins_in_the_span(events, after, width):
    codes = [code for code, _ in events]
    times = np.cumsum([gap for _, gap in events]).tolist()
    table = np.zeros((3, 3), int)
    for i, code in enumerate(codes):
        later = [
            codes[j]
            for j in range(i + 1, len(codes))
            if codes[j] >= 0 and after < times[j] - times[i] <= after + width
        ]
        if code >= 0 and later:
            table[code, later[0]] += 1
    found = count_within([codes], [times], 3, within=after + width, after=after)
    assert found.table[0].tolist() == table.tolist()
    assert found.events[0].tolist() == [codes.count(code) for code in range(3)]


def test_no_follower_is_taken_from_the_next_sequence_and_couples_add_up():
    codes, times = [[0, 1, -1], [1, 0, 1]], [[0.0, 1.0, np.nan], [1.5, 2.0, 9.0]]
    apart = count_within(codes, times, 2, within=3)
    assert apart.table.tolist() == [[[0, 1], [0, 0]], [[0, 0], [1, 0]]]
    together = count_within(codes, times, 2, within=3, couple=["x", "x"])
    assert together.table.tolist() == [[[0, 1], [1, 0]]]
    assert together.lag == "within 3 s"
    assert not np.isnan(cells(together).z).any()


@pytest.mark.parametrize("events", [0, 1, 7, 120])
def test_the_ends_of_a_rate_are_where_the_poisson_tails_are_a_fortieth(events):
    counts = Counts(np.zeros((1, 2, 2), int), np.array([[events, 1]]))
    found = rates(counts, [90.0])
    assert found.per_minute[0, 0] == pytest.approx(events / 1.5)
    assert poisson.cdf(events, found.high[0, 0] * 1.5) == pytest.approx(0.025)
    if events:
        assert poisson.sf(events - 1, found.low[0, 0] * 1.5) == pytest.approx(0.025)
    else:
        assert found.low[0, 0] == 0


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: count_within([[0, 1]], [[0.0]], 2, within=1), WrongShape, "Every event needs a time"),
        (lambda: count_within([[0, 1]], [[0.0, np.nan]], 2, within=1), NotFinite, "a code and no time"),
        (lambda: count_within([[0, 1]], [[2.0, 1.0]], 2, within=1), WrongShape, "sequence 1 fall"),
        (lambda: count_within([[0, 1]], [[0.0, 1.0]], 2, within=1, after=1), WrongShape, "no span"),
        (
            lambda: rates(Counts(np.zeros((1, 2, 2), int), np.ones((1, 2), int)), [0.0]),
            WrongShape,
            "one length above 0",
        ),
    ],
)
def test_what_cannot_be_timed_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
