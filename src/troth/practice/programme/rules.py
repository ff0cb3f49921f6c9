"""May this person, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import formats

from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.two_devices import OVERTAKEN, is_overtaken
from troth.practice.people import queries as people
from troth.practice.programme import steps
from troth.practice.programme.course_rules import check_goes_on, held_back
from troth.practice.programme.models import Run
from troth.practice.programme.states import LIVE_RUNS, RUN_MOVES, RunState
from troth.practice.safety.queries import joint_work_is_open
from troth.practice.safety.states import NEUTRAL_SENTENCE
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from uuid import UUID

    from troth.library import Exercise, Step
    from troth.practice.common.two_devices import Page
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Entry
    from troth.practice.programme.steps import Here


def check_can_assign(actor: Viewer, couple: Couple, slug: str) -> Exercise:
    """The care team assigns an exercise that exists and is not on the way already."""
    if not people.cares_for(actor, couple.pk):
        raise Absent
    check_goes_on(couple)
    exercise = library_for(couple.practice_id).exercises.get(slug)
    if exercise is None or exercise.status != "active":
        raise Refused("There is no such exercise. Choose one from the list.")
    if Run.objects.filter(couple=couple, exercise=slug, state__in=LIVE_RUNS).exists():
        raise Refused("This couple has this exercise already. Wait until it is done or stopped.")
    return exercise


def check_thought_of(exercise: Exercise, thought_of: Collection[str]) -> None:
    """What nothing but the therapist can stop, the therapist has thought of, sentence by sentence."""
    if not set(exercise.asked) <= set(thought_of):
        raise Refused(
            "Tick each point that does not hold for this couple. If one holds, give something else."
        )


def check_comes_next(couple: Couple, exercise: Exercise, despite: str) -> None:
    """What comes first has been done, or the therapist says why not."""
    if despite.strip():
        return
    if stage := held_back(couple.pk, exercise.id):
        raise Refused(
            f"It belongs to the stage “{stage}”, which is not open. Open that, or write why you do not."
        )
    if missing := unmet(couple.pk, exercise):
        known = library_for(couple.practice_id).exercises
        if titles := [f"“{known[one].title}”" for one in missing if one in known]:
            raise Refused(f"{' and '.join(titles)} comes first. Give that, or write why you go another way.")


def unmet(couple_id: UUID, exercise: Exercise) -> list[str]:
    """Name the exercises that come before this one and were not done by this couple."""
    if not exercise.prerequisites:
        return []
    done = Run.objects.filter(couple_id=couple_id, state=RunState.DONE).values_list("exercise", flat=True)
    return [slug for slug in exercise.prerequisites if slug not in set(done)]


def check_due(due_on: dt.date | None) -> None:
    """A wish for a day lies ahead."""
    if due_on is not None and due_on < clock.today():
        raise Refused("This day has passed. Choose a later one, or leave it open.")


def check_can_comment(actor: Viewer, run: Run, text: str) -> str:
    """The care team comments, in words. Return them."""
    if not people.cares_for(actor, run.couple_id):
        raise Absent
    if not text.strip():
        raise Refused("Write a few words first.")
    return text.strip()


def check_parts(exercise: Exercise, part_a: str) -> None:
    """Where the two have different parts, the therapist says who takes which."""
    if exercise.parts is not None and part_a not in {"a", "b"}:
        raise Refused("Say who takes which part in this exercise, then give it again.")


def check_is_partner_in(actor: Viewer, run: Run) -> UUID:
    """Only the two partners do an exercise; for others it is not there. Return the actor's seat."""
    if actor.seat_id is None or actor.couple_id != run.couple_id:
        raise Absent
    return actor.seat_id


def check_door(run: Run) -> None:
    """An exercise for both waits behind the door of joint work."""
    if run.content.joint and not joint_work_is_open(run.couple_id):
        raise Refused(NEUTRAL_SENTENCE)


def check_can_move(actor: Viewer, run: Run, state: RunState) -> None:
    """A run follows its lawful moves; going on with it needs consent and an open door."""
    check_is_partner_in(actor, run)
    if state is RunState.GOING:
        check_door(run)
        check_consent(actor)
    before = RunState(run.state)
    if state not in RUN_MOVES[before]:
        raise Refused(f"This exercise is {before.label}, so this cannot be done now. Look at it again.")


def check_can_withdraw(actor: Viewer, run: Run) -> None:
    """The care team takes back what has not begun; afterwards only the two can stop it."""
    if not people.cares_for(actor, run.couple_id):
        raise Absent
    before = RunState(run.state)
    if RunState.WITHDRAWN not in RUN_MOVES[before]:
        raise Refused(f"This exercise is {before.label}, so it cannot be taken back. The two can stop it.")


