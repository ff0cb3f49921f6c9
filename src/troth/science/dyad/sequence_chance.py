"""Transitions against the same codes in another order: a permutation test for short conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.sequence import NOTHING, Counts, add_by_couple, checked_codes, count_transitions
from troth.science.dyad.sequence_told import chance_told
from troth.science.dyad.told import Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Chance", "chance"]

EVENTS = 500_000
"""About so many events are shuffled at a time."""
ROUNDS = 20
"""A shuffle that keeps the rule is so many rounds of one swap for every fourth event and one reversal."""


@dataclass(frozen=True, slots=True, eq=False)
class Chance(Told):
    """What the order of the codes alone makes of the counts.

    Attributes:
        p: Two-sided p of each cell of each couple, shape (n, K, K); 1 where nothing can vary.
        p_total: The same for all couples together, shape (K, K).
        expected: Mean count over the orders drawn and the one observed, shape (n, K, K).
        draws: How many orders were drawn.
    """

    p: NDArray[np.float64]
    p_total: NDArray[np.float64]
    expected: NDArray[np.float64]
    draws: int

    def summary(self) -> str:
        """Return a table of every cell over all couples."""
        return chance_told(self)


def chance(
    codes: ArrayLike,
    n_codes: int,
    *,
    rng: np.random.Generator,
    draws: int = 999,
    lag: int = 1,
    couple: ArrayLike | None = None,
    no_repeats: bool = False,
) -> Chance:
    r"""Compare each count with those in other orders of the same codes within each sequence.

    Args:
        codes: Sequences as for :func:`~troth.science.dyad.sequence.count_transitions`. Places without a code stay.
        n_codes: K, how many codes there are.
        rng: The source of randomness; the same one in the same state gives the same result.
        draws: B, how many orders to draw.
        lag: How many events later.
        couple: The couple of each sequence, where couples have several.
        no_repeats: Whether no code may follow itself; then only orders that keep this are drawn.

    Returns:
        Two-sided p, :math:`2\min(1+\#\{F^* \ge f\},\ 1+\#\{F^* \le f\})/(B+1)`, at most 1. The smallest
        possible is 2/(B+1).

    **Method.** Without the rule every order is equally likely. With it, a chain of swaps of two codes and
    reversals of a stretch, each refused if it would put equal codes side by side, walks from what was observed
    to one other order, and from there once for each draw (Besag and Clifford): so p is right however long
    the walks are; longer walks only see more. Cost with the rule: about B times 25 small steps an event.

    Raises:
        WrongShape: The codes do not fit, `draws` is below 1, or codes repeat that may not.

    **Missing data.** Events without a code stay in their places in every order and are in no transition.

    **Reference.** Besag, J., & Clifford, P. (1989). Generalized Monte Carlo significance tests. Biometrika, 76,
    633-642.

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> found = chance([[0, 1] * 10], 2, rng=rng, draws=199)
        >>> found.p[0, 0, 1], found.expected[0, 0, 1].round(0)
        (np.float64(0.01), np.float64(5.0))
    """
    rows = checked_codes(codes, n_codes).astype(np.int64)
    if draws < 1:
        raise WrongShape(f"A permutation test needs 1 draw or more, not {draws}.")
    seen = count_transitions(rows, n_codes, lag=lag, couple=couple)
    deck = _Deck.of(rows)
    hub, there = deck.codes, _schedule(deck)
    if no_repeats:
        deck.check_rule()
        hub = deck.walk(hub, 1, rng, there[::-1])
    above, below, total = (np.zeros(seen.table.shape) for _ in range(3))
    high, low = (np.zeros((n_codes, n_codes)) for _ in range(2))
    batch = max(1, EVENTS // max(rows.size, 1))
    for start in range(0, draws, batch):
        size = min(batch, draws - start)
        drawn = deck.walk(hub, size, rng, there) if no_repeats else deck.shuffled(size, rng)
        counted = count_transitions(deck.laid_out(drawn, size), n_codes, lag=lag).table
        for table in counted.reshape(size, len(rows), n_codes, n_codes):
            found = add_by_couple(Counts(table, table.sum(axis=2)), couple).table
            above += found >= seen.table
            below += found <= seen.table
            total += found
            high += found.sum(axis=0) >= seen.table.sum(axis=0)
            low += found.sum(axis=0) <= seen.table.sum(axis=0)
    return Chance(
        _two_sided(above, below, draws),
        _two_sided(high, low, draws),
        (total + seen.table) / (draws + 1),
        draws,
    )


def _two_sided(above: NDArray[np.float64], below: NDArray[np.float64], draws: int) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.minimum(2 * (1 + np.minimum(above, below)) / (draws + 1), 1.0)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Deck:
    """Sequences with their gaps closed: codes to the left, where each belongs, and which are side by side."""

    codes: NDArray[np.int64]
    place: NDArray[np.int64]
    joined: NDArray[np.bool_]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, rows: NDArray[np.int64]) -> _Deck:
        missing = rows < 0
        place = np.argsort(missing, axis=1, kind="stable")
        codes = np.take_along_axis(np.where(missing, NOTHING, rows), place, axis=1)
        joined = np.zeros(rows.shape, bool)
        joined[:, :-1] = (np.diff(place, axis=1) == 1) & (codes[:, 1:] >= 0)
        return cls(codes, place, joined, (~missing).sum(axis=1))

    def check_rule(self) -> None:
        repeats = (self.codes[:, 1:] == self.codes[:, :-1]) & self.joined[:, :-1]
        if repeats.any():
            row, at = np.argwhere(repeats)[0]
            raise WrongShape(
                f"Sequence {row + 1} repeats the code {self.codes[row, at]}, though no code may follow itself: "
                "merge repeats first, or do not ask for the rule."
            )

    def laid_out(self, drawn: NDArray[np.int64], times: int) -> NDArray[np.int64]:
        found = np.full(drawn.shape, NOTHING, np.int64)
        np.put_along_axis(found, np.tile(self.place, (times, 1)), drawn, axis=1)
        return found

    def shuffled(self, times: int, rng: np.random.Generator) -> NDArray[np.int64]:
        codes = np.tile(self.codes, (times, 1))
        keys = np.where(codes < 0, 2.0, rng.random(codes.shape))
        return np.take_along_axis(codes, np.argsort(keys, axis=1), axis=1)

    def walk(
        self, start: NDArray[np.int64], times: int, rng: np.random.Generator, kinds: Sequence[bool]
    ) -> NDArray[np.int64]:
        """Walk from `start` along steps that are swaps (true) or reversals, `times` walks for each sequence."""
        state, joined = np.tile(start, (times, 1)), np.tile(self.joined, (times, 1))
        sizes = np.tile(self.sizes, times)
        for swap in kinds:
            ends = (rng.random((2, len(state))) * sizes).astype(np.int64)
            (_swap if swap else _reverse)(state, joined, *ends)
        return state


def _schedule(deck: _Deck) -> list[bool]:
    swaps = int(deck.sizes.max(initial=0)) // 4 + 1
    return ([True] * swaps + [False]) * ROUNDS


def _swap(
    state: NDArray[np.int64], joined: NDArray[np.bool_], one: NDArray[np.int64], other: NDArray[np.int64]
) -> None:
    """Swap two codes of each row in place, unless equal codes would come side by side."""
    row = np.arange(len(state))
    first, second = state[row, one], state[row, other]
    state[row, one], state[row, other] = second, first
    back = _clash(state, joined, row, one) | _clash(state, joined, row, other)
    state[row[back], one[back]], state[row[back], other[back]] = first[back], second[back]


def _clash(
    state: NDArray[np.int64], joined: NDArray[np.bool_], row: NDArray[np.int64], at: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell for each row whether the code at a place equals a neighbour; the last place is never joined onward."""
    code, following = state[row, at], (at + 1) % state.shape[1]
    before = joined[row, at - 1] & (state[row, at - 1] == code)
    found: NDArray[np.bool_] = before | (joined[row, at] & (state[row, following] == code))
    return found


def _reverse(
    state: NDArray[np.int64], joined: NDArray[np.bool_], one: NDArray[np.int64], other: NDArray[np.int64]
) -> None:
    """Turn a stretch of each row around in place, unless equal codes would come side by side."""
    low, high = np.minimum(one, other)[:, None], np.maximum(one, other)[:, None]
    spot = np.arange(state.shape[1])
    turned = np.take_along_axis(
        state, np.where((spot >= low) & (spot <= high), low + high - spot, spot), axis=1
    )
    clash = ((turned[:, 1:] == turned[:, :-1]) & joined[:, :-1]).any(axis=1)
    state[~clash] = turned[~clash]
