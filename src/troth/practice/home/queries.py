"""Reads for the pages people land on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from troth.practice.boundaries import queries as boundaries
from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.conversation import queries as conversation
from troth.practice.formulation import queries as formulation
from troth.practice.formulation.events import events_for
from troth.practice.growth import after_queries as growth
from troth.practice.home.course import course, ends
from troth.practice.home.moving import moving, sentences_of
from troth.practice.home.need import (
    Reason,
    alert_reasons,
    change_reasons,
    fall_weight,
    repeat_reasons,
    return_reasons,
    review_reasons,
    signal_reasons,
    silence_reasons,
    stalled_reasons,
    steady_reasons,
)
from troth.practice.home.spark import Spark, spark
from troth.practice.home.timeline import timeline
from troth.practice.home.today import today
from troth.practice.instruments import charts, measure_course, silence, trust_queries
from troth.practice.instruments import expectation_queries as expectation
from troth.practice.instruments import queries as instruments
from troth.practice.instruments import sharing_queries as sharing
from troth.practice.instruments.shown import FacetProfile, Series, TrustNeed
from troth.practice.people import queries as people
from troth.practice.people.naming import names_in, names_of, told_apart
from troth.practice.people.noting import note_of_couple
from troth.practice.people.states import LIVE_STAGES, Stage
from troth.practice.privacy import queries as privacy
from troth.practice.programme import courses, giving, stalled
from troth.practice.programme import queries as programme
from troth.practice.programme.states import RunState
from troth.practice.programme.time_outs import offer_in
from troth.practice.safety import queries as safety

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.instruments.charts import Event
    from troth.practice.instruments.expectation_queries import Course
    from troth.practice.people.models import Couple
    from troth.practice.people.naming import Named
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Run

__all__ = [
    "caseload",
    "couple_page",
    "mine",
    "moving_page",
    "progress",
    "today",
    "together",
    "told",
    "whole_course",
]

WEEKS_SHOWN = 12
NUMBERS_SHOWN = 52  # half a year of weekly answers of two
SHOWN_STAGES = LIVE_STAGES | {Stage.SEPARATED}
STAGE_LABELS: dict[str, str] = {stage.value: str(stage.label) for stage in Stage}
LOW, HIGH = 0.0, 10.0
NO_NEED = TrustNeed()
_JOINT_FIRST = "Individual talks before joint work opens"


@dataclass
class Line:
    """One couple on the caseload."""

    couple_id: UUID
    names: dict[str, str]
    stage: str
    weight: float
    reasons: list[Reason]
    owed: int = 0
    spark: Spark | None = None

    @property
    def title(self) -> str:
        return f"{self.names.get('a', '')} & {self.names.get('b', '')}"

    @property
    def due(self) -> str:
        return f"{self.owed} waiting for an answer" if self.owed else "nothing waits"


def together(viewer: Viewer) -> dict[str, Any]:
    """Return the couple's shared room; while joint work is closed, only the neutral door."""
    couple = people.own_couple(viewer)
    is_open = safety.joint_work_is_open(couple.pk)
    runs = programme.runs_for(viewer) if is_open else []
    said = giving.latest_comments(viewer, couple.pk) if runs else {}
    ways = courses.whereabouts(viewer) if is_open else []
    given = [(run, said.get(run.id)) for run in runs]
    pauses = offer_in(viewer, runs) is not None
    return {"is_open": is_open, "given": given, "ways": ways, "pauses": pauses, "tab": "together"}


def mine(viewer: Viewer) -> dict[str, Any]:
    """Return what this partner wrote and what waits for them."""
    couple = people.own_couple(viewer)
    names = {seat.side: seat.called for seat in people.seats_of(couple.pk)}
    return {
        "waiting": instruments.open_assignments(viewer),
        "near_days": growth.near_days(viewer),
        "happenings": timeline(viewer, couple.pk, names, _runs(couple.pk), limit=40),
    }


