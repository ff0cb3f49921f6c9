"""What may be said aloud before both: what both can read. All else stays between its author and the care team. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.practice.formulation.charts import Pair

COLUMN = "May be said"


class Mark(NamedTuple):
    """Who can read a line, as audience and in words for the therapist."""

    audience: Audience
    words: str


class Said(NamedTuple):
    """A sentence with its mark."""

    words: str
    mark: Mark


@dataclass(frozen=True)
class SideBySide:
    """Numbers of both sides as a table and as pairs for a chart; ``aloud`` says of each row whose may be said."""

    head: list[str]
    rows: list[list[str]]
    pairs: list[Pair]
    aloud: list[str]

    def marked(self) -> SideBySide:
        """Return the same with a second column for what may be said; for the care team."""
        rows = [[label, told, *rest] for (label, *rest), told in zip(self.rows, self.aloud, strict=True)]
        return replace(self, head=[self.head[0], COLUMN, *self.head[1:]], rows=rows)


def mark(is_open: bool, *names: str) -> Mark:  # noqa: FBT001 - what the mark is about
    """Return the mark of a line that rests on answers of these people; open where both partners can read them all."""
    if is_open:
        return Mark(Audience.COUPLE, "May be said: both can read it")
    return Mark(Audience.THERAPIST, "Private of " + " and of ".join(names))


def whose(opened: Mapping[str, bool]) -> str:
    """Return whose number of a row may be said; ``opened`` tells it by name, of those who have a number."""
    names = [name for name, is_open in opened.items() if is_open]
    if names and len(names) == len(opened):
        return "yes"
    return f"only {names[0]}’s" if names else "no"
