"""From the files of an article to an `Article`, finding every problem on the way."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from troth.library.article import Article, Reference, Work
from troth.library.article_sources import ArticleSource, ArticleWords
from troth.library.article_text import headings_of, links_of, render_article, sources_of
from troth.library.reading_grade import plain_text
from troth.library.wording import validated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from troth.library.folder import Folder
    from troth.library.prose import Prose
    from troth.library.yaml_files import Document, Place

FEWEST_HEADINGS = 3
_NUMBER = re.compile(r" ?\[\d+\]")


def read_article(folder: Folder, language: str) -> Article | None:
    """Read an article in one language, or note in the folder why it cannot be read."""
    before = len(folder.problems)
    body_name = folder.in_language("body", "md", language)
    structure = folder.document("article.yaml", ArticleSource)
    body = folder.prose(body_name)
    words = body and body.head and validated(body.head, ArticleWords, folder.problems)
    evidence = folder.prose("evidence.md", with_head=False)
    folder.says("evidence.md", evidence, "Write what it rests on, and what is not known.")
    if structure is not None:
        for place, message, remedy in _faults(structure[1]):
            folder.report("article.yaml", structure[0].line(*place), message, remedy)
    if body is not None:
        _check_headings(folder, body_name, body)
    if structure and body and evidence:
        texts = {body_name: body, "evidence.md": evidence}
        _check_links(folder, structure[1], texts)
        _check_sources(folder, *structure, texts)
    if len(folder.problems) > before or not (structure and body and words and evidence):
        return None
    return _article(structure[1], words, body, evidence, folder)


def _article(
    source: ArticleSource, words: ArticleWords, body: Prose, evidence: Prose, folder: Folder
) -> Article:
    sources = tuple(
        Reference(one.id, number, one.mark, one.text) for number, one in enumerate(source.sources, start=1)
    )
    numbers = {one.id: one.number for one in sources}
    markup = render_article(body.body, numbers)
    return Article(
        id=source.id,
        version=source.version,
        content_hash=folder.content_hash(),
        status=source.status,
        licence=source.licence,
        author=source.author,
        reviewer=source.reviewer,
        reviewed_on=source.reviewed_on,
        topics=source.topics,
        causes=source.causes,
        phases=source.phases,
        exercises=tuple(
            Work(one, planned=False) if isinstance(one, str) else Work(one.id, planned=True)
            for one in source.exercises
        ),
        see_also=source.see_also,
        sources=sources,
        title=words.title,
        summary=words.summary,
        headings=headings_of(body.body),
        body=markup,
        text=_NUMBER.sub("", plain_text(markup)),
        evidence=render_article(evidence.body, numbers),
        files=MappingProxyType(dict(folder.read)),
    )


def _faults(source: ArticleSource) -> Iterator[tuple[Place, str, str]]:
    if (source.reviewer is None) != (source.reviewed_on is None):
        message = "A review needs both a name and a day."
        yield ("reviewer",), message, "Write reviewer and reviewed_on, or null for both."
    named: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("topics", source.topics),
        ("causes", source.causes),
        ("phases", source.phases),
        ("exercises", _exercises(source)),
        ("see_also", source.see_also),
        ("sources", tuple(one.id for one in source.sources)),
    )
    for field, names in named:
        for name, count in Counter(names).items():
            if count > 1:
                yield (field,), f'"{name}" stands twice in {field}.', "Keep one of them."


def _exercises(source: ArticleSource) -> tuple[str, ...]:
    return tuple(one if isinstance(one, str) else one.id for one in source.exercises)


def _check_headings(folder: Folder, name: str, body: Prose) -> None:
    found = len(headings_of(body.body))
    if found < FEWEST_HEADINGS:
        message = f"The text has {found} headings of at least {FEWEST_HEADINGS}."
        folder.report(name, body.first_line, message, 'Begin each part with a line "## Heading".')


def _check_links(folder: Folder, source: ArticleSource, texts: dict[str, Prose]) -> None:
    listed = {"exercise": ("exercises", _exercises(source)), "article": ("see_also", source.see_also)}
    for name, prose in texts.items():
        for link in links_of(prose):
            if link.kind not in listed:
                message = f'There is a link to "{link.id}".'
                remedy = "Link only as [words](exercise:name) or [words](article:name)."
                folder.report(name, link.line, message, remedy)
            elif link.id not in listed[link.kind][1]:
                message = f'The text links to the {link.kind} "{link.id}", which is not listed.'
                remedy = f"Add it under {listed[link.kind][0]} in article.yaml, or take the link out."
                folder.report(name, link.line, message, remedy)


def _check_sources(
    folder: Folder, document: Document, source: ArticleSource, texts: dict[str, Prose]
) -> None:
    known = {one.id for one in source.sources}
    used: set[str] = set()
    for name, prose in texts.items():
        for named in sources_of(prose):
            used.add(named.id)
            if named.id not in known:
                message = f'There is no source "{named.id}".'
                remedy = "Name one source in each bracket, as [s1], and list it under sources."
                folder.report(name, named.line, message, remedy)
    for index, one in enumerate(source.sources):
        if one.id not in used:
            message = f'No sentence names the source "{one.id}".'
            remedy = f"Write [{one.id}] after the sentence that rests on it, or take the source out."
            folder.report("article.yaml", document.line("sources", index, "id"), message, remedy)
