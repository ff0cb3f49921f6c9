"""All content as one practice words it: what came with Troth, and its own wordings in their place."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from troth.library import ContentError, Library, Problem, content_root, load_library
from troth.practice.common.errors import Absent
from troth.practice.wordings.editions import as_used
from troth.practice.wordings.models import OwnWording
from troth.practice.wordings.registry import kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.people.viewer import Viewer
    from troth.practice.wordings.kind import Content, Item, Kind


@dataclass(frozen=True)
class Wording:
    """One of a practice's wordings in its history; ``changes`` are lines that went (-) and came (+)."""

    own: OwnWording
    changes: list[str]
    is_readable: bool


@dataclass(frozen=True)
class InUse:
    """An own wording that a practice uses."""

    kind: Kind[Any]
    slug: str
    number: int
    title: str


class Placed(NamedTuple):
    """What is to be mended, and where on the page."""

    file: str
    title: str
    problem: Problem
    words: str


@dataclass(frozen=True)
class Shelf:
    """All items of one kind, by name and title, and which of them a practice words itself."""

    kind: Kind[Any]
    items: list[tuple[str, str]]
    own: frozenset[str]


def library_for(practice_id: UUID | None) -> Library:
    """Return all content as a practice words it, in one query; Troth's own where a wording cannot be read.

    Who belongs to no practice has Troth's own.
    """
    library = load_library()
    if practice_id is None:
        return library
    own: dict[str, dict[str, Content]] = defaultdict(dict)
    in_use = OwnWording.objects.filter(practice_id=practice_id, in_use=True)
    for kind, slug, edition_id in in_use.values_list("kind", "slug", "edition_id"):
        item = as_used(kinds()[kind], slug, edition_id)
        if item is not None:
            own[kind][slug] = item
    for kind, items in own.items():
        library = library.with_own(kind, items)
    return library


def library_of(viewer: Viewer) -> Library:
    """Return all content as this person reads it: as the practice words it in whose log their acts stand."""
    return library_for(viewer.practice_of(viewer.couple_id))


def wordings_of(viewer: Viewer, kind: Kind[Any], slug: str) -> list[Wording]:
    """Return a practice's wordings of an item, the latest first, each with what it changed. Raises `Absent`."""
    before = files_of(viewer, kind, slug, number=0)
    found = []
    for own in _wordings(viewer.own_practice_id, kind, slug).order_by("number"):
        readable = as_used(kind, slug, own.edition_id) is not None
        found.append(Wording(own, _changes(kind.titles(slug), before, own.files), readable))
        before = own.files
    return found[::-1]


def saved_since(viewer: Viewer, kind: Kind[Any], slug: str, begun_from: int) -> Wording | None:
    """Return the latest wording, if it came after the one from which somebody began to write. Raises `Absent`."""
    latest = next(iter(wordings_of(viewer, kind, slug)), None)
    return latest if latest is not None and latest.own.number > begun_from else None


def wordings_in_use(viewer: Viewer) -> list[InUse]:
    """Return a practice's own wordings that are in use, by kind and name."""
    own = OwnWording.objects.filter(practice_id=viewer.own_practice_id, in_use=True)
    rows = own.order_by("kind", "slug").values_list("kind", "slug", "number", "edition_id")
    return [
        InUse(kinds()[kind], slug, number, _title(kinds()[kind], slug, edition))
        for kind, slug, number, edition in rows
    ]


def shelves(viewer: Viewer) -> list[Shelf]:
    """Return everything that can be worded anew, as the practice words it."""
    library = library_for(viewer.own_practice_id)
    own = [(one.kind, one.slug) for one in wordings_in_use(viewer)]
    return [
        Shelf(
            kind=kind,
            items=sorted(((slug, item.title) for slug, item in kind.items(library).items()), key=_by_title),
            own=frozenset(slug for each, slug in own if each is kind),
        )
        for kind in kinds().values()
    ]


def last_number(practice_id: UUID, kind: Kind[Any], slug: str) -> int:
    """Return the number of the latest own wording, 0 without one."""
    return max(_wordings(practice_id, kind, slug).values_list("number", flat=True), default=0)


def files_of(viewer: Viewer, kind: Kind[Any], slug: str, *, number: int | None = None) -> dict[str, str]:
    """Return the texts to edit: of the wording in use, or of a ``number``, where 0 is Troth's own. Raises `Absent`."""
    shipped = kind.shipped(slug)
    if shipped is None:
        raise Absent
    own = _wordings(viewer.own_practice_id, kind, slug)
    chosen = own.filter(in_use=True).first() if number is None else own.filter(number=number).first()
    if chosen is not None:
        return dict(chosen.files)
    if number:
        raise Absent
    folder = content_root() / kind.path(slug)
    return {
        name: (folder / name).read_text("utf-8") if (folder / name).is_file() else shipped.files.get(name, "")
        for name in kind.titles(slug)
    }


def read(
    practice_id: UUID, kind: Kind[Item], slug: str, files: Mapping[str, str]
) -> tuple[Item | None, list[Problem]]:
    """Read what was typed; return the item, or every problem with file, line and remedy."""
    if strange := sorted(set(files) - set(kind.titles(slug))):
        return None, [_not_yours(kind, slug, name) for name in strange]
    try:
        return kind.read(slug, kind.whole(slug, files), among=library_for(practice_id)), []
    except ContentError as error:
        return None, list(error.problems)


def placed(problems: list[Problem], titles: Mapping[str, str], files: Mapping[str, str]) -> list[Placed]:
    """Put beside each problem where it lies: the file, what the page calls it, and the words of its line."""
    found = [(problem.file.rpartition("/")[2], problem) for problem in problems]
    return [
        Placed(name, titles.get(name, name), one, _line_of(files.get(name, ""), one.line))
        for name, one in found
    ]


def _line_of(text: str, number: int | None) -> str:
    """Return a line; the last one where something is missing after the end."""
    lines = text.splitlines()
    return lines[min(number, len(lines)) - 1].strip() if number and lines else ""


def _wordings(practice_id: UUID, kind: Kind[Any], slug: str) -> QuerySet[OwnWording]:
    return OwnWording.objects.filter(practice_id=practice_id, kind=kind.name, slug=slug)


def _title(kind: Kind[Any], slug: str, edition_id: str) -> str:
    item = as_used(kind, slug, edition_id)
    return item.title if item else slug


def _by_title(entry: tuple[str, str]) -> str:
    return entry[1].casefold()


def _not_yours(kind: Kind[Any], slug: str, name: str) -> Problem:
    place = f"{content_root().name}/{kind.path(slug)}/{name}"
    remedy = f"Word {' or '.join(kind.titles(slug))} instead."
    return Problem(place, None, f'"{name}" stays as it came with Troth.', remedy)


def _changes(names: Iterable[str], before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [
        line
        for name in names
        for line in difflib.unified_diff(
            before.get(name, "").splitlines(), after.get(name, "").splitlines(), n=0, lineterm=""
        )
        if line[:1] in {"+", "-"} and line[:3] not in {"+++", "---"}
    ]
