"""One folder of content: its files, their names as shown to people, and their common hash."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from troth.library.problems import Problem
from troth.library.prose import Prose, find_tags, parse_prose
from troth.library.wording import Model, validated
from troth.library.yaml_files import Document, parse_yaml

if TYPE_CHECKING:
    from pathlib import Path

FALLBACK_LANGUAGE = "en"
LARGEST_FILE = 500_000
_LANGUAGE = re.compile(r"\.([a-z]{2}(?:-[A-Z]{2})?)\.(?:yaml|md)$")


@dataclass(slots=True)
class Folder:
    """Reads the files of one item and notes what it read, for the hash."""

    root: Path
    path: Path
    problems: list[Problem]
    read: dict[str, str] = field(default_factory=dict)

    def shown(self, name: str) -> str:
        """Return a file's name as a clinician knows it: `content/instruments/…`."""
        return f"{self.root.name}/{(self.path / name).relative_to(self.root).as_posix()}"

    def report(self, name: str, line: int | None, message: str, remedy: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.shown(name), line, message, remedy))

    def in_language(self, stem: str, suffix: str, language: str) -> str:
        """Return the file in this language, or in English where it has not been translated."""
        name = f"{stem}.{language}.{suffix}"
        return name if (self.path / name).is_file() else f"{stem}.{FALLBACK_LANGUAGE}.{suffix}"

    def languages(self) -> set[str]:
        """Return the languages of which there is any file."""
        names = (path.name for path in self.path.iterdir())
        return {found[1] for name in names if (found := _LANGUAGE.search(name))}

    def check_translations(self) -> None:
        """Where one file of an item is translated, all are: nobody reads half of it in another language."""
        english = [path.name for path in self.path.glob(f"*.{FALLBACK_LANGUAGE}.*")]
        for language in sorted(self.languages() - {FALLBACK_LANGUAGE}):
            for name in sorted(english):
                translated = name.replace(f".{FALLBACK_LANGUAGE}.", f".{language}.")
                if not (self.path / translated).is_file():
                    message = f'It is missing, though other words of this are there in "{language}".'
                    self.report(
                        translated, None, message, f"Translate {name}, or take the other translations out."
                    )

    def document(self, name: str, model: type[Model]) -> tuple[Document, Model] | None:
        """Read a YAML file as `model`."""
        text = self.text(name)
        document = None if text is None else parse_yaml(self.shown(name), text, self.problems)
        if document is None:
            return None
        find_tags(document, self.problems)
        self.read[name] = _canonical(document.data)
        source = validated(document, model, self.problems)
        if source is None:
            return None
        self._check_id(name, document, getattr(source, "id", self.path.name))
        return document, source

    def _check_id(self, name: str, document: Document, given: str) -> None:
        if given != self.path.name:
            message = f'The id is "{given}" but the folder is "{self.path.name}".'
            self.report(name, document.line("id"), message, "Give both the same name.")

    def says(self, name: str, prose: Prose | None, remedy: str = "Write what a colleague must know.") -> None:
        """Note a text that is there and says nothing."""
        if prose is not None and not prose.body.strip():
            self.report(name, None, "The file says nothing.", remedy)

    def prose(self, name: str, *, with_head: bool = True) -> Prose | None:
        """Read a Markdown file."""
        text = self.text(name)
        if text is None:
            return None
        self.read[name] = text.strip()
        return parse_prose(self.shown(name), text, self.problems, with_head=with_head)

    def text(self, name: str) -> str | None:
        """Read a text file, with line ends and accents in one form."""
        try:
            data = (self.path / name).read_bytes()
        except OSError:
            self.report(name, None, "The file is missing.", "Add it; copy a neighbour's as a start.")
            return None
        if len(data) > LARGEST_FILE:
            self.report(name, None, "The file is too large.", "Keep it below 500 kB.")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.report(name, None, "The file is not UTF-8 text.", "Save it again as UTF-8.")
            return None
        lines = unicodedata.normalize("NFC", text).splitlines()
        return "\n".join(line.rstrip() for line in lines) + "\n"

    def content_hash(self) -> str:
        """Return the hash of all that was read: comments and layout of YAML do not count."""
        parts = [f"{name}\0{text}\0" for name, text in sorted(self.read.items())]
        return hashlib.sha256("".join(parts).encode()).hexdigest()


def _canonical(data: object) -> str:
    return json.dumps(_with_text_keys(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _with_text_keys(data: object) -> object:
    # Answers may be labelled by number and by name side by side, and those do not sort together.
    if isinstance(data, dict):
        return {str(key): _with_text_keys(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_text_keys(value) for value in data]
    return data
