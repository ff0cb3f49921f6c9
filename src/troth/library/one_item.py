"""One item of content, read from its files as they were kept or typed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Generic, TypeVar

from troth.library.check import KINDS, check_each_among_all
from troth.library.check_article import links_to_nothing
from troth.library.check_danger import check_danger_words
from troth.library.check_programme import newly_broken
from troth.library.folder import Folder
from troth.library.problems import ContentError
from troth.library.read_article import read_article
from troth.library.read_cause import read_cause
from troth.library.read_crisis import keep_emergency_number, read_one_country
from troth.library.read_exercise import read_exercise
from troth.library.read_instrument import read_instrument
from troth.library.read_programme import read_programme
from troth.library.read_topic import read_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from troth.library.article import Article
    from troth.library.cause import Cause
    from troth.library.crisis import CrisisPage
    from troth.library.exercise import Exercise
    from troth.library.instrument import Instrument
    from troth.library.load import Library, There
    from troth.library.problems import Problem
    from troth.library.programme import Programme
    from troth.library.topic import BoundaryTopic

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _Kind(Generic[Item]):
    """How an item is read, and how what it would break elsewhere is noted."""

    name: str
    read: Callable[[Folder, str], Item | None]
    check_among: Callable[[Folder, Item, Library, There], None]
    place: str = "{name}s/{slug}"


def _keeps_programmes(folder: Folder, exercise: Exercise, among: Library, there: There) -> None:
    for message, remedy in newly_broken(exercise, among, there):
        folder.report("exercise.yaml", None, message, remedy)


def _keeps_links(folder: Folder, article: Article, among: Library, _: There) -> None:
    for message, remedy in links_to_nothing(article, among):
        folder.report("article.yaml", None, message, remedy)


def _breaks_nothing(*_: object) -> None:
    return None


_EXERCISE: _Kind[Exercise] = _Kind("exercise", read_exercise, _keeps_programmes)
_PROGRAMME: _Kind[Programme] = _Kind("programme", read_programme, _breaks_nothing)
_ARTICLE: _Kind[Article] = _Kind("article", read_article, _keeps_links)
_CAUSE: _Kind[Cause] = _Kind("cause", read_cause, _breaks_nothing)
_TOPIC: _Kind[BoundaryTopic] = _Kind("boundary_topic", read_topic, _breaks_nothing)
_INSTRUMENT: _Kind[Instrument] = _Kind("instrument", read_instrument, check_danger_words)
_CRISIS: _Kind[CrisisPage] = _Kind("crisis_page", read_one_country, keep_emergency_number, "safety/crisis")


def exercise_from(slug: str, files: Mapping[str, str], *, among: Library | None = None) -> Exercise:
    """Read one exercise from its `files`, by name; raises `ContentError` with every problem found.

    Args:
        slug: Its name.
        files: Its texts, by the names of the files.
        among: All content in whose midst it is to stand, checked too; without it, what the files themselves say.
    """
    return _item_from(_EXERCISE, slug, files, among)


def programme_from(slug: str, files: Mapping[str, str], *, among: Library | None = None) -> Programme:
    """Read one programme from its `files`, as `exercise_from` does."""
    return _item_from(_PROGRAMME, slug, files, among)


def article_from(slug: str, files: Mapping[str, str], *, among: Library | None = None) -> Article:
    """Read one article from its `files`, as `exercise_from` does."""
    return _item_from(_ARTICLE, slug, files, among)


def cause_from(slug: str, files: Mapping[str, str], *, among: Library | None = None) -> Cause:
    """Read one cause from its `files`, as `exercise_from` does."""
    return _item_from(_CAUSE, slug, files, among)


def topic_from(slug: str, files: Mapping[str, str], *, among: Library | None = None) -> BoundaryTopic:
    """Read one boundary topic from its `files`, as `exercise_from` does."""
    return _item_from(_TOPIC, slug, files, among)


def crisis_page_from(slug: str, files: Mapping[str, str], *, among: Library | None = None) -> CrisisPage:
    """Read the crisis page of one country from its file, as `exercise_from` does."""
    return _item_from(_CRISIS, slug, files, among)


def questionnaire_from(slug: str, files: Mapping[str, str], *, among: Library | None = None) -> Instrument:
    """Read one questionnaire from its `files`, as `exercise_from` does.

    Among other content it stands in the place of the one that came with Troth: what that asks about danger stays.
    """
    return _item_from(_INSTRUMENT, slug, files, among)


def _item_from(kind: _Kind[Item], slug: str, files: Mapping[str, str], among: Library | None) -> Item:
    problems: list[Problem] = []
    with TemporaryDirectory(prefix="troth-content-") as room:
        root = Path(room) / "content"
        folder = Folder(root, root / kind.place.format(name=kind.name, slug=slug), problems)
        folder.path.mkdir(parents=True)
        for name, text in files.items():
            (folder.path / name).write_text(text, "utf-8")
        item = kind.read(folder, "en")
        if item is not None and among is not None:
            _check_among(kind, slug, folder, item, among)
    if item is None or problems:
        raise ContentError(tuple(problems))
    return item


def _check_among(kind: _Kind[Item], slug: str, folder: Folder, item: Item, among: Library) -> None:
    whole = among.with_own(kind.name, {slug: item})
    there = {each: set(getattr(whole, each)) for each in KINDS}
    check_each_among_all(folder.root, whole, there, folder.problems)
    kind.check_among(folder, item, among, there)
