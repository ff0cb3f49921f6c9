"""What a couple's partners are called where both stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import FilteredRelation, Q

from troth.practice.people.queries import seats_of
from troth.practice.people.states import Side

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.models import Exists, QuerySet

    from troth.practice.people.models import Couple


def names_of(couple_id: UUID) -> dict[str, str]:
    """Return what the partners are called by side; two of the same name are numbered."""
    return told_apart({seat.side: seat.called for seat in seats_of(couple_id)})


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Number two partners who are called the same, so that tables and charts tell whose a number is."""
    if len({name.strip().casefold() for name in names.values()}) == len(names):
        return dict(names)
    return {side: f"{name.strip()} ({place})" for place, (side, name) in enumerate(sorted(names.items()), 1)}


class Named(NamedTuple):
    """A couple's stage, what its partners are called by side, and which marks it has."""

    stage: str
    names: dict[str, str]
    marks: tuple[bool, ...]


def names_in(couples: QuerySet[Couple], *marks: Exists) -> dict[UUID, Named]:
    """Return how each couple is named, and whether each mark holds of it, in one query with a row a couple."""
    marked = {f"mark_{place}": mark for place, mark in enumerate(marks)}
    seats = {f"seat_{side}": FilteredRelation("seats", condition=Q(seats__side=side)) for side in Side.values}
    columns = ("pk", "stage", *(f"{seat}__called" for seat in seats), *marked)
    rows = couples.annotate(**seats, **marked).values_list(*columns)
    return {
        couple_id: Named(stage, {"a": a, "b": b}, tuple(holds)) for couple_id, stage, a, b, *holds in rows
    }
