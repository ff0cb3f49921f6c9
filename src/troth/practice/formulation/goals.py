"""Reads about goals and their ratings; `queries` hands them out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.formulation.models import Goal, GoalRating
from troth.practice.formulation.shown import GoalLine, Point
from troth.practice.people import queries as people
from troth.practice.people.naming import told_apart
from troth.practice.privacy.states import Audience
from troth.practice.privacy.visibility import visible

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.people.viewer import Viewer


def this_month() -> dt.date:
    """Return the first day of the month, by which ratings are kept."""
    return clock.today().replace(day=1)


def goal_for(viewer: Viewer, goal_id: UUID) -> Goal:
    """Return an own goal, or one that the other partner shared with both. Raises `Absent`."""
    if viewer.couple_id is None:
        raise Absent
    found = Goal.objects.filter(pk=goal_id, couple_id=viewer.couple_id)
    for goal in visible(found, viewer, cares=False):
        return goal
    raise Absent


def goal_lines(viewer: Viewer, couple_id: UUID, *, may_be_due: bool) -> list[GoalLine]:
    """Return the goals that this viewer may read, with the ratings that they may see, oldest first."""
    cares = people.cares_for(viewer, couple_id)
    standing = Goal.objects.filter(couple_id=couple_id, ended_at=None).order_by("created_at")
    return _lines(visible(standing, viewer, cares=cares), viewer, cares=cares, may_be_due=may_be_due)


def goal_line(viewer: Viewer, goal: Goal) -> GoalLine:
    """Return one goal of a partner's page. The caller fetched it through `goal_for`."""
    (line,) = _lines([goal], viewer, cares=False, may_be_due=True)
    return line


def some_are_due(viewer: Viewer) -> bool:
    """Tell whether a goal that this partner rates has no number of theirs this month, in one query."""
    mine = Goal.objects.filter(couple_id=viewer.own_couple_id, ended_at=None).filter(
        Q(author_id=viewer.person_id) | Q(audience=Audience.COUPLE)
    )
    rated = GoalRating.objects.filter(author_id=viewer.person_id, month=this_month())
    return mine.exclude(pk__in=rated.values("goal_id")).exists()


def _lines(found: Iterable[Goal], viewer: Viewer, *, cares: bool, may_be_due: bool) -> list[GoalLine]:
    goals = list(found)
    ratings: dict[UUID, list[GoalRating]] = defaultdict(list)
    for rating in visible(_ratings(goals), viewer, cares=cares):
        ratings[rating.goal_id].append(rating)
    names = _names(goals)
    return [_line(goal, ratings[goal.pk], viewer, names, may_be_due=may_be_due) for goal in goals]


def _ratings(goals: list[Goal]) -> QuerySet[GoalRating]:
    return GoalRating.objects.filter(goal__in=goals).order_by("month")


def _names(goals: list[Goal]) -> dict[UUID, str]:
    named: dict[UUID, str] = {}
    for couple_id in {goal.couple_id for goal in goals}:
        seats = people.seats_of(couple_id)
        names = told_apart({seat.side: seat.called for seat in seats})
        named |= {seat.person_id: names[seat.side] for seat in seats if seat.person_id}
    return named


def _line(
    goal: Goal, ratings: list[GoalRating], viewer: Viewer, names: dict[UUID, str], *, may_be_due: bool
) -> GoalLine:
    points: dict[str, list[Point]] = defaultdict(list)
    for rating in ratings:
        points[names.get(rating.author_id, "")].append(Point(rating.month, rating.value))
    month = this_month()
    now = [one.value for one in ratings if one.author_id == viewer.person_id and one.month == month]
    return GoalLine(
        id=goal.pk,
        text=goal.text,
        name=names.get(goal.author_id, ""),
        audience=goal.audience,
        own=goal.author_id == viewer.person_id,
        due=may_be_due and not now,
        rated=now[0] if now else None,
        ratings=dict(points),
    )
