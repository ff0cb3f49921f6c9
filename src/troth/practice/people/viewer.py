"""Who is looking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True)
class Viewer:
    """A signed-in person, with the seat and the place in a practice that they hold now."""

    person_id: UUID
    display_name: str
    practice_id: UUID | None = None
    couple_id: UUID | None = None
    couple_practice_id: UUID | None = None
    seat_id: UUID | None = None
    side: str = ""
    clinician_id: UUID | None = None
    administers: bool = False
    gives_care: bool = False
    supervises: bool = False

    @property
    def own_couple_id(self) -> UUID:
        """The couple this partner sits in. Raises `Absent` for everybody else."""
        return _held(self.couple_id)

    @property
    def own_seat_id(self) -> UUID:
        """The seat this partner holds. Raises `Absent` for everybody else."""
        return _held(self.seat_id)

    @property
    def own_clinician_id(self) -> UUID:
        """The place this clinician holds. Raises `Absent` for everybody else."""
        return _held(self.clinician_id)

    @property
    def own_practice_id(self) -> UUID:
        """The practice this person belongs to. Raises `Absent` for people of none."""
        return _held(self.practice_id)

    def practice_of(self, couple_id: UUID | None) -> UUID | None:
        """The practice in whose log an act of this person stands: of the couple they sit in, or their own.

        Somebody can be a partner in one practice and a clinician of another.
        """
        sits_there = couple_id is not None and couple_id == self.couple_id
        return self.couple_practice_id if sits_there else self.practice_id

    @property
    def is_partner(self) -> bool:
        return self.seat_id is not None

    @property
    def is_clinician(self) -> bool:
        return self.gives_care

    @property
    def is_administrator(self) -> bool:
        return self.administers

    @property
    def oversees(self) -> bool:
        """Whether they look after the practice's colleagues; it opens no couple to them."""
        return self.administers or self.supervises

    @property
    def layout(self) -> str:
        """The frame of a page that everybody has."""
        if self.is_partner:
            return "base.html"
        return "base_clinician.html" if self.clinician_id else "base_plain.html"


def _held(held: UUID | None) -> UUID:
    if held is None:
        raise Absent
    return held
