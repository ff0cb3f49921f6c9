"""What a couple's agreements show beyond chance, from what both partners can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from troth.practice.boundaries.models import Agreement, Breach, Review
from troth.practice.boundaries.states import BreachKind, Kept
from troth.practice.common import clock
from troth.practice.people import queries as people
from troth.practice.privacy.states import Standing
from troth.practice.privacy.visibility import may_see
from troth.science.patterns import agreement_findings

if TYPE_CHECKING:
    from uuid import UUID

    from troth.science.patterns import Finding


def found(couple_id: UUID) -> list[Finding]:
    """Return whether terms are broken again and again, and how many each partner saw kept when they looked back."""
    agreements = Agreement.objects.filter(couple_id=couple_id).exclude(started_on=None)
    in_force = sorted({day for one in agreements for day in _days_of(one)})
    if not in_force:
        return []
    breaches = Breach.objects.filter(couple_id=couple_id).select_related("data_key")
    broken = {
        one.happened_on.toordinal()
        for one in breaches
        if may_see(one, Standing.PARTNER) and one.said["kind"] == BreachKind.BROKEN
    }
    return agreement_findings(in_force, broken, _kept(couple_id))


def _days_of(agreement: Agreement) -> range:
    """Return the days of an agreement from its first to its last, or to today, as ordinals."""
    ends = [clock.today()]
    if agreement.end_on:
        ends.append(agreement.end_on)
    if agreement.ended_at:
        ends.append(timezone.localdate(agreement.ended_at))
    assert agreement.started_on is not None  # noqa: S101 - asked for by the query
    return range(agreement.started_on.toordinal(), min(ends).toordinal() + 1)


def _kept(couple_id: UUID) -> list[tuple[int, int]]:
    """Return for each side how many terms they saw kept, and how many they looked back on, once both lay open."""
    reviews = Review.objects.filter(couple_id=couple_id).exclude(opened_at=None).select_related("data_key")
    told = [(one.author_id, rating) for one in reviews for rating in one.said["kept"].values()]
    sides = [seat.person_id for seat in people.seats_of(couple_id)]
    rated = [[rating for author, rating in told if author == person] for person in sides]
    return [(sum(one == Kept.KEPT for one in each), len(each)) for each in rated]
