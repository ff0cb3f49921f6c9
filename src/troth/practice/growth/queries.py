"""Reads about ending well. Whatever shows one partner's words asks `privacy.visibility` first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Max

from troth.practice.formulation.goals import goal_lines
from troth.practice.growth import rules
from troth.practice.growth.models import Ending, KeepingPlan, LookBack
from troth.practice.growth.states import KEPT_PARTS, Part, PlanState
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of
from troth.practice.people.noting import note_of_couple
from troth.practice.people.states import Stage
from troth.practice.privacy.visibility import visible
from troth.practice.safety.queries import joint_work_is_open

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from troth.practice.formulation.shown import GoalLine
    from troth.practice.people.viewer import Viewer


class Said(NamedTuple):
    """One part in one partner's words."""

    part: Part
    words: str


class Told(NamedTuple):
    """What one partner wrote when looking back, as this reader may see it."""

    name: str
    own: bool
    said: list[Said]


@dataclass(frozen=True)
class PlanText:
    """One version as it is read and signed."""

    plan: KeepingPlan
    said: list[Said]


@dataclass(frozen=True)
class GrowthPage:
    """One partner's page. Nothing in it tells whether the other has written or signed before both have."""

    asked: bool
    may_write: bool
    mine: LookBack | None
    told: list[Told]
    draft: list[Said]
    door: bool
    may_word: bool
    known: int
    suggestion: dict[str, str]
    waiting: PlanText | None
    may_sign: bool
    agreed: PlanText | None
    goals: list[GoalLine]
    rests: bool


@dataclass(frozen=True)
class CoupleGrowthPage:
    """The care team's page."""

    ending: Ending | None
    may_begin: bool
    told: list[Told]
    waiting: PlanText | None
    agreed: PlanText | None
    goals: list[GoalLine]


def latest_ending(couple_id: UUID) -> Ending | None:
    """Return the newest asking to look back. The caller decides who may know."""
    return Ending.objects.filter(couple_id=couple_id).order_by("-number").first()


def newest_number(couple_id: UUID) -> int:
    """Return the number of the newest version of the plan for afterwards, 0 where there is none."""
    return KeepingPlan.objects.filter(couple_id=couple_id).aggregate(last=Max("number"))["last"] or 0


def agreed_plan(couple_id: UUID) -> KeepingPlan | None:
    """Return the version in force. The caller decides who may see it."""
    return KeepingPlan.objects.filter(couple_id=couple_id, state=PlanState.AGREED).first()


def agreed_text(couple_id: UUID) -> PlanText | None:
    """Return the version in force as it is read. The caller decides who may see it."""
    return _text(agreed_plan(couple_id))


def growth_page(viewer: Viewer) -> GrowthPage:
    """Return a partner's page. Raises `Absent` for others.

    Behind a closed door it holds what was written and opened, what is agreed and the goals, and no plan in the making.
    """
    couple = people.own_couple(viewer)
    ending, door = latest_ending(couple.pk), joint_work_is_open(couple.pk)
    told = _told(viewer, ending, cares=False)
    mine = LookBack.objects.filter(ending=ending, author_id=viewer.person_id).first() if ending else None
    waiting = _waiting(couple.pk) if door else None
    agreed = agreed_plan(couple.pk)
    return GrowthPage(
        asked=ending is not None,
        may_write=rules.can_write(viewer, couple, ending, mine),
        mine=mine,
        told=told,
        draft=_said(mine.words) if mine and not mine.submitted_at else [],
        door=door,
        may_word=rules.can_word(viewer, couple, ending),
        known=newest_number(couple.pk) if door else 0,
        suggestion=_suggestion(waiting or agreed, told),
        waiting=_text(waiting),
        may_sign=waiting is not None and _may_sign(viewer, waiting) and rules.goes_on(couple),
        agreed=_text(agreed),
        goals=goal_lines(viewer, couple.pk, may_be_due=couple.stage == Stage.MAINTAINING),
        rests=not rules.goes_on(couple),
    )


@transaction.atomic
def couple_growth_page(viewer: Viewer, couple_id: UUID) -> CoupleGrowthPage:
    """Return the care team's page and note that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    note_of_couple(viewer, couple, "growth.read")
    ending = latest_ending(couple_id)
    return CoupleGrowthPage(
        ending=ending,
        may_begin=rules.can_begin(viewer, couple, ending),
        told=_told(viewer, ending, cares=True),
        waiting=_text(_waiting(couple_id)),
        agreed=agreed_text(couple_id),
        goals=goal_lines(viewer, couple_id, may_be_due=False),
    )


def _may_sign(viewer: Viewer, plan: KeepingPlan) -> bool:
    return not plan.signatures.filter(person_id=viewer.person_id).exists()


def _waiting(couple_id: UUID) -> KeepingPlan | None:
    return KeepingPlan.objects.filter(couple_id=couple_id, state=PlanState.WAITING).first()


def _told(viewer: Viewer, ending: Ending | None, *, cares: bool) -> list[Told]:
    """Return what was handed in and may be read, in the order of the seats."""
    if ending is None:
        return []
    rows = LookBack.objects.filter(ending=ending, submitted_at__isnull=False)
    seen = {row.author_id: row for row in visible(rows, viewer, cares=cares)}
    names = names_of(ending.couple_id)
    return [
        Told(names[seat.side], row.author_id == viewer.person_id, _said(row.words))
        for seat in people.seats_of(ending.couple_id)
        if seat.person_id and (row := seen.get(seat.person_id))
    ]


def _said(words: Mapping[str, str]) -> list[Said]:
    return [Said(part, words[part.value]) for part in Part if words.get(part.value)]


def _text(plan: KeepingPlan | None) -> PlanText | None:
    return PlanText(plan, _said(plan.words)) if plan else None


def _suggestion(plan: KeepingPlan | None, told: list[Told]) -> dict[str, str]:
    """Return with what the form begins: the newest version, or both partners' own words side by side."""
    if plan is not None:
        return dict(plan.words)
    if not any(not one.own for one in told):
        return {}
    found = {}
    for part in KEPT_PARTS:
        lines = [f"{one.name}: {said.words}" for one in told for said in one.said if said.part == part]
        found[part.value] = "\n".join(lines)
    return found
