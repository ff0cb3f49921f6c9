"""Comparing the words of a file with the facts of the measure that they should belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from troth.library.importing.keys import keyed_scales
from troth.library.importing.languages import first_stranger
from troth.library.importing.texts import FORMULA, ItemText, MeasureTexts, TextsRefused
from troth.library.measure import Measure, name_key
from troth.library.measure_sources import MOST_ITEMS
from troth.library.names import NotTaken, forbidden, named
from troth.library.problems import ContentNotFound

if TYPE_CHECKING:
    from troth.library.importing.texts import RawItem, RawTexts
    from troth.library.load import Library

LONGEST_TEXT = 1000
LONGEST_LABEL = 200
LONGEST_INSTRUCTIONS = 4000
_TAG = re.compile(r"<[A-Za-z/!]")
_NUMBER = re.compile(r"-?\d+")
# Only after a name that begins with a letter: a code such as 44250-9 ends in a check digit.
_AFTER_SIGN = re.compile(r"^[A-Za-z][\w-]*[_-]([A-Za-z]?[0-9]+[a-z]?)$")
_AFTER_LETTERS = re.compile(r"^[A-Za-z_-]+([0-9]+)$")


@dataclass(slots=True)
class Match:
    """Compares one file with one measure; the first thing that does not fit is refused."""

    file: str
    raw: RawTexts
    measure: Measure
    library: Library
    language: str
    warnings: list[str] = field(default_factory=list)

    def texts(self) -> MeasureTexts:
        """Return the words by item id. Raises `TextsRefused`."""
        self._named_rightly()
        raw_items = self._by_id()
        items = tuple(self._item(item, raw) for item, raw in raw_items.items())
        self._words_are_words(raw_items)
        keys, warnings = keyed_scales(self.file, self.raw, raw_items, self.measure)
        self.warnings += warnings
        return MeasureTexts(
            measure=self.measure.id,
            measure_version=self.measure.version,
            language=self.language,
            title=self.raw.title,
            instructions=self.raw.instructions,
            items=items,
            keys=keys,
            format=self.raw.format,
        )

    def _refuse(self, place: str | None, message: str, remedy: str) -> TextsRefused:
        return TextsRefused(self.file, place, message, remedy)

    def _named_rightly(self) -> None:
        for name in self.raw.names:
            entry = forbidden(self.library, name, self.measure)
            if entry is not None:
                message = f'The file calls itself "{name}". {entry.name} cannot be taken in:'
                raise self._refuse(None, message, entry.reason)
            try:
                found = named(self.library, name)
            except (ContentNotFound, NotTaken):
                continue
            if found.id != self.measure.id and name_key(name) != name_key(self.measure.title):
                message = f'The file calls itself "{name}", which is {found.id} and not {self.measure.id}.'
                raise self._refuse(None, message, f"Take it in with --measure {found.id}.")

    def _by_id(self) -> dict[str, RawItem]:
        count, expected = len(self.raw.items), len(self.measure.items)
        for other in self.measure.mistaken:
            if count == other.items:
                message = f"The file holds {count} items. {other.message}"
                raise self._refuse(None, message, f"Give the form with {expected} items.")
        if not 0 < count <= MOST_ITEMS:
            raise self._refuse(None, f"The file holds {count} items.", "Give the items of one measure.")
        if self.measure.ranges is None:
            self.measure = replace(
                self.measure,
                ranges={str(number): self.measure.default_range for number in range(1, count + 1)},
            )
        elif count != expected:
            message = f"The file holds {count} items, but {self.measure.id} has {expected}."
            raise self._refuse(None, message, "Give every item of the measure, and nothing else.")
        return self._placed()

    def _placed(self) -> dict[str, RawItem]:
        found: dict[str, RawItem] = {}
        for raw in self.raw.items:
            item = self._item_of(raw)
            last = len(self.measure.items)
            if item is None:
                message = f'"{raw.name}" is no item of {self.measure.id}.'
                raise self._refuse(
                    raw.place, message, f"Number the items 1 to {last} in the published order."
                )
            if item in found:
                message = f"Item {item} stands twice (also at {found[item].place})."
                raise self._refuse(raw.place, message, "Keep one of the two.")
            found[item] = raw
        return {item: found[item] for item in self.measure.items}

    def _item_of(self, raw: RawItem) -> str | None:
        """Return which item a name such as `4`, `ras_4`, `q4` or a printed number means, or None."""
        number = raw.number.strip(" .:)(")
        names = [raw.name, number, *_AFTER_SIGN.findall(raw.name)]
        if not self.measure.printed:  # there `q4` could be a label of its own
            names += _AFTER_LETTERS.findall(raw.name)
        return next((item for name in names if (item := self.measure.item_id(name))), None)

    def _item(self, item: str, raw: RawItem) -> ItemText:
        low, high = (self.measure.ranges or {})[item]
        wanted = list(range(low, high + 1))
        self._check_codes(item, raw, wanted)
        if raw.range is None and not raw.options:
            self.warnings.append(f"Item {item} says nothing about its answers: {low} to {high} is taken.")
        labels, codes = dict(raw.options), [code for code, _ in raw.options]
        order = codes if sorted(codes) == wanted else wanted
        options = tuple((code, labels.get(code, str(code)).strip()) for code in order)
        return ItemText(item, raw.text.strip(), options)

    def _check_codes(self, item: str, raw: RawItem, wanted: list[int]) -> None:
        codes = sorted(code for code, _ in raw.options)
        low, high = wanted[0], wanted[-1]
        if len(set(codes)) < len(codes):
            message = f"Two answers to item {item} have the same code."
            raise self._refuse(raw.place, message, "Give each answer a code of its own.")
        given = raw.range or ((codes[0], codes[-1]) if codes else (low, high))
        # With its ends named and its range given, the numbers between stand for themselves.
        gaps = codes != wanted and bool(codes) and (raw.range is None or not set(codes) <= set(wanted))
        if given != (low, high) or gaps:
            told = f"{given[0]} to {given[1]}{' with gaps' if given == (low, high) else ''}"
            message = f"Item {item} is answered from {told}, but {self.measure.id} takes {low} to {high}."
            raise self._refuse(raw.place, message, "Mend the codes.")
        if self.measure.needs_option_codes and codes != wanted:
            message = f"Item {item} does not give the code of every answer."
            raise self._refuse(raw.place, message, f"Give all answers with their codes {low} to {high}.")

    def _words_are_words(self, items: dict[str, RawItem]) -> None:
        self._plain(None, "title", self.raw.title, LONGEST_LABEL)
        self._plain(None, "introduction", self.raw.instructions, LONGEST_INSTRUCTIONS, may_be_empty=True)
        seen: dict[str, str] = {}
        for item, raw in items.items():
            self._plain(raw.place, f"text of item {item}", raw.text, LONGEST_TEXT)
            for _, label in raw.options:
                self._plain(raw.place, f"answer to item {item}", label, LONGEST_LABEL)
            words = " ".join([raw.text, *(label for _, label in raw.options)])
            same = seen.setdefault(name_key(words) or item, item)
            if same != item:
                message = f"Item {item} has the same words as item {same}."
                raise self._refuse(raw.place, message, "Give each item its own words.")
        stranger = first_stranger([raw.text for raw in items.values()])
        if stranger is not None:
            place = list(items.values())[stranger].place
            message = "This item seems to be in another language than the rest."
            raise self._refuse(place, message, "Give each language as a file of its own.")

    def _plain(
        self, place: str | None, what: str, text: str, longest: int, *, may_be_empty: bool = False
    ) -> None:
        if not text.strip() and not may_be_empty:
            raise self._refuse(place, f"The {what} is empty.", "Write it.")
        if len(text) > longest:
            raise self._refuse(place, f"The {what} is too long.", f"Use at most {longest} characters.")
        if FORMULA.match(text) and not _NUMBER.fullmatch(text):
            message = f"The {what} begins like a spreadsheet formula."
            raise self._refuse(place, message, "Begin it with a word.")
        if _TAG.search(text):
            raise self._refuse(place, f"There is HTML in the {what}.", "Take the tags out.")
