"""What opens a step besides how far the two are: the care team, in a session, days that pass, and words of both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count
from django.utils import timezone

from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.programme import rules
from troth.practice.programme.models import Entry, Opening, Progress
from troth.practice.programme.steps import NOTHING_YET, Here, seal_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
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
    mine = own.position if own else 0
    theirs = max((row.position for row in reached.values()), default=0)
    return Standing(mine, theirs, here_of(own, opened_in([run]), held_in([(run, mine)])))


def here_of(progress: Progress | None, opened: Mapping[UUID, frozenset[str]], held: Container[UUID]) -> Here:
    """Return what holds for one side, where what is open and what is held was read before."""
    if progress is None:
        return NOTHING_YET
    since = timezone.localdate(progress.reached_at) if progress.reached_at else None
    return Here(opened[progress.run_id], since, clock.today(), progress.run_id in held)


def opened_in(runs: Iterable[Run]) -> Mapping[UUID, frozenset[str]]:
    """Return the steps opened in each run; it asks the database only where the therapist opens something."""
    asked = [run for run in runs if any(step.who == "therapist" for step in run.content.steps)]
    opened: dict[UUID, frozenset[str]] = defaultdict(frozenset)
    if asked:
        for run_id, step in Opening.objects.filter(run__in=asked).values_list("run_id", "step"):
            opened[run_id] |= {step}
    return opened


def held_in(places: Iterable[tuple[Run, int]]) -> Container[UUID]:
    """Return the runs in which one alone has handed in what the step at the own place opens.

    Whether the database is asked depends on the own place alone.
    """
    seals = {run.pk: seal for run, mine in places if (seal := seal_of(run.content.steps, mine))}
    if not seals:
        return ()
    handed_in = Entry.objects.filter(run__in=seals, step__in=set(seals.values())).exclude(submitted_at=None)
    counted = handed_in.values_list("run_id", "step").annotate(by=Count("pk")).order_by()
    return {run_id for run_id, step, by in counted if by == 1 and seals[run_id] == step}


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
