"""What a partner tells of a day, as it comes from a form. Pure."""

from __future__ import annotations

from typing import NamedTuple

from troth.practice.patterns.states import Kind
from troth.practice.privacy.states import Audience


class Numbers(NamedTuple):
    """A day in numbers, each from 0 to 10; and what one did in a conflict, where they say so."""

    closeness: int
    trust: int
    stress: int
    conflict: bool
    stance: str = ""


class Said(NamedTuple):
    """One moment: its kind, a sentence if one likes, who reads it, and its place on the own side of the cycle map."""

    kind: Kind
    sentence: str = ""
    audience: Audience = Audience.ME
    place: str = ""

    @property
    def told(self) -> dict[str, str]:
        return {"kind": str(self.kind), "sentence": self.sentence.strip(), "place": self.place}


class Choice(NamedTuple):
    """Who reads the numbers of a day, and whether they may be counted."""

    audience: Audience = Audience.ME
    counts: bool = False
