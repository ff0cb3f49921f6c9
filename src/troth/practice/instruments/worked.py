"""What a score and its change mean, worked out step by step in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.measure import Cutoff
from troth.practice.instruments.measured_change import band_of, figure_of, judged_of, shown
from troth.science.change import ChangeClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.practice.instruments.measured import MeasuredScale
    from troth.science.change import Change

CLASS_WORDS = {
    ChangeClass.UNCHANGED: "so it may be chance: unchanged",
    ChangeClass.IMPROVED: "so it is reliable, and it goes to the healthy side: improved",
    ChangeClass.RECOVERED: "so it is reliable, and it crosses the cut-off to the healthy side: recovered",
    ChangeClass.DETERIORATED: "so it is reliable, and it goes away from the healthy side: deteriorated",
}


def worked(scale: MeasuredScale, names: Mapping[str, str]) -> list[str]:
    """Return for each side where the latest score lies, and how its change is judged."""
    told = []
    for side, points in sorted(scale.points.items()):
        place = _place(scale, points[-1].value)
        each = judged_of(scale, side)
        change = _change(each.judged) if each and each.judged else ""
        if place or change:
            told.append(f"{names[side]}: {' '.join(filter(None, (place, change)))}")
    return told


def _place(scale: MeasuredScale, value: float) -> str:
    band, figure = band_of(scale, value), figure_of(scale)
    if not band:
        return ""
    lies = f"The latest score, {shown(value)}, means: {band}."
    if not isinstance(figure, Cutoff):
        return lies
    if figure.upper is not None:
        return f"{lies} Sources give {figure.value:g} and {figure.upper:g}; in between no side is claimed."
    return f"{lies} A score of exactly {figure.value:g} counts as {figure.value_is}."


def _change(found: Change) -> str:
    size, margin = shown(abs(found.change)), shown(found.threshold)
    reaches = "reaches" if found.reliable else "stays under"
    told = f"From {shown(found.pre)} to {shown(found.post)} is {size}, which {reaches} {margin}, "
    told += f"{CLASS_WORDS[found.change_class]}."
    if found.change_class is ChangeClass.IMPROVED:
        told += " Recovered would need a cut-off crossed from the one side to the other."
    return told
