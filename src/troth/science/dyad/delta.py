"""Derivatives of formulas, for standard errors by the delta method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["jacobian"]

STEP = 1e-100
"""Nothing beside what is measured in any unit, and its square is 0."""


def jacobian(
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    r"""Return the derivatives of m numbers by k, shape (m, k), exact to rounding.

    A step :math:`\epsilon` into the imaginary moves a smooth function by :math:`i\epsilon f'`, with nothing to cancel; so
    the function must keep complex numbers as they are.

    Args:
        function: From shape (k,) to shape (m,).
        at: Where, shape (k,).

    Example:
        >>> jacobian(lambda at: np.array([at[0] * at[1], at[0] / at[1]]), np.array([3.0, 2.0])).tolist()
        [[2.0, 3.0], [0.5, -0.75]]
    """
    return np.stack([function(at + step).imag for step in 1j * STEP * np.eye(at.size)], axis=1) / STEP
