"""The tasks of the dyad benchmark, and who else can do them."""

from __future__ import annotations

from dataclasses import dataclass

from bench.dyad import data
from bench.dyad.contest import SAME, Peer, Task


@dataclass(frozen=True)
class Size:
    """How many couples each task has, and how often every side does it in how many turns.

    `some` are the conversations of the slow ways, scaled to all; `draws` and `their_draws` those of the bootstrap;
    `most_couples` those of the longest fit, and `rows` those of the file.
    """

    couples: int
    fewer: int
    growing: int
    some: int
    draws: int
    their_draws: int
    most_couples: int
    rows: int
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
    rows=10_000_000,
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
    rows=200_000,
    repeats=3,
    rounds=1,
    has_goals=False,
)

FAR = (5e-3, 5e-3)
NEAR = (1e-3, 1e-3)
PAIRWISE = "From two arrays in memory to estimates, standard errors and log-likelihood."


def tasks(size: Size) -> tuple[Task, ...]:
    """Return the tasks in the order of the page."""
    return tuple(made(size) for made in (_roles, _alike, _gaps, _draws, _curves, _talks, _events))


def _roles(size: Size) -> Task:
    return Task(
        title="Actor-partner model, distinguishable partners",
        says=f"{PAIRWISE} semopy stops a little before the optimum and is held equal to five parts in a thousand; its "
        "`Model` has no intercepts, which is less work, and sets no goal. nlme’s standard errors are divided by its own "
        "factor, the root of N divided by N – q.",
        n=size.couples,
        write=data.write_pairs,
        ours=("roles",),
        function="apim",
        peers=(
            Peer("lavaan, `sem`", "lavaan.R", "lavaan", ("roles",), goal=20),
            Peer("linearmodels, `SUR`", "sur_apim.py", "linearmodels", goal=20),
            Peer(
                "semopy, `ModelMeans`", "semopy_apim.py", "semopy", ("means",), goal=20, once=True, same=FAR
            ),
            Peer("semopy, `Model`: no intercepts", "semopy_apim.py", "semopy", ("slopes",), same=FAR),
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


def _gaps(size: Size) -> Task:
    return Task(
        title="Actor-partner model with missing values (FIML)",
        says=f"{PAIRWISE} Of all values {data.LEFT_OUT:.0%} are missing, predictors too; distinguishable partners; errors "
        'from the observed information. lavaan may stop a little before the optimum. semopy’s `obj="FIML"` gives wrong '
        "estimates where values are missing and takes no part.",
        n=size.couples,
        write=data.write_gaps,
        ours=("gaps",),
        function="apim_fiml",
        peers=(Peer('lavaan, `missing = "fiml"`', "lavaan.R", "lavaan", ("gaps",), goal=10, same=NEAR),),
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


def _talks(size: Size) -> Task:
    sizes = (str(size.some), str(size.couples), str(data.TURNS))
    ours = (str(size.some), str(data.TURNS))
    return Task(
        title=f"Gottman–Murray dynamics, {data.TURNS} turns",
        says="Inertia and bilinear influence of both partners of each couple, with standard errors, the rule of fewest "
        f"turns, and the mean and spread of all couples. The loop fits {size.some:,} couples, without errors; its time is "
        f"multiplied by {size.couples // size.some:,}. One `numpy.sum` over the same array is the floor: ours may take "
        "four times as long. The goals are those of the loops that numba compiles (extra `fast`) before the clock starts; "
        "without a compiler the same numbers come from plain numpy.",
        n=size.couples,
        write=data.write_talks,
        ours=("compiled", *ours),
        package="numba",
        function="dynamics(jit=numba.njit)",
        peers=(
            Peer("Troth, `dynamics`: plain numpy", "troth_dyad.py", "", ("talks", *ours)),
            Peer("numpy, a loop of `lstsq`", "numpy_talks.py", "", ("loop", *sizes), goal=100),
            Peer("numpy, `sum` of the array", "numpy_talks.py", "", ("sum", *sizes), goal=0.25),
        ),
    )


def _events(size: Size) -> Task:
    sizes = (str(size.some), str(size.couples), str(data.EVENTS), str(data.CODES))
    ours = (str(size.some), *sizes[2:])
    return Task(
        title=f"Lag-sequential statistics, {data.EVENTS} events, {data.CODES} codes",
        says="Counts of each couple, and of each of its cells the expected count, adjusted residual, Yule’s Q, log odds "
        f"and kappa. Both scripts in R do {size.some:,} couples; their time is multiplied by "
        f"{size.couples // size.some:,}. The goal is set beside the way the R package LagSequential works, which is not in "
        "Debian and could not be run: a script of our own takes one couple after another and computes and prints, to "
        "nowhere, what the manual names for its main function: counts, expected counts, transitional probabilities, "
        "the likelihood ratio, adjusted residuals, Yule’s Q and transformed kappas with their significance. The "
        "package itself was once timed at 0.55 s for 100 couples, printing included, on another machine. The lean loop prints "
        "nothing and tests nothing, and sets no goal; it is the harder peer. Kappas by the frequencies of codes, as the "
        "package has them, are compared too, and not counted on our side. The goals are those of the loops that numba "
        "compiles (extra `fast`) before the clock starts; without a compiler the same numbers come from plain numpy.",
        n=size.couples,
        write=data.write_events,
        ours=("events", *ours),
        package="numba",
        function="count_transitions` and `cells`, `jit=numba.njit",
        peers=(
            Peer("Troth, the same: plain numpy", "troth_dyad.py", "", ("plain_events", *ours)),
            Peer(
                "R, one couple printed after another", "printed_sequences.R", "", sizes, goal=500, once=True
            ),
            Peer("R, a lean loop over couples", "transitions.R", "", sizes),
        ),
        most=0.3 if size.has_goals else None,
    )
