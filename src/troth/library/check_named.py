"""What the texts of exercises and programmes name or link to must be there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from troth.library.folder import Folder
from troth.library.load import folders_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from troth.library.load import There
    from troth.library.problems import Problem

_NAMED = re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`")
_LINKED = re.compile(r"\]\(([^)\s]*)")
_LEADS_OUT = ("https:", "mailto:")


def check_named(root: Path, there: There, problems: list[Problem]) -> None:
    """Note each name between backquotes that nothing has, and each link that leads nowhere: only articles link within."""
    for path in (*folders_of(root, "exercises"), *folders_of(root, "programmes")):
        folder, reading = Folder(root, path, problems), Folder(root, path, [])
        for name in sorted(file.name for file in path.glob("*.md")):
            for number, line in enumerate((reading.text(name) or "").splitlines(), 1):
                for message, remedy in _faults(line, there):
                    folder.report(name, number, message, remedy)


def _faults(line: str, there: There) -> Iterator[tuple[str, str]]:
    for named in _NAMED.findall(line):
        if not any(named in names for names in there.values()):
            message = f'The text names "{named}", but nothing is called so.'
            yield message, "Use the name of a folder, such as that of an exercise or an article."
    for target in _LINKED.findall(line):
        if not target.startswith(_LEADS_OUT):
            message = f'The text links to "{target}", which leads nowhere from here.'
            yield message, "Take the link out; only articles can link to exercises and articles."
