"""Whether two partners are at one step at the same time. It is kept nowhere but in an open connection, for a moment."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, NamedTuple

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.programme import queries, rules, steps
from troth.practice.programme.models import Unseen
from troth.practice.programme.opening import standing

if TYPE_CHECKING:
    from uuid import UUID

    from troth.library import Step
    from troth.practice.people.viewer import Viewer

LASTS = dt.timedelta(seconds=12)  # so long after its last word an open page counts as being at its step
HOLDS = dt.timedelta(seconds=30)  # so long an answer holds where nothing tells of a change
LONGEST_WORD = 200


class Told(NamedTuple):
    """What an open page says of itself: its step, and whether somebody types there now; never what."""

    step: str
    writing: bool


class Answer(NamedTuple):
    """What was found for one step: whether the other partner's page may learn of this one's, and of writing there."""

    step: str
    may_learn: bool
    is_written: bool
    until: dt.datetime

    def holds_for(self, step: str) -> bool:
        """Tell whether it need not be asked anew."""
        return self.step == step and clock.now() < self.until

    def doing(self, told: Told) -> str:
        """Return the one word that the other's page gets, or none."""
        if not self.may_learn:
            return ""
        return "writing" if told.writing and self.is_written else "reading"


def read(text: str | None) -> Told | None:
    """Return what a page told, or None where it makes no sense."""
    if text is None or len(text) > LONGEST_WORD:
        return None
    try:
        said = json.loads(text)
    except ValueError:
        return None
    match said:
        case {"at": str(step), "writing": bool(writing)}:
            return Told(step, writing)
    return None


def answer(viewer: Viewer, run_id: UUID, at: str) -> Answer:
    """Return what the other partner's page may learn of this one's, which says that it is at a step.

    Both must be at this very step, it must be one that both share, both must be able to work at it now, and neither may have
    switched this off.
    """
    step = _shared(viewer, run_id, at)
    return Answer(at, step is not None, step is not None and step.is_written, clock.now() + HOLDS)


def _shared(viewer: Viewer, run_id: UUID, at: str) -> Step | None:
    try:
        run = queries.run_for(viewer, run_id)
        seat_id = rules.check_is_partner_in(viewer, run)
    except Absent:
        return None
    exercise = run.seen_by(viewer.side)
    mine, theirs, here = standing(run, seat_id)
    if mine != theirs or not steps.can_advance(exercise.steps, mine, theirs, here):
        return None
    step = exercise.steps[mine]
    if step.id != at or not steps.is_shared(step) or not rules.can_work(viewer, run):
        return None
    return None if Unseen.objects.filter(seat__couple=run.couple_id).exists() else step


def is_on(viewer: Viewer) -> bool:
    """Tell whether this partner has it on. Raises `Absent` for everybody else."""
    return not Unseen.objects.filter(seat_id=viewer.own_seat_id).exists()
