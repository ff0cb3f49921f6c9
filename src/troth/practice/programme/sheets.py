"""A worksheet: an exercise on paper, blank, or with words that its reader's page holds too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from troth.library.paper_blocks import blocks_of
from troth.practice.common.errors import Absent
from troth.practice.common.paper import printed
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.states import Audience
from troth.practice.programme import queries, rules
from troth.practice.programme.answers import numbers_of, worded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from troth.library import Exercise, Step
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Entry, Run

    Filled = Mapping[str, Sequence[tuple[str, str]]]

WHO_READS = {
    Audience.ME: "Only you",
    Audience.THERAPIST: "You and your therapist",
    Audience.COUPLE: "Both of you and your therapist",
    Audience.SEALED: "Your therapist; your partner when both have answered",
}
KINDS = ("blank", "own", "shared")
LETTERS_A_LINE = 120
FEWEST_LINES, MOST_LINES = 4, 8
DONE_BY = {"together": "both together", "other": "the other one", "therapist": "your therapist opens it"}


def blank(exercise: Exercise) -> bytes:
    """Return the sheet of an exercise as one part sees it, with room to write."""
    return _sheet(exercise, {})


@transaction.atomic
def own_sheet(viewer: Viewer, run: Run, kind: str) -> bytes:
    """Return a partner's sheet: `blank`, with what is their `own`, or with what both `shared`. Raises `Absent`."""
    rules.check_is_partner_in(viewer, run)
    if kind not in KINDS:
        raise Absent
    note_of_couple(viewer, run.couple, "exercise.printed", subject=run, kind=kind)
    kept = _kept(kind, viewer, queries.entries_for(viewer, run))
    return _sheet(run.seen_by(viewer.side), _filled(run, kept))


@transaction.atomic
def care_sheet(viewer: Viewer, run: Run) -> bytes:
    """Return the sheet of a run with what the care team may read. The run is in the viewer's care."""
    note_of_couple(viewer, run.couple, "exercise.printed", subject=run, kind="care")
    return _sheet(run.content, _filled(run, queries.entries_for(viewer, run)))


def _kept(kind: str, viewer: Viewer, entries: Sequence[Entry]) -> list[Entry]:
    if kind == "own":
        return [entry for entry in entries if entry.author_id == viewer.person_id]
    if kind == "shared":
        return [entry for entry in entries if entry.audience == Audience.COUPLE or entry.opened_at]
    return []


def _filled(run: Run, entries: Sequence[Entry]) -> Filled:
    names = {seat.person_id: seat.called for seat in people.seats_of(run.couple_id)}
    known = {step.id: step for step in run.content.steps}
    filled: dict[str, list[tuple[str, str]]] = {}
    for entry in entries:
        if entry.text and entry.step in known:
            words = worded(known[entry.step], entry.text)
            filled.setdefault(entry.step, []).append((names.get(entry.author_id, ""), words))
    return filled


def _sheet(exercise: Exercise, filled: Filled) -> bytes:
    data = {
        "title": exercise.title,
        "goal": exercise.goal,
        "minutes": exercise.minutes,
        "stop": list(exercise.stop_rules),
        "foot": f"{exercise.title}, version {exercise.version}",
        "steps": [_step(number, step, filled) for number, step in enumerate(exercise.steps, 1)],
    }
    return printed("programme/papers/worksheet.typ", data)


def _step(number: int, step: Step, filled: Filled) -> dict[str, Any]:
    shown = filled.get(step.id if step.is_written else step.opens or "", ())
    return {
        "number": number,
        "title": step.title,
        "about": _about(step),
        "text": blocks_of(step.text),
        "reads": WHO_READS[Audience(step.audience)] if step.audience else "",
        "prompt": step.prompt,
        "written": [{"by": by, "words": words} for by, words in shown],
        "lines": 0 if shown else _lines(step),
        "numbers": numbers_of(step) if step.kind == "rate" and not shown else [],
        "ends": [step.mark(str(step.lowest)), step.mark(str(step.highest))] if step.kind == "rate" else [],
        "boxes": [mark.words for mark in step.marks] if step.kind == "choose" and not shown else [],
        "timed": [f"{mark.words} ({mark.key} seconds)" for mark in step.marks] if step.is_paced else [],
        "cards": _cards(step) if step.kind == "cards" else [],
    }


def _cards(step: Step) -> list[str]:
    """Word the cue cards: the own ones and the turns between them, or all with the letters of their sides."""
    if all(mark.words for mark in step.marks):
        return [f"{mark.key.upper()}: {mark.words}" for mark in step.marks]
    return [mark.words or "It is your partner’s turn." for mark in step.marks]


def _about(step: Step) -> str:
    told = [DONE_BY.get(step.who, ""), f"about {_minutes(step.minutes)}" if step.minutes else ""]
    if step.after_days:
        told.insert(0, "1 day later" if step.after_days == 1 else f"{step.after_days} days later")
    if step.seconds_each:
        told.append("in turns")
    if step.rounds > 1:
        told.append(f"{step.rounds} times")
    if (step.kind == "choose" or step.is_counted) and step.at_most > 1:
        told.append(f"up to {step.at_most}")
    return ", ".join(part for part in told if part)


def _minutes(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"


def _lines(step: Step) -> int:
    if step.is_counted:
        return step.at_most
    if step.kind in {"write", "takeaway"}:
        return max(FEWEST_LINES, min(MOST_LINES, step.max_length // LETTERS_A_LINE))
    return 0
