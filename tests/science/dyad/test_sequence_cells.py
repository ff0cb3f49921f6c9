"""Cells against chance: the published trial data of LagSequential, structural zeros, and what tells nothing.

The published figures (122 codes, 121 transitions) are those that the R package prints for its trial data.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.sequence import Counts, count_transitions
from troth.science.dyad.sequence_cells import Why, cells, kappa_by_frequencies, log_odds
from troth.science.dyad.sequence_quasi import no_repeats, quasi_independence, share_left

TRIAL = Counts(
    np.array(
        [
            [
                [0, 0, 0, 0, 0, 3],
                [0, 0, 1, 1, 2, 17],
                [0, 0, 8, 8, 7, 13],
                [1, 4, 3, 2, 0, 1],
                [0, 0, 9, 0, 0, 0],
                [3, 17, 14, 0, 0, 7],
            ]
        ]
    ),
    np.array([[4, 21, 36, 11, 9, 41]]),
)
WHY = tuple(Why)


def tables(low=0, high=9):
    return st.lists(st.integers(low, high), min_size=16, max_size=16).map(
        lambda values: np.array(values).reshape(1, 4, 4)
    )


def counts(table):
    return Counts(np.asarray(table), np.asarray(table).sum(axis=2))


def test_the_table_of_the_trial_data_is_as_published():
    found = cells(TRIAL).test
    assert found.chi_square[0] == pytest.approx(116.8674, abs=5e-5)
    assert (found.df.tolist(), found.df_all_codes) == ([25], 25)
    assert found.p[0] < 1e-12


@pytest.mark.parametrize(
    ("cell", "z", "q"),
    [
        ((2, 6), 5.0127644, 0.8616715),
        ((6, 2), 5.0127644, 0.8616715),
        ((5, 3), 4.8878755, 1.0),
        ((3, 4), 3.2699064, 0.7729730),
        ((6, 6), -2.7969512, -0.5642760),
        ((2, 3), -2.6863844, -0.8230563),
    ],
)
def test_z_and_q_of_the_trial_data_are_as_published(cell, z, q):
    found = cells(TRIAL)
    at = (0, cell[0] - 1, cell[1] - 1)
    assert found.z[at] == pytest.approx(z, abs=5e-8)
    assert found.q[at] == pytest.approx(q, abs=5e-8)
    assert found.reason[at] == 0


def test_expected_and_kappa_of_the_trial_data_are_as_published():
    assert cells(TRIAL).expected[0, 1, 5] == pytest.approx(7.115702, abs=5e-7)
    kappa, z = kappa_by_frequencies(TRIAL)
    assert kappa[0, 1, 5] == pytest.approx(0.7131099, abs=5e-8)
    assert z[0, 1, 5] == pytest.approx(5.0274610, abs=5e-8)
    assert kappa[0, 5, 5] == pytest.approx(-0.4919691, abs=5e-8)


def test_our_kappa_rests_on_the_margins_of_the_transitions():
    e = 21 * 41 / 121
    assert cells(TRIAL).kappa[0, 1, 5] == pytest.approx((17 - e) / (21 - e))


def test_log_odds_are_those_worked_by_hand():
    value, variance = 17.5 * 76.5 / (4.5 * 24.5), 1 / 17.5 + 1 / 76.5 + 1 / 4.5 + 1 / 24.5
    found = cells(TRIAL)
    assert found.log_odds[0, 1, 5] == pytest.approx(np.log(value))
    assert found.variance[0, 1, 5] == pytest.approx(variance)
    low, high = found.interval()
    assert [low[0, 1, 5], high[0, 1, 5]] == pytest.approx(
        np.log(value) + np.array([-1, 1]) * 1.959964 * variance**0.5
    )
    assert [one[0] for one in log_odds(TRIAL, 1, 5)] == pytest.approx([np.log(value), variance])


@given(tables())
def test_one_cell_alone_is_that_cell_of_all(table):
    whole = cells(counts(table))
    for a in range(4):
        for b in range(4):
            value, variance = log_odds(counts(table), a, b)
            np.testing.assert_allclose(value, whole.log_odds[:, a, b])
            np.testing.assert_allclose(variance, whole.variance[:, a, b])


@given(tables(), st.permutations(range(4)))
def test_renaming_the_codes_renames_the_cells(table, order):
    order = list(order)
    one, other = cells(counts(table)), cells(counts(table[:, order][:, :, order]))
    np.testing.assert_allclose(other.z, one.z[:, order][:, :, order], atol=1e-12)
    np.testing.assert_allclose(other.test.chi_square, one.test.chi_square, atol=1e-9)


def test_a_code_that_never_occurs_takes_no_degrees_of_freedom_and_has_a_reason():
    wider = np.zeros((1, 7, 7), int)
    wider[:, :6, :6] = TRIAL.table
    found = cells(counts(wider))
    assert (found.test.df.tolist(), found.test.df_all_codes) == ([25], 36)
    assert {WHY[code] for code in found.reason[0, 6]} == {Why.EMPTY_ROW}
    assert {WHY[code] for code in found.reason[0, :6, 6]} == {Why.EMPTY_COLUMN}
    for statistic in (found.z, found.q, found.log_odds, found.variance, found.kappa):
        assert np.isnan(statistic[0, 6]).all()
        assert not np.isnan(statistic[0, :6, :6]).any()


def test_couples_that_tell_nothing_of_a_cell_are_counted_by_reason():
    rows = [[0, 1, 0, 1, 1, 0], [1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0]]
    found = cells(count_transitions(rows, 2))
    assert found.reasons(0, 1) == {"empty_row": 1, "empty_column": 1, "only_row": 1}
    assert found.test.df.tolist() == [1, 0, 0, 0]
    assert np.isnan(found.test.p).tolist() == [False, True, True, True]


def test_leverage_of_a_full_table_is_that_of_the_usual_residual():
    table = TRIAL.table.astype(float)
    n = table.sum()
    r, c = table.sum(axis=2) / n, table.sum(axis=1) / n
    left = share_left(n * r[:, :, None] * c[:, None, :])
    np.testing.assert_allclose(left, (1 - r)[:, :, None] * (1 - c)[:, None, :], atol=1e-7)


@given(tables(low=1))
def test_quasi_independence_keeps_the_margins_and_is_a_product_off_the_zeros(table):
    table = table.astype(float)
    table[:, range(4), range(4)] = 0
    fitted, settled = quasi_independence(table, ~no_repeats(4))
    assert settled.all()
    np.testing.assert_allclose(fitted.sum(axis=2), table.sum(axis=2), atol=1e-7)
    np.testing.assert_allclose(fitted.sum(axis=1), table.sum(axis=1), atol=1e-7)
    e = fitted[0]
    assert e[0, 1] * e[2, 3] == pytest.approx(e[0, 3] * e[2, 1], rel=1e-6)
    assert np.diag(e).tolist() == [0, 0, 0, 0]


def test_where_nothing_repeats_the_degrees_of_freedom_lose_the_impossible_cells():
    table = TRIAL.table.copy()
    table[:, range(6), range(6)] = 0
    found = cells(counts(table), impossible=no_repeats(6))
    assert found.test.df_all_codes == 25 - 6
    assert found.test.df.tolist() == [19]
    assert {WHY[code] for code in np.diag(found.reason[0])} == {Why.IMPOSSIBLE}


def test_residuals_with_structural_zeros_are_standard_under_chance():
    rng = np.random.default_rng(11)
    pull = np.array([0.4, 0.3, 0.2, 0.1])
    chance = np.outer(pull, pull) * ~no_repeats(4)
    drawn = rng.multinomial(400, (chance / chance.sum()).ravel(), size=2000).reshape(-1, 4, 4)
    found = cells(counts(drawn), impossible=no_repeats(4))
    spread = found.z[:, ~no_repeats(4)].std(axis=0)
    np.testing.assert_allclose(spread, 1, atol=0.06)
    assert found.test.chi_square.mean() == pytest.approx(5, abs=0.3)
    assert set(found.test.df.tolist()) == {5}


def test_two_codes_that_must_alternate_leave_nothing_to_test():
    found = cells(count_transitions([[0, 1, 0, 1, 0]], 2), impossible=no_repeats(2))
    assert {WHY[code] for code in found.reason[0][~no_repeats(2)]} == {Why.FORCED}
    assert found.test.df.tolist() == [0]
    assert np.isnan(found.z).all()


def test_what_is_called_impossible_and_occurs_is_refused():
    with pytest.raises(WrongShape, match=r"holds 2 transitions \(code 1 to 1, couple 2\)"):
        cells(count_transitions([[0, 1, 0], [1, 1, 1]], 2), impossible=no_repeats(2))
    with pytest.raises(WrongShape, match="true or false, 2 by 2"):
        cells(count_transitions([[0, 1]], 2), impossible=no_repeats(3))
