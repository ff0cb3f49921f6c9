"""A worksheet: an exercise on paper, blank, or with words that its reader's page holds too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common.errors import Absent
from troth.practice.common.paper import printed
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.states import Audience
from troth.practice.programme import queries, rules
from troth.practice.programme.answers import worded
from troth.practice.programme.sheet_steps import CARE_READS, Reader, steps_on_paper
from troth.practice.programme.states import RunState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troth.library import Exercise
    from troth.library.exercise import Side
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Entry, Run
    from troth.practice.programme.sheet_steps import Filled

KINDS = ("blank", "own", "shared")
TOGETHER = {"together": "both together", "therapist": "opened in a session"}
FOR_ONE = {**TOGETHER, "other": "your partner’s step"}


def blank(exercise: Exercise, part: Side) -> bytes:
    """Return the sheet of one part, with room to write and without a name; all cue cards where there is one part."""
    seen = exercise.seen_by(part) if exercise.parts else exercise
    return _sheet(seen, _partner(exercise, part), {})


@transaction.atomic
def own_sheet(viewer: Viewer, run: Run, kind: str) -> bytes:
    """Return a partner's sheet: `blank`, with what is their `own`, or with what both `shared`; never behind a closed door. Raises `Absent`."""
    rules.check_is_partner_in(viewer, run)
    if kind not in KINDS or run.state == RunState.WITHDRAWN:
        raise Absent
    rules.check_door(run)
    note_of_couple(viewer, run.couple, "exercise.printed", subject=run, kind=kind)
    kept = _kept(kind, viewer, queries.entries_for(viewer, run))
    part: Side = "a" if run.side_of(viewer.side) == "a" else "b"
    reader = Reader(_first(part), FOR_ONE)
    return _sheet(run.seen_by(viewer.side), reader, _filled(run, kept), together=kind == "shared")


@transaction.atomic
def care_sheet(viewer: Viewer, run: Run) -> bytes:
    """Return the sheet of a run with what the care team may read. The run is in the viewer's care."""
    note_of_couple(viewer, run.couple, "exercise.printed", subject=run, kind="care")
    names = {run.side_of(seat.side): seat.called for seat in people.seats_of(run.couple_id)}
    first = {part: f"{name} speaks first" for part, name in names.items()}
    reader = Reader(first, {**TOGETHER, **names}, CARE_READS, can_write=False)
    return _sheet(run.content, reader, _filled(run, queries.entries_for(viewer, run)), together=True)


def _kept(kind: str, viewer: Viewer, entries: Sequence[Entry]) -> list[Entry]:
    if kind == "own":
        return [entry for entry in entries if entry.author_id == viewer.person_id]
    if kind == "shared":
        return [
            entry
            for entry in entries
            if (entry.audience == Audience.COUPLE and entry.submitted_at) or entry.opened_at
        ]
    return []


def _filled(run: Run, entries: Sequence[Entry]) -> Filled:
    """Return the words of each step by side, so that nothing tells who began first."""
    names = {seat.person_id: seat.called for seat in people.seats_of(run.couple_id)}
    known = {step.id: step for step in run.content.steps}
    filled: dict[str, list[tuple[str, str]]] = {}
    for entry in sorted(entries, key=lambda entry: [*names, entry.author_id].index(entry.author_id)):
        if entry.text and entry.step in known:
            words = worded(known[entry.step], entry.text)
            filled.setdefault(entry.step, []).append((names.get(entry.author_id, ""), words))
    return filled


def _partner(exercise: Exercise, part: Side) -> Reader:
    """Where the two have the same steps, a blank sheet is for either."""
    either = dict.fromkeys("ab", "one of you speaks first")
    return Reader(either if exercise.parts is None else _first(part), FOR_ONE)


def _first(part: Side) -> dict[str, str]:
    return {"a": "your partner speaks first", "b": "your partner speaks first", part: "you speak first"}


def _sheet(exercise: Exercise, reader: Reader, filled: Filled, *, together: bool = False) -> bytes:
    data = {
        "title": exercise.title,
        "goal": exercise.goal,
        "minutes": exercise.minutes,
        "stop": list(exercise.stop_rules),
        "version": exercise.version,
        "can_write": reader.can_write,
        "steps": steps_on_paper(exercise, reader, filled, together=together),
    }
    return printed("programme/papers/worksheet.typ", data)
