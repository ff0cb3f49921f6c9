"""The ratio of partner to actor effect: published figures, honest sets, and refusal where there is no ratio."""

import numpy as np
import pytest

from troth.science.dyad.apim import apim
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.bootstrap import apim_bootstrap
from troth.science.dyad.errors import NotComparable, UnknownName, WrongShape
from troth.science.dyad.partner_ratio import fieller, partner_ratio

ROLES = ("h", "w")


def made(seed, actor, partner=0.4, n=150):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    return x * actor + x[:, ::-1] * partner + rng.normal(size=(n, 2)), x


def test_the_acitelli_couples_give_the_published_ratios(acitelli):
    y, x, _ = acitelli
    found = partner_ratio(apim(y, x, roles=ROLES))
    both = partner_ratio(apim(y, x, distinguishable=False))
    told = {**found.estimates, **both.estimates}
    assert told == pytest.approx({"k_h": 0.6165363, "k_w": 0.8511470, "k": 0.7191655}, abs=5.1e-8)
    assert {**found.se, **both.se} == pytest.approx({"k_h": 0.1911, "k_w": 0.2989, "k": 0.1254}, abs=5e-5)
    ends = {"k_h": (0.3008, 1.1080), "k_w": (0.3778, 1.6982), "k": (0.4909, 0.9984)}
    for name, (low, high) in {**found.intervals, **both.intervals}.items():
        assert (low, high) == pytest.approx(ends[name], abs=5e-5)


def test_the_ends_are_where_the_ratio_is_just_not_ruled_out():
    covariance = np.array([[0.01, 0.004], [0.004, 0.02]])
    found = fieller(0.5, 0.3, covariance)
    for k in (found.fieller.low, found.fieller.high):
        direction = np.array([-k, 1.0])
        assert abs(direction @ [0.5, 0.3]) / np.sqrt(direction @ covariance @ direction) == pytest.approx(
            1.959964
        )


def test_without_an_actor_effect_k_is_refused_and_the_set_is_told_in_words():
    y, x = made(1, actor=0.0)
    found = partner_ratio(apim(y, x, distinguishable=False))
    assert np.isnan(found.estimates["k"])
    assert np.isnan(found.se["k"])
    assert found.intervals == {}
    assert str(found.facts()["fieller"]["k"]).startswith("any ratio up to -")
    assert [one.code for one in found.cautions] == ["ratio-undefined"]
    assert "cannot be told from 0" in str(found.cautions[0])


def test_without_either_effect_any_ratio_is_possible():
    y, x = made(2, actor=0.0, partner=0.0)
    assert partner_ratio(apim(y, x, distinguishable=False)).facts()["fieller"] == {
        "k": "any ratio is possible"
    }


def test_one_partner_may_have_a_ratio_where_the_other_has_none():
    y, x = made(3, actor=[0.6, 0.0])
    found = partner_ratio(apim(y, x, roles=ROLES))
    assert list(found.intervals) == ["k_h"]
    assert [one.ratio for one in found.warnings] == ["k_w"]


def test_draws_add_intervals_and_tell_how_many_are_weak():
    y, x = made(4, actor=[0.6, 0.0])
    draws = apim_bootstrap(apim_table(y, x, roles=ROLES), np.random.default_rng(5), draws=500)
    found = partner_ratio(apim(y, x, roles=ROLES), draws=draws)
    ratios = draws.drawn[:, 2] / draws.drawn[:, 1]
    assert found.percentile == {"k_h": pytest.approx(np.quantile(ratios, [0.025, 0.975]).tolist())}
    assert found.weak_draws["k_h"] < 0.02
    assert found.weak_draws["k_w"] == (np.abs(draws.drawn[:, 4]) < draws.drawn_se[:, 4]).mean()
    assert found.facts()["weak_draws"] == found.weak_draws


def test_fiellers_set_holds_the_truth_as_often_as_it_says_even_with_a_small_actor_effect():
    rng, hits, tries = np.random.default_rng(6), 0, 500
    for _ in range(tries):
        x = rng.normal(size=(100, 2))
        y = x * 0.15 + x[:, ::-1] * 0.3 + rng.normal(size=(100, 2))
        found = partner_ratio(apim(y, x, distinguishable=False, reml=True)).ratios["k"].fieller
        inside = found.low <= 2 <= found.high
        hits += inside if found.bounded or np.isinf(found.low) else not found.low < 2 < found.high
    assert abs(hits / tries - 0.95) < 3.5 * np.sqrt(0.95 * 0.05 / tries)


def test_shared_effects_of_distinguishable_partners_have_one_ratio():
    y, x = made(7, actor=0.5)
    assert list(partner_ratio(apim(y, x, equal=("actor", "partner"))).estimates) == ["k"]
    assert list(partner_ratio(apim(y, x, equal=("actor",))).estimates) == ["k_a", "k_b"]


def test_an_unknown_predictor_and_draws_of_another_model_are_refused():
    y, x = made(8, actor=0.5)
    both = {"trust": x, "care": np.random.default_rng(9).normal(size=x.shape)}
    found = apim(y, both, distinguishable=False)
    assert list(partner_ratio(found, predictor="trust").estimates) == ["k"]
    with pytest.raises(UnknownName, match="no actor: name the predictor"):
        partner_ratio(found)
    draws = apim_bootstrap(apim_table(y, x), np.random.default_rng(1), draws=50)
    with pytest.raises(NotComparable, match="of another model"):
        partner_ratio(found, predictor="trust", draws=draws)


@pytest.mark.parametrize(
    "covariance", [np.eye(3), np.diag([-0.01, 0.01])], ids=["of three effects", "a variance below 0"]
)
def test_what_is_no_covariance_of_two_effects_is_refused(covariance):
    with pytest.raises(WrongShape, match="2 by 2"):
        fieller(0.5, 0.3, covariance)


def test_where_a_number_is_not_known_no_ratio_is_ruled_out():
    found = fieller(0.5, 0.3, np.full((2, 2), np.nan))
    assert (str(found.fieller), np.isnan(found.k)) == ("any ratio is possible", True)
