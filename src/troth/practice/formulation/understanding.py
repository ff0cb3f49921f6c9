"""What was found, as one partner reads it: only what is theirs, or open to both. The same on page and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.formulation import charts, goals, queries, ranking, standing
from troth.practice.formulation.models import ReleasedView
from troth.practice.formulation.shown import ReleasedCause, UnderstandingPage
from troth.practice.instruments import evidence, trust_queries
from troth.practice.instruments.charts import trust_over_time
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of, told_apart
from troth.practice.people.states import Side
from troth.practice.privacy.visibility import visible
from troth.practice.programme import queries as programme
from troth.practice.wordings.queries import library_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.formulation.charts import Panel
    from troth.practice.instruments.charts import Trust
    from troth.practice.people.viewer import Viewer

YOU = "You"
WEEKS_SHOWN = 26


def understanding(viewer: Viewer) -> UnderstandingPage | None:
    """Return what this partner may read, once something was released to them. Raises `Absent` for others."""
    for view in visible(_released(viewer), viewer, cares=False):
        couple_id = viewer.own_couple_id
        called = _called(viewer, couple_id)
        words, answers = _answers(viewer, couple_id, called)
        runs = programme.runs_of_couples([couple_id]).get(couple_id, [])
        return UnderstandingPage(
            good=standing.good(evidence.latest_answers(viewer, couple_id, set(standing.GOOD)), called),
            text=view.text,
            causes=_causes(viewer, couple_id, view),
            released_at=view.submitted_at,
            words=words,
            answers=answers,
            trust=_trust(viewer, couple_id, called),
            goals=goals.goal_lines(viewer, couple_id, may_be_due=False),
            next_step=queries.next_step_for(couple_id, runs),
        )
    return None


def is_released(viewer: Viewer) -> bool:
    """Tell whether something is released to this partner now. Raises `Absent` for others."""
    return _released(viewer).exists()


def released_causes(viewer: Viewer) -> set[str]:
    """Return the causes that are released to this partner now, by id. Raises `Absent` for others."""
    return {one["id"] for view in visible(_released(viewer), viewer, cares=False) for one in view.causes}


def _released(viewer: Viewer) -> QuerySet[ReleasedView]:
    return ReleasedView.objects.filter(
        couple_id=viewer.own_couple_id, author_id=viewer.person_id, withdrawn_at=None
    )


def _called(viewer: Viewer, couple_id: UUID) -> dict[str, str]:
    """Return both names as this partner reads them: the own one is *You*."""
    seats = people.seats_of(couple_id)
    return told_apart({one.side: YOU if one.side == viewer.side else one.called for one in seats})


def _answers(viewer: Viewer, couple_id: UUID, called: Mapping[str, str]) -> tuple[list[str], Panel | None]:
    """Return this partner's own answers in plain words, and the chart of what they may see."""
    facts = evidence.latest_scores(viewer, couple_id, standing.WANTED)
    found = standing.standing(facts, called, standing.SCALES, standing.PLAIN)
    names = (called[Side.A], called[Side.B])
    words = standing.in_plain_words(facts, viewer.side)
    return words, charts.panel(found, names) if found else None


def _trust(viewer: Viewer, couple_id: UUID, called: Mapping[str, str]) -> Trust:
    series = trust_queries.trust_series(viewer, couple_id)
    return trust_over_time({side: points[-WEEKS_SHOWN:] for side, points in series.items()}, called)


def _causes(viewer: Viewer, couple_id: UUID, view: ReleasedView) -> list[ReleasedCause]:
    """Return the released causes, with the evidence that this partner may see."""
    known = library_of(viewer).causes
    shown = [known[one["id"]] for one in view.causes if one["id"] in known]
    facts, names = queries.facts_for(viewer, couple_id, shown), names_of(couple_id)
    lines = {cause.id: ranking.evidence_for(cause, facts, names) for cause in shown}
    return [ReleasedCause(one["label"], one["explanation"], lines.get(one["id"], [])) for one in view.causes]
