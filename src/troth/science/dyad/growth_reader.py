"""What a search for spreads asks of the occasions, however they are kept: a likelihood, and each couple's curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from troth.science.growth.likelihood import Layout, curves, laid_out, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from troth.science.growth.likelihood import Curves, Reading, Spreads
    from troth.science.growth.occasions import OccasionSums

__all__ = ["Reader", "Summed"]


class Reader(Protocol):
    """The occasions of some couples, in own units, under a model whose spreads are held fixed."""

    @property
    def occasions(self) -> float:
        """How many occasions there are."""

    @property
    def couples(self) -> int:
        """How many couples there are."""

    def read(self, spreads: Spreads) -> Reading:
        """Return likelihood, mean and score."""

    def curves(self, spreads: Spreads) -> Curves:
        """Return each couple's own curve given its answers."""


@dataclass(frozen=True, slots=True, eq=False)
class Summed:
    """Occasions with independent deviations: a few sums for each couple are enough."""

    layout: Layout

    @classmethod
    def of(cls, sums: OccasionSums, x: NDArray[np.float64]) -> Summed:
        """Lay out the sums of n couples with their covariates `x` (n, k)."""
        return cls(laid_out(sums, x))

    @property
    def occasions(self) -> float:
        """How many occasions there are."""
        return float(self.layout.count.sum())

    @property
    def couples(self) -> int:
        """How many couples there are."""
        return sum(block.x.shape[1] for block in self.layout.blocks)

    def read(self, spreads: Spreads) -> Reading:
        """Return likelihood, mean and score in one pass over the couples."""
        return read(self.layout, spreads)

    def curves(self, spreads: Spreads) -> Curves:
        """Return each couple's own curve."""
        return curves(self.layout, spreads)
