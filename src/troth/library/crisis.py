"""Whom to call in an emergency, country by country."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

INTERNATIONAL = "international"
_A_NUMBER = re.compile(r"\+?\d(?:[ -]*\d)*")
_BETWEEN_DIGITS = re.compile(r"[ -]")


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """One helpline; `web` is an address to read, never a link."""

    name: str
    number: str
    for_whom: str
    hours: str
    languages: tuple[str, ...]
    web: str | None

    @property
    def dialled(self) -> str:
        """The number as a telephone dials it; empty where it has words in it."""
        return _BETWEEN_DIGITS.sub("", self.number) if _A_NUMBER.fullmatch(self.number) else ""


@dataclass(frozen=True, slots=True)
class CrisisPage:
    """The numbers of one country. `note` is for clinicians: who must check them, and when.

    `files` holds the text from which it was read, by name, so that it can be read again.
    """

    country: str
    version: int
    content_hash: str
    country_name: str
    emergency_number: str
    lines: tuple[CrisisLine, ...]
    verified_on: date | None
    note: str
    files: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def id(self) -> str:
        """The country code."""
        return self.country

    @property
    def title(self) -> str:
        """The name of the country: what other content calls a title."""
        return self.country_name
