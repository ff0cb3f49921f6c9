"""Reads about figures over many couples, for the supervisor alone. Who is in them is told to nobody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from troth.practice.common.errors import Absent
from troth.practice.instruments import expectation_queries as answers
from troth.practice.people import standing
from troth.practice.people.queries import own_couple
from troth.practice.research.lending import loan_of
from troth.practice.research.models import Figures

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.people.models import ConsentSignature
    from troth.practice.people.viewer import Viewer
    from troth.practice.research.lending import Loan


def practice_overseen(viewer: Viewer) -> UUID:
    """Return the practice whose couples a supervisor may learn about together. Raises `Absent`."""
    if not viewer.supervises:
        raise Absent
    return viewer.own_practice_id


class Agreement(NamedTuple):
    """A person's own choice: the newest agreement that stands, and whether they can agree where they sit now."""

    practice: str
    signed: ConsentSignature | None
    can_agree: bool


def own_agreement(viewer: Viewer) -> Agreement:
    """Return what this person chose, whatever the partner did."""
    given = standing.research_agreements_of(viewer.person_id)
    signed = given[0] if given else None
    couple = own_couple(viewer) if viewer.is_partner else signed and signed.couple
    can_agree = viewer.is_partner and all(one.couple_id != viewer.couple_id for one in given)
    return Agreement(couple.practice.name if couple else "Your practice", signed, can_agree)


def loans(practice_id: UUID, month: dt.date) -> dict[str, Loan]:
    """Return what each couple lends whose two agreements were given before a month and stand now."""
    before = timezone.make_aware(dt.datetime.combine(month, dt.time.min))
    lent = answers.answers_lent(standing.lending_couples(practice_id, before))
    found = {str(couple_id): loan_of(rows, month) for couple_id, rows in lent.items()}
    return {couple_id: loan for couple_id, loan in sorted(found.items()) if loan is not None}


def figures_of(practice_id: UUID) -> QuerySet[Figures]:
    """Return all figures of a practice, the newest first."""
    return Figures.objects.filter(practice_id=practice_id).order_by("-month")


def members(one: Figures) -> frozenset[str]:
    """Return the couples that figures rest on. For the rule that they differ by enough, alone."""
    return frozenset(one.members)
