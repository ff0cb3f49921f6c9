"""What the formulation holds about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.common.personal_data import Holding
from troth.practice.formulation.models import Goal, GoalRating, PlanSignature, ReleasedView

if TYPE_CHECKING:
    from uuid import UUID


def _views(person_id: UUID) -> list[dict[str, Any]]:
    rows = ReleasedView.objects.filter(author_id=person_id).order_by("submitted_at")
    return [
        {
            "text": row.text,
            "causes": [one["label"] for one in row.causes],
            "released_at": row.submitted_at,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in rows
        if row.withdrawn_at is None
    ]


def _erase_views(person_id: UUID) -> None:
    ReleasedView.objects.filter(author_id=person_id).delete()


def _signatures(person_id: UUID) -> list[dict[str, Any]]:
    rows = PlanSignature.objects.filter(person_id=person_id).order_by("signed_at")
    return [dict(row) for row in rows.values("plan__number", "signed_name", "signed_at")]


def _empty_signatures(person_id: UUID) -> None:
    PlanSignature.objects.filter(person_id=person_id).update(signed_name="erased")


def _goals(person_id: UUID) -> list[dict[str, Any]]:
    rows = Goal.objects.filter(author_id=person_id).order_by("created_at")
    return [
        {"goal": row.text, "audience": row.audience, "worded_at": row.created_at, "ended_at": row.ended_at}
        for row in rows
    ]


def _erase_goals(person_id: UUID) -> None:
    GoalRating.objects.filter(goal__author_id=person_id).delete()
    Goal.objects.filter(author_id=person_id).delete()


def _ratings(person_id: UUID) -> list[dict[str, Any]]:
    rows = GoalRating.objects.filter(author_id=person_id).order_by("month")
    return [{"month": row.month, "value": row.value, "audience": row.audience} for row in rows]


def _erase_ratings(person_id: UUID) -> None:
    GoalRating.objects.filter(author_id=person_id).delete()


HOLDINGS = [
    Holding(
        "formulation.FeedbackSession",
        None,
        None,
        "It belongs to the clinical record, and says nothing but a date.",
    ),
    Holding("formulation.GoalRating", _ratings, _erase_ratings),
    Holding("formulation.Goal", _goals, _erase_goals),
    Holding(
        "formulation.ReleasedView",
        _views,
        _erase_views,
        "What was taken back is no longer for the partner to read; it is erased with the rest.",
    ),
    Holding("formulation.PlanSignature", _signatures, _empty_signatures),
    Holding(
        "formulation.Plan",
        None,
        None,
        "It belongs to the couple and the care team; its words end with the couple's key.",
    ),
    Holding(
        "formulation.Formulation",
        None,
        None,
        "A clinician's working note about the couple; its words end with the record's key.",
    ),
]
