"""The library: all content of one language, read once, checked, and frozen."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from troth.library.crisis import INTERNATIONAL, CrisisPage
from troth.library.folder import Folder
from troth.library.problems import ContentError, ContentNotFound, Problem
from troth.library.read_article import read_article
from troth.library.read_cause import read_cause
from troth.library.read_crisis import read_crisis
from troth.library.read_exercise import read_exercise
from troth.library.read_instrument import read_instrument
from troth.library.read_letter import read_letter
from troth.library.read_measure import read_measure, read_not_shipped
from troth.library.read_programme import read_programme
from troth.library.read_topic import read_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import BaseModel

    from troth.library.article import Article
    from troth.library.cause import Cause
    from troth.library.exercise import Exercise
    from troth.library.instrument import Instrument
    from troth.library.letter import Letter
    from troth.library.measure import Measure, NotShipped
    from troth.library.programme import Programme
    from troth.library.topic import BoundaryTopic
    from troth.library.yaml_files import Document

Item = TypeVar("Item")
Model = TypeVar("Model", bound="BaseModel")
There = Mapping[str, Container[str]]
SHELVES = {"crisis_page": "countries"}  # all other kinds stand under their name
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that clinicians wrote, by name."""

    language: str
    instruments: Mapping[str, Instrument]
    exercises: Mapping[str, Exercise]
    letters: Mapping[str, Letter]
    countries: Mapping[str, CrisisPage]
    measures: Mapping[str, Measure]
    not_shipped: Mapping[str, NotShipped]
    causes: Mapping[str, Cause]
    articles: Mapping[str, Article]
    programmes: Mapping[str, Programme]
    boundary_topics: Mapping[str, BoundaryTopic]

    def instrument(self, slug: str) -> Instrument:
        """Return an instrument, or raise `ContentNotFound`."""
        return _named("instrument", slug, self.instruments)

    def exercise(self, slug: str) -> Exercise:
        """Return an exercise, or raise `ContentNotFound`."""
        return _named("exercise", slug, self.exercises)

    def letter(self, slug: str) -> Letter:
        """Return a letter, or raise `ContentNotFound`."""
        return _named("letter", slug, self.letters)

    def measure(self, slug: str) -> Measure:
        """Return a published measure, or raise `ContentNotFound`."""
        return _named("measure", slug, self.measures)

    def cause(self, slug: str) -> Cause:
        """Return a cause, or raise `ContentNotFound`."""
        return _named("cause", slug, self.causes)

    def article(self, slug: str) -> Article:
        """Return an article, or raise `ContentNotFound`."""
        return _named("article", slug, self.articles)

    def programme(self, slug: str) -> Programme:
        """Return a programme, or raise `ContentNotFound`."""
        return _named("programme", slug, self.programmes)

    def boundary_topic(self, slug: str) -> BoundaryTopic:
        """Return a boundary topic, or raise `ContentNotFound`."""
        return _named("boundary topic", slug, self.boundary_topics)

    def with_own(self, kind: str, items: Mapping[str, object]) -> Library:
        """Return the library with these items of a kind, such as `exercise`, in the place of its own."""
        shelf = SHELVES.get(kind, f"{kind}s")
        mine: dict[str, Any] = {shelf: _frozen({**getattr(self, shelf), **items})}
        return replace(self, **mine) if items else self

    def crisis(self, country_code: str) -> CrisisPage:
        """Return a country's crisis page, or the international one where it has none."""
        page = self.countries.get(country_code.upper())
        return page or _named("crisis page", INTERNATIONAL, self.countries)


def load_library(root: Path | None = None, language: str = "en") -> Library:
    """Load all content; broken content raises `ContentError` with every problem found.

    Args:
        root: A content folder: a practice's own copy, or a test's three files. Without it, the
            content that came with Troth, read once per language.
        language: Which language file to read; what is not translated is read in English.
    """
    if _LANGUAGE.fullmatch(language) is None:
        message = f"{language!r} is not a language code such as 'en'."
        raise ValueError(message)
    return _shipped(language) if root is None else _load(root, language)


def content_root() -> Path:
    """Return the folder of the content that came with Troth."""
    return Path(str(files("troth"))) / "content"


def read_content(root: Path, language: str) -> tuple[Library, list[Problem]]:
    """Read all that can be read, and say what cannot."""
    problems: list[Problem] = []
    if not root.is_dir():
        remedy = "Give the folder that holds instruments, exercises, letters and safety."
        problems.append(Problem(str(root), None, "There is no such content folder.", remedy))

    def each(kind: str, read: Callable[[Folder, str], Item | None]) -> Mapping[str, Item]:
        found = {path.name: read(Folder(root, path, problems), language) for path in folders_of(root, kind)}
        return _frozen(found)

    crisis = root / "safety" / "crisis"
    pages = {
        path.stem: read_crisis(Folder(root, crisis, problems), path.name)
        for path in sorted(crisis.glob("*.yaml"))
    }
    library = Library(
        language,
        each("instruments", read_instrument),
        each("exercises", read_exercise),
        each("letters", read_letter),
        _frozen(dict(sorted(pages.items(), key=_international_last))),
        each("measures", read_measure),
        read_not_shipped(root, problems),
        each("causes", read_cause),
        each("articles", read_article),
        each("programmes", read_programme),
        each("boundary_topics", read_topic),
    )
    return library, problems


def folders_of(root: Path, kind: str) -> list[Path]:
    """Return the item folders of one kind, by name."""
    return sorted(path for path in (root / kind).glob("[!._]*") if path.is_dir())


def documents_of(
    root: Path, known: Mapping[str, object], name: str, model: type[Model], problems: list[Problem]
) -> Iterator[tuple[Folder, Document, Model]]:
    """Yield each item of one kind that could be read before, with its YAML file as `model`, to check it again."""
    for path in folders_of(root, f"{name}s"):
        folder = Folder(root, path, problems)
        read = folder.document(f"{name}.yaml", model) if path.name in known else None
        if read is not None:
            yield folder, *read


@cache
def _shipped(language: str) -> Library:
    return _load(content_root(), language)


def _load(root: Path, language: str) -> Library:
    library, problems = read_content(root, language)
    if problems:
        raise ContentError(tuple(dict.fromkeys(problems)))
    return library


def _frozen(found: Mapping[str, Item | None]) -> Mapping[str, Item]:
    return MappingProxyType({name: item for name, item in found.items() if item is not None})


def _named(kind: str, slug: str, items: Mapping[str, Item]) -> Item:
    if slug not in items:
        raise ContentNotFound(kind, slug, tuple(items))
    return items[slug]


def _international_last(entry: tuple[str, CrisisPage | None]) -> tuple[bool, str]:
    code, page = entry
    return code == INTERNATIONAL, page.country_name if page else code
