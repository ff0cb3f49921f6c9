"""How large the partner effect is beside the actor effect: k, with intervals that say where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, nan, sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from troth.science.dyad.apim import Apim
from troth.science.dyad.bootstrap import Bootstrap, percentile
from troth.science.dyad.cautions import Caution, RatioUndefined
from troth.science.dyad.errors import NotComparable, UnknownName, WrongShape
from troth.science.dyad.result import LEVEL, Result
from troth.science.dyad.told import Told, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.told import Columns

__all__ = ["FiellerSet", "PartnerRatio", "Ratio", "fieller", "partner_ratio"]


@dataclass(frozen=True, slots=True)
class FiellerSet(Told):
    """The ratios that the data do not rule out: between two ends, outside of two ends, or all.

    Attributes:
        low: Lower end; -inf where all are possible.
        high: Upper end; inf where all are possible.
        bounded: Whether the set lies between the ends; otherwise it is what lies outside of them, or everything.
    """

    low: float
    high: float
    bounded: bool

    def __str__(self) -> str:
        if self.bounded:
            return f"{self.low:.4f} to {self.high:.4f}"
        if self.low == -inf:
            return "any ratio is possible"
        return f"any ratio up to {self.low:.4f}, or from {self.high:.4f} on"

    def summary(self) -> str:
        """Return the set in words."""
        return str(self)


@dataclass(frozen=True, slots=True)
class Ratio(Told):
    """Two effects and what they make, as far as it can be told.

    Attributes:
        actor: a.
        partner: p.
        se_actor: Standard error of a.
        se_partner: Standard error of p.
        k: p/a; NaN where a cannot be told from 0.
        se: By the delta method; NaN likewise.
        fieller: The set of ratios not ruled out.
    """

    actor: float
    partner: float
    se_actor: float
    se_partner: float
    k: float
    se: float
    fieller: FiellerSet

    def summary(self) -> str:
        """Return both effects and k as a table, and the set of ratios in words."""
        columns: Columns = {
            "": ["actor", "partner", "k"],
            "estimate": [self.actor, self.partner, self.k],
            "SE": [self.se_actor, self.se_partner, self.se],
        }
        return "\n".join([*table(columns, "effect"), f"ratios not ruled out: {self.fieller}"])


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PartnerRatio(Result):
    """The ratios of a model, ``k_<role>`` or ``k``; `intervals` are Fieller's where they are intervals.

    Attributes:
        ratios: Each by name.
        percentile: Bootstrap intervals by name, where draws were given and k is.
        weak_draws: Share of draws whose actor effect is smaller than its own standard error, by name.
    """

    ratios: Mapping[str, Ratio]
    percentile: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    weak_draws: Mapping[str, float] = field(default_factory=dict)

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """Fieller's intervals of those ratios that have one."""
        return {
            name: (ratio.fieller.low, ratio.fieller.high)
            for name, ratio in self.ratios.items()
            if ratio.fieller.bounded
        }

    @property
    def p_values(self) -> dict[str, float]:
        """None: k is 0 where the partner effect is, and that is tested in the model."""
        return {}

    def facts(self) -> dict[str, object]:
        """Return both effects, Fieller's sets in words, and what the draws say."""
        told: dict[str, object] = {
            "fieller": {name: str(ratio.fieller) for name, ratio in self.ratios.items()},
            "actor": {name: ratio.actor for name, ratio in self.ratios.items()},
            "partner": {name: ratio.partner for name, ratio in self.ratios.items()},
        }
        if self.weak_draws:
            told["bootstrap"] = {name: list(ends) for name, ends in self.percentile.items()}
            told["weak_draws"] = dict(self.weak_draws)
        return told


def fieller(actor: float, partner: float, covariance: NDArray[np.float64]) -> Ratio:
    r"""Return k = p/a from two effects and their covariance, shape (2, 2), actor first.

    **Formula.** With :math:`V_a, V_p, C` the variances and covariance and z = 1.96, the set of all k with

    .. math:: (a^2 - z^2 V_a) k^2 - 2 (ap - z^2 C) k + (p^2 - z^2 V_p) \le 0

    holds the truth in 95 of 100 samples. It is an interval where :math:`a^2 > z^2 V_a`; otherwise it has no ends, or the
    ratios it leaves out lie between two. The delta method gives :math:`se^2 = V_p/a^2 + p^2 V_a/a^4 - 2pC/a^3`, of use
    only far from a = 0, and so never given without the set.

    Args:
        actor: a, in units of the outcome by units of the predictor.
        partner: p, likewise.
        covariance: Sampling covariance of both, actor first.

    Raises:
        WrongShape: The covariance is not 2 by 2, or a variance is below 0.

    **Missing data.** Where a number is not known (NaN) no ratio is ruled out, and k is NaN.

    **Reference.** Fieller, E. C. (1954). Some problems in interval estimation. J. R. Stat. Soc. B, 16, 175-185.

    Example:
        >>> print(fieller(0.5, 0.25, np.array([[0.01, 0.0], [0.0, 0.01]])).fieller)
        0.1058 to 1.0757
        >>> print(fieller(0.1, 0.5, np.array([[0.01, 0.0], [0.0, 0.01]])).fieller)
        any ratio up to -5.0066, or from 1.4873 on
        >>> print(fieller(0.1, 0.1, np.array([[0.01, 0.0], [0.0, 0.01]])).fieller)
        any ratio is possible
    """
    if np.shape(covariance) != (2, 2) or (np.diag(covariance) < 0).any():
        raise WrongShape(
            f"Two effects have a covariance of 2 by 2 with variances of 0 or more, not {covariance}."
        )
    z2 = float(ndtri(0.5 + LEVEL / 2)) ** 2
    v_a, v_p, c = float(covariance[0, 0]), float(covariance[1, 1]), float(covariance[0, 1])
    square, middle, rest = actor**2 - z2 * v_a, actor * partner - z2 * c, partner**2 - z2 * v_p
    inside = middle**2 - square * rest
    found = FiellerSet(-inf, inf, bounded=False)
    if square != 0 and inside > 0:
        low, high = sorted((middle + sign * sqrt(inside)) / square for sign in (-1, 1))
        found = FiellerSet(low, high, bounded=square > 0)
    k = se = nan
    if found.bounded:
        k = partner / actor
        se = sqrt(v_p / actor**2 + partner**2 * v_a / actor**4 - 2 * partner * c / actor**3)
    return Ratio(actor, partner, sqrt(v_a), sqrt(v_p), k, se, found)


