"""Reads about the time after therapy. What slipped is for the care team; a partner's page never depends on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.formulation.queries import accepted_causes, latest_formulation
from troth.practice.growth import after_rules, boosters, months, rules, shelf
from troth.practice.growth.models import (
    CheckUp,
    CheckUpWords,
    HardDay,
    LaidOut,
    ReturnOffer,
    ReturnWish,
    Slip,
)
from troth.practice.growth.states import CheckUpState, SlipState
from troth.practice.instruments.trust_queries import facet_profile, trust_needs
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of
from troth.practice.people.states import Stage
from troth.practice.privacy.visibility import visible
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from troth.library import Exercise
    from troth.practice.growth.shelf import OnShelf
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


class Words(NamedTuple):
    """What one partner answered at a check-up, as this reader may see it."""

    name: str
    text: str


class CheckUpLine(NamedTuple):
    """One check-up: so many months after, its day, and what this reader may read of it."""

    check_up: CheckUp
    words: list[Words]
    refresher: str


class Day(NamedTuple):
    """A date of one's own, when it comes next, and whether that is within two weeks."""

    id: UUID
    on: dt.date
    next_on: dt.date
    is_near: bool
    help: str


@dataclass(frozen=True)
class AfterPage:
    """One partner's part of the page; the same whatever the other answered, and whoever's trust fell."""

    maintaining: bool
    may_answer: bool
    lines: list[CheckUpLine]
    refreshers: list[OnShelf]
    challenges: list[OnShelf]
    days: list[Day]
    therapist: str
    may_ask: bool
    wish: ReturnWish | None
    offer: ReturnOffer | None


@dataclass(frozen=True)
class CoupleAfterPage:
    """The care team's part of the page."""

    lines: list[CheckUpLine]
    steady: tuple[dt.date, dt.date] | None
    planned: CheckUp | None
    slip: Slip | None
    boosters: list[Exercise]
    challenges: list[Exercise]
    laid_out: LaidOut | None
    may_lay_out: bool
    wishes: list[Words]
    offer: ReturnOffer | None
    may_offer: bool


def after_page(viewer: Viewer) -> AfterPage:
    """Return a partner's part of the page. Raises `Absent` for others."""
    couple = people.own_couple(viewer)
    asked = latest_asked(couple.pk)
    answered = CheckUpWords.objects.filter(check_up=asked, author_id=viewer.person_id)
    maintaining = couple.stage == Stage.MAINTAINING
    offered, found = refreshers_of(couple.pk)[:1], shelf.shelf_of(couple)
    return AfterPage(
        maintaining=maintaining,
        may_answer=maintaining and asked is not None and not answered.exists(),
        lines=_lines(viewer, couple.pk, found.taking.exercises, cares=False),
        refreshers=found.lines(offered) if maintaining else [],
        challenges=found.lines(boosters.CHALLENGES),
        days=own_days(viewer),
        therapist=people.therapist_name(couple.pk),
        may_ask=after_rules.can_ask_to_return(viewer, couple),
        wish=ReturnWish.objects.filter(couple=couple, author_id=viewer.person_id, answered_at=None).first(),
        offer=ReturnOffer.objects.filter(couple=couple).first() if maintaining else None,
    )


def couple_after_page(viewer: Viewer, couple: Couple) -> CoupleAfterPage:
    """Return the care team's part of the page. The couple is in the viewer's care."""
    slip = Slip.objects.filter(couple=couple).exclude(state=SlipState.OVER).first()
    exercises = library_for(couple.practice_id).exercises
    return CoupleAfterPage(
        lines=_lines(viewer, couple.pk, exercises, cares=True),
        steady=_steady(couple.pk),
        planned=CheckUp.objects.filter(couple=couple, state=CheckUpState.PLANNED).first(),
        slip=slip,
        boosters=_boosters(viewer, couple.pk, exercises) if slip else [],
        challenges=known(exercises, boosters.CHALLENGES),
        laid_out=LaidOut.objects.filter(couple=couple, taken_back_at=None).first(),
        may_lay_out=rules.goes_on(couple),
        wishes=_wishes(viewer, couple.pk),
        offer=ReturnOffer.objects.filter(couple=couple).first(),
        may_offer=after_rules.can_offer_return(couple),
    )


