"""How the two carry on and answer each other in rated conversations, by Gottman-Murray dynamics. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

from troth.practice.conversation.talks import SIDES, moments
from troth.science.dyad.dynamics import dynamics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troth.practice.conversation.talks import Talk
    from troth.science.dyad.dynamics_result import CoupleDynamics, Rest
    from troth.science.dyad.dynamics_sums import Form

FEWEST_SIDE = 8
"""How many moments with the partner above zero, and how many below, an answer to them is told from."""
FEWEST_STEPS = 2 * FEWEST_SIDE
SEED, DRAWS = 20, 2_000
"""The draws behind the intervals of steady states are the same at every look."""
WHAT = ("intercept", "inertia", "influence_positive_on", "influence_negative_on")

Span = tuple[float, float, float]


@dataclass(frozen=True)
class Side:
    """One partner's numbers, each with its interval, or the reason why it is not known."""

    spans: dict[str, Span | None]
    reasons: dict[str, str]
    positive: int
    negative: int
    alone: Span | None


@dataclass(frozen=True)
class Swaying:
    """The dynamics of a couple's conversations taken together; `turns` or `moments` says what a step is."""

    steps: int
    talks: int
    by: str
    sides: dict[str, Side]
    rests: tuple[Rest, ...]
    stable: tuple[float, ...]

    @property
    def is_known(self) -> bool:
        """Whether anything at all can be told."""
        return any(span for side in self.sides.values() for span in side.spans.values())

    @property
    def is_whole(self) -> bool:
        """Whether every number is known, so that steady states can be told."""
        return all(span for side in self.sides.values() for span in side.spans.values())


def swaying(talks: Sequence[Talk]) -> list[Swaying]:
    """Return the dynamics of those conversations told turn by turn, and of those rated moment by moment.

    All of a kind stand one after the other with a gap between, so that nothing is carried over from one to the next,
    and one set of numbers serves them all.
    """
    found = []
    for by, form in (("turns", "sequential"), ("moments", "synchronous")):
        of_kind = [talk for talk in talks if (talk.step is None) == (by == "turns")]
        if of_kind:
            found.append(_swaying(of_kind, by, form))  # type: ignore[arg-type]
    return found


def _swaying(talks: Sequence[Talk], by: str, form: Form) -> Swaying:
    gap = np.full((1, 2), np.nan)
    rows = np.concatenate([part for talk in talks for part in (moments(talk), gap)])
    generator = np.random.default_rng(SEED)
    told = dynamics(
        rows[None], form=form, minimum_cell=FEWEST_SIDE, rng=generator, draws=DRAWS, roles=("a", "b")
    )
    one = told.couple(0)
    whole = not one.reasons
    return Swaying(
        steps=one.transitions,
        talks=len(talks),
        by=by,
        sides={
            side: Side(
                spans={what: _span(one, f"{what}_{side}") for what in WHAT},
                reasons={what: why for what in WHAT if (why := one.reasons.get(f"{what}_{side}"))},
                positive=int(told.positive[0, at]),
                negative=int(told.negative[0, at]),
                alone=(one.uninfluenced[side], *one.uninfluenced_ends[side]) if whole else None,
            )
            for at, side in enumerate(SIDES)
        },
        rests=one.rests if whole else (),
        stable=one.stable_shares if whole else (),
    )


def _span(one: CoupleDynamics, name: str) -> Span | None:
    middle, error = one.estimates[name], one.se[name]
    freedom = one.transitions - len(WHAT)
    if name in one.reasons or not np.isfinite(error) or freedom < 1:
        return None
    half: Any = float(stdtrit(freedom, 0.975)) * error
    return middle, middle - half, middle + half
