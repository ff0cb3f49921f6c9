"""What `measure.yaml` says in one place must agree with what it says in another."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.library.measure_sources import Sourced, expanded
from troth.library.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from troth.library.folder import Folder
    from troth.library.measure_sources import MeasureScaleSource, MeasureSource, ReliableChangeSource
    from troth.library.yaml_files import Document, Place

Z = 1.96  # two-sided, 95 %
CLOSE_ENOUGH = 0.05
NOT_AN_ITEM = "Use the number of an item."


def check_measure(folder: Folder, document: Document, source: MeasureSource) -> None:
    """Note every disagreement in a measure's file."""
    check = _Check(folder, document, source)
    check.whole()
    check.answers()
    for index, scale in enumerate(source.scales):
        check.scale(("scales", index), scale)
    check.beside_the_scores()
    check.citations()


def _sourced(found: object, place: Place = ()) -> Iterator[tuple[Place, Sourced]]:
    if isinstance(found, tuple):
        for index, each in enumerate(found):
            yield from _sourced(each, (*place, index))
    elif isinstance(found, Source):
        if isinstance(found, Sourced):
            yield place, found
        for name in type(found).model_fields:
            yield from _sourced(getattr(found, name), (*place, name))


@dataclass(slots=True)
class _Check:
    folder: Folder
    document: Document
    source: MeasureSource

    def report(self, place: Place, message: str, remedy: str) -> None:
        self.folder.report("measure.yaml", self.document.line(*place), message, remedy)

    @property
    def ids(self) -> set[str]:
        return {str(number) for number in range(1, (self.source.item_count or 0) + 1)}

    def known(self, place: Place, items: Iterable[str]) -> None:
        """Report the first item that the measure does not have, and the first that stands twice."""
        ids = list(items)
        unknown = next((item for item in ids if item not in self.ids), None)
        if unknown is not None:
            self.report(place, f"There is no item {unknown}.", NOT_AN_ITEM)
        twice = next((item for item, times in Counter(ids).items() if times > 1), None)
        if twice is not None:
            self.report(place, f"Item {twice} stands here twice.", "Keep one of them.")

    def whole(self) -> None:
        source = self.source
        for scale, times in Counter(scale.id for scale in source.scales).items():
            if times > 1:
                self.report(("scales",), f'"{scale}" stands twice in scales.', "Keep one of them.")
        keyless = [scale.id for scale in source.scales if not scale.items and not scale.scales]
        if source.status == "incomplete" and not keyless:
            message = "It is called incomplete, but every scale has its key."
            self.report(("status",), message, "Write status: complete.")
        if source.status != "incomplete" and keyless:
            message = f'It is called {source.status}, but the scale "{keyless[0]}" has no items.'
            self.report(("status",), message, "Write status: incomplete, or add the items.")
        if source.guarded and not source.cautions:
            message = "A violence screen says nothing beside its score."
            self.report(("guarded",), message, "Say under cautions that a low score clears nobody.")

    def answers(self) -> None:
        answers = self.source.answers
        spans = {"default": answers.default, **{str(span): each for span, each in answers.items.items()}}
        for span, (low, high) in spans.items():
            if low >= high:
                message = f"The answers go from {low} to {high}."
                self.report(("answers", span), message, "Write the lowest answer first.")
        self.spans(("answers", "items"), answers.items)
        self.spans(("printed",), self.source.printed)

    def spans(self, place: Place, spans: Iterable[int | str]) -> None:
        self.known(place, [item for span in spans for item in expanded(span)])

    def scale(self, place: Place, scale: MeasureScaleSource) -> None:
        if scale.method == "sum_of_scales":
            self.sum_of_scales(place, scale)
        elif scale.items:
            self.known((*place, "items"), scale.items)
            self.known((*place, "reverse"), scale.reverse)
            for item in scale.reverse:
                if item not in scale.items:
                    message = f'Item {item} is reversed on "{scale.id}", which does not count it.'
                    self.report((*place, "reverse"), message, "Add it to the items, or take it out.")
            if scale.minimum_answered and scale.minimum_answered > len(scale.items):
                message = f'The scale "{scale.id}" needs more answers than it has items.'
                self.report((*place, "minimum_answered"), message, f"At most {len(scale.items)}.")
            self.range(place, scale, scale.items)
        elif scale.reverse:
            message = f'The scale "{scale.id}" reverses items but does not say which it counts.'
            self.report((*place, "reverse"), message, "Add the items, or take the key out.")
        self.figures(place, scale)

    def sum_of_scales(self, place: Place, scale: MeasureScaleSource) -> None:
        others = {other.id: other for other in self.source.scales if other.scales == ()}
        unknown = [name for name in scale.scales if name not in others]
        if unknown or not scale.scales or scale.items:
            message = f'The scale "{scale.id}" does not say which scales it adds.'
            self.report((*place, "scales"), message, "Name scales that count items, and no items.")
            return
        ranges = [others[name].range or (0, 0) for name in scale.scales]
        self.same_range(place, scale, (sum(low for low, _ in ranges), sum(high for _, high in ranges)))

    def range(self, place: Place, scale: MeasureScaleSource, items: tuple[str, ...]) -> None:
        ranges = [self.range_of(item) for item in items]
        if scale.method == "mean" and len(set(ranges)) > 1:
            message = f'The scale "{scale.id}" takes the mean of items with different ranges.'
            self.report((*place, "method"), message, "Use method: sum, or one range for all.")
            return
        lowest, highest = sum(low for low, _ in ranges), sum(high for _, high in ranges)
        self.same_range(place, scale, ranges[0] if scale.method == "mean" else (lowest, highest))

    def range_of(self, item: str) -> tuple[int, int]:
        return (self.source.ranges() or {}).get(item, self.source.answers.default)

    def same_range(self, place: Place, scale: MeasureScaleSource, expected: tuple[int, int]) -> None:
        if scale.range != expected:
            written = "no range" if scale.range is None else f"{scale.range[0]} to {scale.range[1]}"
            message = f'The scale "{scale.id}" says {written}, which its answers do not give.'
            self.report((*place, "range"), message, f"Write [{expected[0]}, {expected[1]}].")

    def figures(self, place: Place, scale: MeasureScaleSource) -> None:
        for index, cutoff in enumerate(scale.cutoffs):
            at = (*place, "cutoffs", index)
            if cutoff.upper is not None and cutoff.upper <= cutoff.value:
                self.report((*at, "upper"), f'"{cutoff.id}" ends before it begins.', "Write the lower first.")
            if scale.range and not scale.range[0] <= cutoff.value <= scale.range[1]:
                message = f'The cut-off {cutoff.value:g} lies outside the scale "{scale.id}".'
                self.report((*at, "value"), message, "Mend the cut-off or the range.")
        for name, times in Counter(cutoff.id for cutoff in scale.cutoffs).items():
            if times > 1:
                self.report((*place, "cutoffs"), f'"{name}" stands twice in cutoffs.', "Keep one of them.")
        if sum(cutoff.default for cutoff in scale.cutoffs) > 1:
            message = f'The scale "{scale.id}" has several default cut-offs.'
            self.report((*place, "cutoffs"), message, "Write default: false for all but one.")
        if scale.rci is not None:
            self.reliable_change((*place, "rci"), scale.rci)

    def reliable_change(self, place: Place, rci: ReliableChangeSource) -> None:
        if rci.sd is None or rci.reliability is None:
            return
        computed = Z * rci.sd * math.sqrt(2 * (1 - rci.reliability))
        if abs(computed - rci.value) > CLOSE_ENOUGH:
            message = f"The reliable change is written as {rci.value:g} but computes to {computed:.2f}."
            self.report((*place, "value"), message, "Count again: 1.96 · SD · √2 · √(1 - r).")

    def beside_the_scores(self) -> None:
        for index, rule in enumerate(self.source.rules):
            for number, need in enumerate(rule.needs):
                self.known(("rules", index, "needs", number, "items"), need.items)
        for index, alert in enumerate(self.source.alerts):
            place: Place = ("alerts", index)
            self.known((*place, "items"), alert.items)
            for item in alert.items:
                low, high = self.range_of(item)
                if not all(low <= value <= high for value in alert.any_of):
                    message = f"An alert waits for an answer that item {item} does not have."
                    self.report((*place, "any_of"), message, f"Use answers from {low} to {high}.")
        for index, printing in enumerate(self.source.printings):
            self.known(("printings", index, "reverse"), printing.reverse)

    def citations(self) -> None:
        places: list[tuple[Place, str | None]] = [(("answers",), self.source.answers.source)]
        for place, found in _sourced(self.source):
            places.append((place, found.source))
            if found.source is None and found.mark in {"V", "V2"}:
                message = f"Something is marked {found.mark} but names no source."
                self.report((*place, "mark"), message, "Add the source, or mark it TV.")
        for place, name in places:
            if name is not None and name not in self.source.sources:
                message = f'The source "{name}" is not listed under sources.'
                self.report((*place, "source"), message, "Add it there, or mend the name.")
        used = {name for _, name in places}
        for name in self.source.sources:
            if name not in used:
                message = f'The source "{name}" is listed but nothing rests on it.'
                self.report(("sources", name), message, "Name it where it is used, or take it out.")
