"""What changed between first and latest scores, in words for the care team. Pure: points and figures in, rows out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.library.judged_change import judge_change
from troth.library.score_measure import in_use
from troth.practice.instruments.together import days_of, near
from troth.science.change import ChangeMethod, CoupleClass, ReliabilityKind, couple_change, couple_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from troth.library.judged_change import JudgedChange
    from troth.library.measure import Bands, Cutoff
    from troth.practice.instruments.measured import Measured, MeasuredScale
    from troth.science.change import Change, Component

COUPLE_WORDS = {
    CoupleClass.BOTH: "both gained",
    CoupleClass.ONE: "one gained",
    CoupleClass.NONE: "neither changed reliably",
    CoupleClass.OPPOSED: "one gained, the other lost",
    CoupleClass.WORSE: "a loss without a gain",
}
A_CHANGE = 2  # a change needs two scores
ALPHA = " Its reliability is of a single day (alpha), so the figure is rather small."


@dataclass(frozen=True)
class SideRow:
    """One partner on one scale; ``place`` is the band of the first and of the latest score."""

    side: str
    name: str
    first: str
    latest: str
    change: str
    place: str
    told: str

    @property
    def in_one(self) -> str:
        """The same without the class, for a table with a column for each partner."""
        moved = f"{self.first} to {self.latest}, {self.change}" if self.latest else self.first
        return f"{moved}: {self.place}" if self.place else moved


@dataclass(frozen=True)
class ScaleChange:
    """One scale of both, with the ``figures`` that judge it; where none does, ``why`` says why."""

    label: str
    rows: list[SideRow]
    together: str
    level: list[str]
    figures: list[str]
    to_verify: bool
    why: str | None


@dataclass(frozen=True)
class Described:
    """Scales that nothing judges, one a row: label, side a, side b; and why, once for all."""

    head: list[str]
    rows: list[list[str]]
    notes: list[str]


@dataclass(frozen=True)
class MeasureChange:
    """One measure of both: scales that something published judges, and those that are only described."""

    slug: str
    title: str
    judged: list[ScaleChange]
    described: Described


def measure_changes(found: Iterable[Measured], names: Mapping[str, str]) -> list[MeasureChange]:
    """Return every measure with its scales, in order."""
    changes = []
    for measure in found:
        scales = [scale_change(scale, names) for scale in measure.scales]
        judged = [scale for scale in scales if scale.why is None]
        left = [scale for scale in scales if scale.why is not None]
        changes.append(MeasureChange(measure.slug, measure.title, judged, described(left, names)))
    return changes


def described(scales: Iterable[ScaleChange], names: Mapping[str, str]) -> Described:
    """Return scales in one table, with what is known of each."""
    scales = list(scales)
    cells = [{row.side: row.in_one for row in scale.rows} for scale in scales]
    notes = [scale.why or "" for scale in scales]
    notes += [f"{scale.label}: {figure}" for scale in scales for figure in scale.figures]
    return Described(
        head=["Scale", *(names.get(side, "") for side in "ab")],
        rows=[
            [scale.label, *(sides.get(side, "–") for side in "ab")]
            for scale, sides in zip(scales, cells, strict=True)
        ],
        notes=list(dict.fromkeys(notes)),
    )


def scale_change(scale: MeasuredScale, names: Mapping[str, str]) -> ScaleChange:
    """Return what changed on one scale, for those who answered it."""
    changes = {side: judged_of(scale, side) for side in sorted(scale.points)}
    return ScaleChange(
        label=scale.label,
        rows=[_row(scale, side, names[side], each) for side, each in changes.items()],
        together=_together(scale, changes),
        level=_level(scale, changes),
        figures=[*_index(scale), *_place(scale)],
        to_verify=_to_verify(scale),
        why=judge_change(0, 0, scale.terms, why_no_index=scale.why).why,
    )


def judged_of(scale: MeasuredScale, side: str) -> JudgedChange | None:
    """Return one side's change from the first to the latest score; None for fewer than two."""
    points = scale.points.get(side, [])
    if len(points) < A_CHANGE:
        return None
    return judge_change(points[0].value, points[-1].value, scale.terms, why_no_index=scale.why)


def band_of(scale: MeasuredScale, value: float) -> str:
    """Return the band of a score in words, or nothing where none is in use."""
    found = in_use(scale.scale, value, scale.chosen) if scale.scale else None
    return (found.band or "") if found else ""


