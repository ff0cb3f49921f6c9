from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.common.personal_data import Holding
from troth.practice.instruments import editions
from troth.practice.instruments.models import (
    Announcement,
    Assignment,
    ExternalScore,
    GuardedResponse,
    Release,
    Reminder,
    Response,
    Score,
    TrustLine,
)
from troth.practice.instruments.queries import items_of

if TYPE_CHECKING:
    from uuid import UUID

    from troth.library import Instrument


def _scores(person_id: UUID) -> list[dict[str, Any]]:
    columns = ("instrument", "version", "scale", "value", "low", "high", "answered_at")
    return list(Score.objects.filter(author_id=person_id).order_by("answered_at").values(*columns))


def _sheets(model: type[Response | GuardedResponse], person_id: UUID) -> list[dict[str, Any]]:
    rows: list[Response | GuardedResponse] = list(
        model.objects.filter(author_id=person_id)
        .select_related("data_key", "assignment__round")
        .order_by("created_at")
    )
    content = editions.instruments_of(row.assignment.round for row in rows)
    return [
        {
            "instrument": row.assignment.round.instrument,
            "version": row.version,
            "sent_at": row.submitted_at,
            "answers": _words(row, content.get(row.assignment.round_id)),
        }
        for row in rows
    ]


def _words(sheet: Response | GuardedResponse, instrument: Instrument | None) -> list[dict[str, Any]]:
    if instrument is None:  # its words are no longer here; the answers still are
        return [{"question": name, "answer": answer} for name, answer in sheet.answers.items()]
    return [
        {"question": item.text, "answer": item.label}
        for item in items_of(sheet, instrument, with_uncounted=True)
    ]


def _assignments(person_id: UUID) -> list[dict[str, Any]]:
    rows = Assignment.objects.filter(seat__person_id=person_id).order_by("created_at")
    return [dict(row) for row in rows.values("round__instrument", "created_at", "state", "answered_at")]


def _announcements(person_id: UUID) -> list[dict[str, Any]]:
    rows = Announcement.objects.filter(release__response__author_id=person_id).order_by("created_at")
    return [
        {
            "instrument": row.release.response.assignment.round.instrument,
            "announced_at": row.created_at,
            "words": row.words,
            "state": row.release.state,
        }
        for row in rows.select_related("release__response__assignment__round")
    ]


def _erase_announcements(person_id: UUID) -> None:
    Announcement.objects.filter(release__response__author_id=person_id).delete()


def _erase_external(person_id: UUID) -> None:
    ExternalScore.objects.filter(seat__person_id=person_id).delete()


def _erase_releases(person_id: UUID) -> None:
    Release.objects.filter(response__author_id=person_id).delete()


def _erase_scores(person_id: UUID) -> None:
    Score.objects.filter(author_id=person_id).delete()


def _reminders(person_id: UUID) -> list[dict[str, Any]]:
    rows = Reminder.objects.filter(assignment__seat__person_id=person_id).order_by("created_at")
    return [dict(row) for row in rows.values("number", "created_at", "sent_at")]


def _erase_reminders(person_id: UUID) -> None:
    Reminder.objects.filter(assignment__seat__person_id=person_id).delete()


def _erase_line(person_id: UUID) -> None:
    TrustLine.objects.filter(couple__seats__person_id=person_id).delete()


def _erase_responses(person_id: UUID) -> None:
    Response.objects.filter(author_id=person_id).delete()


def _erase_guarded(person_id: UUID) -> None:
    GuardedResponse.objects.filter(author_id=person_id).delete()


def _erase_assignments(person_id: UUID) -> None:
    Assignment.objects.filter(seat__person_id=person_id).delete()


HOLDINGS = [
    Holding("instruments.Announcement", _announcements, _erase_announcements),
    Holding(
        "instruments.Release",
        None,
        _erase_releases,
        "Why a clinician brought answers to both is the clinician's note; it goes with the answers.",
    ),
    Holding("instruments.Score", _scores, _erase_scores),
    Holding("instruments.Reminder", _reminders, _erase_reminders),
    Holding(
        "instruments.SeenSignal",
        None,
        None,
        "A clinician's note about the couple; it ends with the couple's record key.",
    ),
    Holding(
        "instruments.TrustLine",
        None,
        _erase_line,
        "It repeats scores, which are handed out; it is drawn anew with the next answer.",
    ),
    Holding("instruments.Response", lambda person_id: _sheets(Response, person_id), _erase_responses),
    Holding(
        "instruments.GuardedResponse", lambda person_id: _sheets(GuardedResponse, person_id), _erase_guarded
    ),
    Holding("instruments.Assignment", _assignments, _erase_assignments),
    Holding(
        "instruments.ExternalScore",
        None,
        _erase_external,
        "A total that a clinician took from a licensed form is the clinician's note; it goes with the person.",
    ),
    Holding(
        "instruments.PracticeInstrument",
        None,
        None,
        "It names the clinician who attested a right of use, which the practice must be able to show.",
    ),
    Holding(
        "instruments.PracticeDefault",
        None,
        None,
        "It names the clinician who decided how the practice reads a score; it belongs to the practice.",
    ),
]
