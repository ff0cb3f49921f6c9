"""The kinds of content that a practice can word anew, and that are kept as they were given: one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from django.urls import reverse

from troth.library import Article, Exercise, Programme, article_from, exercise_from, programme_from
from troth.practice.programme import previews

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
    def status(self) -> str: ...
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
    """One kind of content.

    ``files`` gives each file its title in the editor. ``shown`` and the template ``preview`` show an item before it is
    kept, and ``page`` is where one in use is read.
    """

    name: str
    files: Mapping[str, str]
    items: Callable[[Library], Mapping[str, Item]]
    read: Reader[Item]
    shown: Callable[[Item, Library], object]
    page: Callable[[str], str]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> str:
        """The folder of content that holds it, which is also how its addresses begin."""
        return f"{self.name}s"

    @property
    def preview(self) -> str:
        """The template of its preview."""
        return f"programme/_shown_{self.name}.html"


REST = {
    "partner.en.md": "What the two read",
    "therapist.en.md": "For the therapist",
    "evidence.md": "What it rests on",
}
EXERCISE: Kind[Exercise] = Kind(
    "exercise",
    files={"exercise.yaml": "Steps", **REST},
    items=lambda library: library.exercises,
    read=exercise_from,
    shown=lambda exercise, _: previews.parts_of(exercise),
    page=lambda slug: reverse("preview-exercise", args=[slug, "a"]),
)
PROGRAMME: Kind[Programme] = Kind(
    "programme",
    files={"programme.yaml": "Stages and gates", **REST},
    items=lambda library: library.programmes,
    read=programme_from,
    shown=lambda programme, library: previews.stages_of(programme, library.exercises),
    page=lambda slug: reverse("programme", args=[slug]),
)
ARTICLE: Kind[Article] = Kind(
    "article",
    files={
        "article.yaml": "Topics, links and sources",
        "body.en.md": "What is read",
        "evidence.md": "What it rests on",
    },
    items=lambda library: library.articles,
    read=article_from,
    shown=lambda article, library: previews.article_read(article, library.exercises),
    page=lambda slug: reverse("article", args=[slug]),
)
KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in (EXERCISE, PROGRAMME, ARTICLE)}


class KindInAddress:
    """A kind in an address, by its folder."""

    regex = "|".join(kind.folder for kind in KINDS.values())

    def to_python(self, value: str) -> Kind[Any]:
        """Return the kind of a folder."""
        return KINDS[value.removesuffix("s")]

    def to_url(self, value: object) -> str:
        """Return the folder of a kind, or of its name."""
        return KINDS[str(value)].folder
