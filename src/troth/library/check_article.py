"""What an article names must be there, and its text must be neither too long nor too hard to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.article_sources import ArticleSource
from troth.library.folder import FALLBACK_LANGUAGE
from troth.library.load import documents_of
from troth.library.reading_grade import HIGHEST_GRADE, grade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from troth.library.article import Article
    from troth.library.load import Library, There
    from troth.library.problems import Problem
    from troth.library.yaml_files import Place

FEWEST_WORDS, MOST_WORDS = 500, 1100


def check_articles(root: Path, library: Library, there: There, problems: list[Problem]) -> None:
    """Note every cause, exercise or article that is named and not there, and every text that asks too much.

    An exercise marked `planned: true` must be missing: once it is there, the mark goes.
    """
    for folder, document, source in documents_of(root, library.articles, "article", ArticleSource, problems):
        for place, message, remedy in (*_faults(source, there), *_unreadable(source, library)):
            folder.report("article.yaml", document.line(*place), message, remedy)
        for message, remedy in _burdens(library.articles[folder.path.name]):
            folder.report(f"body.{FALLBACK_LANGUAGE}.md", None, message, remedy)


def links_to_nothing(article: Article, library: Library) -> Iterator[tuple[str, str]]:
    """Yield message and remedy for each article that links to this one, where it is not there to be read."""
    for other in library.articles.values():
        if article.status != "active" == other.status and article.id in other.see_also:
            message = f'The article "{other.id}" links here, and this one is {article.status}.'
            yield message, "Leave the status active, or take the link out there first."


def _faults(source: ArticleSource, there: There) -> Iterator[tuple[Place, str, str]]:
    for index, name in enumerate(source.causes):
        if name not in there["causes"]:
            yield ("causes", index), f'There is no cause "{name}".', "Use the name of a folder in causes."
    for index, name in enumerate(source.see_also):
        if name == source.id or name not in there["articles"]:
            yield ("see_also", index), f'There is no other article "{name}".', "Mend the name."
    for index, work in enumerate(source.exercises):
        if isinstance(work, str) and work not in there["exercises"]:
            message = f'There is no exercise "{work}".'
            yield ("exercises", index), message, f"Mend the name, or write {{id: {work}, planned: true}}."
        elif not isinstance(work, str) and work.id in there["exercises"]:
            message = f'The exercise "{work.id}" is marked as planned, but it is there.'
            yield ("exercises", index), message, f"Write {work.id} alone."


def _unreadable(source: ArticleSource, library: Library) -> Iterator[tuple[Place, str, str]]:
    if source.status != "active":
        return
    for index, name in enumerate(source.see_also):
        other = library.articles.get(name)
        if other is not None and other.status != "active":
            message = f'The article "{name}" is {other.status}, so a link to it leads nowhere.'
            yield ("see_also", index), message, "Take it out here until it is active."


def _burdens(article: Article) -> Iterator[tuple[str, str]]:
    if not FEWEST_WORDS <= article.words <= MOST_WORDS:
        message = f"The text has {article.words} words."
        yield message, f"Write between {FEWEST_WORDS} and {MOST_WORDS}."
    hard = grade(f"{article.summary}\n{article.text}")
    if hard > HIGHEST_GRADE:
        message = f"The text is for school year {hard:.1f}; partners read up to {HIGHEST_GRADE}."
        yield message, "Use shorter sentences and shorter words."
