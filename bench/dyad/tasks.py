"""The tasks of the dyad benchmark, and who else can do them."""

from __future__ import annotations

from dataclasses import dataclass

from bench.dyad import data
from bench.dyad.contest import SAME, Peer, Task


@dataclass(frozen=True)
class Size:
    """How many couples each task has, and how often every side does it in how many turns.

    `some` are the conversations of the slow ways, scaled to all; `draws` and `their_draws` those of the bootstrap.
    """

    couples: int
    fewer: int
    growing: int
    some: int
    draws: int
    their_draws: int
    most_couples: int
    repeats: int
    rounds: int
    has_goals: bool


FULL = Size(
    couples=100_000,
    fewer=10_000,
    growing=1_000,
    some=1_000,
    draws=1_000,
    their_draws=200,
    most_couples=10_000_000,
    repeats=5,
    rounds=3,
    has_goals=True,
)
QUICK = Size(
    couples=5_000,
    fewer=1_000,
    growing=60,
    some=50,
    draws=200,
    their_draws=50,
    most_couples=100_000,
    repeats=3,
    rounds=1,
    has_goals=False,
)

FAR = (5e-3, 5e-3)
NEAR = (1e-3, 1e-3)
PAIRWISE = "From two arrays in memory to estimates, standard errors and log-likelihood."


def tasks(size: Size) -> tuple[Task, ...]:
    """Return the tasks in the order of the page."""
    return (_roles(size), _alike(size), _draws(size), _curves(size), _events(size))


def _roles(size: Size) -> Task:
    return Task(
        title="Actor-partner model, distinguishable partners",
        says=f"{PAIRWISE} semopy’s model has no intercepts, and stops a little before the optimum: it is held equal "
        "to five parts in a thousand. nlme’s standard errors are divided by its own factor the square root of N divided by N – q.",
        n=size.couples,
        write=data.write_pairs,
        ours=("roles",),
        function="apim",
        peers=(
            Peer("semopy, ML", "semopy_apim.py", "semopy", goal=20, same=FAR),
            Peer("lavaan, `sem`", "lavaan.R", "lavaan", ("roles",), goal=20),
            Peer("linearmodels, `SUR`", "sur_apim.py", "linearmodels", goal=20),
            Peer("nlme, `gls`", "gls.R", "nlme", ("roles",), goal=2000, once=True),
        ),
    )


def _alike(size: Size) -> Task:
    return Task(
        title="Actor-partner model, indistinguishable partners",
        says=f"{PAIRWISE} One intercept, actor effect, partner effect and residual variance for both partners.",
        n=size.couples,
        write=data.write_pairs,
        ours=("alike",),
        function="apim(distinguishable=False)",
        peers=(
            Peer("lavaan, `sem`", "lavaan.R", "lavaan", ("alike",), goal=20),
            Peer("nlme, `gls`", "gls.R", "nlme", ("alike",), goal=2000, once=True),
        ),
    )


def _draws(size: Size) -> Task:
    return Task(
        title=f"Bootstrap of couples, {size.draws:,} draws",
        says=f"The actor-partner model of distinguishable partners. lavaan makes {size.their_draws} draws; its time is "
        f"multiplied by {size.draws / size.their_draws:g}. Estimates are equal; the standard errors come from other "
        "random draws and are held equal to a quarter. Ours also has percentile and BCa intervals and their "
        "Monte-Carlo error.",
        n=size.fewer,
        write=data.write_pairs,
        ours=("draws", str(size.draws)),
        function="apim_bootstrap",
        peers=(
            Peer(
                'lavaan, `se = "bootstrap"`',
                "lavaan.R",
                "lavaan",
                ("draws", str(size.their_draws), str(size.draws)),
                goal=20,
                once=True,
                same=(SAME[0], 0.25 if size.has_goals else 0.5),
            ),
        ),
    )


def _curves(size: Size) -> Task:
    return Task(
        title="Growth of both partners, unbalanced",
        says=f"Up to {data.OCCASIONS} occasions at each couple’s own times, one in ten with one partner only: two "
        "intercepts and two slopes, a free 4 × 4 covariance between couples, correlated residuals of unequal variance; "
        "ML. lme’s log-likelihood must come within 1e-4 of ours.",
        n=size.growing,
        write=data.write_occasions,
        ours=("curves",),
        function="growth",
        peers=(Peer("nlme, `lme`", "lme.R", "nlme", goal=100, once=True, same=NEAR),),
    )


def _events(size: Size) -> Task:
    sizes = (str(size.some), str(size.couples), str(data.EVENTS), str(data.CODES))
    return Task(
        title=f"Lag-sequential statistics, {data.EVENTS} events, {data.CODES} codes",
        says="Counts of each couple, and of each of its cells the expected count, adjusted residual, Yule’s Q, log odds "
        f"and kappa. The loop in R does {size.some} couples; its time is multiplied by {size.couples // size.some:,}. "
        "The goal was set beside the R package LagSequential, which is not in Debian and was not run; this loop is "
        "leaner than a package: it prints nothing and tests nothing.",
        n=size.couples,
        write=data.write_events,
        ours=("events", str(size.some), *sizes[2:]),
        function="count_transitions` and `cells",
        peers=(Peer("R, a loop over couples", "transitions.R", "", sizes, goal=500),),
        most=0.3 if size.has_goals else None,
    )