def shown(value: float) -> str:
    """Return a score as people write it."""
    return f"{round(value, 2):g}"


def _row(scale: MeasuredScale, side: str, name: str, each: JudgedChange | None) -> SideRow:
    first, latest = scale.points[side][0], scale.points[side][-1]
    bands = [band_of(scale, first.value), band_of(scale, latest.value)]
    if each is None:
        return SideRow(
            side, name, f"{shown(first.value)} ({first.on:%-d %b %Y})", "", "", bands[0], "answered once"
        )
    days = (latest.on - first.on).days
    return SideRow(
        side=side,
        name=name,
        first=f"{shown(first.value)} ({first.on:%-d %b %Y})",
        latest=f"{shown(latest.value)} ({latest.on:%-d %b %Y}, {days} day{'' if days == 1 else 's'} later)",
        change=f"{moved:+g}" if (moved := round(latest.value - first.value, 2)) else "0",
        place=bands[0] if bands[0] == bands[1] else ", then ".join(filter(None, bands)),
        told=each.judged.change_class.value if each.judged else "described",
    )


def _both(changes: Mapping[str, JudgedChange | None]) -> tuple[Change, Change] | None:
    judged = [each.judged for each in changes.values() if each and each.judged]
    return (judged[0], judged[1]) if len(judged) == len("ab") else None


def _together(scale: MeasuredScale, changes: Mapping[str, JudgedChange | None]) -> str:
    both = _both(changes)
    if both is None:
        return ""
    if not _at_one_time(scale):
        return "not told, as their answers lie more than a week apart"
    return COUPLE_WORDS[couple_class(both[0].change_class, both[1].change_class)]


def _at_one_time(scale: MeasuredScale) -> bool:
    """Tell whether both answered at the same time, first and last."""
    ends = [[points[at] for points in scale.points.values()] for at in (0, -1)]
    return all(near(one.on, other.on) for one, other in ends)


def _level(scale: MeasuredScale, changes: Mapping[str, JudgedChange | None]) -> list[str]:
    """Tell level and difference of the two, where both answered at the same time, first and last."""
    both = _both(changes)
    if both is None or not _at_one_time(scale):
        return []
    ends = [[points[at] for points in scale.points.values()] for at in (0, -1)]
    found = couple_change(*both)
    first, latest = (days_of(one.on, other.on) for one, other in ends)
    told = [
        f"Level of the two, {first} and then {latest}: {_component(found.level)}.",
        f"Difference of the two: {_component(found.difference)}.",
    ]
    if found.closer_by_a_fall:
        told.append("They came closer because the one who was better off fell; that is no gain.")
    return told


def _component(part: Component) -> str:
    reliable = "more than chance" if part.reliable else "within chance"
    return f"{shown(abs(part.pre))} to {shown(abs(part.post))}, {reliable}"


def _index(scale: MeasuredScale) -> list[str]:
    """Tell by which published figure a change is judged, with its source and mark."""
    rule = scale.terms.rule(ChangeMethod.JACOBSON_TRUAX)
    if scale.scale is None or scale.scale.rci is None or rule is None:
        return []
    found = scale.scale.rci
    span = f", the larger of {found.value:g} and {found.upper:g}" if found.upper else ""
    kind = ALPHA if rule.reliability_kind is ReliabilityKind.ALPHA else ""
    note = f" {found.note.rstrip('.')}." if found.note else ""
    return [f"A change counts from {shown(rule.threshold)} points{span} ({found.told}).{kind}{note}"]


def _place(scale: MeasuredScale) -> list[str]:
    """Tell by which published figure a score is placed in a band."""
    figure = figure_of(scale)
    if figure is not None:
        bands = scale.scale is not None and scale.scale.bands is figure
        return [f"{'Bands from' if bands else 'Cut-off'} {figure.shown} ({figure.told})."]
    several = scale.scale is not None and len(scale.scale.cutoffs) > 1
    return ["Several cut-offs are published, and your practice has chosen none."] if several else []


def figure_of(scale: MeasuredScale) -> Cutoff | Bands | None:
    """Return the cut-off or the bands in use; they are the same for every score."""
    found = in_use(scale.scale, 0, scale.chosen) if scale.scale else None
    return found.by if found else None


def _to_verify(scale: MeasuredScale) -> bool:
    if scale.scale is None:
        return False
    figures = [scale.scale.rci, scale.scale.key, figure_of(scale)]
    return any(figure.to_verify for figure in figures if figure)
