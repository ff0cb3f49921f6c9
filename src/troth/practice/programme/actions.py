"""Everything that can happen to a run of an exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from troth.practice.common import clock
from troth.practice.common.two_devices import NO_PAGE, Page
from troth.practice.people import queries as people
from troth.practice.people.holding import held
from troth.practice.privacy.queries import promise_for
from troth.practice.programme import pings, rows, rules, steps
from troth.practice.programme.answers import read_answer
from troth.practice.programme.models import (
    Comment,
    Entry,
    Opening,
    Progress,
    Run,
    TalkTurn,
)
from troth.practice.programme.new_runs import new_run, record
from troth.practice.programme.opening import held_in, reached_by_both, standing
from troth.practice.programme.states import LIVE_RUNS, STOPPED_STEP, RunState
from troth.practice.programme.taking import Cleared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from troth.library import Exercise, Step
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

OTHER = {"a": "b", "b": "a"}


@transaction.atomic
def assign_exercise(
    *,
    actor: Viewer,
    couple: Couple,
    slug: str,
    reason: str,
    thought_of: Collection[str],
    part_a: str = "",
    due_on: dt.date | None = None,
    despite: str = "",
) -> Run:
    """Give a couple an exercise; both read the reason. It can be done once joint work is open.

    ``thought_of`` holds the contraindications that the actor was asked about and that do not hold. ``part_a`` is the
    side that takes part a, where the exercise has two parts. ``due_on`` is a wish that both read. ``despite`` says why
    it is given before what comes first; clinicians alone read it.
    """
    couple = held(couple)
    exercise = rules.check_can_assign(actor, couple, slug)
    rules.check_thought_of(exercise, thought_of)
    rules.check_comes_next(couple, exercise, despite)
    rules.check_parts(exercise, part_a)
    rules.check_due(due_on)
    run = new_run(
        couple,
        exercise,
        assigned_by=actor.person_id,
        cleared=Cleared(actor.person_id, clock.now(), exercise.asked),
        reason=reason,
        part_a=part_a,
        due_on=due_on,
        despite=despite,
    )
    _record(actor, run, "exercise.assigned")
    return run


def start(*, actor: Viewer, run: Run) -> None:
    """Begin an exercise; it begins for both."""
    _move(actor, run, RunState.GOING, "exercise.started")


def pause_run(*, actor: Viewer, run: Run) -> None:
    """Pause for both; nobody is told who paused."""
    _move(actor, run, RunState.PAUSED, "exercise.paused")


def resume_run(*, actor: Viewer, run: Run) -> None:
    """Go on after a pause."""
    _move(actor, run, RunState.GOING, "exercise.resumed")


def stop_run(*, actor: Viewer, run: Run) -> None:
    """Stop for both, without a reason; what is sealed stays sealed."""
    _move(actor, run, RunState.STOPPED, "exercise.stopped")


@transaction.atomic
def say_what_stopped(*, actor: Viewer, run: Run, text: str, audience: str) -> None:
    """Keep what a partner says of a stop, for themselves or for the therapist too; the other never learns of it."""
    run = _locked(run)
    rules.check_can_say_what_stopped(actor, run, audience)
    Entry.objects.filter(run=run, author_id=actor.person_id, step=STOPPED_STEP).delete()
    if text.strip():
        said = _new_entry(actor, run, STOPPED_STEP, audience, text.strip())
        Entry.objects.filter(pk=said.pk).update(submitted_at=clock.now())


@transaction.atomic
def withdraw_run(*, actor: Viewer, run: Run) -> None:
    """Take back an exercise that was not begun; it can be given again."""
    run = _locked(run)
    rules.check_can_withdraw(actor, run)
    _set_state(run, RunState.WITHDRAWN)
    _record(actor, run, "exercise.withdrawn")
    pings.run_changed(run.pk)


@transaction.atomic
def comment(*, actor: Viewer, run: Run, text: str) -> None:
    """Say something about a run to both partners."""
    text = rules.check_can_comment(actor, run, text)
    said = Comment.objects.create(
        run=run, data_key=run.couple.data_key, author_id=actor.person_id, at=clock.now(), text=text
    )
    _record(actor, run, "exercise.commented", comment=str(said.pk))
    pings.run_changed(run.pk)


@transaction.atomic
def take_comment_back(*, actor: Viewer, comment: Comment) -> None:
    """Take a comment back; nobody reads it any longer."""
    rules.check_can_comment(actor, comment.run, comment.text)
    Comment.objects.filter(pk=comment.pk, taken_back_at=None).update(taken_back_at=clock.now())
    _record(actor, comment.run, "exercise.comment-taken-back", comment=str(comment.pk))
    pings.run_changed(comment.run_id)


@transaction.atomic
def save_entry(*, actor: Viewer, run: Run, step_id: str, text: str, page: Page = NO_PAGE) -> None:
    """Keep a draft, whatever has become of the run or the door meanwhile: nobody loses what they typed.

    What another ``page`` of the same person saved meanwhile is not written over.
    """
    seat_id = rules.check_is_partner_in(actor, run)
    run = _locked(run)
    _, step = rules.check_step(run.seen_by(actor.side), step_id, position=standing(run, seat_id).mine)
    rules.check_is_for_writing(step)
    text = read_answer(step, text)
    entry = Entry.objects.filter(run=run, author_id=actor.person_id, step=step_id).first()
    if entry is None:
        if text:
            _new_entry(actor, run, step.id, step.audience or "me", text, page)
        return
    if entry.text == text:
        return
    rules.check_not_handed_in(entry)
    rules.check_same_page(entry, page)
    entry.text, entry.page = text, page.own
    entry.save(update_fields=["text", "page"])


@transaction.atomic
def finish_step(*, actor: Viewer, run: Run, step_id: str) -> None:
    """Go on from a step and hand in what was written there; a step that is done already is left as it is."""
    _go_on(actor, run, step_id, skipped=False)


@transaction.atomic
def skip_step(*, actor: Viewer, run: Run, step_id: str) -> None:
    """Go past a step; what was written there stays a draft, and nobody is told.

    A sealed step that was handed in is left closed like this too, as long as it has not opened.
    """
    _go_on(actor, run, step_id, skipped=True)


def _go_on(actor: Viewer, run: Run, step_id: str, *, skipped: bool) -> None:
    run = _locked(run)
    rules.check_can_work(actor, run)
    seat_id = rules.check_is_partner_in(actor, run)
    mine, theirs, here = standing(run, seat_id)
    exercise = run.seen_by(actor.side)
    index, step = rules.check_step(exercise, step_id, position=mine)
    if index < mine:
        if step.id == steps.waits_for(exercise.steps, mine, theirs, here):
            _think_again(actor, run, step, skipped=skipped)
            _open(run, exercise, min(mine, theirs))
            _tell(actor, run, mine, theirs, has_come=mine == theirs)
        return
    rules.check_can_advance(exercise, mine, theirs, here)
    if skipped:
        rules.check_can_skip(step)
    elif step.is_written:
        _hand_in(actor, run, step)
    before = mine, theirs
    mine, theirs = steps.advance(exercise.steps, mine, theirs, here)
    mine, theirs = _past_uncalled(actor, run, exercise, mine, theirs)
    own = Q(seat_id=seat_id)
    for side, was, position in zip((own, ~own), before, (mine, theirs), strict=True):
        if position != was:
            Progress.objects.filter(side, run=run).update(position=position, reached_at=clock.now())
    if step.audience == "sealed" or steps.seal_of(exercise.steps, mine):
        _open(run, exercise, min(mine, theirs))
    is_done = steps.is_done(exercise.steps, mine, theirs)
    _set_state(run, RunState.DONE if is_done else RunState.GOING)
    _record(actor, run, "exercise.step-finished", step=step.id, side=actor.side)
    _tell(actor, run, mine, theirs)


@transaction.atomic
def start_turn(*, actor: Viewer, run: Run, step_id: str, side: str) -> None:
    """Start one side's time to speak; a turn that runs already goes on."""
    run = _locked(run)
    rules.check_can_work(actor, run)
    mine, theirs, here = standing(run, rules.check_is_partner_in(actor, run))
    exercise = run.seen_by(actor.side)
    index, step = rules.check_step(exercise, step_id, position=mine)
    if index < mine:
        return
    rules.check_can_take_turn(exercise, step, side, mine, theirs, here)
    TalkTurn.objects.get_or_create(run=run, step=step_id, side=side, defaults={"started_at": clock.now()})
    _set_state(run, RunState.GOING)
    _record(actor, run, "exercise.turn-started", step=step.id, side=side)
    pings.run_changed(run.pk)


