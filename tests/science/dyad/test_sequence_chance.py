"""The permutation test: every allowed order is as likely, the rule is kept, and p is right under chance."""

from collections import Counter
from itertools import pairwise, permutations

import numpy as np
import pytest

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.sequence_chance import _Deck, _schedule, chance

START = [0, 1, 0, 1, 2, 0, 2]


def rng(seed):
    return np.random.default_rng(seed)


def keeps(order):
    return all(a != b for a, b in pairwise(order))


def test_swaps_and_reversals_reach_every_order_that_keeps_the_rule_equally():
    deck = _Deck.of(np.array([START]))
    drawn = deck.walk(deck.codes, 20_000, rng(1), _schedule(deck))
    allowed = {order for order in permutations(START) if keeps(order)}
    seen = Counter(map(tuple, drawn.tolist()))
    assert set(seen) == allowed
    expected = 20_000 / len(allowed)
    chi = sum((seen[order] - expected) ** 2 / expected for order in allowed)
    assert chi < len(allowed) - 1 + 4 * (2 * (len(allowed) - 1)) ** 0.5


@pytest.mark.parametrize("sizes", [(3, 3), (2, 2, 2), (4, 2, 1), (3, 2, 2), (4, 3), (3, 3, 1), (2, 2, 1, 1)])
def test_one_swap_or_reversal_at_a_time_joins_all_orders_that_keep_the_rule(sizes):
    codes = [code for code, size in enumerate(sizes) for _ in range(size)]
    allowed = {order for order in permutations(codes) if keeps(order)}
    reached, edge = set(), {next(iter(allowed))}
    while edge:
        reached |= edge
        edge = {near for order in edge for near in neighbours(order)} & allowed - reached
    assert reached == allowed


def neighbours(order):
    for i in range(len(order)):
        for j in range(i + 1, len(order)):
            swapped = list(order)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            yield tuple(swapped)
            yield (*order[:i], *order[i : j + 1][::-1], *order[j + 1 :])


def test_places_without_a_code_stay_and_the_rule_does_not_reach_over_them():
    rows = np.array([[0, 1, -1, 1, 0, -1, -1], [2, -1, 2, 1, 2, 1, 0]])
    deck = _Deck.of(rows)
    drawn = deck.laid_out(deck.walk(deck.codes, 200, rng(2), _schedule(deck)), 200)
    assert ((drawn < 0) == np.tile(rows < 0, (200, 1))).all()
    assert not ((drawn[:, 1:] == drawn[:, :-1]) & (drawn[:, 1:] >= 0)).any()
    assert (np.sort(drawn, axis=1) == np.tile(np.sort(rows, axis=1), (200, 1))).all()
    assert (drawn[1::2, 0] == drawn[1::2, 2]).any()
    # By hand: 2 x 2 orders of the first; 12, 2 and 1 of the second that begin with 2, 1 and 0.
    assert len({tuple(row) for row in drawn.tolist()}) == 4 + 15


@pytest.mark.parametrize("rule", [False, True])
def test_the_mean_over_orders_is_that_of_all_orders(rule):
    orders = [order for order in permutations(START) if keeps(order) or not rule]
    pairs = np.mean([sum(a == (0, 1) for a in pairwise(one)) for one in orders])
    found = chance([START], 3, rng=rng(3), draws=4000, no_repeats=rule)
    assert found.expected[0, 0, 1] == pytest.approx(pairs, abs=0.06)


@pytest.mark.parametrize("rule", [False, True])
def test_under_chance_p_is_small_no_oftener_than_said(rule):
    drawn = rng(4).integers(0, 3, (400, 40))
    if rule:
        drawn = np.cumsum(rng(4).integers(1, 3, (400, 40)), axis=1) % 3
    found = chance(drawn, 3, rng=rng(5), draws=99, no_repeats=rule)
    assert 0.01 < (found.p[:, 0, 1] <= 0.05).mean() < 0.075


def test_a_pattern_is_found_in_each_couple_and_in_all():
    talk = np.tile([0, 1, 2, 0, 1, 3], (6, 5))
    found = chance(talk, 4, rng=rng(6), draws=199, couple=[1, 1, 2, 2, 3, 3])
    assert found.p[:, 0, 1].tolist() == [0.01, 0.01, 0.01]
    assert found.p_total[0, 1] == 0.01
    assert found.p.shape == (3, 4, 4)


def test_the_same_generator_gives_the_same_result():
    talk = rng(7).integers(0, 3, (3, 30))
    one, other = (chance(talk, 3, rng=rng(8), draws=50) for _ in range(2))
    assert one.p.tolist() == other.p.tolist()


def test_what_cannot_be_shuffled_is_refused():
    with pytest.raises(WrongShape, match="Sequence 2 repeats the code 1"):
        chance([[0, 1, 0], [0, 1, 1]], 2, rng=rng(1), no_repeats=True)
    with pytest.raises(WrongShape, match="1 draw or more"):
        chance([[0, 1, 0]], 2, rng=rng(1), draws=0)