def partner_ratio(found: Apim, *, predictor: str = "", draws: Bootstrap | None = None) -> PartnerRatio:
    r"""Tell the couple's pattern by k, the partner effect in parts of the actor effect.

    **Reading.** k near 1: a couple pattern, both matter alike; near 0: actor only; near -1: a contrast; large: partner
    only. k is refused as a summary (NaN and a caution) where the actor effect cannot be told from 0 at 5 %: then any
    large ratio of either sign is possible, and a and p are to be read themselves.

    Args:
        found: An actor-partner model; its covariance (and habit of standard errors) is used.
        predictor: Its name, where the model has several.
        draws: Of the same model, by `apim_bootstrap` or `apim_fiml_bootstrap`: adds percentile intervals, and the share of draws with an
            actor effect smaller than its own standard error.

    Returns:
        ``k_<role>``, or ``k`` where both effects are shared; `fieller` says how the intervals are made.

    Raises:
        UnknownName: The model has no actor and partner effect of that name.
        NotComparable: The draws are of another model.

    **Missing data.** As in the model.

    **Reference.** Kenny, D. A., & Ledermann, T. (2010). Detecting, measuring, and testing dyadic patterns in the
    actor-partner interdependence model. J. Fam. Psychol., 24, 359-366.

    Example:
        >>> from troth.science.dyad.apim import apim
        >>> rng = np.random.default_rng(7)
        >>> x = rng.normal(size=(200, 2))
        >>> y = x * 0.6 + x[:, ::-1] * 0.3 + rng.normal(size=(200, 2))
        >>> print(partner_ratio(apim(y, x, distinguishable=False)).ratios["k"].fieller)
        0.2393 to 0.6748
    """
    names = list(found.estimates)
    if draws is not None and (list(draws.estimates), dict(draws.estimates)) != (names, dict(found.estimates)):
        raise NotComparable("The draws are of another model: draw from the one whose ratio is asked for.")
    ratios, percentiles, weak = {}, {}, {}
    for name, places in _places(found, predictor).items():
        actor, partner = (found.estimates[names[place]] for place in places)
        ratios[name] = fieller(actor, partner, found.covariance[np.ix_(places, places)])
        if draws is not None:
            drawn = draws.drawn[:, places]
            weak[name] = float((np.abs(drawn[:, 0]) < draws.drawn_se[:, places[0]]).mean())
            if ratios[name].fieller.bounded:
                percentiles[name] = _percentile(drawn)
    return PartnerRatio(
        method=f"Partner effect in parts of the actor effect, {found.method[0].lower()}{found.method[1:]}",
        estimates={name: ratio.k for name, ratio in ratios.items()},
        se={name: ratio.se for name, ratio in ratios.items()},
        n_couples=found.n_couples,
        dropped=found.dropped,
        loglik=found.loglik,
        warnings=(*found.warnings, *_undefined(ratios)),
        ratios=ratios,
        percentile=percentiles,
        weak_draws=weak,
    )


def _places(found: Apim, predictor: str) -> dict[str, list[int]]:
    """Return where the actor and the partner effect of each ratio stand among the estimates."""
    names, mark = list(found.estimates), f"_{predictor}" if predictor else ""
    places = {}
    for role in found.roles:
        pair = []
        for effect in (f"actor{mark}", f"partner{mark}"):
            known = [name for name in (effect, f"{effect}_{role}") if name in names]
            if not known:
                raise UnknownName(
                    f"The model has no {effect}: name the predictor whose effects are in {', '.join(names)}."
                )
            pair.append(known[0])
        shared = pair == [f"actor{mark}", f"partner{mark}"]
        places["k" if shared else f"k_{role}"] = [names.index(name) for name in pair]
    return places


def _percentile(drawn: NDArray[np.float64]) -> tuple[float, float]:
    levels = np.array([[(1 - LEVEL) / 2], [(1 + LEVEL) / 2]])
    low, high = percentile((drawn[:, 1] / drawn[:, 0])[:, None], levels).ravel().tolist()
    return low, high


def _undefined(ratios: Mapping[str, Ratio]) -> list[Caution]:
    return [
        RatioUndefined(name, one.actor, one.partner, one.se_actor, one.se_partner)
        for name, one in ratios.items()
        if not one.fieller.bounded
    ]
