"""A questionnaire page by page: what a page shows, and where to go next. Knows content, not the database."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from troth.library import Instrument, Item, Section
    from troth.practice.instruments.answering import Answers

LONGEST_PAGE = 13  # a questionnaire with more questions is asked section by section


@dataclass(frozen=True)
class Page:
    """Some sections. ``number`` is the page's place among all; ``part`` of ``parts`` is what the person reads.

    Both are the same whatever was answered: a follow-up belongs to the part it follows.
    """

    number: int
    part: int
    parts: int
    sections: tuple[Section, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    def shown(self, counted: Mapping[str, object]) -> tuple[Item, ...]:
        """Return what the page asks: what was called for, and what something on this page may call for."""
        found: dict[str, Item] = {}
        for item in self.items:
            if all(each.holds(counted) or not found.keys().isdisjoint(each.items) for each in item.show_when):
                found[item.id] = item
        return tuple(found.values())


def pages_of(instrument: Instrument, *, turned: bool) -> tuple[Page, ...]:
    """Return every page there is, in the order in which a partner sees them."""
    parts = instrument.parts(turned=turned)
    if len(instrument.items) <= LONGEST_PAGE:
        return (Page(1, 1, 1, tuple(chain.from_iterable(parts))),)
    numbered = [(part, section) for part, sections in enumerate(parts, 1) for section in sections]
    return tuple(
        Page(number, part, len(parts), (section,)) for number, (part, section) in enumerate(numbered, 1)
    )


class Path:
    """The pages that one partner's answers call for, in this partner's order."""

    def __init__(self, instrument: Instrument, answers: Answers, *, turned: bool) -> None:
        self.answers = answers
        self.counted = instrument.counted(answers)
        self.asked = instrument.asked(answers)
        self.all = pages_of(instrument, turned=turned)
        self.pages = [page for page in self.all if page.shown(self.counted)]

    def numbered(self, number: str) -> Page | None:
        """Return the page with this number, asked for or not; None where there is none."""
        return next((page for page in self.all if str(page.number) == number), None)

    def at(self, number: str) -> Page:
        """Return the page that is asked for at this number, or the next one; without a number, where to go on."""
        wanted = self.numbered(number)
        if wanted is None:
            return self._where_to_go_on()
        return next((page for page in self.pages if page.number >= wanted.number), self.pages[-1])

    def _where_to_go_on(self) -> Page:
        if not self.answers:
            return self.pages[0]
        return self.first_with(item.id for item in self.asked if item.required) or self.pages[-1]

    def first_with(self, names: Iterable[str]) -> Page | None:
        """Return the first page on which one of these items waits for its answer."""
        open_ones = set(names) - self.answers.keys()
        return next(
            (page for page in self.pages if not open_ones.isdisjoint(item.id for item in page.items)), None
        )

    def gaps_on(self, page: Page) -> list[str]:
        """Return the required items of a page that are asked and not answered."""
        here = {item.id for item in page.items}
        return [
            item.id
            for item in self.asked
            if item.required and item.id in here and item.id not in self.answers
        ]

    def before(self, page: Page) -> Page | None:
        return next((each for each in reversed(self.pages) if each.number < page.number), None)

    def after(self, page: Page) -> Page | None:
        return next((each for each in self.pages if each.number > page.number), None)
