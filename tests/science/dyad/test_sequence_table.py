"""A whole table over couples: what each cell rests on, and what no couple can tell."""

import json

import numpy as np
import pytest

from troth.science.dyad.errors import TooFewCouples, WrongShape
from troth.science.dyad.sequence import Counts, count_transitions
from troth.science.dyad.sequence_cells import cells
from troth.science.dyad.sequence_pooled import pooled_transition
from troth.science.dyad.sequence_quasi import no_repeats
from troth.science.dyad.sequence_table import sequential


def talks(n=20):
    table = np.random.default_rng(1).poisson([[[2, 9, 4], [6, 3, 5], [4, 4, 4]]], (n, 3, 3))
    return Counts(table, table.sum(axis=2))


def test_each_cell_is_that_cell_pooled():
    found = sequential(talks(), codes=("x", "y", "z"))
    alone = pooled_transition(talks(), 0, 1)
    assert found.estimates["x>y"] == alone.estimates["mean"]
    assert found.se["x>y"] == alone.se["mean"]
    assert found.spreads["x>y"] == alone.spread
    assert len(found.estimates) == 9


def test_one_couple_has_its_own_log_odds():
    counts = talks(1)
    found, own = sequential(counts), cells(counts)
    assert found.estimates["0>1"] == own.log_odds[0, 0, 1]
    assert found.se["0>1"] == own.variance[0, 0, 1] ** 0.5
    assert found.spreads == {}
    assert found.together.test.chi_square[0] == own.test.chi_square[0]


def test_what_couples_do_not_tell_has_no_estimate_but_a_reason():
    counts = talks(3)
    counts.table[:2, 2] = 0
    counts.table[2] = 0
    found = sequential(counts)
    assert "2>0" not in found.estimates
    assert found.used["2>0"] == 0
    assert found.unknown["2>0"] == {"empty_row": 3}
    assert (found.n_couples, dict(found.dropped)) == (2, {"no transition at all": 1})
    assert found.used["0>1"] == 2


@pytest.mark.parametrize(
    ("rows", "lacking"),
    [([[0, 1]], "the couple has none"), ([[0, 1], [1, 0], [1, 1]], "fewer than two couples have one")],
)
def test_where_nothing_has_an_estimate_a_warning_says_why(rows, lacking):
    found = sequential(count_transitions(rows, 2))
    assert dict(found.estimates) == {}
    assert [caution.code for caution in found.warnings] == ["nothing-told"]
    assert lacking in found.summary()


def test_a_table_with_impossible_cells_can_be_told_as_json():
    rows = np.cumsum(np.random.default_rng(2).integers(1, 3, (12, 60)), axis=1) % 3
    found = sequential(count_transitions(rows, 3), impossible=no_repeats(3))
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["z"][0][0] is None
    assert (told["df"], told["df_all_codes"]) == (1, 1)
    assert list(told["estimates"]) == ["0>1", "0>2", "1>0", "1>2", "2>0", "2>1"]
    assert "couples used" in found.summary()


def test_what_is_no_table_is_refused():
    with pytest.raises(WrongShape, match="3 codes need as many different names, not x, x, y"):
        sequential(talks(), codes=("x", "x", "y"))
    with pytest.raises(TooFewCouples, match="nothing to tell"):
        sequential(count_transitions([[0], [1]], 2))
