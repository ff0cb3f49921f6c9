"""Whom to call in an emergency, country by country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

INTERNATIONAL = "international"


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """One helpline; `web` is an address to read, never a link."""

    name: str
    number: str
    for_whom: str
    hours: str
    languages: tuple[str, ...]
    web: str | None


@dataclass(frozen=True, slots=True)
class CrisisPage:
    """The numbers of one country. `note` is for clinicians: who must check them, and when."""

    country: str
    version: int
    content_hash: str
    country_name: str
    emergency_number: str
    lines: tuple[CrisisLine, ...]
    verified_on: date | None
    note: str

    @property
    def id(self) -> str:
        """The country code."""
        return self.country
