"""From the files of a letter to a `Letter`, finding every problem on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.letter import PLACEHOLDER, Letter
from troth.library.prose import plain, render
from troth.library.sources import LetterSource, LetterWords
from troth.library.wording import validated

if TYPE_CHECKING:
    from troth.library.folder import Folder
    from troth.library.prose import Prose
    from troth.library.yaml_files import Document


def read_letter(folder: Folder, language: str) -> Letter | None:
    """Read a letter in one language, or note in the folder why it cannot be read."""
    before = len(folder.problems)
    structure = folder.document("letter.yaml", LetterSource)
    body_name = folder.in_language("body", "md", language)
    body = folder.prose(body_name)
    words = body and body.head and validated(body.head, LetterWords, folder.problems)
    if structure is not None and body is not None:
        _check(folder, *structure, body_name, body)
        if words and (words.subject is None) == (structure[1].kind == "mail"):
            message = "A mail needs a subject, and nothing else has one."
            folder.report(body_name, 1, message, "Add or take out the subject.")
    if len(folder.problems) > before or not (structure and body and words):
        return None
    source = structure[1]
    return Letter(
        id=source.id,
        version=source.version,
        content_hash=folder.content_hash(),
        kind=source.kind,
        title=words.title,
        subject=words.subject,
        body=render(body.body),
        plain_body=plain(body.body),
        placeholders=source.placeholders,
    )


def _check(folder: Folder, document: Document, source: LetterSource, body_name: str, body: Prose) -> None:
    used: set[str] = set()
    for number, line in enumerate(body.body.splitlines(), start=body.first_line):
        names = PLACEHOLDER.findall(line)
        used.update(names)
        for name in sorted(set(names) - set(source.placeholders)):
            message = f'The placeholder "{{{name}}}" is not declared.'
            remedy = f"Add {name} to the placeholders in letter.yaml, or take it out."
            folder.report(body_name, number, message, remedy)
        if any(brace in PLACEHOLDER.sub("", line) for brace in "{}"):
            message = "A curly bracket stands alone."
            folder.report(body_name, number, message, "Write placeholders as {name}.")
    for name in sorted(set(source.placeholders) - used):
        message = f'The placeholder "{name}" is declared but never used.'
        line_number = document.line("placeholders")
        folder.report("letter.yaml", line_number, message, "Use it in the body, or take it out.")
