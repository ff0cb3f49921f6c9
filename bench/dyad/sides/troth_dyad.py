"""Our side: FOLDER REPEATS TASK and the sizes it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from timed import given, tell, timed

from troth.science.dyad.apim import apim
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.bootstrap import apim_bootstrap
from troth.science.dyad.dynamics import dynamics
from troth.science.dyad.fiml import apim_fiml
from troth.science.dyad.growth import growth
from troth.science.dyad.sequence import count_transitions
from troth.science.dyad.sequence_cells import cells, kappa_by_frequencies

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from troth.science.dyad.dynamics_compiled import Jit
    from troth.science.dyad.dynamics_result import Dynamics
    from troth.science.dyad.result import Result

ROLES = ("h", "w")

folder, repeats, (task, *sizes) = given()


def pairs() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows = np.fromfile(folder / "couples.bin").reshape(-1, 4)
    return rows[:, :2].copy(), rows[:, 2:].copy()


def told(found: Result) -> dict[str, Any]:
    return {"estimates": dict(found.estimates), "se": dict(found.se), "loglik": found.loglik}


def do(work: Callable[[], Any], tell_of: Callable[[Any], dict[str, Any]] = told) -> None:
    found, seconds = timed(work, repeats)
    tell(seconds, f"numpy {np.__version__}", **tell_of(found))


def roles() -> None:
    x, y = pairs()
    do(lambda: apim(y, x, roles=ROLES))


def alike() -> None:
    x, y = pairs()
    do(lambda: apim(y, x, distinguishable=False))


def gaps() -> None:
    x, y = pairs()
    do(lambda: apim_fiml(y, x, roles=ROLES))


def draws() -> None:
    x, y = pairs()
    table = apim_table(y, x, roles=ROLES)
    do(lambda: apim_bootstrap(table, np.random.default_rng(1), draws=int(sizes[0])))


def curves() -> None:
    couple, time, h, w = np.fromfile(folder / "occasions.bin").reshape(-1, 4).T.copy()
    scores = np.column_stack([h, w])

    def means(found: Any) -> dict[str, Any]:
        return {
            "estimates": {name: found.estimates[name] for name in found.fixed},
            "se": {name: found.se[name] for name in found.fixed},
            "loglik": found.loglik,
        }

    do(lambda: growth(couple, time, scores, roles=ROLES), means)


def talks() -> None:
    turns = int(sizes[1])
    scores = np.fromfile(folder / "talks.bin").reshape(-1, turns, 2)
    do(lambda: dynamics(scores, roles=ROLES), slopes)


def compiled() -> None:
    import numba

    turns = int(sizes[1])
    scores = np.fromfile(folder / "talks.bin").reshape(-1, turns, 2)

    def work() -> Dynamics:
        return dynamics(scores, roles=ROLES, jit=numba.njit)

    do(work, slopes)  # compiles before the clock starts


def slopes(found: Dynamics) -> dict[str, Any]:
    return {"estimates": {"slopes": found.parameters[: int(sizes[0])].ravel().tolist()}}


def events() -> None:
    import numba

    judge(numba.njit)


def judge(jit: Jit | None = None) -> None:
    shown, length, n_codes = map(int, sizes)
    codes = np.fromfile(folder / "codes.bin", np.int8).reshape(-1, length)

    def first(found: Any) -> dict[str, Any]:
        each = {name: getattr(found, name)[:shown] for name in ("expected", "z", "q", "log_odds", "kappa")}
        kappa, z = kappa_by_frequencies(count_transitions(codes[:shown], n_codes))
        each |= {"kappa_by_frequencies": kappa, "kappa_by_frequencies_z": z}
        told = {name: values.ravel().tolist() for name, values in each.items()}
        return {"estimates": {**told, "chi_square": found.test.chi_square[:shown].tolist()}}

    do(
        lambda: cells(count_transitions(codes, n_codes, jit=jit), jit=jit), first
    )  # compiles before the clock starts


TASKS = {
    "roles": roles,
    "alike": alike,
    "gaps": gaps,
    "draws": draws,
    "curves": curves,
    "talks": talks,
    "compiled": compiled,
    "events": events,
    "plain_events": judge,
}
TASKS[task]()
