"""What the Markdown of an article points at: exercises, other articles, and its sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from troth.library.prose import hrefs, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from troth.library.prose import Prose

_SOURCE = re.compile(r"\[(s[0-9][^\]\n]*)\](?!\()")
_TARGET = re.compile(r"(exercise|article):([a-z][a-z0-9-]*)")
_HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)


class Pointed(NamedTuple):
    """Something that the text points at, and on which line of the file."""

    kind: str
    id: str
    line: int


def links_of(prose: Prose) -> Iterator[Pointed]:
    """Yield every link; one that leads anywhere else than to an exercise or an article has no kind."""
    for address, line in hrefs(prose):
        found = _TARGET.fullmatch(address)
        yield Pointed(found[1], found[2], line) if found else Pointed("", address, line)


def sources_of(prose: Prose) -> Iterator[Pointed]:
    """Yield whatever is named as a source, such as `[s1]`."""
    for line, text in enumerate(prose.body.splitlines(), start=prose.first_line):
        for found in _SOURCE.finditer(text):
            yield Pointed("source", found[1], line)


def headings_of(body: str) -> tuple[str, ...]:
    """Return the headings `## …`, in order."""
    return tuple(_HEADING.findall(body))


def render_article(markdown: str, numbers: Mapping[str, int]) -> str:
    """Render as safe HTML; `numbers` gives each source the number under which it is listed."""
    numbered = _SOURCE.sub(lambda found: rf"[\[{numbers[found[1]]}\]](source:{found[1]})", markdown)
    return render(numbered, address=_address)


def _address(target: str) -> str:
    kind, _, name = target.partition(":")
    return f"../{name}/" if kind == "article" else f"#{kind}-{name}"
