"""Which work serves the accepted causes, and what must be settled first. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from troth.library.cause import PHASES
from troth.practice.formulation.states import Agenda, GateKind, Phase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from troth.library import Cause

GOAL_ITEMS = (("goal-check", "goal"), ("private-intake", "goal"))
IMPROVE = "improve"
DISCERNMENT, DISCERNMENT_LABEL = "discernment", "Finding out what each of you wants"


@dataclass(frozen=True)
class Work:
    """One piece of work that a plan may hold, in words that both read."""

    id: str
    label: str


@dataclass(frozen=True)
class PhaseWork:
    """The work that fits one stretch of the plan; ``waits_for`` names gates that are not settled."""

    phase: Phase
    work: list[Work]
    waits_for: list[GateKind]


class NextStep(NamedTuple):
    """What comes next in a plan, and in which stretch of it."""

    phase: Phase
    words: str


def agenda_of(goals: Mapping[str, str]) -> Agenda:
    """Take both partners' goals together, by side; a missing one leaves it unknown."""
    if len(goals) < 2:  # noqa: PLR2004 - a couple is two
        return Agenda.UNKNOWN
    improving = [goal == IMPROVE for goal in goals.values()]
    if all(improving):
        return Agenda.SHARED
    return Agenda.MIXED if any(improving) else Agenda.OPEN


def suggested(causes: Sequence[Cause], settled: Collection[GateKind], agenda: Agenda) -> list[PhaseWork]:
    """Return the work for these causes, phase by phase, each piece once.

    Where the two do not want the same, finding out comes first.
    """
    found = []
    for phase in PHASES:
        work = {
            one.id: Work(one.id, one.label)
            for cause in causes
            for one in cause.suggestions
            if one.phase == phase
        }
        if phase == "understand" and agenda in {Agenda.MIXED, Agenda.OPEN}:
            work = {DISCERNMENT: Work(DISCERNMENT, DISCERNMENT_LABEL), **work}
        if work:
            waits_for = unsettled(causes, settled, [phase])
            found.append(PhaseWork(Phase(phase), list(work.values()), waits_for))
    return found


def work_in(phases: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the work of a plan, by id, phase by phase."""
    return [one["id"] for phase in Phase for one in phases.get(phase.value, {}).get("work", [])]


def next_step(phases: Mapping[str, Mapping[str, Any]], done: Collection[str]) -> NextStep | None:
    """Return the first work of a plan that is not ``done``, else the first words of a phase without work."""
    parts = [(phase, phases.get(phase.value, {})) for phase in Phase]
    for phase, part in parts:
        for one in part.get("work", []):
            if one["id"] not in done:
                return NextStep(phase, one["label"])
    spoken = (
        NextStep(phase, part["words"]) for phase, part in parts if part.get("words") and not part.get("work")
    )
    return next(spoken, None)


def unsettled(
    causes: Iterable[Cause], settled: Collection[GateKind], phases: Iterable[str]
) -> list[GateKind]:
    """Return the gates that must be settled before these phases, and are not; safety stands before all of them."""
    furthest = max((PHASES.index(Phase(phase).value) for phase in phases), default=-1)
    needed = {
        GateKind(one.gate) for cause in causes for one in cause.gates if PHASES.index(one.phase) <= furthest
    }
    if furthest >= 0:
        needed.add(GateKind.SAFETY_REVIEWED)
    return [gate for gate in GateKind if gate in needed and gate not in settled]
