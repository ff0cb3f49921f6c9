"""Many workers: each reduces its part of the couples to sums, Dask merges them, and the estimates are those of all."""

import pickle
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from dask import bag
from distributed import Client, LocalCluster

from tests.science.dyad.growth_made_up import occasions
from troth.science.dyad.apim import apim, apim_finish, apim_partial
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.fiml import apim_fiml, apim_fiml_finish, apim_fiml_partial
from troth.science.dyad.growth import growth, growth_finish
from troth.science.dyad.growth_sums import growth_partial
from troth.science.dyad.influence import finish_influence, influence
from troth.science.dyad.influence_sums import diary_sums
from troth.science.dyad.sequence import count_transitions
from troth.science.dyad.sequence_table import sequential

PARTS = 7
FORMS = [{}, {"reml": True}, {"distinguishable": False}, {"distinguishable": False, "reml": True}]


@pytest.fixture(scope="module")
def merged():
    """Return sums of rows 0 to n, each part made by a worker on a local cluster, merged two by two."""

    def sums(partial, n):
        cuts = np.linspace(0, n, PARTS + 1).astype(int).tolist()
        parts = [slice(*ends) for ends in pairwise(cuts)]
        return bag.from_sequence(parts, npartitions=PARTS).map(partial).fold(add, split_every=2).compute()

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0"
        ) as cluster,
        Client(cluster),
    ):
        yield sums


def alike(one, other):
    assert one.estimates == pytest.approx(other.estimates, rel=1e-8)
    assert one.se == pytest.approx(other.se, rel=1e-6)
    assert (one.n_couples, one.dropped) == (other.n_couples, other.dropped)
    return True


def travels(sums):
    """Tell whether sums come through a pickle, as they do between workers in different processes."""
    return type(pickle.loads(pickle.dumps(sums))) is type(sums)  # noqa: S301 - our own object


@pytest.fixture
def couples():
    rng = np.random.default_rng(11)
    x = rng.normal(4, 1, (211, 2))
    y = 1 + x @ [[0.5, 0.1], [0.2, 0.4]] + rng.normal(size=(211, 2)) + rng.normal(size=(211, 1))
    y[rng.random(y.shape) < 0.1] = np.nan
    return y, x


@pytest.mark.parametrize("form", FORMS, ids=["ml", "reml", "alike-ml", "alike-reml"])
def test_the_actor_partner_model(merged, couples, form):
    y, x = couples
    sums = merged(lambda part: apim_partial(apim_table(y[part], x[part])), len(y))
    found, expected = apim_finish(sums, **form), apim(y, x, **form)
    assert alike(found, expected)
    assert found.loglik == pytest.approx(expected.loglik, rel=1e-10)
    assert found.dropped["missing outcome"] > 10
    assert travels(sums)


def test_the_same_with_couples_who_left_something_out(merged, couples):
    y, x = couples
    sums = merged(lambda part: apim_fiml_partial(apim_table(y[part], x[part])), len(y))
    found, expected = apim_fiml_finish(sums), apim_fiml(y, x)
    assert alike(found, expected)
    assert found.n_couples > 200
    assert travels(sums)


def test_growth_curves_also_of_couples_whose_weeks_lie_with_several_workers(merged):
    couple, time, scores = occasions(3, 60)
    order = np.argsort(time, kind="stable")
    couple, time, scores = couple[order], time[order], scores[order]
    sums = merged(lambda part: growth_partial(couple[part], time[part], scores[part]), len(couple))
    found, expected = growth_finish(sums), growth(couple, time, scores)
    assert found.loglik == pytest.approx(expected.loglik, rel=1e-9)
    assert {name: found.estimates[name] for name in found.fixed} == pytest.approx(
        {name: expected.estimates[name] for name in expected.fixed}, rel=1e-6
    )
    assert travels(sums)


def test_sequences_of_codes(merged):
    codes = np.random.default_rng(5).integers(0, 4, (50, 60))
    counts = merged(lambda part: count_transitions(codes[part], 4), len(codes))
    expected = count_transitions(codes, 4)
    np.testing.assert_array_equal(counts.table, expected.table)
    assert alike(sequential(counts), sequential(expected))
    assert travels(counts)


def test_stability_and_influence_in_diaries(merged):
    rng = np.random.default_rng(9)
    y = rng.normal(size=(80, 20, 2)).cumsum(axis=1) * 0.2 + rng.normal(size=(80, 20, 2))
    y[rng.random(y.shape) < 0.05] = np.nan
    sums = merged(lambda part: diary_sums(y[part]), len(y))
    assert alike(finish_influence(sums), influence(y))
    assert travels(sums)
