"""What one file of an instrument says must agree with what the others say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.library.check_asking import check_asking
from troth.library.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from troth.library.folder import Folder
    from troth.library.sources import (
        AnswerSet,
        InstrumentSource,
        ItemSource,
        ItemsSource,
        ScaleSource,
    )
    from troth.library.yaml_files import Document, Place

LARGEST_RANGE = 100


def check_sources(
    folder: Folder,
    structure: Document,
    source: InstrumentSource,
    words_document: Document,
    words: ItemsSource,
) -> None:
    """Note every disagreement in an instrument's files."""
    check = Check(folder.problems, structure, source)
    check.whole()
    for name, answer_set in source.answer_sets.items():
        check.answer_set(name, answer_set)
    for place, item in source.placed_items():
        check.item(place, item)
    for index, scale in enumerate(source.scales):
        check.scale(("scales", index), scale)
    check_asking(check)
    _check_words(folder.problems, words_document, source, words)


@dataclass(slots=True)
class Check:
    """The problems found so far, and how to note one more."""

    problems: list[Problem]
    document: Document
    source: InstrumentSource

    def report(self, place: Place, message: str, remedy: str) -> None:
        """Note a problem at a place of the structure."""
        line = self.document.line(*place)
        self.problems.append(Problem(self.document.name, line, message, remedy))

    def whole(self) -> None:
        """What concerns the instrument as one."""
        source = self.source
        ids = [item.id for item in source.all_items()]
        for place, item in source.placed_items():
            if ids.count(item.id) > 1:
                remedy = "Give each item an id of its own."
                self.report((*place, "id"), f'Several items are called "{item.id}".', remedy)
        for what, names in (
            ("sections", [section.id for section in source.sections]),
            ("scales", [scale.id for scale in source.scales]),
            ("reverse", list(source.reverse)),
        ):
            for name in _repeated(names):
                self.report((what,), f'"{name}" stands twice in {what}.', "Keep one of them.")
        for index, name in enumerate(source.reverse):
            if name not in ids:
                message = f'The reverse key names "{name}", but there is no such item.'
                self.report(("reverse", index), message, "Use the id of an item.")
            elif all(name not in scale.items for scale in source.scales):
                message = f'The reverse key names "{name}", but no scale counts that item.'
                self.report(("reverse", index), message, "Take it out, or add it to a scale.")
        if source.kind == "safety" and not (
            source.guarded and source.protected and source.audience == "therapist"
        ):
            message = "A safety instrument could be seen or released."
            remedy = "Set guarded: true, protected: true and audience: therapist."
            self.report(("kind",), message, remedy)

    def answer_set(self, name: str, answer_set: AnswerSet) -> None:
        """One set of answers."""
        place = ("answer_sets", name)
        if (answer_set.range is None) == (answer_set.values is None):
            message = f'The answer set "{name}" needs either a range or values.'
            self.report(place, message, "Write one of them: range: [0, 10] or values: [yes, no].")
        elif answer_set.range is not None:
            low, high = answer_set.range
            if not 0 < high - low <= LARGEST_RANGE:
                message = f'The range of "{name}" goes from {low} to {high}.'
                self.report((*place, "range"), message, "Write the lowest answer first.")
        for value in _repeated(answer_set.values or ()):
            self.report((*place, "values"), f'"{value}" stands twice.', "Keep one of them.")

    def item(self, place: Place, item: ItemSource) -> None:
        """One question."""
        self._item_answers(place, item)
        if item.facet is not None and item.facet not in {s.id for s in self.source.scales}:
            message = f'"{item.id}" belongs to the facet "{item.facet}", but there is no such scale.'
            self.report((*place, "facet"), message, "Use the id of a scale, or add the scale.")
        if self.source.kind == "safety" and item.audience not in {None, "therapist"}:
            message = f'"{item.id}" would show a safety answer to others.'
            self.report((*place, "audience"), message, "Take the audience out.")
        if item.protected and item.audience in {"couple", "sealed"}:
            message = f'"{item.id}" is protected and yet shown to both partners.'
            self.report((*place, "protected"), message, "Take out one of the two.")
        for index, alert in enumerate(item.alerts):
            self.values((*place, "alerts", index, "any_of"), alert.any_of, item)

    def _item_answers(self, place: Place, item: ItemSource) -> None:
        if item.kind == "text":
            if item.answers is not None:
                message = f'"{item.id}" is a text but names an answer set.'
                self.report((*place, "answers"), message, "Take out the line, or change the kind.")
            return
        answer_set = self.source.answer_sets.get(item.answers or "")
        if answer_set is None:
            message = f'"{item.id}" names no answer set that is defined above.'
            names = ", ".join(self.source.answer_sets) or "none yet"
            self.report((*place, "answers"), message, f"Use one of: {names}.")
        elif item.kind == "rating" and answer_set.range is None:
            message = f'"{item.id}" is a rating, but its answers are not a range of numbers.'
            self.report((*place, "answers"), message, "Use an answer set with a range.")

    def values(self, place: Place, values: Iterable[int | str], item: ItemSource) -> None:
        """Note each value that cannot be answered to the item."""
        possible = self.source.possible_answers(item)
        for value in values:
            if value not in possible:
                message = f'"{value}" cannot be answered to "{item.id}".'
                listed = ", ".join(str(each) for each in possible) or "nothing (it is a text)"
                self.report(place, message, f"Use one of: {listed}.")

    def scale(self, place: Place, scale: ScaleSource) -> None:
        """One scale."""
        items = {item.id: item for item in self.source.all_items()}
        ranges: list[tuple[int, int]] = []
        for index, name in enumerate(scale.items):
            item = items.get(name)
            if item is None:
                message = f'The scale "{scale.id}" counts "{name}", but there is no such item.'
                self.report((*place, "items", index), message, "Use the id of an item.")
                continue
            answer_set = self.source.answer_sets.get(item.answers or "")
            if item.kind not in {"rating", "choice"} or not answer_set or not answer_set.range:
                message = f'The scale "{scale.id}" counts "{name}", which has no number.'
                self.report((*place, "items", index), message, "Count ratings only.")
                continue
            ranges.append(answer_set.range)
        for name in _repeated(scale.items):
            message = f'The scale "{scale.id}" counts "{name}" twice.'
            self.report((*place, "items"), message, "Keep one of them.")
        for item in items.values():
            if item.facet == scale.id and item.id not in scale.items:
                message = f'"{item.id}" names the facet "{scale.id}", which does not count it.'
                self.report((*place, "items"), message, f'Add "{item.id}" to the scale.')
        if scale.minimum_answered > len(scale.items):
            message = f'The scale "{scale.id}" needs more answers than it has items.'
            self.report((*place, "minimum_answered"), message, f"At most {len(scale.items)}.")
        if len(ranges) == len(scale.items):
            self._range(place, scale, ranges)

    def _range(self, place: Place, scale: ScaleSource, ranges: list[tuple[int, int]]) -> None:
        if scale.method == "mean" and len(set(ranges)) > 1:
            message = f'The scale "{scale.id}" takes the mean of items with different ranges.'
            self.report((*place, "method"), message, "Use method: sum, or one range for all.")
            return
        low, high = (sum(ends) for ends in zip(*ranges, strict=True))
        expected = ranges[0] if scale.method == "mean" else (low, high)
        if scale.range != expected:
            written = f"{scale.range[0]} to {scale.range[1]}"
            message = f'The scale "{scale.id}" says {written}, which its answers do not give.'
            self.report((*place, "range"), message, f"Write [{expected[0]}, {expected[1]}].")


