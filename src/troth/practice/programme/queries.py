"""Reads about exercises and runs. Words are read through `privacy.visibility` alone."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from troth.library import Exercise, Step
from troth.practice.common import audit
from troth.practice.common.errors import Absent
from troth.practice.common.two_devices import Page
from troth.practice.people import queries as people
from troth.practice.privacy.states import Audience
from troth.practice.privacy.visibility import visible
from troth.practice.programme import rows, rules, steps
from troth.practice.programme.answers import matched, worded
from troth.practice.programme.models import Entry, Progress, Run, TalkTurn
from troth.practice.programme.opening import held_in, here_of, opened_in, standing
from troth.practice.programme.shown import TITLES, Player, RunLine, RunPage, Turn, Written
from troth.practice.programme.states import LIVE_RUNS, RunState
from troth.practice.programme.steps import Here, Place
from troth.practice.safety.queries import joint_work_is_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from troth.practice.people.models import Seat
    from troth.practice.people.viewer import Viewer


def runs_for(viewer: Viewer) -> list[RunLine]:
    """Return the runs of this partner's couple, newest first."""
    if viewer.couple_id is None:
        return []
    runs = list(_given([viewer.couple_id]).select_related("time_out__by"))
    if not runs:
        return []
    reached: dict[UUID, dict[UUID, Progress]] = defaultdict(dict)
    for row in Progress.objects.filter(run__in=runs):
        reached[row.run_id][row.seat_id] = row
    own = {run.pk: reached[run.pk].pop(viewer.own_seat_id, None) for run in runs}
    held = held_in((run, one.position) for run in runs if (one := own[run.pk]))
    opened, is_open = opened_in(runs), joint_work_is_open(viewer.couple_id)
    return [
        _line(
            run,
            viewer,
            own[run.pk],
            max((row.position for row in reached[run.pk].values()), default=0),
            here_of(own[run.pk], opened, held),
            is_open=is_open,
        )
        for run in runs
    ]


def next_runs(runs: Iterable[RunLine], planned: Sequence[str] = ()) -> list[RunLine]:
    """Of a partner's runs, return what they could do now.

    First where both are ready, then what is wished for soonest, then as the exercises stand in the ``planned`` work.
    It depends on nothing besides but what was given first.
    """
    order = {slug: place for place, slug in enumerate(planned)}

    def rank(run: RunLine) -> tuple[bool, dt.date, int, dt.datetime]:
        return (
            not run.is_met,
            run.due_on or dt.date.max,
            order.get(run.exercise, len(order)),
            run.assigned_at,
        )

    return sorted((run for run in runs if run.needs_me), key=rank)


def run_for(viewer: Viewer, run_id: UUID) -> Run:
    """Return a run of the viewer's couple, or of one in their care. Raises `Absent`."""
    run = Run.objects.filter(pk=run_id).first()
    if run is None or not (viewer.couple_id == run.couple_id or people.cares_for(viewer, run.couple_id)):
        raise Absent
    return run


def run_in_care(viewer: Viewer, couple_id: UUID, run_id: UUID) -> Run:
    """Return a run of a couple in the viewer's care. Raises `Absent`."""
    run = Run.objects.filter(pk=run_id, couple=people.couple_for(viewer, couple_id)).first()
    if run is None:
        raise Absent
    return run


def entries_for(viewer: Viewer, run: Run) -> list[Entry]:
    """Return what the viewer may read of a run, in the order in which it was begun."""
    entries = Entry.objects.filter(run=run).order_by("created_at")
    return visible(entries, viewer, cares=people.cares_for(viewer, run.couple_id))


def runs_of_couples(couple_ids: Iterable[UUID]) -> dict[UUID, list[Run]]:
    """Return each couple's runs, newest first, in one query; without those that were taken back."""
    runs: dict[UUID, list[Run]] = defaultdict(list)
    for run in _given(couple_ids):
        runs[run.couple_id].append(run)
    return dict(runs)


def days_done(runs: Iterable[Run]) -> list[tuple[dt.date, str]]:
    """Return the day and the title of each run that was finished. The caller may know of the runs."""
    return [
        (timezone.localdate(run.finished_at), run.title)
        for run in runs
        if run.state == RunState.DONE and run.finished_at
    ]