@transaction.atomic
def open_step(*, actor: Viewer, run: Run, step_id: str) -> None:
    """Open a step of the care team for both; one that is open stays as it is."""
    run = _locked(run)
    rules.check_can_open_step(actor, run, step_id, reached_by_both(run))
    facts = {"by": actor.person_id, "at": clock.now()}
    _, is_new = Opening.objects.get_or_create(run=run, step=step_id, defaults=facts)
    if is_new:
        _set_state(run, RunState.GOING)
        _record(actor, run, "exercise.step-opened", step=step_id)
        pings.run_changed(run.pk)


@transaction.atomic
def _move(actor: Viewer, run: Run, state: RunState, event: str) -> None:
    run = _locked(run)
    rules.check_can_move(actor, run, state)
    _set_state(run, state)
    _record(actor, run, event)
    pings.run_changed(run.pk)


def _locked(run: Run) -> Run:
    """Return the run as it stands, with its couple, in whose practice's log every act stands."""
    return Run.objects.select_for_update(of=("self",)).select_related("couple").get(pk=run.pk)


def _set_state(run: Run, state: RunState) -> None:
    now = clock.now()
    run.state, run.moved_at = state, now
    run.finished_at = None if state in LIVE_RUNS else now
    run.save(update_fields=["state", "moved_at", "finished_at"])


