"""Everything that can happen to a couple's way through a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.people.holding import held
from troth.practice.people.noting import note_of_couple
from troth.practice.programme import course_rules as rules
from troth.practice.programme.kinds import PROGRAMME
from troth.practice.programme.models import Course, StageOpening
from troth.practice.programme.states import CourseState
from troth.practice.wordings.actions import keep

if TYPE_CHECKING:
    from collections.abc import Collection

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def give_programme(
    *, actor: Viewer, couple: Couple, slug: str, thought_of: Collection[str], part_a: str = ""
) -> Course:
    """Let a couple begin a programme; no stage of it is open yet.

    ``thought_of`` holds the contraindications that do not hold; ``part_a`` is the side that takes part a.
    """
    couple = held(couple)
    programme = rules.check_can_give(actor, couple, slug, thought_of)
    rules.check_roles(programme, part_a)
    keep(PROGRAMME, programme)
    course = Course.objects.create(
        couple=couple,
        data_key=couple.record_key,
        programme=programme.id,
        version=programme.version,
        content_hash=programme.content_hash,
        part_a=part_a if programme.parts else "a",
        given_by=actor.person_id,
        given_at=clock.now(),
        thought_of="\n".join(programme.asked),
    )
    note_of_couple(actor, couple, "programme.given", subject=course, programme=slug)
    return course


@transaction.atomic
def open_stage(
    *, actor: Viewer, course: Course, stage_id: str, thought_of: Collection[str], despite: str = ""
) -> None:
    """Open a stage, so that its exercises can be given. ``despite`` is read by clinicians alone."""
    course = _locked(course)
    stage = rules.check_can_open(actor, course, stage_id, thought_of=thought_of, despite=despite)
    asked = [gate.words for gate in stage.gates if gate.kind == "asked" and gate.words in thought_of]
    StageOpening.objects.create(
        course=course,
        data_key=course.couple.record_key,
        stage=stage.id,
        by=actor.person_id,
        at=clock.now(),
        thought_of="\n".join(asked) or None,
        despite=despite.strip() or None,
    )
    note_of_couple(actor, course.couple, "programme.stage-opened", subject=course, stage=stage.id)


@transaction.atomic
def end_course(*, actor: Viewer, course: Course, state: CourseState) -> None:
    """End a programme: it is done, or it ends before that. What was given stays as it is."""
    course = _locked(course)
    rules.check_can_end(actor, course, state)
    course.state, course.ended_at = state, clock.now()
    course.save(update_fields=["state", "ended_at"])
    note_of_couple(actor, course.couple, f"programme.{state}", subject=course)


def _locked(course: Course) -> Course:
    return Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
