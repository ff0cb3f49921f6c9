"""A practice words an exercise anew, uses one of its wordings, or goes back to Troth's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from troth.library import load_library
from troth.practice.common import audit, clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.programme import own
from troth.practice.programme.editions import keep
from troth.practice.programme.kinds import EXERCISE
from troth.practice.programme.models import OwnExercise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from troth.practice.people.viewer import Viewer


PASSED_OVER = "A colleague saved another wording meanwhile. What it changed stands above; keep yours again to use it instead."


@transaction.atomic
def save_wording(
    *, actor: Viewer, slug: str, files: Mapping[str, str], note: str, begun_from: int
) -> OwnExercise:
    """Keep a new wording and use it from now on; what couples were given before stays as it was.

    ``begun_from`` is the number of the latest wording when the actor began to write: a colleague's is not passed over.
    """
    practice_id = _check_may_word(actor, slug)
    exercise, problems = own.read(practice_id, slug, files)
    if exercise is None:
        raise Refused(f"{problems[0].message} {problems[0].remedy}")
    before = own.exercise_for(practice_id, slug)
    if before is not None and before.content_hash == exercise.content_hash:
        raise Refused("Nothing has changed yet, so there is nothing to keep.")
    if not note.strip():
        raise Refused("Say in a few words what you changed, so that colleagues find it again.")
    last = own.last_number(practice_id, slug)
    if last != begun_from:
        raise Refused(PASSED_OVER)
    made = OwnExercise(
        practice_id=practice_id,
        exercise=slug,
        number=last + 1,
        edition=keep(EXERCISE, exercise),
        files=dict(files),
        note=note.strip()[:200],
        made_by=actor.person_id,
        made_at=clock.now(),
        in_use=True,
    )
    put_in_use(made)
    _note(actor, "exercise-wording.saved", slug, made.number)
    return made


@transaction.atomic
def use_wording(*, actor: Viewer, slug: str, number: int) -> None:
    """Use one of the practice's wordings from now on; 0 goes back to Troth's own."""
    practice_id = _check_may_word(actor, slug)
    wordings = OwnExercise.objects.filter(practice_id=practice_id, exercise=slug)
    if number and not wordings.filter(number=number).exists():
        raise Absent
    wordings.filter(in_use=True).update(in_use=False)
    wordings.filter(number=number).update(in_use=True)
    _note(actor, "exercise-wording.used", slug, number)


def put_in_use(made: OwnExercise) -> None:
    """Keep a wording in the place of the one in use; of two at the same moment the second is refused."""
    try:
        with transaction.atomic():
            before = OwnExercise.objects.filter(practice_id=made.practice_id, exercise=made.exercise)
            before.filter(in_use=True).update(in_use=False)
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(PASSED_OVER) from error


def _check_may_word(actor: Viewer, slug: str) -> UUID:
    """Clinicians who give care word their practice's exercises."""
    if not actor.is_clinician or slug not in load_library().exercises:
        raise Absent
    return actor.own_practice_id


def _note(actor: Viewer, event: str, slug: str, number: int) -> None:
    audit.record(
        event, actor_id=actor.person_id, practice_id=actor.own_practice_id, exercise=slug, number=number
    )
