"""Reads about what is expected of a couple's trust; for the care team, never for a partner."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F
from django.utils import timezone

from troth.practice.common import clock
from troth.practice.instruments import alliance, rules
from troth.practice.instruments.expectation import fold_of
from troth.practice.instruments.models import Reference, Score, SeenSignal, TrustLine
from troth.practice.instruments.queries import ALLIANCE, ALLIANCE_CHECK
from troth.practice.instruments.trust_queries import TRUST, TRUST_PULSE
from troth.practice.people import standing
from troth.practice.people.states import Side
from troth.practice.privacy.states import Audience
from troth.science.alerts import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.instruments.steady import Occasion
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

NOTES_SHOWN = 3
EARLIER_SHOWN = 8
SLIPS = frozenset({Reason.BELOW_EXPECTED, Reason.BELOW_EXPECTED_AFTER_ENDING, Reason.RELIABLE_DETERIORATION})
PATIENCE = dt.timedelta(minutes=10)
LATE = dt.timedelta(days=14)


class Course(NamedTuple):
    """What stands out in a couple's answers, against what, and what clinicians noted about it.

    ``reference`` is the newest; what stood before it is in ``earlier``.
    """

    line: TrustLine | None
    reference: Reference | None
    notes: list[SeenSignal]
    earlier: Sequence[Reference] = ()


def answers_of(couple_id: UUID) -> list[Occasion]:
    """Return a couple's weekly trust by the day it was asked, the oldest first. For the judging alone."""
    return _occasions(_weekly().filter(couple_id=couple_id)).get(couple_id, [])


def answers_of_practice(practice_id: UUID) -> dict[UUID, list[Occasion]]:
    """Return the weekly trust of all couples of a practice whose partners' consent stands. For the judging alone."""
    return _of_couples(_weekly(), standing.consenting_couples(practice_id))


def answers_lent(couples: QuerySet[Couple]) -> dict[UUID, list[Occasion]]:
    """Return the weekly trust of couples that lend it to research, unless it was sent two weeks after asking or later."""
    in_time = F("response__assignment__round__created_at") + LATE
    return _of_couples(_weekly().filter(answered_at__lt=in_time), couples)


def ratings_of(couple_id: UUID) -> alliance.Ratings:
    """Return how each side found the last sessions, the oldest first. For the judging alone."""
    rows = Score.objects.filter(couple_id=couple_id, instrument=ALLIANCE_CHECK, scale=ALLIANCE)
    rated = rows.exclude(audience=Audience.ME).order_by("-answered_at").values_list("answered_at", "value")
    newest = {side: rated.filter(seat__side=side)[: alliance.SESSIONS_BEFORE + 1] for side in Side.values}
    return {
        side: [(timezone.localdate(at), value) for at, value in reversed(found) if value is not None]
        for side, found in newest.items()
    }


def course_of(viewer: Viewer, couple_id: UUID) -> Course:
    """Return what stands out in a couple's answers, for its care team. Raises `Absent`."""
    rules.check_cares(viewer, couple_id)
    rows = Reference.objects.filter(practice__couples=couple_id).defer("populations")
    learned = list(rows.order_by("-made_at")[: EARLIER_SHOWN + 1])
    line = TrustLine.objects.filter(couple_id=couple_id).first()
    notes = SeenSignal.objects.filter(couple_id=couple_id).order_by("-created_at")[:NOTES_SHOWN]
    return Course(
        line,
        learned[0] if learned else None,
        list(notes) if line and line.signals else [],
        learned[1:],
    )


def population_for(viewer: Viewer, couple_id: UUID) -> Mapping[str, Any] | None:
    """Return what the practice's other couples taught, without this one, if it was learned. For the care team."""
    rules.check_cares(viewer, couple_id)
    known = Reference.objects.filter(practice__couples=couple_id, populations__isnull=False)
    newest = known.order_by("-made_at").first()
    if newest is None or newest.populations is None:
        return None
    found: Mapping[str, Any] = newest.populations[fold_of(couple_id)]
    return found


def left_wanted() -> list[UUID]:
    """Return the couples whose answers have waited too long to be judged, in one query. For the worker's clock."""
    rows = TrustLine.objects.filter(wanted_at__lte=clock.now() - PATIENCE)
    return list(rows.order_by("wanted_at").values_list("couple_id", flat=True))


def below_expected(couples: QuerySet[Couple]) -> set[UUID]:
    """Return those of the couples whose trust lies below what was expected, or fell reliably. For the worker's clock."""
    rows = TrustLine.objects.filter(couple_id__in=couples, need__gt=0).values_list("couple_id", "signals")
    return {couple_id for couple_id, found in rows if any(each["reason"] in SLIPS for each in found)}


def _weekly() -> QuerySet[Score]:
    rows = Score.objects.filter(instrument=TRUST_PULSE, scale=TRUST).exclude(audience=Audience.ME)
    return rows.order_by("response__assignment__round__created_at")


def _of_couples(scores: QuerySet[Score], couples: QuerySet[Couple]) -> dict[UUID, list[Occasion]]:
    """Name the couples one by one: a database without statistics would look at their consents anew for every score."""
    return _occasions(scores.filter(couple_id__in=list(couples.values_list("pk", flat=True))))


def _occasions(scores: QuerySet[Score]) -> dict[UUID, list[Occasion]]:
    columns = ("couple_id", "response__assignment__round__created_at", "seat__side", "value")
    days: dict[UUID, dict[int, dict[str, float]]] = {}
    asked: Iterable[tuple[UUID, dt.datetime, str, float | None]] = scores.values_list(*columns)
    for couple_id, at, side, value in asked:
        if value is not None:
            days.setdefault(couple_id, {}).setdefault(timezone.localdate(at).toordinal(), {})[side] = value
    return {
        couple_id: [(day, sides.get("a"), sides.get("b")) for day, sides in sorted(known.items())]
        for couple_id, known in days.items()
    }