def _new_entry(
    actor: Viewer, run: Run, step_id: str, audience: str, text: str, page: Page = NO_PAGE
) -> Entry:
    entry = Entry.objects.create(
        run=run,
        step=step_id,
        couple_id=run.couple_id,
        author_id=actor.person_id,
        data_key=people.person(actor.person_id).data_key,
        audience=audience,
        promise=promise_for(run.couple_id),
        protected=run.is_protected(step_id),
        text=text,
        page=page.own,
    )
    _record(actor, run, "exercise.written", step=step_id)
    return entry


def _past_uncalled(actor: Viewer, run: Run, exercise: Exercise, mine: int, theirs: int) -> tuple[int, int]:
    """Take each side past the steps that its own answers do not call for."""
    if all(step.when is None for step in exercise.steps):
        return mine, theirs
    own: dict[str, str] = {}
    others: dict[str, str] = {}
    for entry in Entry.objects.filter(run=run).exclude(submitted_at=None):
        (own if entry.author_id == actor.person_id else others)[entry.step] = entry.text
    return steps.past(exercise.steps, mine, own), steps.past(exercise.steps, theirs, others)


def _think_again(actor: Viewer, run: Run, step: Step, *, skipped: bool) -> None:
    """Leave closed what was handed in, or hand in what was left closed, while the step that would open it waits."""
    own = Entry.objects.filter(run=run, author_id=actor.person_id, step=step.id)
    if own.exclude(submitted_at=None).exists() is not skipped:
        return
    if skipped:
        own.filter(opened_at=None).update(submitted_at=None)
    else:
        _hand_in(actor, run, step)
    _set_state(run, RunState.GOING)
    _record(actor, run, "exercise.step-finished", step=step.id, side=actor.side)


def _tell(actor: Viewer, run: Run, mine: int, theirs: int, *, has_come: bool = True) -> None:
    """Let open pages look again; not the other's that wait for words that stay closed: it is as if nobody had come.

    The actor's own pages are told in any case: their silence would tell the actor that the other waits.
    """
    is_held = run.pk in held_in([(run, mine)])
    is_quiet = not has_come or (is_held and mine <= theirs)
    pings.run_changed(run.pk, but_not=OTHER[actor.side] if is_quiet else "")


def _hand_in(actor: Viewer, run: Run, step: Step) -> None:
    entry = Entry.objects.filter(run=run, author_id=actor.person_id, step=step.id).first()
    rules.check_is_written(step, entry)
    if entry is None:
        return
    if step.is_rowed:
        rows.check_whole(step, entry.text, clock.today())
    entry.submitted_at = clock.now()
    entry.save(update_fields=["submitted_at"])


def _open(run: Run, exercise: Exercise, reached: int) -> None:
    """Open what both have handed in and have both come to read; whether it is asked for depends on the own place alone."""
    closed = Entry.objects.filter(run=run, audience="sealed", opened_at=None).exclude(submitted_at=None)
    handed_in = list(closed.values_list("step", flat=True))
    by_both = {step for step in handed_in if handed_in.count(step) == len(("a", "b"))}
    if due := by_both & steps.open_to_both(exercise.steps, reached):
        closed.filter(step__in=due).update(opened_at=clock.now())


def _record(actor: Viewer, run: Run, event: str, **facts: str) -> None:
    record(event, run, actor_id=actor.person_id, **facts)
