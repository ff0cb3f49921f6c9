"""A content folder to break: a copy of what is shipped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from troth.library import content_root


class ContentFolder:
    """A copy of the shipped content in which one thing at a time is changed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def replace(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text("utf-8")
        assert old in text, f"{name} no longer holds {old!r}: mend the test"
        path.write_text(text.replace(old, new, 1), "utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def line_of(self, name: str, text: str) -> int:
        lines = (self.root / name).read_text("utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.fixture
def content(tmp_path) -> ContentFolder:
    root = tmp_path / "content"
    shutil.copytree(content_root(), root)
    return ContentFolder(root)
