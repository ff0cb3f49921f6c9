"""Loops for a compiler: the same numbers as the plain code, compiled or not."""

import numpy as np
import pytest

from tests.science.dyad.compilers import compilers
from tests.science.dyad.dynamics_made_up import talks, with_gaps
from troth.science.dyad.dynamics import dynamics, finish_dynamics
from troth.science.dyad.dynamics_result import REASONS
from troth.science.dyad.dynamics_sums import dynamics_sums
from troth.science.dyad.errors import NotFinite


def odd_ones():
    """Return couples for every reason, and some that are whole."""
    y = talks(6, 9, 60)
    y[0, :, 1] = -np.abs(y[0, :, 1])
    y[1, :, 0] = np.abs(y[1, :, 0])
    y[2, :, 0] = 0.3
    y[3, :, 1] = y[3, :, 0]
    y[4, 12:] = np.nan
    y[5, :, 1] = 0.0
    y[6, 30, 0] = np.nan
    return y


def at_once(y, form, influence, jit):
    return dynamics(y, form=form, influence=influence, minimum_cell=4, jit=jit)


def by_sums(y, form, influence, jit):
    return finish_dynamics(dynamics_sums(y, form=form, jit=jit), influence=influence, minimum_cell=4, jit=jit)


@pytest.mark.parametrize("jit", compilers())
@pytest.mark.parametrize("form", ["synchronous", "sequential"])
@pytest.mark.parametrize("influence", ["bilinear", "linear"])
@pytest.mark.parametrize("way", [at_once, by_sums])
def test_loops_and_plain_code_give_the_same_numbers_and_reasons(jit, form, influence, way):
    for y in (odd_ones(), with_gaps(talks(7, 6, 40, form=form)), talks(8, 6, 50, form=form) + 1e4):
        plain = dynamics(y, form=form, influence=influence, minimum_cell=4)
        found = way(y, form, influence, jit)
        np.testing.assert_array_equal(found.reason, plain.reason)
        np.testing.assert_allclose(found.parameters, plain.parameters, rtol=1e-10, atol=1e-11)
        np.testing.assert_allclose(found.covariance, plain.covariance, rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(found.residual_variance, plain.residual_variance, rtol=1e-10, atol=1e-13)
        assert found.positive.tolist() == plain.positive.tolist()
        assert found.negative.tolist() == plain.negative.tolist()
        assert found.estimates == pytest.approx(dict(plain.estimates), rel=1e-10, nan_ok=True)


def test_the_odd_couples_bring_every_reason():
    assert {REASONS[code] for code in dynamics(odd_ones()).reason.ravel()} == set(REASONS) - {"few_neutral"}


@pytest.mark.parametrize("jit", compilers())
def test_an_infinite_score_is_refused_by_the_loops_too(jit):
    y = talks(9, 3, 30)
    y[1, 4, 0] = np.inf
    with np.errstate(invalid="ignore"), pytest.raises(NotFinite):
        dynamics_sums(y, jit=jit)
    with np.errstate(invalid="ignore"), pytest.raises(NotFinite):
        dynamics(y, jit=jit)


@pytest.mark.parametrize("jit", compilers())
def test_sums_of_both_kinds_merge(jit):
    y = talks(10, 8, 50)
    merged = dynamics_sums(y[:3], jit=jit) + dynamics_sums(y[3:])
    np.testing.assert_allclose(finish_dynamics(merged).parameters, dynamics(y).parameters, rtol=1e-9)


@pytest.mark.parametrize("jit", compilers())
@pytest.mark.parametrize(("fewest", "used"), [(4, 58), (14, 35), (40, 0)])
def test_couples_pooled_in_the_loops_are_pooled_as_by_the_plain_code(jit, fewest, used):
    y = talks(11, 60, 40)
    y[3, :, 0], y[5, :, 1] = 2.0, np.abs(y[5, :, 1])
    plain, found = (dynamics(y, minimum_cell=fewest, jit=one) for one in (None, jit))
    assert (plain.n_couples, found.n_couples) == (used, used)
    assert found.estimates == pytest.approx(dict(plain.estimates), rel=1e-10, nan_ok=True)
    assert found.se == pytest.approx(dict(plain.se), rel=1e-10, nan_ok=True)
    if used:
        np.testing.assert_allclose(found.population.spread, plain.population.spread, atol=1e-11)
    np.testing.assert_array_equal(np.isnan(found.packed), np.isnan(plain.packed))
