"""Many workers: each reduces its part of the couples to sums, Dask merges them, and the estimates are those of all."""

import pickle
from dataclasses import fields
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from dask import bag
from distributed import Client, LocalCluster

from tests.science.dyad.merging import ROWS, made_up
from troth.science.dyad.apim import apim, apim_finish, apim_partial
from troth.science.dyad.apim_table import apim_table

PARTS = 7
CUTS = list(pairwise(np.linspace(0, 1, PARTS + 1).tolist()))
DATA = made_up()
FORMS = [{}, {"reml": True}, {"distinguishable": False}, {"distinguishable": False, "reml": True}]


@pytest.fixture(scope="module")
def merged():
    """Return the sums of all parts, each made by a worker on a local cluster, merged two by two."""

    def sums(partial):
        return bag.from_sequence(CUTS, npartitions=PARTS).map(partial).fold(add, split_every=2).compute()

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0"
        ) as cluster,
        Client(cluster),
    ):
        yield sums


def alike(found, expected):
    assert type(found) is type(expected)
    assert found.estimates == pytest.approx(expected.estimates, rel=1e-6, nan_ok=True)
    assert found.se == pytest.approx(expected.se, rel=1e-5, nan_ok=True)
    assert likelihood(found) == pytest.approx(likelihood(expected), rel=1e-9, nan_ok=True)
    assert (found.n_couples, found.dropped) == (expected.n_couples, expected.dropped)
    for field in fields(found):
        one, other = getattr(found, field.name), getattr(expected, field.name)
        if isinstance(other, np.ndarray):
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7, err_msg=field.name)
    return True


def likelihood(found):
    return np.nan if found.loglik is None else found.loglik


def travels(sums):
    """Tell whether sums come through a pickle, as they do between workers in different processes."""
    return type(pickle.loads(pickle.dumps(sums))) is type(sums)  # noqa: S301 - our own object


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.analysis)
def test_each_analysis_of_the_page_gives_what_one_array_gives(merged, row):
    sums = merged(lambda cut: row.of_part(DATA, *cut))
    assert alike(row.finished(sums), row.of_all(DATA))
    assert travels(sums)


@pytest.mark.parametrize("form", FORMS, ids=["ml", "reml", "alike-ml", "alike-reml"])
def test_every_form_of_the_actor_partner_model_comes_from_the_same_sums(merged, form):
    y, x = DATA["y"], DATA["x"]

    def partial(cut):
        here = slice(*(round(each * len(y)) for each in cut))
        return apim_partial(apim_table(y[here], x[here]))

    found, expected = apim_finish(merged(partial), **form), apim(y, x, **form)
    assert alike(found, expected)
    assert found.dropped["missing outcome"] > 10
