"""Safe HTML of the content as plain blocks, for paper: no markup is left that a template could take for its own."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Literal, TypedDict

Kind = Literal["text", "point", "number", "heading"]
_LISTS: dict[str, Kind] = {"ul": "point", "ol": "number"}


class Run(TypedDict):
    """Words that look alike."""

    words: str
    strong: bool
    emphasised: bool


class Block(TypedDict):
    """A paragraph, a heading, or one point of a list."""

    kind: Kind
    runs: list[Run]


def blocks_of(markup: str) -> list[Block]:
    """Return the blocks of what `prose.render` made."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return [block for block in reader.blocks if block["runs"]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._lists: list[Kind] = []
        self._strong = self._emphasised = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LISTS:
            self._lists.append(_LISTS[tag])
        elif tag == "li":
            self._open(self._lists[-1] if self._lists else "point")
        elif tag == "p" and not self._lists:
            self._open("text")
        elif tag in {"h1", "h2", "h3", "h4"}:
            self._open("heading")
        self._strong += tag in {"strong", "b"}
        self._emphasised += tag in {"em", "i"}

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTS and self._lists:
            self._lists.pop()
        self._strong -= tag in {"strong", "b"}
        self._emphasised -= tag in {"em", "i"}

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if not words:
            return
        if not self.blocks:
            self._open("text")
        lead = " " if data[0].isspace() and self.blocks[-1]["runs"] else ""
        trail = " " if data[-1].isspace() else ""
        self.blocks[-1]["runs"].append(
            Run(words=lead + words + trail, strong=self._strong > 0, emphasised=self._emphasised > 0)
        )

    def _open(self, kind: Kind) -> None:
        self.blocks.append(Block(kind=kind, runs=[]))
