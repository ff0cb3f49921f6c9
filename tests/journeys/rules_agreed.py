"""Let the two of a couple go through “A pause with a return” to its end, without a browser.

Run inside the site by `troth manage shell`, with a last line that calls `agree`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library import load_library
from troth.practice.people import queries
from troth.practice.people.models import Person
from troth.practice.programme import actions
from troth.practice.programme.models import Run
from troth.practice.programme.queries import player
from troth.practice.programme.states import RunState

if TYPE_CHECKING:
    from troth.practice.people.viewer import Viewer

SLUG = "time-out"


def agree(couple_id: str, *addresses: str) -> None:
    """Give the exercise as Dana does, and let both do every step of it."""
    dana, *both = (queries.viewer_of(Person.objects.get(email=each)) for each in addresses)
    run = actions.assign_exercise(
        actor=dana,
        couple=queries.couple_for(dana, couple_id),
        slug=SLUG,
        reason="",
        thought_of=load_library().exercise(SLUG).asked,
    )
    actions.start(actor=both[0], run=run)
    while (run := Run.objects.get(pk=run.pk)).state != RunState.DONE:
        assert any(_acts(partner, run) for partner in both)


def _acts(partner: Viewer, run: Run) -> bool:
    """Do the step that is open to this partner; tell whether there was one."""
    run.refresh_from_db()
    page = player(partner, run)
    if page.step is None or page.scene not in {"reading", "writing", "talking"}:
        return False
    if page.scene == "writing":
        actions.save_entry(actor=partner, run=run, step_id=page.step.id, text="We say: pause, please.")
    actions.finish_step(actor=partner, run=run, step_id=page.step.id)
    return True
