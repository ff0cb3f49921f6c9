"""Whether two partners are at one step at the same time. It is asked anew each time, and kept nowhere."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, NamedTuple

from troth.practice.common.errors import Absent
from troth.practice.programme import queries, rules, steps
from troth.practice.programme.models import Unseen
from troth.practice.programme.opening import here_in

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.viewer import Viewer

LASTS = dt.timedelta(seconds=12)  # so long after its last word an open page counts as being at its step
LONGEST_WORD = 200


class Told(NamedTuple):
    """What an open page says of itself: its step, and whether somebody types there now; never what."""

    step: str
    writing: bool

    @property
    def doing(self) -> str:
        """The one word that the other's page gets."""
        return "writing" if self.writing else "reading"


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


def may_be_told(viewer: Viewer, run_id: UUID, told: Told) -> Told | None:
    """Return what the other partner's page may learn of this one's now; None for nothing.

    Both must be at this very step, it must be one that both share, both must be able to work at it now, and neither may have
    switched this off.
    """
    try:
        run = queries.run_for(viewer, run_id)
        seat_id = rules.check_is_partner_in(viewer, run)
    except Absent:
        return None
    exercise = run.seen_by(viewer.side)
    mine, theirs = queries.positions_of(run, seat_id)
    if mine != theirs or not steps.can_advance(exercise.steps, mine, theirs, here_in(run, seat_id)):
        return None
    step = exercise.steps[mine]
    if step.id != told.step or not steps.is_shared(step) or not rules.can_work(viewer, run):
        return None
    if Unseen.objects.filter(seat__couple=run.couple_id).exists():
        return None
    return Told(step.id, told.writing and step.is_written)


def is_on(viewer: Viewer) -> bool:
    """Tell whether this partner has it on. Raises `Absent` for everybody else."""
    return not Unseen.objects.filter(seat_id=viewer.own_seat_id).exists()
