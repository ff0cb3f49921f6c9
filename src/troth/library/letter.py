"""Letters: consent, policies, mails. Words with named placeholders and nothing cleverer."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal

LetterKind = Literal["consent", "policy", "wording", "mail"]
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language: `body` as safe HTML, `plain_body` as plain text for a mail."""

    id: str
    version: int
    content_hash: str
    kind: LetterKind
    title: str
    subject: str | None
    body: str
    plain_body: str
    placeholders: tuple[str, ...]

    def render(self, **values: str) -> str:
        """Return the body as HTML with each placeholder filled in, its value escaped."""
        self._check_names(values)
        return PLACEHOLDER.sub(lambda found: html.escape(values[found[1]]), self.body)

    def render_plain(self, **values: str) -> str:
        """Return the body as plain text with each placeholder filled in."""
        self._check_names(values)
        return PLACEHOLDER.sub(lambda found: values[found[1]], self.plain_body)

    def _check_names(self, values: dict[str, str]) -> None:
        missing = sorted(set(self.placeholders) - set(values))
        unknown = sorted(set(values) - set(self.placeholders))
        if missing or unknown:
            parts = [f"missing: {', '.join(missing)}"] if missing else []
            parts += [f"unknown: {', '.join(unknown)}"] if unknown else []
            message = f"Letter {self.id!r} cannot be filled in ({'; '.join(parts)})."
            raise ValueError(message)
