"""Steps that the care team opens in a session: which are open, and which comes next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.common.errors import Refused
from troth.practice.programme import rules
from troth.practice.programme.models import Opening, Progress
from troth.practice.programme.steps import NOTHING_YET, Here

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from troth.library import Step
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Run


@dataclass(frozen=True)
class ToOpen:
    """The next step that the care team opens; ``why_not`` says what it still waits for."""

    step: Step
    why_not: str


def here_in(run: Run) -> Here:
    """Return what holds in one run."""
    return here_in_each([run]).get(run.pk, NOTHING_YET)


def here_in_each(runs: Iterable[Run]) -> dict[UUID, Here]:
    """Return what holds in each run; it asks the database only where the therapist opens something."""
    asked = [run for run in runs if any(step.who == "therapist" for step in run.content.steps)]
    opened: dict[UUID, set[str]] = defaultdict(set)
    if asked:
        for run_id, step in Opening.objects.filter(run__in=asked).values_list("run_id", "step"):
            opened[run_id].add(step)
    return {run_id: Here(frozenset(steps)) for run_id, steps in opened.items()}


def reached_by_both(run: Run) -> int:
    """Return how many steps both have behind them."""
    return min(Progress.objects.filter(run=run).values_list("position", flat=True))


def to_open(viewer: Viewer, run: Run) -> ToOpen | None:
    """Return the next step to open in a live run of the viewer's care, if there is one."""
    if not run.is_live:
        return None
    opened = here_in(run).opened
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
