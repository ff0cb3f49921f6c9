"""Finds the pages that somebody can reach by following links, without sending anything."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.urls import resolve

from tests.journeys.visitor import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.visitor import Visitor

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#?]*)')
MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
CLASSES = re.compile(r'\bclass="([^"]*)"')
NAMED = re.compile(
    r"(?<=/week/)[-\d]+|(?<=/diary/)[-\d]+|"
    r"(?:(?<=/practice/measures/)|(?<=/reading/)|(?<=/exercises/)|(?<=/programmes/)|(?<=/give/))(?!give/)[^/…]+"
)
FRESH = re.compile(r'\b\w{64}\b|name="page" value="\w{16}"')  # what is new each time a page is opened
NEVER = ("/leave/", "/static/")
OF_ONE_KIND = 12


def pages(visitor: Visitor, start: str = "/") -> list[str]:
    """Return one address for each face of a page.

    A face is the address without ids and the classes the page uses: the same page with another notice is
    another face, the same page of another couple is not. Of one shape only the first dozen are opened.
    """
    return list(_faces(visitor, start, shape_of).values())


def fullest_pages(visitor: Visitor, start: str = "/") -> list[str]:
    """Return for each name of an address the page that uses most classes, of the first dozen."""
    by_fullness = sorted(_faces(visitor, start, name_of).items(), key=lambda found: len(found[0][1]))
    return list({name: path for (name, _), path in by_fullness}.values())


def _faces(
    visitor: Visitor, start: str, kind_of: Callable[[str], str]
) -> dict[tuple[str, frozenset[str]], str]:
    waiting, met = [start], {start}
    kinds: Counter[str] = Counter()
    faces: dict[tuple[str, frozenset[str]], str] = {}
    while waiting:
        answer = visitor.context.request.get(waiting.pop(0))
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        body, path = answer.text(), urlsplit(answer.url).path
        main = MAIN.search(body)
        face = frozenset(
            word for words in CLASSES.findall(main[0] if main else body) for word in words.split()
        )
        faces.setdefault((kind_of(path), face), path)
        for link in LINK.findall(body):
            if link in met or link.startswith(NEVER):
                continue
            kinds[kind_of(link)] += 1
            if kinds[kind_of(link)] <= OF_ONE_KIND:
                met.add(link)
                waiting.append(link)
    return faces


def sent_to(visitor: Visitor, paths: list[str]) -> dict[str, str]:
    """Return these pages as they are sent, but for what is new each time."""
    request = visitor.context.request
    return {path: FRESH.sub("", request.get(path).text()) for path in paths}


def shape_of(path: str) -> str:
    """Return the address without its ids, its days, and the names of what a library holds."""
    return NAMED.sub("…", UUID.sub("…", path))


def name_of(path: str) -> str:
    """Return the name of the address in the site's own list of addresses."""
    return resolve(path).view_name
