r"""The forms of the common fate model: which covariances each lets be equal, and whether its parameters can be told apart.

The order of the four columns is that of `apim_table`: both partners' predictor, then both partners' outcome.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from troth.science.dyad.delta import jacobian
from troth.science.dyad.errors import NotIdentified

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__: list[str] = []

Form = Literal["equal_loadings", "exchangeable", "free_loadings"]
Cells = tuple[tuple[int, int], ...]

MOMENTS = 10
"""Variances and covariances of four variables."""
APART = 1e-8
"""Smallest singular value of the Jacobian, in parts of the largest, with which parameters can be told apart."""
COMMON: tuple[Cells, ...] = (((0, 1),), ((2, 3),), ((2, 1), (3, 0)))
"""Cells of the covariance matrix that the couple's two variables fill alone: of x, of y, and of y with x."""
OWN: tuple[Cells, ...] = (((2, 2),), ((3, 3),), ((0, 0),), ((1, 1),), ((2, 0),), ((3, 1),))
"""Cells to which each person's own part adds: of y, of x, and of y with x, by role."""
CELLS: dict[Form, tuple[Cells, ...]] = {
    "equal_loadings": (*COMMON, *OWN),
    "exchangeable": (*COMMON, *(OWN[at] + OWN[at + 1] for at in (0, 2, 4))),
}
"""For each form that can be fitted, the cells that are one number: its free covariances."""
BASIS = {
    form: np.array(
        [
            [[float((i, j) in cells or (j, i) in cells) for j in range(4)] for i in range(4)]
            for cells in of_form
        ]
    )
    for form, of_form in CELLS.items()
}
"""The same as matrices of 0 and 1, shape (k, 4, 4): the covariance matrix is their sum with k weights."""
EXAMPLE = np.array([0.5, 1.0, 0.75, 1.0, 1.5, 2.0, 1.25, 0.5, 0.25, 0.75, 1.5])
"""Parameters of no particular place, at which the rank with free loadings is found."""


def parameters(form: Form, roles: tuple[str, str]) -> list[str]:
    """Return the names of a form's parameters."""
    sides = [""] if form == "exchangeable" else [f"_{role}" for role in roles]
    own = [f"own_{what}{side}" for what in ("outcome", "predictor", "covariance") for side in sides]
    return ["effect", "common_predictor", "common_residual", *own]


def resolved(free: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the parameters from a form's free covariances, both in their order, shape (k,)."""
    x, y, both = free[:3]
    rest = free[3:].reshape(3, -1) - np.stack([y, x, both])[:, None]
    return np.concatenate([np.stack([both / x, x, y - both * both / x]), rest.ravel()])


def implied(theta: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ten moments that parameters imply, those of free loadings last if there are any."""
    effect, x, residual = theta[:3]
    own = theta[3:9].reshape(3, -1) * np.ones(2)
    couple = np.array([[x, effect * x], [effect * x, effect * effect * x + residual]])
    loadings = np.zeros((4, 2), dtype=theta.dtype)
    loadings[[0, 1], 0] = loadings[[2, 3], 1] = 1
    if theta.size > 9:  # noqa: PLR2004 - one for each variable of the second partner
        loadings[3, 1], loadings[1, 0] = theta[9:]
    found = loadings @ couple @ loadings.T + np.diag(np.concatenate([own[1], own[0]]))
    found[[2, 3], [0, 1]] += own[2]
    moments: NDArray[np.float64] = found[np.tril_indices(4)]
    return moments


def check_identified(form: Form, theta: NDArray[np.float64]) -> None:
    """Raise `NotIdentified` where the parameters outnumber the moments, or some of them leave these unmoved."""
    sizes = np.linalg.svd(jacobian(implied, theta), compute_uv=False)
    rank = int((sizes > APART * sizes[0]).sum())
    if theta.size > MOMENTS:
        raise NotIdentified(
            f"The common fate model with {form.replace('_', ' ')} has {theta.size} parameters on {MOMENTS} variances and "
            f"covariances (df {MOMENTS - theta.size}; rank of the Jacobian {rank}): many answers fit alike, however many "
            "couples there are. Use equal_loadings or exchangeable."
        )
    if rank < theta.size:
        raise NotIdentified(
            f"The moments tell only {rank} of {theta.size} parameters apart, for the couples share no variance of the "
            "predictor, and so no effect of it can be found: use the actor-partner model."
        )
