"""Reads about trust, the weekly number of each partner. Whatever shows one asks `privacy.visibility` first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from troth.practice.instruments import editions, rules
from troth.practice.instruments.models import Round, Score, TrustLine
from troth.practice.instruments.queries import is_in_care
from troth.practice.instruments.shown import Facet, FacetProfile, RecentTrust, ScorePoint, Series, TrustNeed
from troth.practice.people.states import Side
from troth.practice.privacy.states import Audience, Standing
from troth.practice.privacy.visibility import may_see, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.instruments.lines import Lines
    from troth.practice.instruments.steady import Occasion
    from troth.practice.people.viewer import Viewer

TRUST_PULSE = "trust-pulse"
TRUST = "trust"
THE_OLDEST_FEW = 4
ASKED = "response__assignment__round__created_at"
POINT = (
    "couple_id",
    "author_id",
    "audience",
    "response__promise",
    "protected",
    "response__opened_at",
    "response__released_at",
    "seat__side",
    "scale",
    "answered_at",
    "value",
)


def trust_series(viewer: Viewer, couple_id: UUID) -> Series:
    """Return each side's trust by date; a partner sees the other's point once its round has opened."""
    cares = is_in_care(viewer, couple_id)
    return _series(visible(points_of(trust_of(couple_id)), viewer, cares=cares))


def trust_ends(viewer: Viewer, couple_id: UUID, latest: int) -> tuple[Series, Series]:
    """Return each side's first trust, in a list of one or none, and so many of the latest numbers of the two.

    For the care team. Raises `Absent`.
    """
    rules.check_cares(viewer, couple_id)
    rows = trust_of(couple_id).exclude(value=None).exclude(audience=Audience.ME)
    newest = visible(points_of(rows, "-answered_at", latest)[::-1], viewer, cares=True)
    return _first_of_each(viewer, rows), _series(newest)


def _first_of_each(viewer: Viewer, rows: QuerySet[Score]) -> Series:
    """The oldest few nearly always hold both sides; only who began late is asked for alone."""
    oldest = points_of(rows, most=THE_OLDEST_FEW)
    missing = set(Side.values) - {point.side for point in oldest}
    for side in missing if len(oldest) == THE_OLDEST_FEW else ():
        oldest += points_of(rows.filter(seat__side=side), most=1)
    return {side: points[:1] for side, points in _series(visible(oldest, viewer, cares=True)).items()}


def trust_of(couple_id: UUID) -> QuerySet[Score]:
    return Score.objects.filter(couple_id=couple_id, instrument=TRUST_PULSE, scale=TRUST)


def _series(points: Iterable[ScorePoint]) -> Series:
    series: Series = {side: [] for side in Side.values}
    for point in points:
        if point.value is not None:
            series[point.side].append((point.on, point.value))
    return series


def lines_since(couple_id: UUID, since: dt.datetime) -> Lines:
    """Return each side's days and values of trust, as a `TrustLine` keeps what the care team may know."""
    rows = (
        Score.objects.filter(couple_id=couple_id, scale=TRUST, instrument=TRUST_PULSE, answered_at__gte=since)
        .exclude(audience=Audience.ME)
        .order_by("answered_at")
    )
    lines: Lines = {side: ([], []) for side in Side.values}
    for side, at, value in rows.values_list("seat__side", "answered_at", "value"):
        if value is None:
            continue
        days, values = lines[side]
        days.append(timezone.localdate(at).toordinal())
        values.append(round(value, 2))
    return lines


def trust_needs(couple_ids: Iterable[UUID]) -> dict[UUID, TrustNeed]:
    """Return by what a long list is ordered, in one query. The caller cares for all of the couples."""
    rows = TrustLine.objects.filter(couple_id__in=couple_ids).values_list(
        "couple_id", "fall", "need", "steady"
    )
    return {couple_id: TrustNeed(fall, need, steady) for couple_id, fall, need, steady in rows}


def trust_lines(couple_ids: Iterable[UUID]) -> dict[UUID, RecentTrust]:
    """Return the last weeks of trust and what stands out, in one query. The caller cares for all of the couples."""
    rows = TrustLine.objects.filter(couple_id__in=couple_ids).values_list("couple_id", "points", "signals")
    return {couple_id: RecentTrust(points, signals) for couple_id, points, signals in rows}


def facet_profile(viewer: Viewer, couple_id: UUID) -> FacetProfile | None:
    """Return the facets of the latest trust pulse that opened for both."""
    cares = is_in_care(viewer, couple_id)
    opened = Round.objects.filter(couple_id=couple_id, instrument=TRUST_PULSE).exclude(opened_at=None)
    latest = opened.order_by("-opened_at").values("pk")[:1]
    scores = Score.objects.filter(response__assignment__round__in=latest)
    rows = list(scores.values_list(*POINT, "content_hash"))
    points = visible([ScorePoint(*of_point) for *of_point, _ in rows], viewer, cares=cares)
    opened_at = next((point.opened_at for point in points if point.opened_at), None)
    pulse = editions.worded(TRUST_PULSE, rows[0][-1]) if rows else None
    if opened_at is None or pulse is None:
        return None
    values = {(point.scale, point.side): point.value for point in points}
    facets = [
        Facet(
            scale.id,
            scale.label,
            scale.range[0],
            scale.range[1],
            {side: values.get((scale.id, side)) for side in Side.values},
        )
        for scale in pulse.scales
        if scale.is_facet
    ]
    return FacetProfile(opened_at, facets)


def weekly_trust(viewer: Viewer, couple_id: UUID) -> list[Occasion]:
    """Return both partners' trust by the day it was asked, the oldest first. For the care team. Raises `Absent`."""
    rules.check_cares(viewer, couple_id)
    return _by_day_of_asking(couple_id, lambda point: bool(visible([point], viewer, cares=True)))


def shared_trust(couple_id: UUID) -> list[Occasion]:
    """Return the trust that both can read, by the day it was asked, the oldest first. The caller may know of the couple."""
    return _by_day_of_asking(couple_id, lambda point: may_see(point, Standing.PARTNER))


def _by_day_of_asking(couple_id: UUID, counts: Callable[[ScorePoint], bool]) -> list[Occasion]:
    days: dict[int, dict[str, float]] = {}
    for *of_point, asked_at in trust_of(couple_id).values_list(*POINT, ASKED):
        point = ScorePoint(*of_point)
        if point.value is not None and counts(point):
            days.setdefault(timezone.localdate(asked_at).toordinal(), {})[point.side] = point.value
    return [(day, sides.get(Side.A), sides.get(Side.B)) for day, sides in sorted(days.items())]


def points_of(
    scores: QuerySet[Score], order: str = "answered_at", most: int | None = None
) -> list[ScorePoint]:
    return [ScorePoint(*row) for row in scores.order_by(order).values_list(*POINT)[:most]]
