"""What opens a step besides the partners: the care team, in a session, and days that pass."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.programme import rules
from troth.practice.programme.models import Opening, Progress
from troth.practice.programme.steps import NOTHING_YET, Here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from troth.library import Step
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Run


@dataclass(frozen=True)
class ToOpen:
    """The next step that the care team opens; ``why_not`` says what it still waits for."""

    step: Step
    why_not: str


class Standing(NamedTuple):
    """How far one side of a run is, how far the other one is, and what else holds for the one side."""

    mine: int
    theirs: int
    here: Here


def standing(run: Run, seat_id: UUID) -> Standing:
    """Return where one side stands in a run."""
    reached = {row.seat_id: row for row in Progress.objects.filter(run=run)}
    own = reached.pop(seat_id, None)
    theirs = max((row.position for row in reached.values()), default=0)
    return Standing(own.position if own else 0, theirs, here_of(own, opened_in([run])))


def here_of(progress: Progress | None, opened: Mapping[UUID, frozenset[str]]) -> Here:
    """Return what holds for one side, where what is open was read before."""
    if progress is None:
        return NOTHING_YET
    since = timezone.localdate(progress.reached_at) if progress.reached_at else None
    return Here(opened[progress.run_id], since, clock.today())


def opened_in(runs: Iterable[Run]) -> Mapping[UUID, frozenset[str]]:
    """Return the steps opened in each run; it asks the database only where the therapist opens something."""
    asked = [run for run in runs if any(step.who == "therapist" for step in run.content.steps)]
    opened: dict[UUID, frozenset[str]] = defaultdict(frozenset)
    if asked:
        for run_id, step in Opening.objects.filter(run__in=asked).values_list("run_id", "step"):
            opened[run_id] |= {step}
    return opened


def reached_by_both(run: Run) -> int:
    """Return how many steps both have behind them."""
    return min(Progress.objects.filter(run=run).values_list("position", flat=True))


def to_open(viewer: Viewer, run: Run) -> ToOpen | None:
    """Return the next step to open in a live run of the viewer's care, if there is one."""
    if not run.is_live:
        return None
    opened = opened_in([run])[run.pk]
    for step in run.content.steps:
        if step.who == "therapist" and step.id not in opened:
            return ToOpen(step, _why_not(viewer, run, step))
    return None


def _why_not(viewer: Viewer, run: Run, step: Step) -> str:
    try:
        rules.check_can_open_step(viewer, run, step.id, reached_by_both(run))
    except Refused as refusal:
        return refusal.reason
    return ""
