"""YAML read so that every value still knows its line.

Stricter and plainer than YAML 1.1: only `true` and `false` are truth values (a label `No` stays
a word, and so does Norway), only plain decimals are numbers (a helpline `0800` keeps its zero),
there are no tags and no aliases, and nothing is nested deeply.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from troth.library.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

Place = tuple[str | int, ...]
DEEPEST = 30
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")  # some cannot be read again

PLAIN_VALUES: dict[str, Callable[[str], object]] = {
    "tag:yaml.org,2002:str": str,
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": {"true": True, "false": False}.__getitem__,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
}


class PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader with the plain values of this module."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("null", r"^(?:|~|null)$", ["", "~", "n"]),
    ("bool", r"^(?:true|false)$", ["t", "f"]),
    ("int", r"^-?(?:0|[1-9][0-9]{0,17})$", list("-0123456789")),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", list("-0123456789")),
):
    PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML text as plain values, with the line on which each value stands."""

    name: str
    data: object
    lines: dict[Place, int]

    def line(self, *place: str | int) -> int | None:
        """Return the line of a value, or of the nearest thing around it."""
        for end in range(len(place), -1, -1):
            if (found := self.lines.get(place[:end])) is not None:
                return found
        return None


def parse_yaml(name: str, text: str, problems: list[Problem], *, first_line: int = 1) -> Document | None:
    """Parse one YAML text; what is wrong with it goes to `problems`."""
    try:
        # Looked for first, and without recursion: what is nested by the thousand ends the whole process in `compose`.
        if (deep := _too_deep(text)) is not None:
            remedy = "Close the brackets, and write less inside one another."
            problems.append(
                Problem(
                    name, first_line + deep, f"More than {DEEPEST} fields lie inside one another.", remedy
                )
            )
            return None
        node = yaml.compose(text, Loader=PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + mark.line if mark else None
        problems.append(_broken_yaml(name, line, error.problem or "it cannot be read"))
        return None
    except yaml.YAMLError as error:
        problems.append(_broken_yaml(name, None, str(error).splitlines()[0]))
        return None
    if node is None:
        problems.append(
            Problem(name, None, "The file is empty.", "Write the fields that its neighbours have.")
        )
        return None
    walk = _Walk(name, problems, first_line)
    data = walk.value(node, ())
    return None if walk.failed else Document(name, data, walk.lines)


def _too_deep(text: str) -> int | None:
    """Return the line, from 0, on which values lie deeper than any that is read; None if there is none."""
    depth = 0
    for event in yaml.parse(text, Loader=PlainLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return int(event.start_mark.line) if event.start_mark else 0
    return None


def _broken_yaml(name: str, line: int | None, why: str) -> Problem:
    remedy = "Check indentation, colons and quotes on this line and the one above; put a text with a colon in it into quotes."
    return Problem(name, line, f"This is not valid YAML ({why}).", remedy)


@dataclass(slots=True)
class _Walk:
    name: str
    problems: list[Problem]
    first_line: int
    lines: dict[Place, int] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    failed: bool = False

    def value(self, node: yaml.Node, place: Place) -> object:
        self.lines.setdefault(place, self._line(node))
        if not isinstance(node, yaml.ScalarNode):
            if id(node) in self.seen:
                self._fail(node, "A YAML alias (*name) is used.", "Write the values out again.")
                return None
            self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*place, index)) for index, child in enumerate(node.value)]
        if _HIDDEN.search(node.value):
            self._fail(node, "There is a character that cannot be seen.", "Take it out.")
            return None
        convert = PLAIN_VALUES.get(node.tag)
        try:
            if convert is not None:
                return convert(node.value)
        except (ValueError, KeyError):
            pass  # a tag that its value does not fit, such as "!!int x"
        self._fail(node, f"The tag {node.tag!r} is not used here.", "Write the plain value.")
        return None

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[object, object]:
        values: dict[object, object] = {}
        for key_node, child in node.value:
            key = self.value(key_node, (*place, "?key"))
            if not isinstance(key, str | int) or isinstance(key, bool):
                self._fail(key_node, "A field has no plain name.", "Use a word or whole number.")
                continue
            if key in values:
                self._fail(key_node, f'"{key}" stands here twice.', "Keep one of the two.")
            self.lines[*place, key] = self._line(key_node)
            values[key] = self.value(child, (*place, key))
        return values

    def _line(self, node: yaml.Node) -> int:
        return self.first_line + int(node.start_mark.line)

    def _fail(self, node: yaml.Node, message: str, remedy: str) -> None:
        self.failed = True
        self.problems.append(Problem(self.name, self._line(node), message, remedy))