def check_can_work(actor: Viewer, run: Run) -> None:
    """A step is done in a run that is under way, behind an open door."""
    check_is_partner_in(actor, run)
    check_door(run)
    check_consent(actor)
    if run.state != RunState.GOING:
        raise Refused(f"This exercise is {RunState(run.state).label}. What you wrote is kept.")


def can_work(actor: Viewer, run: Run) -> bool:
    """Tell whether the actor can do a step now."""
    try:
        check_can_work(actor, run)
    except (Absent, Refused):
        return False
    return True


def check_step(exercise: Exercise, step_id: str, *, position: int) -> tuple[int, Step]:
    """A step must exist, and not lie ahead. Return it with its index."""
    for index, step in enumerate(exercise.steps[: position + 1]):
        if step.id == step_id:
            return index, step
    raise Refused("This is not the step you are at. Open the exercise again and go on from there.")


def check_can_open_step(actor: Viewer, run: Run, step_id: str, reached: int) -> None:
    """The care team opens a step of its own, behind an open door, once both have come as far as that."""
    if not people.cares_for(actor, run.couple_id):
        raise Absent
    found = [index for index, step in enumerate(run.content.steps) if step.id == step_id]
    if not found or run.content.steps[found[0]].who != "therapist":
        raise Refused("This step is not yours to open. Open the exercise again and look.")
    if run.state != RunState.GOING:
        raise Refused(f"This exercise is {RunState(run.state).label}, so nothing can be opened in it now.")
    if run.content.joint and not joint_work_is_open(run.couple_id):
        raise Refused("Joint work is closed at the moment. Once it is open, you can open this.")
    if reached < found[0]:
        raise Refused("You can open this once both have come this far.")


def check_can_advance(exercise: Exercise, mine: int, theirs: int, here: Here) -> None:
    """Nobody goes on alone where both are needed, or the therapist is, nor before the day."""
    if steps.can_advance(exercise.steps, mine, theirs, here):
        return
    step = exercise.steps[mine] if mine < len(exercise.steps) else None
    if step and step.who == "therapist":
        raise Refused("Your therapist opens this with you. You need not wait.")
    if step and (day := steps.rests_until(step, here)):
        raise Refused(f"This opens on {formats.date_format(day, 'j F')}. Nothing to do until then.")
    raise Refused("This opens when both of you are here. You need not wait.")


def check_can_say_what_stopped(actor: Viewer, run: Run, audience: str) -> None:
    """After a stop each partner may say, for themselves or to the therapist, what got in the way."""
    check_is_partner_in(actor, run)
    if run.state != RunState.STOPPED:
        raise Refused("This exercise was not stopped. You can write in its steps.")
    if audience not in {"me", "therapist"}:
        raise Refused("Choose who may read it: only you, or your therapist too.")


def check_is_for_writing(step: Step) -> None:
    """An answer belongs to a step that asks for one."""
    if not step.is_written:
        raise Refused("There is nothing to write in this step. Open the exercise again and go on from there.")


def check_can_skip(step: Step) -> None:
    """Nearly all can be gone past (`library.read_exercise`)."""
    if not step.skippable:
        raise Refused("This step belongs to the exercise. You can pause or stop at any time.")


def check_not_handed_in(entry: Entry) -> None:
    """What was handed in stays as it is."""
    if entry.submitted_at is not None:
        raise Refused("You have handed this in, so it cannot be changed. You can add to it when you talk.")


def check_same_page(entry: Entry, page: Page) -> None:
    """A page that was opened before somebody wrote on another device does not write over it unawares."""
    if is_overtaken(entry.page, page):
        raise Refused(OVERTAKEN)


def check_is_written(step: Step, entry: Entry | None) -> None:
    """What is for others cannot be empty; of a look back at nothing, nothing is asked."""
    if (
        step.audience == "me"
        or (step.kind == "review" and entry is None)
        or (entry is not None and entry.text.strip())
    ):
        return
    if step.kind in {"rate", "choose"}:
        raise Refused("Choose first what fits best.")
    raise Refused("Write a few words first. One sentence is enough.")


def check_can_take_turn(
    exercise: Exercise, step: Step, side: str, mine: int, theirs: int, here: Here
) -> None:
    """A turn belongs to one of the two, in a step that both talk through now."""
    talking = steps.place(exercise.steps, mine, theirs, here) is steps.Place.TALKING
    if not talking or step.seconds_each is None or side not in {"a", "b"}:
        raise Refused("There is no turn to start in this step. Open the exercise again and go on from there.")


def check_consent(actor: Viewer) -> None:
    """Nothing is done together without the consent letter."""
    if not people.has_consented(actor):
        raise Refused("Please sign the consent letter first. You find it under Account.")
