"""One kind of content that a practice can word anew, and that is kept as it was given."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from troth.library import load_library

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
    def title(self) -> str: ...
    @property
    def files(self) -> Mapping[str, str]: ...


Item = TypeVar("Item", bound=Content)
Item_co = TypeVar("Item_co", bound=Content, covariant=True)


class Reader(Protocol[Item_co]):
    """Reads an item from its files; with ``among`` it is checked against all other content too."""

    def __call__(self, slug: str, files: Mapping[str, str], *, among: Library | None = None) -> Item_co: ...


@dataclass(frozen=True, eq=False)
class Kind(Generic[Item]):
    """One kind of content, declared in ``kinds.py`` of the area that owns it.

    ``files`` gives each file that a practice words its title in the editor (``*`` in a name is the item's); ``place`` is
    the folder in which they lie, where not each item has a folder of its own; ``fixed`` names those that are always
    Troth's, because numbers and alerts rest on them. ``shown`` and the template ``preview`` show an item before it is
    kept; ``page`` is where one in use is read, where there is such a page. ``counts`` says from when a change counts.
    """

    name: str
    label: str
    files: Mapping[str, str]
    items: Callable[[Library], Mapping[str, Item]]
    read: Reader[Item]
    shown: Callable[[Item, Library], object]
    preview: str
    counts: str
    page: Callable[[Item], str] = lambda _: ""
    fixed: tuple[str, ...] = ()
    place: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> str:
        """How its addresses begin: as its folder of content, where there is one."""
        return f"{self.name}s"

    def titles(self, slug: str) -> dict[str, str]:
        """Return the files of an item, each with its title in the editor."""
        return {name.replace("*", slug): title for name, title in self.files.items()}

    def path(self, slug: str) -> str:
        """Return the folder below the content in which the files of an item lie."""
        return self.place or f"{self.folder}/{slug}"

    def shipped(self, slug: str) -> Item | None:
        """Return an item as it came with Troth."""
        return self.items(load_library()).get(slug)

    def whole(self, slug: str, files: Mapping[str, str]) -> Mapping[str, str]:
        """Return all files of an item: those that are always Troth's, with what a practice words."""
        shipped = self.shipped(slug) if self.fixed else None
        ours = {name: shipped.files[name] for name in self.fixed} if shipped else {}
        return MappingProxyType({**files, **ours})
