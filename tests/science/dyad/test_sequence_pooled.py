"""Couples drawn together: against metafor, the likelihood by an optimiser, and demand-withdraw."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from troth.science.dyad.errors import DyadError, NotFinite, TooFewCouples, WrongShape
from troth.science.dyad.sequence import Counts, count_transitions
from troth.science.dyad.sequence_demand import demand_withdraw
from troth.science.dyad.sequence_pooled import pooled, pooled_transition

TOLD = json.loads((Path(__file__).parents[2] / "oracles" / "sequence_pooled.json").read_text("utf-8"))


@pytest.mark.parametrize("name", TOLD)
def test_it_is_what_metafor_found(name):
    told = TOLD[name]
    found = pooled(told["values"], told["variances"], method=name.split()[1])
    numbers = (
        found.estimates["mean"],
        found.se["mean"],
        found.spread.sd**2,
        found.spread.chi_square,
        *found.spread.prediction,
    )
    assert numbers == pytest.approx(told["found"], abs=1e-7)
    assert found.spread.df == len(told["values"]) - 1


@pytest.mark.parametrize("seed", range(5))
def test_reml_is_where_an_optimiser_finds_the_restricted_likelihood_highest(seed):
    rng = np.random.default_rng(seed)
    v = rng.uniform(0.05, 1, 30)
    y = rng.normal(0.4, np.sqrt(v + 0.3))

    def minus(tau2):
        w = 1 / (tau2 + v)
        mean = (w * y).sum() / w.sum()
        return 0.5 * ((np.log(tau2 + v)).sum() + np.log(w.sum()) + (w * (y - mean) ** 2).sum())

    best = minimize_scalar(minus, bounds=(0, 5), method="bounded", options={"xatol": 1e-10}).x
    assert pooled(y, v).spread.sd ** 2 == pytest.approx(best, abs=1e-5)


def test_among_many_couples_a_new_one_lies_within_the_prediction_as_often_as_said():
    rng = np.random.default_rng(4)
    inside = 0
    for _ in range(1000):
        v = rng.uniform(0.1, 0.5, 200)
        *y, new = rng.normal(0.5, np.sqrt(np.append(v, 0) + 0.25))
        low, high = pooled(y, v).spread.prediction
        inside += low < new < high
    assert inside / 1000 == pytest.approx(0.95, abs=0.021)  # three standard errors of 1000 draws


def test_couples_that_tell_nothing_are_left_out_and_counted():
    rows = [[0, 1, 0, 1, 1, 0, 0], [0, 1, 1, 0, 1, 0, 0], [0] * 7, [1, 1, 1, 1, 1, 1, 0]]
    found = pooled_transition(count_transitions(rows, 2), 0, 1)
    assert (found.n_couples, dict(found.dropped)) == (2, {"empty_row": 1, "empty_column": 1})
    assert [one.code for one in found.cautions] == ["couples-dropped"] * 2 + ["few-couples", "on-boundary"]
    assert found.spread.prediction == (-np.inf, np.inf)
    assert pooled([1, np.nan, 2], [1, np.nan, 1]).n_dropped == 1


def test_what_cannot_be_pooled_is_refused():
    with pytest.raises(TooFewCouples, match="two couples or more that tell something; there are 1"):
        pooled([1.0, np.nan], [1.0, np.nan])
    with pytest.raises(NotFinite, match="a variance above 0"):
        pooled([1.0, 2.0], [1.0, 0.0])
    with pytest.raises(DyadError, match="one of REML, DL, not FE"):
        pooled([1.0, 2.0], [1.0, 1.0], method="FE")
    with pytest.raises(WrongShape, match="One value and one variance"):
        pooled([1.0, 2.0], [1.0])


DEMAND, WITHDRAW = (0, 2), (1, 3)
SWAP = [2, 3, 0, 1, 4]


def talks(seed, n, first, second):
    """Return tables of couples whose two directions have the log odds that were asked for."""
    rng = np.random.default_rng(seed)
    logits = np.zeros((5, 5))
    logits[0, 3], logits[2, 1] = first, second
    share = np.exp(logits)
    table = rng.multinomial(400, (share / share.sum()).ravel(), size=n).reshape(n, 5, 5)
    return Counts(table, table.sum(axis=2))


def truth(first, second):
    logits = np.zeros((5, 5))
    logits[0, 3], logits[2, 1] = first, second
    p = np.exp(logits)
    p /= p.sum()

    def odds(a, b):
        row, column = p[a].sum(), p[:, b].sum()
        f = p[a, b]
        return np.log(f * (1 - row - column + f) / ((row - f) * (column - f)))

    return odds(0, 3), odds(2, 1)


def test_both_directions_the_asymmetry_and_the_level_are_recovered():
    found = demand_withdraw(talks(1, 400, 1.2, 0.4), demand=DEMAND, withdraw=WITHDRAW, roles=("her", "him"))
    one, other = truth(1.2, 0.4)
    assert found.estimates == pytest.approx(
        {
            "her_demands": one,
            "him_demands": other,
            "asymmetry": one - other,
            "level": (one + other) / 2,
        },
        abs=0.06,
    )
    assert found.p_values["asymmetry"] < 0.001
    assert set(found.used.values()) == {400}
    assert json.loads(json.dumps(found.to_dict()))["couples_used"]["level"] == 400


def test_the_sampling_error_of_each_part_is_the_one_seen_over_many_tables():
    found = demand_withdraw(talks(2, 4000, 1.0, 1.0), demand=DEMAND, withdraw=WITHDRAW)
    y, v, c = found.log_odds, found.variances, found.covariance
    assert np.cov(y.T)[0, 1] == pytest.approx(c.mean(), abs=0.006)
    assert (y[:, 0] - y[:, 1]).var() == pytest.approx((v.sum(axis=1) - 2 * c).mean(), rel=0.08)


def test_swapping_the_partners_turns_the_asymmetry_around():
    counts = talks(3, 30, 1.2, 0.4)
    swapped = Counts(counts.table[:, SWAP][:, :, SWAP], counts.events[:, SWAP])
    one = demand_withdraw(counts, demand=DEMAND, withdraw=WITHDRAW)
    other = demand_withdraw(swapped, demand=DEMAND, withdraw=WITHDRAW)
    assert other.estimates["asymmetry"] == pytest.approx(-one.estimates["asymmetry"])
    assert other.estimates["level"] == pytest.approx(one.estimates["level"])
    assert other.se["asymmetry"] == pytest.approx(one.se["asymmetry"])


def test_a_couple_counts_for_the_direction_of_which_it_tells():
    counts = talks(5, 12, 1.0, 1.0)
    table = counts.table.copy()
    table[0, 2], table[1, 0], table[1, 2] = 0, 0, 0
    found = demand_withdraw(Counts(table, table.sum(axis=2)), demand=DEMAND, withdraw=WITHDRAW)
    assert dict(found.used) == {"a_demands": 11, "b_demands": 10, "asymmetry": 10, "level": 10}
    assert (found.n_couples, found.n_dropped) == (11, 1)


def test_a_code_that_is_demand_and_withdraw_is_refused():
    with pytest.raises(WrongShape, match="four different codes from 0 to 4"):
        demand_withdraw(talks(1, 3, 0, 0), demand=(0, 2), withdraw=(0, 3))
