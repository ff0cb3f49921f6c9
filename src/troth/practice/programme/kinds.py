"""The kinds of content that are kept as they were given, one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from troth.library import Exercise, Programme, exercise_from, programme_from

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from troth.library import Library


class Content(Protocol):
    """What all kinds have in common."""

    @property
    def id(self) -> str: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def files(self) -> Mapping[str, str]: ...


Item = TypeVar("Item", bound=Content)


@dataclass(frozen=True)
class Kind(Generic[Item]):
    """One kind of content: where its items are in the library, and how one is read from its files."""

    name: str
    items: Callable[[Library], Mapping[str, Item]]
    read: Callable[[str, Mapping[str, str]], Item]


EXERCISE: Kind[Exercise] = Kind("exercise", lambda library: library.exercises, exercise_from)
PROGRAMME: Kind[Programme] = Kind("programme", lambda library: library.programmes, programme_from)

KINDS: dict[str, Kind[Exercise] | Kind[Programme]] = {kind.name: kind for kind in (EXERCISE, PROGRAMME)}