def player(viewer: Viewer, run: Run) -> Player:
    """Return the page of this partner. Raises `Absent` for everybody else."""
    seat_id = rules.check_is_partner_in(viewer, run)
    exercise = run.seen_by(viewer.side)
    position, theirs, here = standing(run, seat_id)
    entries = entries_for(viewer, run)
    names = {seat.side: seat.called for seat in people.seats_of(run.couple_id)}
    scene = _scene(run, steps.place(exercise.steps, position, theirs, here))
    seal = steps.waits_for(exercise.steps, position, theirs, here) if scene == Place.WAITING else None
    step = exercise.steps[position] if position < len(exercise.steps) else None
    own = {entry.step: entry for entry in entries if entry.author_id == viewer.person_id}
    opened = {entry.step: entry for entry in entries if entry.author_id != viewer.person_id}
    again = step.opens if step and step.kind != "review" else None
    shown = again if again and _is_shown(run, again, own, opened) else None
    sealed = exercise.step(seal) if seal else None
    asked = _asked(scene, step, sealed, own)
    return Player(
        run=run,
        exercise=exercise,
        scene=scene,
        side=viewer.side,
        partner_name=names["b" if viewer.side == "a" else "a"],
        number=position + 1,
        step=step,
        rests_until=steps.rests_until(step, here) if step else None,
        asked=asked,
        sealed=sealed,
        draft=own[asked.id].text if asked and asked.id in own else "",
        page=Page(secrets.token_hex(8), own[asked.id].page if asked and asked.id in own else ""),
        mine=_worded(run, own[shown]) if shown in own else "",
        theirs=_worded(run, opened[shown]) if shown in opened else "",
        my_rows=_drawn(run, own.get(shown or "")),
        their_rows=_drawn(run, opened.get(shown or "")),
        looked_back_at=_looked_back_at(exercise, asked or step, own, opened),
        matches=_matches(run, exercise, step) if step else None,
        turns=_turns(run, step, names) if step and scene == Place.TALKING else [],
        own=_written(exercise, own.values(), names={viewer.person_id: viewer.display_name}),
    )


@transaction.atomic
def run_page(viewer: Viewer, couple_id: UUID, run_id: UUID) -> RunPage:
    """Return what a couple shared in a run, and note in the audit log that it was read. Raises `Absent`."""
    run = run_in_care(viewer, couple_id, run_id)
    audit.record(
        "exercise.read",
        actor_id=viewer.person_id,
        practice_id=viewer.practice_of(couple_id),
        subject=run,
        couple_id=couple_id,
    )
    seats = people.seats_of(couple_id)
    names = {seat.person_id: seat.called for seat in seats if seat.person_id}
    return RunPage(
        run=run,
        exercise=run.content,
        parts=[
            (name, seat.called)
            for part, name in zip("ab", run.content.parts or (), strict=False)
            for seat in seats
            if seat.side == run.side_of(part)
        ],
        positions=how_far([run], seats)[run.pk],
        shared=_written(run.content, entries_for(viewer, run), names=names),
    )


def how_far(runs: Sequence[Run], seats: Sequence[Seat]) -> dict[UUID, list[tuple[str, str]]]:
    """Return in words how far each of the two is in each run, in one query. The caller may know of the runs."""
    reached = {(row.run_id, row.seat_id): row.position for row in Progress.objects.filter(run__in=runs)}
    totals = {run.pk: len(run.content.steps) for run in runs}
    return {
        run_id: [
            (seat.called, f"{min(reached.get((run_id, seat.pk), 0), total)} of {total} steps")
            for seat in seats
        ]
        for run_id, total in totals.items()
    }


def _given(couple_ids: Iterable[UUID]) -> QuerySet[Run]:
    given = Run.objects.filter(couple_id__in=couple_ids).exclude(state=RunState.WITHDRAWN)
    return given.order_by("-assigned_at")


def _line(
    run: Run, viewer: Viewer, own: Progress | None, theirs: int, here: Here, *, is_open: bool
) -> RunLine:
    exercise = run.seen_by(viewer.side)
    mine = own.position if own else 0
    where = steps.place(exercise.steps, mine, theirs, here)
    is_there = where not in {Place.WAITING, Place.FINISHED}
    return RunLine(
        id=run.pk,
        title=exercise.title,
        why=exercise.why,
        minutes=exercise.minutes,
        reason=run.reason or "",
        state=RunState(run.state),
        place=where,
        is_open=is_open or not exercise.joint,
        assigned_at=run.assigned_at,
        finished_at=run.finished_at,
        due_on=run.due_on,
        is_joint=exercise.joint,
        exercise=run.exercise,
        time_out=getattr(run, "time_out", None),
        is_met=is_there and mine == theirs and steps.needs_both(exercise.steps[mine]),
    )


