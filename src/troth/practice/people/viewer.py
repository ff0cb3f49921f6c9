"""Who is looking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True)
class Viewer:
    """A signed-in person, with the seat and the place in a practice that they hold now."""

    person_id: UUID
    display_name: str
    practice_id: UUID | None = None
    couple_id: UUID | None = None
    seat_id: UUID | None = None
    side: str = ""
    clinician_id: UUID | None = None
    administers: bool = False
    gives_care: bool = False

    @property
    def is_partner(self) -> bool:
        return self.seat_id is not None

    @property
    def is_clinician(self) -> bool:
        return self.gives_care

    @property
    def is_administrator(self) -> bool:
        return self.administers
