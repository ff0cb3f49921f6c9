"""Finds the pages that somebody can reach by following links, without sending anything."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.journeys.visitor import UUID

if TYPE_CHECKING:
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
OF_ONE_SHAPE = 12


def pages(visitor: Visitor, start: str = "/") -> list[str]:
    """Return one address for each face of a page.

    A face is the address without ids and the classes the page uses: the same page with another notice is
    another face, the same page of another couple is not. Of one shape only the first dozen are opened.
    """
    waiting, met = [start], {start}
    shapes: Counter[str] = Counter()
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
        faces.setdefault((shape_of(path), face), path)
        for link in LINK.findall(body):
            shapes[shape_of(link)] += link not in met
            if link not in met and not link.startswith(NEVER) and shapes[shape_of(link)] <= OF_ONE_SHAPE:
                met.add(link)
                waiting.append(link)
    return list(faces.values())


def sent_to(visitor: Visitor, paths: list[str]) -> dict[str, str]:
    """Return these pages as they are sent, but for what is new each time."""
    request = visitor.context.request
    return {path: FRESH.sub("", request.get(path).text()) for path in paths}


def shape_of(path: str) -> str:
    """Return the address without its ids, its days, and the names of what a library holds."""
    return NAMED.sub("…", UUID.sub("…", path))