def _check_words(
    problems: list[Problem], document: Document, source: InstrumentSource, words: ItemsSource
) -> None:
    def compare(field: str, needed: Iterable[str], given: Iterable[str]) -> None:
        wanted, written = set(needed), set(given)
        for name in sorted(wanted - written):
            message = f'The words for "{name}" are missing under "{field}".'
            problems.append(Problem(document.name, document.line(field), message, "Write them."))
        for name in sorted(written - wanted):
            message = f'There are words for "{name}" under "{field}", but it does not exist.'
            line = document.line(field, name)
            problems.append(Problem(document.name, line, message, "Take them out, or mend the id."))

    compare("sections", (section.id for section in source.sections), words.sections)
    compare("items", (item.id for item in source.all_items()), words.items)
    compare("scales", (scale.id for scale in source.scales), words.scales)
    compare("answer_sets", source.answer_sets, words.answer_sets)
    for name, labels in words.answer_sets.items():
        answer_set = source.answer_sets.get(name)
        if answer_set is None:
            continue
        possible = answer_set.possible()
        # In a range only the ends need words: the numbers between stand for themselves.
        needed = possible if answer_set.values else possible[:1] + possible[-1:]
        for value in needed:
            if value not in labels:
                message = f'The answer "{value}" of "{name}" has no words.'
                line = document.line("answer_sets", name)
                problems.append(Problem(document.name, line, message, f"Add {value}: …"))
        for value in labels:
            if value not in possible:
                message = f'"{value}" is no answer of "{name}".'
                line = document.line("answer_sets", name, value)
                problems.append(Problem(document.name, line, message, "Take it out."))


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
