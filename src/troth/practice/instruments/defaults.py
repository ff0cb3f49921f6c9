"""A measure as a practice uses it: its published figures with the practice's own choices. Knows no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from troth.library.measure import Cutoff, ReliableChange
from troth.library.score_measure import BANDS
from troth.practice.instruments.states import DefaultUse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from troth.library import Measure
    from troth.library.measure import Bands, MeasureScale
    from troth.practice.instruments.models import PracticeDefault

    Published = Cutoff | Bands | ReliableChange

Changeable = TypeVar("Changeable", Cutoff, ReliableChange)

RCI = "rci"  # the name under which a scale's reliable change stands beside its cut-offs


@dataclass(frozen=True)
class Figure:
    """One published figure of a scale, and what the practice does with it."""

    scale: MeasureScale
    id: str
    published: Published
    shown: str
    use: DefaultUse
    value: float | None

    @property
    def kind(self) -> str:
        names = {RCI: "reliable change", BANDS: "bands"}
        return names.get(self.id, f"cut-off {self.id}")

    @property
    def may_change(self) -> bool:
        """Tell whether it is a default: what its source states itself is not changed."""
        return self.published.mark != "V"

    @property
    def is_cutoff(self) -> bool:
        return self.id not in {RCI, BANDS}

    @property
    def must_choose(self) -> bool:
        """Tell whether sources disagree, so that it is not used unless chosen."""
        return self.is_cutoff and self.scale.default_cutoff is None

    @property
    def uses(self) -> tuple[DefaultUse, ...]:
        """What a practice can do with it."""
        found = [DefaultUse.PUBLISHED]
        if self.is_cutoff and (self.must_choose or len(self.scale.cutoffs) > 1):
            found.append(DefaultUse.CHOSEN)
        if self.may_change:
            found += [DefaultUse.OFF] if self.id == BANDS else [DefaultUse.CHANGED, DefaultUse.OFF]
        return tuple(found)


def figures_of(measure: Measure, rows: Iterable[PracticeDefault]) -> list[Figure]:
    """Return every figure of a measure that decides something, in order."""
    kept = {(row.scale, row.figure): row for row in rows}
    found = []
    for scale in measure.scales:
        for name, published, shown in _published(scale):
            row = kept.get((scale.id, name))
            use = DefaultUse(row.use) if row else DefaultUse.PUBLISHED
            found.append(Figure(scale, name, published, shown, use, row.value if row else None))
    return found


def as_used(measure: Measure, figures: Iterable[Figure]) -> tuple[Measure, dict[str, str]]:
    """Return the measure without what is switched off and with what was changed, and the cut-off chosen by scale."""
    figures = list(figures)
    scales = tuple(
        _scale(scale, [one for one in figures if one.scale.id == scale.id]) for scale in measure.scales
    )
    chosen = {
        one.scale.id: one.id
        for one in figures
        if one.is_cutoff and one.use in {DefaultUse.CHOSEN, DefaultUse.CHANGED}
    }
    return replace(measure, scales=scales), chosen


def _published(scale: MeasureScale) -> list[tuple[str, Published, str]]:
    found: list[tuple[str, Published, str]] = [(cutoff.id, cutoff, cutoff.shown) for cutoff in scale.cutoffs]
    if scale.bands is not None:
        found.append(
            (BANDS, scale.bands, ", ".join(f"{label} from {start}" for start, label in scale.bands.steps))
        )
    if scale.rci is not None:
        upper = "" if scale.rci.upper is None else f"–{scale.rci.upper:g}"
        found.append((RCI, scale.rci, f"{scale.rci.value:g}{upper}"))
    return found


def _scale(scale: MeasureScale, figures: list[Figure]) -> MeasureScale:
    on = {one.id: one for one in figures if one.use is not DefaultUse.OFF}
    return replace(
        scale,
        cutoffs=tuple(_used(cutoff, on[cutoff.id]) for cutoff in scale.cutoffs if cutoff.id in on),
        bands=scale.bands if BANDS in on else None,
        rci=_used(scale.rci, on[RCI]) if scale.rci and RCI in on else None,
    )


def _used(published: Changeable, figure: Figure) -> Changeable:
    if figure.use is not DefaultUse.CHANGED or figure.value is None:
        return published
    source = (
        f"the practice’s own value instead of {figure.shown} ({published.source or 'no source confirmed'})"
    )
    return replace(published, value=figure.value, upper=None, source=source)
