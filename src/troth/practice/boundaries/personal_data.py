"""What boundaries hold about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.boundaries.models import (
    Agreement,
    Breach,
    Comment,
    Comparison,
    DueLetter,
    Position,
    Readiness,
    RepairWord,
    Review,
    Signature,
)
from troth.practice.boundaries.states import LIVE_AGREEMENTS, AgreementState
from troth.practice.common import clock
from troth.practice.common.personal_data import Holding

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet


def _positions(person_id: UUID) -> list[dict[str, Any]]:
    rows = Position.objects.filter(author_id=person_id).order_by("created_at")
    return [{"topic": row.topic, "said": row.said, "submitted_at": row.submitted_at} for row in rows]


def _erase_positions(person_id: UUID) -> None:
    Position.objects.filter(author_id=person_id).delete()


def _comparisons(person_id: UUID) -> list[dict[str, Any]]:
    rows = Comparison.objects.filter(author_id=person_id).order_by("created_at")
    return [{"topic": row.topic, "marks": row.marks} for row in rows]


def _erase_comparisons(person_id: UUID) -> None:
    Comparison.objects.filter(author_id=person_id).delete()


def _readiness(person_id: UUID) -> list[dict[str, Any]]:
    rows = Readiness.objects.filter(author_id=person_id).select_related("proposal").order_by("created_at")
    return [{"wording": row.proposal.number, "answers": row.answers} for row in rows]


def _erase_readiness(person_id: UUID) -> None:
    Readiness.objects.filter(author_id=person_id).delete()


def _reviews(person_id: UUID) -> list[dict[str, Any]]:
    rows = Review.objects.filter(author_id=person_id).order_by("created_at")
    return [{"said": row.said, "submitted_at": row.submitted_at} for row in rows]


def _erase_reviews(person_id: UUID) -> None:
    Review.objects.filter(author_id=person_id).delete()


def _breaches(person_id: UUID) -> list[dict[str, Any]]:
    rows = Breach.objects.filter(author_id=person_id).order_by("created_at")
    return [{"day": row.happened_on, "said": row.said, "audience": row.audience} for row in rows]


def _erase_breaches(person_id: UUID) -> None:
    """What the other wrote in the repair of a note goes with the note; it would say nothing without it."""
    RepairWord.objects.filter(breach__author_id=person_id).delete()
    RepairWord.objects.filter(author_id=person_id).delete()
    Breach.objects.filter(author_id=person_id).delete()
    Agreement.objects.filter(couple__seats__person_id=person_id).update(repeated_on=None)


def _comments(person_id: UUID) -> list[dict[str, Any]]:
    rows = _own_comments(person_id).order_by("created_at")
    return [
        {"about": row.about, "text": row.text, "audience": row.audience, "at": row.submitted_at}
        for row in rows
    ]


def _erase_comments(person_id: UUID) -> None:
    _own_comments(person_id).delete()


def _own_comments(person_id: UUID) -> QuerySet[Comment]:
    """Return a partner's comments; a therapist's words to both belong to the couple and end with its key."""
    return Comment.objects.filter(author_id=person_id, couple__seats__person_id=person_id)


def _repairs(person_id: UUID) -> list[dict[str, Any]]:
    rows = RepairWord.objects.filter(author_id=person_id).order_by("at")
    return [{"step": row.step, "text": row.text, "at": row.at} for row in rows]


def _letters(person_id: UUID) -> list[dict[str, Any]]:
    rows = DueLetter.objects.filter(seat__person_id=person_id).order_by("due_on")
    return [dict(row) for row in rows.values("due_on", "sent_at")]


def _erase_letters(person_id: UUID) -> None:
    DueLetter.objects.filter(seat__person_id=person_id).delete()


def _signatures(person_id: UUID) -> list[dict[str, Any]]:
    rows = Signature.objects.filter(person_id=person_id).order_by("signed_at")
    return [dict(row) for row in rows.values("proposal__number", "signed_name", "signed_at")]


def _empty_signatures(person_id: UUID) -> None:
    Signature.objects.filter(person_id=person_id).update(signed_name="erased")


def _end_agreements(person_id: UUID) -> None:
    """Nothing holds between one and nobody; it looks like any other end."""
    live = Agreement.objects.filter(couple__seats__person_id=person_id, state__in=LIVE_AGREEMENTS)
    Agreement.objects.filter(pk__in=[one.pk for one in live]).update(
        state=AgreementState.ENDED, ended_at=clock.now()
    )


HOLDINGS = [
    Holding("boundaries.RepairWord", _repairs, None, "Erased with the notes, see boundaries.Breach."),
    Holding("boundaries.Breach", _breaches, _erase_breaches),
    Holding("boundaries.Comment", _comments, _erase_comments),
    Holding("boundaries.Review", _reviews, _erase_reviews),
    Holding("boundaries.Readiness", _readiness, _erase_readiness),
    Holding("boundaries.Comparison", _comparisons, _erase_comparisons),
    Holding("boundaries.Position", _positions, _erase_positions),
    Holding("boundaries.DueLetter", _letters, _erase_letters),
    Holding("boundaries.Signature", _signatures, _empty_signatures),
    Holding(
        "boundaries.Proposal",
        None,
        None,
        "Wordings that the two worked out together; they belong to the couple and end with its key.",
    ),
    Holding(
        "boundaries.Agreement",
        None,
        _end_agreements,
        "It belongs to the couple and ends; its words end with the couple's key.",
    ),
]
