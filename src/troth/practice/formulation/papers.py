"""The session and a partner's understanding on paper. What stands on a paper is what its reader's page holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from troth.practice.common import audit, clock
from troth.practice.common.errors import Absent
from troth.practice.common.paper import drawn, printed
from troth.practice.formulation import feedback, queries
from troth.practice.people import queries as people

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.formulation.feedback import FeedbackPage
    from troth.practice.formulation.shown import UnderstandingPage
    from troth.practice.formulation.standing import Standing
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def feedback_paper(viewer: Viewer, couple_id: UUID) -> bytes:
    """Return the PDF of the session for the care team, and note that it was printed. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    page = feedback.feedback_page(viewer, couple_id)
    names = " and ".join(seat.called for seat in people.seats_of(couple_id))
    _note_print(viewer, couple, "feedback.printed")
    return printed("formulation/papers/feedback.typ", {"names": names, **feedback_words(page)})


@transaction.atomic
def understanding_paper(viewer: Viewer) -> bytes:
    """Return the PDF of what was released to this partner. Raises `Absent` where nothing was."""
    page = queries.understanding(viewer)
    if page.released_at is None:
        raise Absent
    _note_print(viewer, people.own_couple(viewer), "understanding.printed")
    return printed("formulation/papers/understanding.typ", understanding_words(page))


def feedback_words(page: FeedbackPage) -> dict[str, Any]:
    """Return what the paper of the session says, as its template takes it."""
    seen = page.seeing
    return {
        "day": f"{clock.today():%-d %B %Y}",
        "limits": feedback.LIMITS,
        "door_is_open": page.door_is_open,
        "is_reviewed": page.is_reviewed,
        "agenda": str(page.agenda.label),
        "good": [{"name": one.name, "words": one.words} for one in page.good],
        "standing": _standing(page.standing),
        "standing_chart": drawn(page.standing_spec) if page.standing_spec else None,
        "seeing": {"head": seen.head, "rows": seen.rows, "sentences": seen.sentences} if seen else None,
        "seeing_chart": drawn(page.seeing_spec) if page.seeing_spec else None,
        "causes": [{"label": one.label, "text": one.text, "agreement": one.agreement} for one in page.causes],
        "aims": [{"name": one.name, "text": one.text} for one in page.aims],
        "plan": [
            {"phase": str(one.phase.label), "work": [work.label for work in one.work]}
            for one in page.suggestion
            if one.work
        ],
    }


def understanding_words(page: UnderstandingPage) -> dict[str, Any]:
    """Return what a partner's paper says, as its template takes it."""
    return {
        "day": f"{page.released_at:%-d %B %Y}" if page.released_at else "",
        "good": [{"name": one.name, "words": one.words} for one in page.good],
        "standing": _standing(page.standing),
        "text": page.text,
        "causes": [
            {
                "label": one.label,
                "text": one.explanation,
                "lines": [
                    {"words": f"{line.name} {line.words}.", "detail": line.detail} for line in one.lines
                ],
            }
            for one in page.causes
        ],
    }


def _standing(found: Standing | None) -> dict[str, Any] | None:
    return {"head": found.head, "rows": found.rows} if found else None


def _note_print(viewer: Viewer, couple: Couple, event: str) -> None:
    audit.record(
        event,
        actor_id=viewer.person_id,
        practice_id=couple.practice_id,
        subject=couple,
        couple_id=couple.pk,
    )
