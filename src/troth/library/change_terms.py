"""By which numbers a change is judged, and where each of them comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.science.change import (
    ChangeMethod,
    ChangeRule,
    Cutoff,
    Healthy,
    Precision,
    ReliabilityKind,
    change_rule,
    published_rule,
)

if TYPE_CHECKING:
    from troth.library.measure import Cutoff as PublishedCutoff
    from troth.library.measure import MeasureScale, Reliability, ReliableChange


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a number comes from; `mark` is None where the person gave it."""

    source: str | None
    mark: str | None


GIVEN = Origin("given by the person", None)


@dataclass(frozen=True, slots=True)
class ChangeTerms:
    """The numbers for one scale; None where nothing is known.

    `rci_kind` is the kind of reliability behind the index, where its source says so;
    `reliability` stands by itself, for a person who knows an SD that fits it.
    """

    healthy: Healthy | None = None
    cutoff: Cutoff | None = None
    cutoff_from: Origin | None = None
    rci: float | None = None
    rci_kind: ReliabilityKind = ReliabilityKind.UNKNOWN
    precision: Precision | None = None
    index_from: Origin | None = None
    reliability: float | None = None
    reliability_kind: ReliabilityKind = ReliabilityKind.UNKNOWN

    def rule(self, method: ChangeMethod) -> ChangeRule | None:
        """Return the rule by which to judge, or None where only a description is possible.

        Raises:
            ValueError: The method needs numbers that are not known.
        """
        if method is ChangeMethod.JACOBSON_TRUAX and self.rci is not None:
            return published_rule(self.rci, self.rci_kind)
        if self.precision is not None:
            return change_rule(self.precision, method)
        if method is ChangeMethod.JACOBSON_TRUAX:
            return None
        raise ValueError(f"The method {method} needs the SD and the reliability of the scale.")


def published_terms(scale: MeasureScale, chosen: str | None = None) -> ChangeTerms:
    """Return what is published about a scale, with the cut-off that was chosen or that is used without a choice.

    Of a published range the side that calls less a change is taken: the larger index, the smaller
    reliability; and retest before alpha. Without an index no change is judged, as no SD is known
    that fits the reliability. Bands have no single line to cross, so by them nobody recovers.

    Raises:
        KeyError: The scale has no such cut-off.
    """
    cutoff, found = scale.cutoff(chosen) if chosen else scale.default_cutoff, scale.rci
    sides = {each.healthy for each in scale.cutoffs}
    if scale.bands is not None and scale.bands.healthy is not None:
        sides.add(scale.bands.healthy)
    best = _best(scale.reliability)
    behind = _kind_behind(found, scale.reliability)
    return ChangeTerms(
        healthy=Healthy(sides.pop()) if len(sides) == 1 else None,
        cutoff=_cutoff(cutoff) if cutoff else None,
        cutoff_from=Origin(cutoff.source, cutoff.mark) if cutoff else None,
        rci=(found.upper or found.value) if found else None,
        rci_kind=behind,
        precision=_precision(found, behind) if found else None,
        index_from=Origin(found.source, found.mark) if found else None,
        reliability=best.value if best else None,
        reliability_kind=ReliabilityKind(best.kind) if best else ReliabilityKind.UNKNOWN,
    )


def _best(known: tuple[Reliability, ...]) -> Reliability | None:
    in_order = sorted(known, key=lambda each: (each.kind != "retest", each.value))
    return in_order[0] if in_order else None


def _kind_behind(found: ReliableChange | None, known: tuple[Reliability, ...]) -> ReliabilityKind:
    kinds = [each.kind for each in known if found and each.value == found.reliability]
    return ReliabilityKind(kinds[0]) if kinds else ReliabilityKind.UNKNOWN


def _cutoff(cutoff: PublishedCutoff) -> Cutoff:
    return Cutoff(cutoff.value, Healthy(cutoff.healthy), cutoff.upper, cutoff.value_is)


def _precision(found: ReliableChange, kind: ReliabilityKind) -> Precision | None:
    if found.sd is None or found.reliability is None:
        return None
    return Precision(found.sd, found.reliability, kind)