def progress(viewer: Viewer) -> dict[str, Any]:
    """Return a partner's chart of trust over time, its table, and the latest trust profile."""
    if viewer.couple_id is None:
        raise Absent
    names = names_of(viewer.couple_id)
    return _progress(viewer, viewer.couple_id, names, trust_queries.trust_series(viewer, viewer.couple_id))


def _progress(
    viewer: Viewer,
    couple_id: UUID,
    names: dict[str, str],
    series: Series,
    found: Course | None = None,
    events: Sequence[Event] = (),
) -> dict[str, Any]:
    """Return what is drawn of trust; what was expected only where the care team's page brings it in ``found``."""
    profile = trust_queries.facet_profile(viewer, couple_id)
    expected = found.line.expected if found and found.line else []
    return {
        "names": names,
        "trust": charts.trust_over_time(series, names, expected, events),
        "profile": profile,
        "profile_head": ["Facet, 0 to 10", names.get("a", ""), names.get("b", "")],
        "profile_rows": _profile_rows(profile),
    }


def caseload(viewer: Viewer) -> list[Line]:
    """Return one line per couple in care, those who need the therapist first; a fixed number of queries.

    What takes long is left to `told`, for the couples that a page shows.
    """
    couples = people.couples_of(viewer).filter(stage__in=SHOWN_STAGES)
    ids, day = couples.values_list("pk", flat=True), clock.today()
    named = names_in(couples, growth.asking_to_return(), boundaries.breaking_again())
    called = {couple_id: told_apart(one.names) for couple_id, one in named.items()}
    needs, gates = trust_queries.trust_needs(ids), safety.gates_open(ids)
    said, lines = _said(viewer, ids, gates, named, called), []
    for couple_id, names in called.items():
        reasons, found, stage = said[couple_id], needs.get(couple_id, NO_NEED), named[couple_id].stage
        if stage == Stage.ASSESSMENT and couple_id not in gates:
            reasons.append(Reason(_JOINT_FIRST, 30))
        if stage == Stage.WORKING:
            reasons += steady_reasons(found.steady, names, day)
        weight = max(fall_weight(found.fall), found.need, *(reason.weight for reason in reasons))
        lines.append(Line(couple_id, names, STAGE_LABELS[stage], weight, reasons))
    return sorted(lines, key=lambda line: (-line.weight, line.title))


def _said(
    viewer: Viewer,
    ids: QuerySet[Couple, UUID],
    gates: Collection[UUID],
    named: Mapping[UUID, Named],
    called: Mapping[UUID, Mapping[str, str]],
) -> dict[UUID, list[Reason]]:
    """Return what there is to say of each couple but of its trust; most have nothing, so none is asked for one by one."""
    said: dict[UUID, list[Reason]] = defaultdict(list)
    now, day = clock.now(), clock.today()
    alerts: dict[UUID, list[str]] = {}
    for alert in safety.open_alerts(viewer):
        alerts.setdefault(alert.couple_id, []).extend(alert.kinds)
    for couple_id, kinds in alerts.items():
        said[couple_id] += alert_reasons(kinds)
    for couple_id, one in named.items():
        if any(one.marks):
            asks, repeats = one.marks
            said[couple_id] += [*return_reasons(asks=asks), *repeat_reasons(repeats=repeats)]
    for couple_id, silences in silence.silences(ids).items():
        said[couple_id] += silence_reasons(silences, called.get(couple_id, {}), now)
    for couple_id, on in formulation.reviews_due(ids, day).items():
        said[couple_id] += review_reasons(on)
    for couple_id, waits in stalled.stalled(ids, gates).items():
        said[couple_id] += stalled_reasons(waits, now)
    return said


def told(lines: Sequence[Line]) -> Sequence[Line]:
    """Tell and draw how trust moved in the couples that are shown, and what they owe, in two queries."""
    day = clock.today()
    since = day - dt.timedelta(weeks=WEEKS_SHOWN)
    ids = [line.couple_id for line in lines]
    trust, waiting = trust_queries.trust_lines(ids), instruments.waiting(ids)
    for line in lines:
        line.owed = waiting.get(line.couple_id, 0)
        points, signals = trust.get(line.couple_id, ({}, []))
        line.reasons += [*signal_reasons(signals, line.names), *change_reasons(points, line.names)]
        line.reasons.sort(key=lambda reason: -reason.weight)
        line.spark = spark(points, line.names, since=since, until=day, low=LOW, high=HIGH)
    return lines


