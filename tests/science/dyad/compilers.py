"""What loops are compiled by in tests: by nothing, and by numba where it is installed."""

from importlib.util import find_spec

import pytest


def uncompiled(**_):
    """Return a compiler that leaves functions as they are."""
    return lambda function: function


def compilers():
    """Return the compilers there are, as parameters of a test."""
    found = [pytest.param(uncompiled, id="uncompiled")]
    if find_spec("numba"):
        from numba import njit

        found.append(pytest.param(njit, id="numba"))
    return found
