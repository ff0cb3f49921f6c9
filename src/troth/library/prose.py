"""Markdown for people who write texts: rendered without HTML, and made safe all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt

from troth.library.problems import Problem
from troth.library.yaml_files import Document, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_RENDERER = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable("smartquotes")
_DETECTOR = MarkdownIt("commonmark", {"html": True})
_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "br", "hr", "a"}
_HEAD = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_STEP = re.compile(r"^## (?P<title>.+?) \{#(?P<id>[a-z][a-z0-9-]*(?: [ab])?)\}\s*$")
_TAG_IN_PLAIN_TEXT = re.compile(r"<[A-Za-z/!]")
_MARK = re.compile(r"^- \[(?P<key>[a-z0-9-]+)\] (?P<words>.+)$")
LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Prose:
    """A Markdown file: its head (YAML between two lines of `---`) and its body."""

    name: str
    head: Document | None
    body: str
    first_line: int


@dataclass(frozen=True, slots=True)
class StepProse:
    """The words of one step: text in Markdown, and the quoted line that asks for writing."""

    title: str
    text: str
    prompt: str
    line: int


def parse_prose(name: str, text: str, problems: list[Problem], *, with_head: bool) -> Prose:
    """Split a Markdown file into head and body; HTML in it is a problem."""
    head: Document | None = None
    first_line, body = 1, text
    if with_head:
        found = _HEAD.match(text)
        if found is None:
            remedy = 'Begin the file with a line "---", the fields, and a line "---".'
            problems.append(Problem(name, 1, "The head of the file is missing.", remedy))
        else:
            head = parse_yaml(name, found[1], problems, first_line=2)
            first_line, body = found[0].count("\n") + 1, text[found.end() :]
            if head is not None:
                find_tags(head, problems)
    _find_html(name, body, first_line, problems)
    return Prose(name, head, body, first_line)


@lru_cache(maxsize=4096)  # content is read again at every check and every preview
def render(markdown: str, *, address: Callable[[str], str] = str) -> str:
    """Render Markdown as safe HTML; `address` says where each link leads."""
    tokens = _RENDERER.parse(markdown)
    for link in (part for token in tokens for part in token.children or [] if part.type == "link_open"):
        link.attrs["href"] = address(str(link.attrs["href"]))
    raw = _RENDERER.renderer.render(tokens, _RENDERER.options, {})
    return nh3.clean(raw, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto"})


def hrefs(prose: Prose) -> Iterator[tuple[str, int]]:
    """Yield where each link or picture of a body leads, and on which line of the file it stands."""
    for token in _RENDERER.parse(prose.body):
        line = prose.first_line + (token.map[0] if token.map else 0)
        for part in token.children or []:
            line += part.type in {"softbreak", "hardbreak"}
            if part.type in {"link_open", "image"}:
                yield str(part.attrs.get("href") or part.attrs.get("src")), line


def plain(markdown: str) -> str:
    """Return Markdown as it stands, with each paragraph on one line: the body of a plain mail."""
    paragraphs = re.split(r"\n\s*\n", markdown.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def split_marks(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Part a text from its lines `- [key] words`; return what is left, and keys with their words."""
    lines = [(line, _MARK.match(line)) for line in text.splitlines()]
    rest = "\n".join(line for line, found in lines if found is None).strip()
    return rest, [(found["key"], found["words"]) for _, found in lines if found]


def steps_of(prose: Prose, problems: list[Problem]) -> dict[str, StepProse]:
    """Split a body at its headings `## Title {#step-id}`, or `{#step-id a}` for one part alone."""
    found: dict[str, tuple[str, int, list[str]]] = {}
    current: list[str] | None = None
    for number, line in enumerate(prose.body.splitlines(), start=prose.first_line):
        heading = _STEP.match(line)
        if heading is not None:
            if heading["id"] in found:
                message = f'The step "{heading["id"]}" has words twice.'
                problems.append(Problem(prose.name, number, message, "Keep one of the two."))
            current = []
            found[heading["id"]] = (heading["title"], number, current)
        elif line.startswith(("# ", "## ")) or (current is None and line.strip()):
            message = "These words belong to no step."
            remedy = "Put them under a heading like: ## Title {#step-id}"
            problems.append(Problem(prose.name, number, message, remedy))
        elif current is not None:
            current.append(line)
    return {step_id: _step_prose(prose.name, *parts, problems) for step_id, parts in found.items()}


def _step_prose(name: str, title: str, line: int, body: list[str], problems: list[Problem]) -> StepProse:
    prompt = " ".join(text.removeprefix(">").strip() for text in body if text.startswith(">"))
    text = "\n".join(text for text in body if not text.startswith(">")).strip()
    if len(text) > LONGEST_TEXT:
        remedy = f"Use at most {LONGEST_TEXT} characters, or make two steps of it."
        problems.append(Problem(name, line, f'The text of "{title}" is too long.', remedy))
    return StepProse(title, text, prompt, line)


def _find_html(name: str, body: str, first_line: int, problems: list[Problem]) -> None:
    problems.extend(
        _html_problem(name, None if line is None else first_line + line) for line in _lines_with_html(body)
    )


@lru_cache(maxsize=4096)
def _lines_with_html(body: str) -> tuple[int | None, ...]:
    if "<" not in body:  # hardly a text has one, and parsing them all would be a third of reading the content
        return ()
    found = []
    for token in _DETECTOR.parse(body):
        parts = [token, *(token.children or [])]
        if any(part.type in {"html_block", "html_inline"} for part in parts):
            found.append(token.map[0] if token.map else None)
    return tuple(found)


def find_tags(document: Document, problems: list[Problem]) -> None:
    """Report HTML tags in the plain texts of a YAML document."""
    for place in document.lines:
        if place and place[-1] == "?key":
            continue
        value = _at(document.data, place)
        if isinstance(value, str) and _TAG_IN_PLAIN_TEXT.search(value):
            problems.append(_html_problem(document.name, document.line(*place)))


def _html_problem(name: str, line: int | None) -> Problem:
    remedy = "Take the tags out; use Markdown (**bold**, - list) where the file is Markdown."
    return Problem(name, line, "There is HTML in the text.", remedy)


def _at(data: object, place: tuple[str | int, ...]) -> object:
    for step in place:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
        else:
            return None
    return data
