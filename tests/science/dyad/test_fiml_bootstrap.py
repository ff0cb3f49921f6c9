"""The bootstrap of couples with missing values: each draw is a fit of the couples it drew."""

import numpy as np
import pytest

from troth.science.dyad import fiml_bootstrap
from troth.science.dyad.apim_fit import model
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.bootstrap import Weights, apim_bootstrap
from troth.science.dyad.cautions import DrawsLost, MissingAtRandom
from troth.science.dyad.errors import TooFewCouples, WrongShape
from troth.science.dyad.fiml import apim_fiml, apim_fiml_partial, fitted
from troth.science.dyad.fiml_bootstrap import apim_fiml_bootstrap
from troth.science.dyad.fiml_fit import lean
from troth.science.dyad.fiml_patterns import patterns
from troth.science.dyad.partner_ratio import partner_ratio

ASKED = ({}, {"distinguishable": False}, {"equal": ("actor", "variance")})


def made(seed, n=90, missing=0.15):
    rng = np.random.default_rng(seed)
    x = rng.normal(3, 1, (n, 2))
    y = 1 + x * [0.5, 0.3] + x[:, ::-1] * [0.2, -0.1] + rng.normal(size=(n, 2)) + rng.normal(size=(n, 1))
    x[rng.random(x.shape) < missing] = np.nan
    y[rng.random(y.shape) < missing] = np.nan
    x[3], y[3] = np.nan, np.nan
    return y, x


@pytest.mark.parametrize("asked", ASKED[:2])
def test_draws_of_complete_couples_are_those_of_the_plain_bootstrap(acitelli, asked):
    table = apim_table(acitelli[0], acitelli[1])
    found = apim_fiml_bootstrap(table, np.random.default_rng(1), draws=100, **asked)
    plain = apim_bootstrap(table, np.random.default_rng(1), draws=100, **asked)
    assert found.drawn == pytest.approx(plain.drawn, rel=1e-9)
    assert found.drawn_se == pytest.approx(plain.drawn_se, rel=1e-4)
    assert np.array(list(found.bca.values())) == pytest.approx(np.array(list(plain.bca.values())), rel=1e-6)


@pytest.mark.parametrize("asked", ASKED)
def test_a_draw_of_incomplete_couples_is_the_fit_of_the_couples_it_drew(asked):
    y, x = made(2)
    found = apim_fiml_bootstrap(apim_table(y, x), np.random.default_rng(3), draws=50, **asked)
    some = ~np.isnan(np.column_stack([y, x])).all(axis=1)
    rng = np.random.default_rng(3)
    for draw in range(3):
        chosen = rng.integers(some.sum(), size=some.sum())
        alone = apim_fiml(y[some][chosen], x[some][chosen], **asked)
        assert found.drawn[draw] == pytest.approx(list(alone.estimates.values()), rel=1e-4, abs=1e-5)
        assert found.drawn_se[draw] == pytest.approx(list(alone.se.values()), rel=0.2)


@pytest.mark.parametrize("asked", ASKED)
def test_the_score_of_a_couple_is_that_of_the_model_for_it_alone_and_all_sum_to_nothing(asked):
    y, x = made(11)
    table = apim_table(y, x)
    of = model(table.design, **asked)
    exchangeable = not asked.get("distinguishable", True)
    top = fitted(of, apim_fiml_partial(table), exchangeable=exchangeable)[2]
    rows = table.all_rows - top.centre
    rows = rows[~np.isnan(rows).all(axis=1)]
    scores = fiml_bootstrap._scores(top, rows)
    for row, score in zip(rows[:20], scores, strict=False):
        alone = lean(top.held, patterns(row[None]).stack(), top.theta)[0]
        assert score == pytest.approx(alone, rel=1e-9, abs=1e-9)
    total = scores + (fiml_bootstrap._scores(top, rows[:, [1, 0, 3, 2]]) if exchangeable else 0)
    assert np.abs(total.sum(axis=0) / np.sqrt((total**2).sum(axis=0))).max() < 1e-7


def test_blocks_and_more_draws_change_no_draw(monkeypatch):
    table = apim_table(*made(4))
    whole = apim_fiml_bootstrap(table, np.random.default_rng(5), draws=90)
    few = apim_fiml_bootstrap(table, np.random.default_rng(5), draws=60)
    monkeypatch.setattr(fiml_bootstrap, "BLOCK", 1)
    one_by_one = apim_fiml_bootstrap(table, np.random.default_rng(5), draws=60)
    assert few.drawn == pytest.approx(whole.drawn[:60], rel=1e-10)
    assert one_by_one.drawn == pytest.approx(few.drawn, rel=1e-10)


@pytest.mark.parametrize("weights", list(Weights))
def test_the_spread_of_the_draws_is_near_the_standard_errors(weights):
    y, x = made(6, 2000)
    table = apim_table(y, x)
    found = apim_fiml_bootstrap(table, np.random.default_rng(7), draws=1000, weights=weights)
    assert found.se == pytest.approx(apim_fiml(y, x).se, rel=0.12)
    assert any(isinstance(caution, MissingAtRandom) for caution in found.warnings)
    assert "FIML" in found.method
    assert list(partner_ratio(apim_fiml(y, x), draws=found).weak_draws) == ["k_a", "k_b"]


@pytest.mark.parametrize("weights", list(Weights))
def test_draws_without_a_fit_are_counted(weights):
    table = apim_table(*made(8, 16, missing=0.15))
    found = apim_fiml_bootstrap(
        table, np.random.default_rng(9), draws=400, weights=weights, distinguishable=False
    )
    lost = [caution.lost for caution in found.warnings if isinstance(caution, DrawsLost)]
    assert lost == [400 - found.draws]
    assert np.isfinite(found.drawn).all()
    assert np.isfinite(found.drawn_se).all()


def test_draws_that_run_away_say_nothing_but_that_they_are_lost():
    rng = np.random.default_rng(3)
    y, x = rng.normal(size=(2, 40, 2))
    y[8:, 1] = np.nan
    with pytest.raises(TooFewCouples, match="draws could be fitted"):
        apim_fiml_bootstrap(apim_table(y, x), np.random.default_rng(1), draws=60)


def test_too_few_draws_and_couples_are_refused():
    y, x = made(10)
    with pytest.raises(WrongShape, match="make 50 at least"):
        apim_fiml_bootstrap(apim_table(y, x), np.random.default_rng(1), draws=49)
    with pytest.raises(TooFewCouples):
        apim_fiml_bootstrap(apim_table(y[:8], x[:8]), np.random.default_rng(1))
