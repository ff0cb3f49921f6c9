"""Reads about the time after therapy. What slipped is for the care team; a partner's page never depends on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.formulation.queries import accepted_causes, latest_formulation
from troth.practice.growth import boosters, months
from troth.practice.growth.models import CheckUp, CheckUpWords, HardDay, Slip
from troth.practice.growth.states import CheckUpState, SlipState
from troth.practice.instruments.expectation_queries import below_expected
from troth.practice.instruments.trust_queries import facet_profile, trust_needs
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of
from troth.practice.people.standing import maintaining_couples
from troth.practice.people.states import Stage
from troth.practice.privacy.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.library import Exercise
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
    refreshers: list[Exercise]
    challenges: list[Exercise]
    days: list[Day]
    therapist: str


@dataclass(frozen=True)
class CoupleAfterPage:
    """The care team's part of the page."""

    lines: list[CheckUpLine]
    steady: tuple[dt.date, dt.date] | None
    planned: CheckUp | None
    slip: Slip | None
    boosters: list[Exercise]
    challenges: list[Exercise]


def after_page(viewer: Viewer) -> AfterPage:
    """Return a partner's part of the page. Raises `Absent` for others."""
    couple = people.own_couple(viewer)
    asked = latest_asked(couple.pk)
    answered = CheckUpWords.objects.filter(check_up=asked, author_id=viewer.person_id)
    maintaining = couple.stage == Stage.MAINTAINING
    return AfterPage(
        maintaining=maintaining,
        may_answer=maintaining and asked is not None and not answered.exists(),
        lines=_lines(viewer, couple.pk, cares=False),
        refreshers=_known(boosters.of_the_month(clock.today().month)) if maintaining else [],
        challenges=_known(boosters.CHALLENGES),
        days=own_days(viewer),
        therapist=people.therapist_name(couple.pk),
    )


def couple_after_page(viewer: Viewer, couple: Couple) -> CoupleAfterPage:
    """Return the care team's part of the page. The couple is in the viewer's care."""
    slip = Slip.objects.filter(couple=couple).exclude(state=SlipState.OVER).first()
    return CoupleAfterPage(
        lines=_lines(viewer, couple.pk, cares=True),
        steady=_steady(couple.pk),
        planned=CheckUp.objects.filter(couple=couple, state=CheckUpState.PLANNED).first(),
        slip=slip,
        boosters=_boosters(viewer, couple.pk) if slip else [],
        challenges=_known(boosters.CHALLENGES),
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


def latest_asked(couple_id: UUID) -> CheckUp | None:
    """Return the newest check-up that was asked. The caller decides who may know."""
    return CheckUp.objects.filter(couple_id=couple_id, state=CheckUpState.ASKED).order_by("-asked_at").first()


def no_longer_due() -> list[UUID]:
    """Return planned check-ups of couples that are no longer in the time after therapy. For the clock alone."""
    rows = CheckUp.objects.filter(state=CheckUpState.PLANNED).exclude(couple__in=maintaining_couples())
    return list(rows.values_list("pk", flat=True))


def unplanned() -> list[UUID]:
    """Return the couples after therapy for whom no check-up is planned. For the clock alone."""
    planned = CheckUp.objects.filter(state=CheckUpState.PLANNED).values("couple")
    return list(maintaining_couples().exclude(pk__in=planned).values_list("pk", flat=True))


def due_ids() -> list[UUID]:
    """Return the check-ups that are due today or were before. For the clock alone."""
    rows = CheckUp.objects.filter(state=CheckUpState.PLANNED, due_on__lte=clock.today())
    return list(rows.order_by("due_on").values_list("pk", flat=True))


def locked_if_planned(check_up_id: UUID) -> CheckUp | None:
    """Return a check-up that is still planned, for this worker alone."""
    rows = CheckUp.objects.select_for_update(of=("self",), skip_locked=True).select_related("couple")
    return rows.filter(pk=check_up_id, state=CheckUpState.PLANNED).first()


def slipping() -> set[UUID]:
    """Return the couples after therapy whose trust lies below what was expected. For the clock alone."""
    return below_expected(maintaining_couples())


def known_slips() -> set[UUID]:
    """Return the couples whose slip is known. For the clock alone."""
    return set(_open_slips().values_list("couple_id", flat=True))


def open_slips() -> list[UUID]:
    """Return the slips that are not over. For the clock alone."""
    return list(_open_slips().values_list("pk", flat=True))


def locked_if_open(slip_id: UUID) -> Slip | None:
    """Return a slip that is not over, for this worker alone."""
    rows = Slip.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=slip_id)
    return rows.exclude(state=SlipState.OVER).first()


def check_ups_since(couple_id: UUID, moment: dt.datetime) -> int:
    """Return how many check-ups were asked since a moment. For the clock alone."""
    return CheckUp.objects.filter(couple_id=couple_id, asked_at__gte=moment).count()


def _open_slips() -> QuerySet[Slip]:
    return Slip.objects.exclude(state=SlipState.OVER)


def _steady(couple_id: UUID) -> tuple[dt.date, dt.date] | None:
    """Return from when until when both have stayed better than at first; see `instruments/steady`."""
    needs = trust_needs([couple_id]).get(couple_id)
    if needs is None or needs.steady is None:
        return None
    return dt.date.fromordinal(needs.steady["since"]), dt.date.fromordinal(needs.steady["until"])


def _lines(viewer: Viewer, couple_id: UUID, *, cares: bool) -> list[CheckUpLine]:
    """Return the check-ups that were asked, the newest first."""
    asked = list(CheckUp.objects.filter(couple_id=couple_id, state=CheckUpState.ASKED).order_by("-asked_at"))
    names, seats = names_of(couple_id), people.seats_of(couple_id)
    called = {seat.person_id: names[seat.side] for seat in seats}
    found: dict[UUID, list[Words]] = {}
    rows = CheckUpWords.objects.filter(check_up__in=asked)
    for row in visible(rows, viewer, cares=cares):
        found.setdefault(row.check_up_id, []).append(Words(called.get(row.author_id, ""), row.text))
    return [CheckUpLine(one, sorted(found.get(one.pk, []))) for one in asked]


def _boosters(viewer: Viewer, couple_id: UUID) -> list[Exercise]:
    """Return what refreshes the facet that either partner rates lowest now, and the causes taken in."""
    profile = facet_profile(viewer, couple_id)
    lowest: list[tuple[float, str]] = []
    for facet in profile.facets if profile else []:
        lowest += [(value, facet.scale) for value in facet.values.values() if value is not None]
    facets = [name for _, name in sorted(lowest)[:1]]
    causes = [cause.id for cause in accepted_causes(latest_formulation(couple_id), load_library())]
    return _known(boosters.chosen(facets, causes))


def _known(slugs: Iterable[str]) -> list[Exercise]:
    library = load_library().exercises
    return [library[slug] for slug in slugs if slug in library]
