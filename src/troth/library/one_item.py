"""One item of content, read from its files as they were kept or typed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from troth.library.folder import Folder
from troth.library.problems import ContentError
from troth.library.read_exercise import read_exercise
from troth.library.read_programme import read_programme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from troth.library.exercise import Exercise
    from troth.library.problems import Problem
    from troth.library.programme import Programme

Item = TypeVar("Item")


def exercise_from(slug: str, files: Mapping[str, str], language: str = "en") -> Exercise:
    """Read one exercise from its `files`, by name; raises `ContentError` with every problem found."""
    return _item_from(read_exercise, Path("exercises", slug), files, language)


def programme_from(slug: str, files: Mapping[str, str], language: str = "en") -> Programme:
    """Read one programme from its `files`, by name; raises `ContentError` with every problem found."""
    return _item_from(read_programme, Path("programmes", slug), files, language)


def _item_from(
    read: Callable[[Folder, str], Item | None], place: Path, files: Mapping[str, str], language: str
) -> Item:
    problems: list[Problem] = []
    with TemporaryDirectory(prefix="troth-content-") as room:
        root = Path(room) / "content"
        path = root / place
        path.mkdir(parents=True)
        for name, text in files.items():
            (path / name).write_text(text, "utf-8")
        item = read(Folder(root, path, problems), language)
    if item is None:
        raise ContentError(tuple(problems))
    return item
