"""Everything that can happen to what is expected of a couple's trust."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction

from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.instruments import alliance, expectation, expectation_queries, rules
from troth.practice.instruments.expectation_queries import PATIENCE
from troth.practice.instruments.models import Reference, SeenSignal, TrustLine
from troth.practice.people import standing
from troth.practice.people.noting import note_of_couple

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.instruments.expectation import Judged
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer
    from troth.science.reliability import OwnReliability

REFERENCE_KEPT = dt.timedelta(days=7)


@transaction.atomic
def refresh_reference(*, practice_id: UUID) -> Reference:
    """Learn anew from all couples of a practice whose partners' consent stands; of what stood before, figures stay."""
    couples = expectation_queries.answers_of_practice(practice_id)
    retest = expectation.retest_of(couples.values())
    Reference.objects.filter(practice_id=practice_id, populations__isnull=False).update(populations=None)
    return Reference.objects.create(
        practice_id=practice_id,
        made_at=clock.now(),
        populations=expectation.fitted(couples),
        retest=_told(retest, expectation.days_between(couples.values())),
        reliable_change=expectation.reliable_change_of(retest),
    )


@transaction.atomic
def judge_if_wanted(*, couple_id: UUID) -> None:
    """Judge a couple whose newest answers still wait for it."""
    if TrustLine.objects.select_for_update().filter(couple_id=couple_id, wanted_at__isnull=False).first():
        judge_couple(couple_id=couple_id)


@transaction.atomic
def want_again(*, couple_id: UUID) -> bool:
    """Note that the worker is asked once more; False where another worker's clock, or the worker, was faster."""
    late = TrustLine.objects.filter(couple_id=couple_id, wanted_at__lte=clock.now() - PATIENCE)
    return late.update(wanted_at=clock.now()) == 1


@transaction.atomic
def judge_couple(*, couple_id: UUID) -> None:
    """Judge a couple's trust against what was expected, and how they found the sessions against those before.

    The reference is renewed once a week on the way. Should it fail, the worker's clock asks for it again.
    """
    line = TrustLine.objects.select_for_update().filter(couple_id=couple_id).first()
    if line is not None:
        _keep(line, _judged(couple_id), alliance.drops(expectation_queries.ratings_of(couple_id)))


@transaction.atomic
def note_seen(*, actor: Viewer, couple: Couple, note: str) -> None:
    """Say that a clinician has seen what stands out now, and what follows; it weighs less from then on."""
    rules.check_cares(actor, couple.pk)
    line = TrustLine.objects.select_for_update().filter(couple=couple).first()
    if line is None or not line.signals:
        raise Refused("Nothing stands out in this couple's answers now, so there is nothing to note.")
    if not note.strip():
        raise Refused("Write in a sentence what you will do. Only clinicians read it.")
    what = [list(expectation.name_of(each)) for each in line.signals]
    SeenSignal.objects.create(
        couple=couple, by_id=actor.person_id, what=what, note=note.strip(), data_key=couple.record_key
    )
    line.signals = [{**each, "seen": True} for each in line.signals]
    line.need = expectation.weight_of(line.signals)
    line.save(update_fields=["signals", "need"])
    note_of_couple(actor, couple, "signals.seen", count=len(what))


def _judged(couple_id: UUID) -> Judged:
    rows = expectation_queries.answers_of(couple_id)
    if not rows:
        return expectation.NOTHING
    reference = _reference(standing.practice_of_couple(couple_id))
    return expectation.judged(
        (reference.populations or [])[expectation.fold_of(couple_id)],
        rows,
        reliable_change=reference.reliable_change,
        ended=standing.day_of_maintaining(couple_id),
    )


def _reference(practice_id: UUID) -> Reference:
    known = Reference.objects.filter(practice_id=practice_id, populations__isnull=False)
    reference = known.order_by("-made_at").first()
    if reference is None or clock.now() - reference.made_at >= REFERENCE_KEPT:
        return refresh_reference(practice_id=practice_id)
    return reference


def _keep(line: TrustLine, found: Judged, drops: list[dict[str, Any]]) -> None:
    """Keep what stands out; what was seen stays seen only while it stands, so that a relapse is new."""
    seen = {expectation.name_of(each) for each in line.signals if each.get("seen")}
    line.signals = [{**each, "seen": expectation.name_of(each) in seen} for each in found.signals + drops]
    line.need = expectation.weight_of(line.signals)
    line.expected, line.couples, line.steady = found.expected, found.couples, found.steady
    line.carried, line.growth = found.carried, found.growth
    line.judged_at, line.wanted_at = clock.now(), None
    line.save(
        update_fields=[
            "signals",
            "need",
            "expected",
            "couples",
            "steady",
            "carried",
            "growth",
            "judged_at",
            "wanted_at",
        ],
    )


def _told(retest: OwnReliability | None, days: float | None) -> dict[str, Any] | None:
    if retest is None:
        return None
    found = retest.reliability
    return {
        "n": found.n,
        "value": round(found.value, 3),
        "low": round(found.low, 3),
        "high": round(found.high, 3),
        "days": days,
        "method": expectation.RETEST,
        "missing": retest.missing,
    }