def own_days(viewer: Viewer) -> list[Day]:
    """Return one's own dates, the next one first."""
    today = clock.today()
    found = []
    for row in HardDay.objects.filter(author_id=viewer.person_id, couple_id=viewer.own_couple_id):
        on = dt.date.fromisoformat(row.on)
        following = months.next_return(on, today)
        near = following - today <= months.PREPARED_BEFORE
        found.append(Day(row.pk, on, following, near, row.help or ""))
    return sorted(found, key=lambda day: day.next_on)


def near_days(viewer: Viewer) -> list[Day]:
    """Return one's own dates that come within two weeks."""
    return [day for day in own_days(viewer) if day.is_near]


def latest_asked(couple_id: UUID) -> CheckUp | None:
    """Return the newest check-up that was asked. The caller decides who may know."""
    return CheckUp.objects.filter(couple_id=couple_id, state=CheckUpState.ASKED).order_by("-asked_at").first()


def refreshers_of(couple_id: UUID) -> list[str]:
    """Return what was offered to a couple after its check-ups, the newest first. The caller decides who may know."""
    rows = CheckUp.objects.filter(couple_id=couple_id, state=CheckUpState.ASKED).exclude(refresher="")
    return list(rows.order_by("-asked_at").values_list("refresher", flat=True))


def asking_to_return() -> Exists:
    """Return, for a list of couples, whether a partner of each asks for a return. The caller cares for all of them."""
    return Exists(ReturnWish.objects.filter(couple=OuterRef("pk"), answered_at=None))


def _steady(couple_id: UUID) -> tuple[dt.date, dt.date] | None:
    """Return from when until when both have stayed better than at first; see `instruments/steady`."""
    needs = trust_needs([couple_id]).get(couple_id)
    if needs is None or needs.steady is None:
        return None
    return dt.date.fromordinal(needs.steady["since"]), dt.date.fromordinal(needs.steady["until"])


def _lines(
    viewer: Viewer, couple_id: UUID, exercises: Mapping[str, Exercise], *, cares: bool
) -> list[CheckUpLine]:
    """Return the check-ups that were asked, the newest first."""
    asked = list(CheckUp.objects.filter(couple_id=couple_id, state=CheckUpState.ASKED).order_by("-asked_at"))
    names, seats = names_of(couple_id), people.seats_of(couple_id)
    called = {seat.person_id: names[seat.side] for seat in seats}
    found: dict[UUID, list[Words]] = {}
    rows = CheckUpWords.objects.filter(check_up__in=asked)
    for row in visible(rows, viewer, cares=cares):
        found.setdefault(row.check_up_id, []).append(Words(called.get(row.author_id, ""), row.text))
    titles = {one.id: one.title for one in known(exercises, (each.refresher for each in asked))}
    return [CheckUpLine(one, sorted(found.get(one.pk, [])), titles.get(one.refresher, "")) for one in asked]


def _wishes(viewer: Viewer, couple_id: UUID) -> list[Words]:
    """Return who asks for a return, and in which words."""
    rows = ReturnWish.objects.filter(couple_id=couple_id, answered_at=None).order_by("submitted_at")
    names = names_of(couple_id)
    called = {seat.person_id: names[seat.side] for seat in people.seats_of(couple_id)}
    return [Words(called.get(row.author_id, ""), row.text or "") for row in visible(rows, viewer, cares=True)]


def _boosters(viewer: Viewer, couple_id: UUID, exercises: Mapping[str, Exercise]) -> list[Exercise]:
    """Return what refreshes the facet that either partner rates lowest now, and the causes taken in."""
    profile = facet_profile(viewer, couple_id)
    lowest: list[tuple[float, str]] = []
    for facet in profile.facets if profile else []:
        lowest += [(value, facet.scale) for value in facet.values.values() if value is not None]
    facets = [name for _, name in sorted(lowest)[:1]]
    causes = [cause.id for cause in accepted_causes(latest_formulation(couple_id), load_library())]
    return known(exercises, boosters.for_the_team(facets, causes))


def known(exercises: Mapping[str, Exercise], slugs: Iterable[str]) -> list[Exercise]:
    """Return those of the exercises that are there."""
    return [exercises[slug] for slug in slugs if slug in exercises]
