"""The session, and what was found, on paper. What stands on a paper is what its reader's page holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.common.paper import drawn, printed
from troth.practice.formulation import feedback, understanding
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from troth.practice.formulation.aloud import Said
    from troth.practice.formulation.charts import Panel
    from troth.practice.formulation.checklist import Step
    from troth.practice.formulation.feedback import FeedbackPage, ToldCause
    from troth.practice.formulation.ranking import EvidenceLine
    from troth.practice.formulation.shown import GoalLine, PlanText, UnderstandingPage
    from troth.practice.formulation.suggesting import NextStep
    from troth.practice.instruments.charts import Trust
    from troth.practice.instruments.measured_change import MeasureChange
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def feedback_paper(viewer: Viewer, couple_id: UUID) -> bytes:
    """Return the PDF of the session for the care team, and note that it was printed. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    page = feedback.feedback_page(viewer, couple_id)
    names = " and ".join(names_of(couple_id).values())
    note_of_couple(viewer, couple, "feedback.printed")
    return printed("formulation/papers/feedback.typ", {"names": names, **feedback_words(page)})


@transaction.atomic
def understanding_paper(viewer: Viewer) -> bytes:
    """Return the PDF of what was released to this partner. Raises `Absent` where nothing was."""
    page = understanding.understanding(viewer)
    if page is None:
        raise Absent
    note_of_couple(viewer, people.own_couple(viewer), "understanding.printed")
    return printed("formulation/papers/understanding.typ", understanding_words(page))


def feedback_words(page: FeedbackPage) -> dict[str, Any]:
    """Return what the paper of the session says, as its template takes it."""
    pictures = page.pictures
    return {
        "day": f"{clock.today():%-d %B %Y}",
        "limits": feedback.LIMITS,
        "weights": feedback.WEIGHTS,
        "is_reviewed": page.is_reviewed,
        "before": _steps(page.before),
        "avoid": page.avoid,
        "agenda": str(page.agenda.label),
        "good": [{"name": one.name, "said": _said(one.said)} for one in page.good],
        "highest": _said(page.highest),
        "standing": _panel(pictures.standing),
        "met": _panel(pictures.met),
        "trust": _trust(pictures.trust),
        "gaps": _said(page.gaps),
        "seeing": _panel(pictures.seeing),
        "measures": [_measure(one) for one in page.measures.changes],
        "profile": _panel(pictures.profile),
        "causes": [_cause(one) for one in page.causes],
        "aims": [{"words": f"{one.name}: {one.text}", "mark": mark.words} for one, mark in page.aims],
        "plan": _plan(page.plan),
        "next": _next(page.next_step),
        "suggestion": [
            {"phase": str(one.phase.label), "work": [work.label for work in one.work]}
            for one in page.suggestion
            if one.work
        ],
        "after": _steps(page.after),
    }


def _measure(change: MeasureChange) -> dict[str, Any]:
    """Return a measure as tables: what is judged, scale by scale, and what is only described."""
    tables = [
        {
            "head": [scale.label, "First", "Latest", "Change", "Class"],
            "rows": [
                [row.name, row.first, row.latest or "–", row.change or "–", row.told] for row in scale.rows
            ],
            "notes": [*scale.figures, *(["A figure is to verify."] if scale.to_verify else [])],
        }
        for scale in change.judged
    ]
    left = change.described
    if left.rows:
        tables.append({"head": left.head, "rows": left.rows, "notes": left.notes})
    return {"title": change.title, "tables": tables}


def understanding_words(page: UnderstandingPage) -> dict[str, Any]:
    """Return what a partner's paper says, as its template takes it."""
    return {
        "day": f"{page.released_at:%-d %B %Y}" if page.released_at else "",
        "good": [{"name": one.name, "words": [said.words for said in one.said]} for one in page.good],
        "text": page.text,
        "causes": [
            {"label": one.label, "text": one.explanation, "lines": [_line(line) for line in one.lines]}
            for one in page.causes
        ],
        "words": page.words,
        "answers": _panel(page.answers),
        "trust": _trust(page.trust),
        "goals": [_goal(one) for one in page.goals],
        "next": _next(page.next_step),
    }


def _panel(found: Panel | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"chart": drawn(found.spec) if found.spec else None, "head": found.head, "rows": found.rows}


def _trust(found: Trust) -> dict[str, Any] | None:
    if found.spec is None:
        return None
    return {
        "chart": drawn(found.spec),
        "head": found.head,
        "rows": found.rows,
        "expected_head": found.expected_head,
        "expected": found.expected_rows,
        "event_head": found.event_head,
        "events": found.event_rows,
    }


def _cause(one: ToldCause) -> dict[str, Any]:
    lines = [{**_line(line), "mark": line.mark.words} for side in one.sides for line in side.lines]
    return {"label": one.label, "text": one.text, "agreement": one.agreement, "lines": lines}


def _line(line: EvidenceLine) -> dict[str, str]:
    return {"words": f"{line.name} {line.words}.", "detail": line.detail}


def _said(sentences: Iterable[Said]) -> list[dict[str, str]]:
    return [{"words": one.words, "mark": one.mark.words} for one in sentences]


def _steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    return [{"words": one.words, "done": one.done} for one in steps]


def _plan(plan: PlanText | None) -> list[dict[str, Any]]:
    if plan is None:
        return []
    return [{"phase": str(one.phase.label), "words": one.words, "work": one.work} for one in plan.phases]


def _next(step: NextStep | None) -> dict[str, str] | None:
    return {"phase": str(step.phase.label), "words": step.words} if step else None


def _goal(line: GoalLine) -> dict[str, str]:
    return {
        "words": line.text,
        "whose": "Yours" if line.own else line.name,
        "read": f"Read by {Audience(line.audience).label}.",
    }
