"""A published measure: how it is scored and what is known about its scores. It holds no item text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from troth.science import scoring

if TYPE_CHECKING:
    from collections.abc import Mapping

Mark = Literal["V", "V2", "TV", "C"]
Status = Literal["complete", "needs-option-codes", "incomplete", "key supplied by the practice"]
Side = Literal["above", "below"]
AlertKind = Literal["danger_to_self", "partner_safety"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Where something was published, and how well that is verified (V, V2, TV or C)."""

    mark: Mark
    source: str | None = None
    note: str | None = None

    @property
    def to_verify(self) -> bool:
        """Tell whether it may only be shown as a default that a clinician should verify."""
        return self.mark in {"V2", "TV"}

    @property
    def told(self) -> str:
        """Say source and mark as they stand beside a number."""
        source = (self.source or "none confirmed").rstrip(".")
        return f"source: {source}; {self.mark}{', to verify' if self.to_verify else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff(Sourced):
    """A published cut-off; between `value` and `upper` sources disagree."""

    id: str
    value: float
    upper: float | None
    below: str
    above: str
    healthy: Side
    value_is: Side
    default: bool
    sensitivity: float | None
    specificity: float | None

    @property
    def shown(self) -> str:
        """The cut-off as people write it."""
        return f"{self.value:g}" if self.upper is None else f"{self.value:g}–{self.upper:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands(Sourced):
    """Published bands, each from its value up to the next; `healthy` where their words say which side is well."""

    steps: tuple[tuple[int, str], ...]
    healthy: Side | None

    @property
    def shown(self) -> str:
        """Where the bands begin, as people write it."""
        return "/".join(str(start) for start, _ in self.steps[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm(Sourced):
    """Mean and standard deviation of a published group of `n` people."""

    group: str
    mean: float
    sd: float | None
    n: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability(Sourced):
    """A published reliability; with `upper`, studies range from `value` to it."""

    kind: Literal["alpha", "retest"]
    value: float
    upper: float | None
    n: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliableChange(Sourced):
    """The smallest reliable change, and what it was computed from where that is known."""

    value: float
    upper: float | None
    sd: float | None
    reliability: float | None

    @property
    def to_verify(self) -> bool:
        """Tell whether it rests on something to verify: one that was computed here does, too."""
        return self.mark != "V"


@dataclass(frozen=True, slots=True)
class MeasureScale:
    """One score: `items` is None while its key is missing; `scales` are added for sum_of_scales."""

    id: str
    label: str
    method: Literal["sum", "mean", "sum_of_scales"]
    items: tuple[str, ...] | None
    reverse: tuple[str, ...]
    scales: tuple[str, ...]
    count: int | None
    range: tuple[int, int] | None
    minimum_answered: int | None
    key: Sourced
    cutoffs: tuple[Cutoff, ...]
    bands: Bands | None
    norms: tuple[Norm, ...]
    reliability: tuple[Reliability, ...]
    rci: ReliableChange | None

    def cutoff(self, cutoff_id: str) -> Cutoff:
        """Return one cut-off; a `KeyError` says that there is none."""
        for cutoff in self.cutoffs:
            if cutoff.id == cutoff_id:
                return cutoff
        raise KeyError(cutoff_id)

    @property
    def default_cutoff(self) -> Cutoff | None:
        """The cut-off in use where the practice has chosen none; None where it must choose."""
        return next((cutoff for cutoff in self.cutoffs if cutoff.default), None)


@dataclass(frozen=True, slots=True)
class Need:
    """So many of these items must be answered high enough."""

    label: str
    items: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Sourced):
    """A rule beside the scores: met when each need has enough answers of `at_least`."""

    id: str
    label: str
    at_least: int
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class MeasureAlert:
    """Answers that the therapist must hear of, whatever the score."""

    items: tuple[str, ...]
    any_of: tuple[int, ...]
    kind: AlertKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing(Sourced):
    """Another printing with another order of items, told by its reverse key."""

    reverse: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistaken(Sourced):
    """Another questionnaire under the same name, told by its number of items."""

    items: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights(Sourced):
    """Who may use it: tier A is free according to its sources, tier B needs asking or citing."""

    tier: Literal["A", "B"]
    text: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A published measure. `ranges` holds the lowest and highest answer of each item by its id."""

    id: str
    version: int
    content_hash: str
    name: str
    aliases: tuple[str, ...]
    title: str
    about: str
    authors: str
    year: int | None
    status: Status
    ranges: Mapping[str, tuple[int, int]] | None
    default_range: tuple[int, int]
    printed: Mapping[str, str]
    order: str | None
    coding: tuple[str, ...]
    cautions: tuple[str, ...]
    guarded: bool
    rights: Rights
    scales: tuple[MeasureScale, ...]
    rules: tuple[Rule, ...]
    alerts: tuple[MeasureAlert, ...]
    printings: tuple[Printing, ...]
    mistaken: tuple[Mistaken, ...]
    sources: Mapping[str, str] = field(repr=False)

    @property
    def items(self) -> tuple[str, ...]:
        """Item ids in the published order; none where even their number is not known."""
        return tuple(self.ranges or ())

    @property
    def needs_option_codes(self) -> bool:
        """Tell whether the file with the words must bring the code of every answer."""
        return self.status == "needs-option-codes"

    def scale(self, scale_id: str) -> MeasureScale:
        """Return one scale; a `KeyError` says that there is none."""
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise KeyError(scale_id)

    def item_id(self, written: str) -> str | None:
        """Return the id of an item by its number or its printed label, or None."""
        if written in (self.ranges or ()):
            return written
        wanted = written.casefold()
        return next((item for item, label in self.printed.items() if label.casefold() == wanted), None)

    def definition(self, scale: MeasureScale, minimum_answered: int | None = None) -> scoring.ScaleDefinition:
        """Return the arithmetic of a scale with items; `minimum_answered` overrides the scale's own."""
        items = scale.items or ()
        ranges = self.ranges or {}
        return scoring.ScaleDefinition(
            scale.id,
            "mean" if scale.method == "mean" else "sum",
            tuple(scoring.ItemDefinition(item, *ranges[item], item in scale.reverse) for item in items),
            minimum_answered or scale.minimum_answered or len(items),
        )

    def with_scales(self, scales: tuple[MeasureScale, ...]) -> Measure:
        """Return the measure with other scales: those whose key came with the practice's own file."""
        return replace(self, scales=scales, status="key supplied by the practice")


@dataclass(frozen=True, slots=True)
class NotShipped:
    """A measure that must not be taken in, and why."""

    id: str
    name: str
    aliases: tuple[str, ...]
    reason: str


def name_key(name: str) -> str:
    """Return a name without case, spaces and signs: `CSI (16)` and `csi-16` are the same."""
    return re.sub(r"[\W_]", "", name.casefold())
