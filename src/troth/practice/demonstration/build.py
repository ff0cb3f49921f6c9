"""Plays the stories through the product's own actions, each at the time it happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.demonstration import (
    afterwards,
    agreeing,
    answers,
    cycle,
    diary,
    earlier,
    planning,
    talking,
    telling,
    words,
)
from troth.practice.demonstration.people import link_for, staff
from troth.practice.demonstration.stories import STORIES
from troth.practice.growth import clock_actions
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import expectation_actions
from troth.practice.instruments import schedule_actions as schedules
from troth.practice.instruments.states import Rhythm
from troth.practice.people import actions as people
from troth.practice.people import queries
from troth.practice.people.standing import consenting_couples
from troth.practice.people.states import Stage
from troth.practice.programme import actions as programme
from troth.practice.programme import queries as runs
from troth.practice.programme.steps import Place
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from collections.abc import Callable

    from troth.practice.demonstration.telling import Telling
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Run

EXERCISE = "what-trust-means-to-me"
SEED = 1123
VISITS = {
    "Alice": "Alice, a partner (diary, agreements, the cycle)",
    "Bob": "Bob, her partner (the same couple from the other side)",
    "Ines": "Ines, a partner three months after therapy",
    "Dana Whitlock": "Dana, their therapist (all couples, Alice and Bob in depth)",
    "Sunita Rao": "Sunita, the supervisor (what many couples show)",
    "Frank Lindqvist": "Frank, the administrator (colleagues, no couple)",
}
MORE: dict[str, tuple[Callable[[Telling], None], ...]] = {
    "Alice": (agreeing.agree, diary.keep, cycle.draw, diary.bring_a_pattern, talking.bring),
    "Ines": (earlier.lend, afterwards.keep_what_was_won),
    **dict.fromkeys(("Wei", "Marta", "Kofi"), (earlier.lend,)),
}


@dataclass(frozen=True)
class Demonstration:
    """Where to go in: a label and a path for each link."""

    links: list[tuple[str, str]]


@transaction.atomic
def build_demonstration() -> Demonstration:
    """Build the practice where it is missing. Raises `Refused` beside real people."""
    if queries.real_people_exist():
        raise Refused(
            "This database has real people in it; the demonstration needs an empty one (set TROTH_HOME)."
        )
    if queries.demonstration_practice() is None:
        random = Random(SEED)  # noqa: S311 - the same story every time
        now = clock.now().replace(minute=0, second=0, microsecond=0)
        with clock.telling_of(now - dt.timedelta(weeks=60)):
            found = staff()
        for story in STORIES:
            _tell(telling.begin(story, found[story.therapist], now, random))
            _count_rows()
        earlier.tell(found["Gil"], now, random)
        _judge()
        clock_actions.turn_clock()
    return Demonstration(demonstration_links())


def _count_rows() -> None:
    """Let PostgreSQL count the rows for its plans; by itself it would only after the end of this transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _judge() -> None:
    """Look at every couple's answers now; later the worker does."""
    practice = queries.demonstration_practice()
    for couple_id in consenting_couples(practice.pk).values_list("pk", flat=True) if practice else ():
        expectation_actions.judge_couple(couple_id=couple_id)


def demonstration_links() -> list[tuple[str, str]]:
    """Return the links, each with whom it opens and what there is to see."""
    found = queries.made_up_people(list(VISITS))
    return [(label, link_for(found[name])) for name, label in VISITS.items() if name in found]


def _tell(told: Telling) -> None:
    story = told.story
    with clock.telling_of(told.after(days=3)):
        answers.intake(told)
    with clock.telling_of(told.after(days=8)):
        _first_sessions(told)
    for week in range(story.weeks):
        silent = "b" if week >= story.weeks - story.silent_b_weeks else ""
        waits_now = story.exercise == "waiting" and week == story.weeks - 1
        answers.one_week(told, week, silent="ab" if waits_now else silent)
    if story.exercise != "none":
        _plan(told)
        with clock.telling_of(told.ago(days=2)):
            _exercise(told)
    for part in MORE.get(story.a, ()):
        part(told)
    with clock.telling_of(told.ago(days=1)):
        _schedules(told)
        _last_stage(told)


def _first_sessions(told: Telling) -> None:
    if told.story.joint == "closed":
        return
    for seat in queries.seats_of(told.couple.pk):
        safety.note_seen_alone(actor=told.care, couple=told.couple, seat=seat)
    instruments.read_guarded_answers(actor=told.care, couple_id=told.couple.pk)
    if told.story.joint == "open":
        safety.open_joint_work(actor=told.care, couple=told.couple, reason=words.OPENED)
        people.move_stage(actor=told.care, couple=told.couple, stage=Stage.WORKING)


def _schedules(told: Telling) -> None:
    """What goes on by itself from tomorrow on; what was asked so far is its history."""
    tomorrow = timezone.localdate(told.now) + dt.timedelta(days=1)
    for slug, weeks, after in (("trust-pulse", 1, 0), ("private-check", 6, 21)):
        schedules.set_schedule(
            actor=told.care,
            couple=told.couple,
            slug=slug,
            every_weeks=weeks,
            next_on=tomorrow + dt.timedelta(days=after),
        )
    if told.story.joint == "open":
        for slug, rhythm in (("session-check-in", Rhythm.BEFORE), ("alliance-check", Rhythm.AFTER)):
            schedules.set_schedule(actor=told.care, couple=told.couple, slug=slug, rhythm=rhythm)
        schedules.name_session(actor=told.care, couple=told.couple, on=tomorrow + dt.timedelta(days=5))


def _plan(told: Telling) -> None:
    both = {side: told.viewer(side) for side in "ab"}
    with clock.telling_of(told.after(days=20)):
        planning.understand(therapist=told.care, couple=told.couple)
    with clock.telling_of(told.after(days=27)):
        planning.agree(therapist=told.care, couple=told.couple, partners=both)
        goals = planning.share_goals(both)
    for before in reversed(range(planning.RATED_MONTHS)):
        with clock.telling_of(told.ago(days=31 * before, hours=1)):
            planning.rate(both, goals, 3 + planning.RATED_MONTHS - before)


def _exercise(told: Telling) -> None:
    run = programme.assign_exercise(
        actor=told.care,
        couple=told.couple,
        slug=EXERCISE,
        reason=words.REASON,
        thought_of=load_library().exercise(EXERCISE).asked,
    )
    if told.story.exercise != "done":
        return
    programme.start(actor=told.viewer("a"), run=run)
    for _ in load_library().exercise(EXERCISE).steps:
        for side in "ab":
            _next_step(told.viewer(side), run)


def _next_step(viewer: Viewer, run: Run) -> None:
    page = runs.player(viewer, runs.run_for(viewer, run.pk))
    if page.step is None or page.scene in {Place.WAITING, Place.FINISHED}:
        return
    if page.step.is_written:
        shared = {"draft": words.DRAFT, "share": words.SHARED[viewer.side]}
        text = shared.get(page.step.id, words.TAKEAWAY[viewer.side])
        programme.save_entry(actor=viewer, run=run, step_id=page.step.id, text=text)
    programme.finish_step(actor=viewer, run=run, step_id=page.step.id)


def _last_stage(told: Telling) -> None:
    couple = queries.couple_for(told.care, told.couple.pk)
    if couple.stage != told.story.stage:
        people.move_stage(actor=told.care, couple=couple, stage=told.story.stage)
