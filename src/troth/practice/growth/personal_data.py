"""What growth holds about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.common.personal_data import Holding
from troth.practice.growth.models import CheckUpWords, HardDay, KeepingSignature, LookBack, ReturnWish

if TYPE_CHECKING:
    from uuid import UUID


def _look_backs(person_id: UUID) -> list[dict[str, Any]]:
    rows = LookBack.objects.filter(author_id=person_id).order_by("created_at")
    return [
        {"words": row.words, "begun_at": row.created_at, "handed_in_at": row.submitted_at} for row in rows
    ]


def _erase_look_backs(person_id: UUID) -> None:
    LookBack.objects.filter(author_id=person_id).delete()


def _signatures(person_id: UUID) -> list[dict[str, Any]]:
    rows = KeepingSignature.objects.filter(person_id=person_id).order_by("signed_at")
    return [dict(row) for row in rows.values("plan__number", "signed_name", "signed_at")]


def _empty_signatures(person_id: UUID) -> None:
    KeepingSignature.objects.filter(person_id=person_id).update(signed_name="erased")


def _check_up_words(person_id: UUID) -> list[dict[str, Any]]:
    rows = CheckUpWords.objects.filter(author_id=person_id).order_by("submitted_at")
    return [{"text": row.text, "handed_in_at": row.submitted_at} for row in rows]


def _erase_check_up_words(person_id: UUID) -> None:
    CheckUpWords.objects.filter(author_id=person_id).delete()


def _hard_days(person_id: UUID) -> list[dict[str, Any]]:
    rows = HardDay.objects.filter(author_id=person_id).order_by("created_at")
    return [{"on": row.on, "what_helps": row.help} for row in rows]


def _erase_hard_days(person_id: UUID) -> None:
    HardDay.objects.filter(author_id=person_id).delete()


def _wishes(person_id: UUID) -> list[dict[str, Any]]:
    rows = ReturnWish.objects.filter(author_id=person_id).order_by("submitted_at")
    return [{"text": row.text, "asked_at": row.submitted_at, "answered_at": row.answered_at} for row in rows]


def _erase_wishes(person_id: UUID) -> None:
    ReturnWish.objects.filter(author_id=person_id).delete()


HOLDINGS = [
    Holding("growth.ReturnWish", _wishes, _erase_wishes),
    Holding("growth.HardDay", _hard_days, _erase_hard_days),
    Holding("growth.CheckUpWords", _check_up_words, _erase_check_up_words),
    Holding("growth.LookBack", _look_backs, _erase_look_backs),
    Holding("growth.KeepingSignature", _signatures, _empty_signatures),
    Holding(
        "growth.KeepingPlan",
        None,
        None,
        "It belongs to the couple; its words end with the couple's key.",
    ),
    Holding("growth.Ending", None, None, "It belongs to the clinical record, and says nothing but a date."),
    Holding("growth.CheckUp", None, None, "It belongs to the clinical record, and says nothing but dates."),
    Holding(
        "growth.ReturnOffer", None, None, "It belongs to the clinical record, and says nothing but a date."
    ),
    Holding(
        "growth.LaidOut",
        None,
        None,
        "It belongs to the clinical record: what a clinician thought of before laying exercises out.",
    ),
    Holding(
        "growth.Slip", None, None, "It belongs to the clinical record, and does not say whose trust it is."
    ),
]
