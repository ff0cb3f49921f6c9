"""What the care team's pages show of a couple's measures: change, course, bands and what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from troth.practice.instruments import editions, measure_chart
from troth.practice.instruments.measured import measured_called, measured_elsewhere, scored_names
from troth.practice.instruments.measured_change import A_CHANGE, described, measure_changes, scale_change
from troth.practice.instruments.worked import worked
from troth.practice.people.naming import names_of
from troth.practice.people.noting import note_of_couple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from troth.library.measure import MeasureScale
    from troth.practice.instruments.measured import Measured, MeasuredScale
    from troth.practice.instruments.measured_change import Described, MeasureChange, ScaleChange
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

MOST_CHARTS = 8


@dataclass(frozen=True)
class CoupleMeasures:
    """What both scored: published and licensed measures with their change, own ones by name and title."""

    changes: list[MeasureChange]
    own: list[tuple[str, str]]


@dataclass(frozen=True)
class ScalePage:
    """One scale over time; without ``spec`` there is too little to draw."""

    id: str
    change: ScaleChange
    spec: dict[str, Any] | None
    rows: list[list[str]]
    worked: list[str]
    norms: list[list[str]]


@dataclass(frozen=True)
class MeasurePage:
    """One measure of a couple over time; one with many scales only as a table."""

    found: Measured
    table: Described | None
    head: list[str]
    scales: list[ScalePage]
    is_drawn: bool


def couple_measures(viewer: Viewer, couple_id: UUID, names: Mapping[str, str]) -> CoupleMeasures:
    """Return what the couple's page tells of all measures but Trust Pulse. Raises `Absent` outside the care team."""
    found = {name: editions.worded(name, words) for name, words in scored_names(viewer, couple_id).items()}
    elsewhere = [name for name, own in found.items() if own is None]
    return CoupleMeasures(
        changes=measure_changes(measured_elsewhere(viewer, couple_id, elsewhere), names),
        own=[(name, own.title) for name, own in found.items() if own],
    )


@transaction.atomic
def measure_page(viewer: Viewer, couple: Couple, slug: str) -> MeasurePage:
    """Return one measure of a couple, and note that it was read. Raises `Absent`."""
    found = measured_called(viewer, couple.pk, slug)
    note_of_couple(viewer, couple, "measure.read", instrument=slug)
    names = names_of(couple.pk)
    many = len(found.scales) > MOST_CHARTS
    scales = [] if many else [_scale(scale, names) for scale in found.scales]
    scales.sort(key=lambda each: each.change.why is not None)
    return MeasurePage(
        found=found,
        table=described([scale_change(scale, names) for scale in found.scales], names) if many else None,
        head=["Day", names.get("a", ""), names.get("b", "")],
        scales=scales,
        is_drawn=any(scale.spec for scale in scales),
    )


def _scale(scale: MeasuredScale, names: Mapping[str, str]) -> ScalePage:
    several = any(len(points) >= A_CHANGE for points in scale.points.values())
    return ScalePage(
        id=scale.id,
        change=scale_change(scale, names),
        spec=measure_chart.scale_over_time(scale, names) if several else None,
        rows=measure_chart.table_rows(scale),
        worked=worked(scale, names),
        norms=_norms(scale.scale) if scale.scale else [],
    )


def _norms(scale: MeasureScale) -> list[list[str]]:
    return [
        [norm.group, f"{norm.mean:g}", _known(norm.sd), _known(norm.n), norm.told] for norm in scale.norms
    ]


def _known(value: float | None) -> str:
    return "not known" if value is None else f"{value:g}"