def _asked(scene: str, step: Step | None, sealed: Step | None, own: Mapping[str, Entry]) -> Step | None:
    """Return the step in which something can be written now: where one is, or what one left closed before."""
    if sealed and (sealed.id not in own or own[sealed.id].submitted_at is None):
        return sealed
    return step if scene == Place.WRITING else None


def _scene(run: Run, where: Place) -> str:
    """Name what the page shows: an end, the closed door, a rest, or the place in the steps."""
    if run.state not in LIVE_RUNS:
        return run.state
    if run.content.joint and not joint_work_is_open(run.couple_id):
        return "closed"
    return where if run.state == RunState.GOING else run.state


def _matches(run: Run, exercise: Exercise, step: Step) -> list[str] | None:
    """Return what both marked in the choice that a step shows; the marks themselves stay their authors' alone.

    It is the one read that looks past the viewer. It gives nothing but what the viewer marked too, and it cannot be
    tried out, because a choice that was handed in stays as it is.
    """
    if step.opens is None or not exercise.step(step.opens).matches:
        return None
    handed_in = Entry.objects.filter(run=run, step=step.opens).exclude(submitted_at=None)
    texts = [entry.text for entry in handed_in]
    return matched(exercise.step(step.opens), *texts) if len(texts) == len(("a", "b")) else []


def _is_shown(run: Run, step_id: str, *sides: dict[str, Entry]) -> bool:
    """Tell whether a step has what it needs to be shown: an answer of both, or of the one who was asked."""
    given = [step_id in entries for entries in sides]
    return any(given) if run.content.step(step_id).who in {"a", "b"} else all(given)


def _worded(run: Run, entry: Entry) -> str:
    return worded(run.content.step(entry.step), entry.text)


def _drawn(run: Run, entry: Entry | None) -> rows.Drawn | None:
    return rows.drawn(run.content.step(entry.step), entry.text) if entry else None


def _looked_back_at(exercise: Exercise, step: Step | None, *sides: dict[str, Entry]) -> list[str]:
    """Return the lines that a review asks about: the viewer's own, then those of the other that were shown.

    A draft is no part of it: the review may be read by others.
    """
    if step is None or step.kind != "review" or step.opens is None:
        return []
    before = exercise.step(step.opens)
    looked_at = [entries[step.opens] for entries in sides if step.opens in entries]
    given = [entry.text for entry in looked_at if entry.submitted_at]
    return list(dict.fromkeys(head for text in given for head in rows.heads(before, text)))


def _turns(run: Run, step: Step, names: dict[str, str]) -> list[Turn]:
    if step.seconds_each is None:
        return []
    started = dict(TalkTurn.objects.filter(run=run, step=step.id).values_list("side", "started_at"))
    order = ("a", "b") if step.first and run.side_of(step.first) == "a" else ("b", "a")
    return [Turn(side, names[side], step.seconds_each, started.get(side)) for side in order]


def _read_by(entry: Entry) -> str:
    """Return the audience as it is now: a draft is its author's alone, and what has opened is both's."""
    if entry.submitted_at is None:
        return Audience.ME
    return Audience.COUPLE if entry.opened_at else entry.audience


def _written(exercise: Exercise, entries: Iterable[Entry], *, names: dict[UUID, str]) -> list[Written]:
    """Return what was written in the order of the steps; in one step first what the first of ``names`` wrote."""
    known = {step.id: step for step in exercise.steps}
    steps_before, authors = list(known), list(names)
    given = [entry for entry in entries if entry.text]
    given.sort(key=lambda entry: (_place_in(steps_before, entry.step), _place_in(authors, entry.author_id)))
    return [
        Written(
            title=known[entry.step].title if entry.step in known else TITLES.get(entry.step, ""),
            audience=_read_by(entry),
            text=worded(known[entry.step], entry.text) if entry.step in known else entry.text,
            by=names.get(entry.author_id, ""),
            drawn=rows.drawn(known[entry.step], entry.text) if entry.step in known else None,
            protected=entry.protected,
        )
        for entry in given
    ]


def _place_in(things: list[Any], thing: object) -> int:
    return things.index(thing) if thing in things else len(things)