@transaction.atomic
@people.asking_once_who_cares()
def couple_page(viewer: Viewer, couple_id: UUID) -> dict[str, Any]:
    """Return everything the care team may see of a couple, and note that it was read."""
    couple = _read(viewer, couple_id, conversation.WITH_LINE)
    seats, found = people.seat_lines(couple_id), expectation.course_of(viewer, couple_id)
    names, days = told_apart({seat.side: seat.called for seat in seats}), couple.practice.silence_days
    runs, waiting = _runs(couple_id), instruments.waiting_rounds(viewer, couple_id)
    first, latest = trust_queries.trust_ends(viewer, couple_id, NUMBERS_SHOWN)
    events = events_for(viewer, couple_id, runs)
    return _progress(viewer, couple_id, names, latest, found, events) | {
        "couple": couple,
        "course": course(found, ends(first, latest), names),
        "measures": measure_course.couple_measures(viewer, couple_id, names),
        "is_cut": any(first[side][:1] != latest[side][:1] for side in "ab"),
        "seats": seats,
        "care_names": people.care_names(couple_id),
        "moves": sentences_of(found.line, names),
        "talks": conversation.told_of(couple, names),
        "alerts": safety.open_alerts_of(viewer, couple_id),
        "joint_work_is_open": safety.joint_work_is_open(couple_id),
        "policy": privacy.policy_in_force(couple_id),
        "waiting": waiting,
        "silent": silence.silent_partners(viewer, couple_id) if silence.may_be_silent(waiting, days) else [],
        "runs_not_begun": [run for run in reversed(runs) if run.state == RunState.ASSIGNED],
        "announced": sharing.announced_of(viewer, couple_id),
        "happenings": timeline(viewer, couple_id, names, runs),
        "stages": people.next_stages(couple),
        "tab": "caseload",
    }


@transaction.atomic
@people.asking_once_who_cares()
def whole_course(viewer: Viewer, couple_id: UUID) -> dict[str, Any]:
    """Return a couple's trust from the first week on, for its care team, and note that it was read."""
    couple = _read(viewer, couple_id)
    names, found = names_of(couple_id), expectation.course_of(viewer, couple_id)
    events, series = (
        events_for(viewer, couple_id, _runs(couple_id)),
        trust_queries.trust_series(viewer, couple_id),
    )
    return {**_progress(viewer, couple_id, names, series, found, events), "couple": couple, "tab": "caseload"}


@transaction.atomic
@people.asking_once_who_cares()
def moving_page(viewer: Viewer, couple_id: UUID) -> dict[str, Any]:
    """Return how a couple's two lines of trust move, for its care team, and note that it was read."""
    couple, names = _read(viewer, couple_id), names_of(couple_id)
    rows = trust_queries.weekly_trust(viewer, couple_id)
    found = moving(rows, expectation.population_for(viewer, couple_id), names)
    series = trust_queries.trust_series(viewer, couple_id)
    trust = charts.trust_over_time(series, names, found["expected"])
    return {"couple": couple, "names": names, "trust": trust, **found, "tab": "caseload"}


def _runs(couple_id: UUID) -> list[Run]:
    return programme.runs_of_couples([couple_id]).get(couple_id, [])


def _read(viewer: Viewer, couple_id: UUID, *along: str) -> Couple:
    couple = people.couple_for(viewer, couple_id, *along)
    note_of_couple(viewer, couple, "couple.read")
    return couple


def _profile_rows(profile: FacetProfile | None) -> list[list[str]]:
    if profile is None:
        return []
    return [
        [facet.label, *("–" if (value := facet.values[side]) is None else f"{value:.1f}" for side in "ab")]
        for facet in profile.facets
    ]
