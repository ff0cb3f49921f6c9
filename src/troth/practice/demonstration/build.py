"""Plays the stories through the product's own actions, each at the time it happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.demonstration import planning, standing, words
from troth.practice.demonstration.people import give_second_factor, link_for
from troth.practice.demonstration.stories import STORIES, Story
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import expectation_actions
from troth.practice.instruments import queries as answering
from troth.practice.instruments import schedule_actions as schedules
from troth.practice.instruments.states import Rhythm
from troth.practice.people import actions as people
from troth.practice.people import queries
from troth.practice.people.standing import consenting_couples
from troth.practice.people.states import Role, Stage
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import PolicyKind
from troth.practice.programme import actions as programme
from troth.practice.programme import queries as runs
from troth.practice.programme.steps import Place
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.library import Instrument
    from troth.practice.people.models import Couple, Invitation, Person
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Run

EXERCISE = "what-trust-means-to-me"
SEED = 1123


@dataclass(frozen=True)
class Demonstration:
    """Where to go in: a label and a path for each link."""

    links: list[tuple[str, str]]


@dataclass
class _Telling:
    """One couple's story while it is told."""

    story: Story
    couple: Couple
    people: Mapping[str, Person]
    therapist: Person
    start: dt.datetime
    random: Random
    level: dict[str, tuple[float, float, float]] = field(init=False)

    def __post_init__(self) -> None:
        self.level = {"a": self.story.levels_a, "b": self.story.levels_b}

    def viewer(self, side: str) -> Viewer:
        return queries.viewer_of(self.people[side])

    def after(self, **passed: int) -> dt.datetime:
        return self.start + dt.timedelta(**passed)


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
            staff = _staff()
        for story in STORIES:
            _tell(story, staff[story.therapist], now, random)
        _judge()
    return Demonstration(demonstration_links())


def _judge() -> None:
    """Look at every couple's answers now; later the worker does."""
    practice = queries.demonstration_practice()
    for couple_id in consenting_couples(practice.pk).values_list("pk", flat=True) if practice else ():
        expectation_actions.judge_couple(couple_id=couple_id)


def demonstration_links() -> list[tuple[str, str]]:
    """Return the three links: each partner of the recovering couple, and their therapist."""
    found = queries.made_up_people(["Alice", "Bob", "Dana Whitlock"])
    labels = {
        "Alice": "Alice, a partner",
        "Bob": "Bob, her partner",
        "Dana Whitlock": "Dana, their therapist",
    }
    return [(label, link_for(found[name])) for name, label in labels.items() if name in found]


def _staff() -> dict[str, Person]:
    link = people.start_practice(
        name="Elm Street Practice", country="GB", admin_email=_address("Dana Whitlock"), is_demonstration=True
    )
    invitation = queries.invitation_by_token(link.split("/")[2])
    dana = _join(invitation, "Dana Whitlock")
    give_second_factor(dana)
    staff = {"Dana": dana}
    for name, role in (("Gil Okafor", Role.THERAPIST), ("Frank Lindqvist", Role.ADMINISTRATOR)):
        invited = people.invite_clinician(actor=queries.viewer_of(dana), email=_address(name), role=role)
        staff[name.split()[0]] = _join(invited, name)
        give_second_factor(staff[name.split()[0]])
    return staff


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@demonstration.example"


def _join(invitation: Invitation | None, name: str, pronouns: str = "") -> Person:
    return people.accept_invitation(
        token_invitation=invitation,
        address=_address(name),
        chosen_name=name,
        pronouns=pronouns,
        password=None,
    )


def _tell(story: Story, therapist: Person, now: dt.datetime, random: Random) -> None:
    start = now - dt.timedelta(weeks=story.weeks, days=10)
    telling = _begin(story, therapist, start, random)
    with clock.telling_of(telling.after(days=3)):
        _intake(telling)
    with clock.telling_of(telling.after(days=8)):
        _first_sessions(telling)
    for week in range(story.weeks):
        _one_week(telling, week)
    if story.exercise != "none":
        _plan(telling, now)
        with clock.telling_of(now - dt.timedelta(days=2)):
            _exercise(telling)
    with clock.telling_of(now - dt.timedelta(days=1)):
        _schedules(telling, now)
        _last_stage(telling)


def _begin(story: Story, therapist: Person, start: dt.datetime, random: Random) -> _Telling:
    actor = queries.viewer_of(therapist)
    with clock.telling_of(start):
        couple = people.register_couple(actor=actor, called_a=story.a, called_b=story.b)
        seated: dict[str, Person] = {}
        for seat in queries.seats_of(couple.pk):
            invitation = people.invite_partner(
                actor=actor, couple=couple, seat=seat, email=_address(seat.called)
            )
            seated[seat.side] = _join(invitation, seat.called)
    couple.refresh_from_db()
    telling = _Telling(story, couple, seated, therapist, start, random)
    with clock.telling_of(telling.after(days=1)):
        kind = PolicyKind(story.policy)
        policy = privacy.propose_policy(actor=actor, couple=couple, kind=kind)
        for side, name in (("a", story.a), ("b", story.b)):
            viewer = telling.viewer(side)
            people.sign_consent(actor=viewer, signed_name=name)
            privacy.sign_policy(actor=viewer, policy_id=policy.pk, signed_name=name)
            people.choose_safe_contact(actor=viewer, may_mail=True, address=_address(name))
    return telling


def _intake(telling: _Telling) -> None:
    actor = queries.viewer_of(telling.therapist)
    instruments.assign_instrument(actor=actor, couple=telling.couple, slug=standing.SLUG)
    for side in "ab":
        given = _answers(telling, standing.SLUG, side, standing.answers_of(telling.story, side))
        _submit(telling.viewer(side), standing.SLUG, given)
    for slug in ("private-intake", "private-check"):
        instruments.assign_instrument(actor=actor, couple=telling.couple, slug=slug)
        for side, goal in zip("ab", telling.story.goals, strict=True):
            if telling.story.weeks < 3 and side == "b" and slug == "private-check":  # noqa: PLR2004 - just begun
                continue
            given = _answers(telling, slug, side, {"goal": goal})
            _submit(telling.viewer(side), slug, given)


def _answers(telling: _Telling, slug: str, side: str, chosen: Mapping[str, Any]) -> dict[str, Any]:
    instrument = load_library().instrument(slug)
    worried = telling.story.joint == "positive-screen" and side == "a"
    given: dict[str, Any] = {}
    for item in instrument.items:
        if not item.is_asked(given):
            continue
        raising = {value for alert in item.alerts for value in alert.any_of if alert.kind == "partner_safety"}
        quiet = {value for alert in item.alerts for value in alert.any_of}
        if item.id in chosen:
            given[item.id] = chosen[item.id]
        elif item.kind == "text":
            given[item.id] = telling.random.choice(words.WRITING)
        elif item.kind in {"choice", "rating"} and item.options:
            values = [option.value for option in item.options]
            calm = [value for value in values if value not in quiet] or values
            given[item.id] = next(iter(raising)) if worried and raising else telling.random.choice(calm)
        elif item.kind == "choices":
            given[item.id] = [telling.random.choice(item.options).value]
    return given


def _submit(viewer: Viewer, slug: str, given: dict[str, Any]) -> None:
    for waiting in answering.open_assignments(viewer):
        if waiting.slug == slug:
            assignment = answering.assignment_for(viewer, waiting.id)
            instruments.submit_response(actor=viewer, assignment=assignment, given=given)


def _first_sessions(telling: _Telling) -> None:
    if telling.story.joint == "closed":
        return
    actor = queries.viewer_of(telling.therapist)
    for seat in queries.seats_of(telling.couple.pk):
        safety.note_seen_alone(actor=actor, couple=telling.couple, seat=seat)
    instruments.read_guarded_answers(actor=actor, couple_id=telling.couple.pk)
    if telling.story.joint == "open":
        safety.open_joint_work(actor=actor, couple=telling.couple, reason=words.OPENED)
        people.move_stage(actor=actor, couple=telling.couple, stage=Stage.WORKING)


def _one_week(telling: _Telling, week: int) -> None:
    actor = queries.viewer_of(telling.therapist)
    story = telling.story
    with clock.telling_of(telling.after(days=10 + 7 * week)):
        instruments.assign_instrument(actor=actor, couple=telling.couple, slug="trust-pulse")
    for side in "ab":
        silent = side == "b" and week >= story.weeks - story.silent_b_weeks
        waits_now = story.exercise == "waiting" and week == story.weeks - 1
        if silent or waits_now:
            continue
        with clock.telling_of(telling.after(days=10 + 7 * week, hours=6 + 9 * (side == "b"))):
            pulse = load_library().instrument("trust-pulse")
            level = _level(telling.level[side], week / max(story.weeks - 1, 1))
            _submit(telling.viewer(side), "trust-pulse", _pulse(pulse, level, telling.random))


def _schedules(telling: _Telling, now: dt.datetime) -> None:
    """What goes on by itself from tomorrow on; what was asked so far is its history."""
    actor = queries.viewer_of(telling.therapist)
    tomorrow = timezone.localdate(now) + dt.timedelta(days=1)
    for slug, weeks, after in (("trust-pulse", 1, 0), ("private-check", 6, 21)):
        schedules.set_schedule(
            actor=actor,
            couple=telling.couple,
            slug=slug,
            every_weeks=weeks,
            next_on=tomorrow + dt.timedelta(days=after),
        )
    if telling.story.joint == "open":
        for slug, rhythm in (("session-check-in", Rhythm.BEFORE), ("alliance-check", Rhythm.AFTER)):
            schedules.set_schedule(actor=actor, couple=telling.couple, slug=slug, rhythm=rhythm)
        schedules.name_session(actor=actor, couple=telling.couple, on=tomorrow + dt.timedelta(days=5))


def _level(levels: tuple[float, float, float], part: float) -> float:
    start, middle, now = levels
    if part < 0.5:  # noqa: PLR2004 - half of the way
        return start + (middle - start) * part * 2
    return middle + (now - middle) * (part - 0.5) * 2


def _pulse(pulse: Instrument, level: float, random: Random) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for item in pulse.items:
        if item.kind != "rating":
            continue
        value = min(10, max(0, round(level + random.uniform(-1.2, 1.2))))
        given[item.id] = 10 - value if item.reverse else value
    return given


def _plan(telling: _Telling, now: dt.datetime) -> None:
    therapist = queries.viewer_of(telling.therapist)
    both = {side: telling.viewer(side) for side in "ab"}
    with clock.telling_of(telling.after(days=20)):
        planning.understand(therapist=therapist, couple=telling.couple)
    with clock.telling_of(telling.after(days=27)):
        planning.agree(therapist=therapist, couple=telling.couple, partners=both)
        goals = planning.share_goals(both)
    for ago in reversed(range(planning.RATED_MONTHS)):
        with clock.telling_of(now - dt.timedelta(days=31 * ago, hours=1)):
            planning.rate(both, goals, 3 + planning.RATED_MONTHS - ago)


def _exercise(telling: _Telling) -> None:
    actor = queries.viewer_of(telling.therapist)
    run = programme.assign_exercise(
        actor=actor,
        couple=telling.couple,
        slug=EXERCISE,
        reason=words.REASON,
        thought_of=load_library().exercise(EXERCISE).asked,
    )
    if telling.story.exercise != "done":
        return
    programme.start(actor=telling.viewer("a"), run=run)
    for _ in load_library().exercise(EXERCISE).steps:
        for side in "ab":
            _next_step(telling.viewer(side), run)


def _next_step(viewer: Viewer, run: Run) -> None:
    page = runs.player(viewer, runs.run_for(viewer, run.pk))
    if page.step is None or page.scene in {Place.WAITING, Place.FINISHED}:
        return
    if page.step.is_written:
        shared = {"draft": words.DRAFT, "share": words.SHARED[viewer.side]}
        text = shared.get(page.step.id, words.TAKEAWAY[viewer.side])
        programme.save_entry(actor=viewer, run=run, step_id=page.step.id, text=text)
    programme.finish_step(actor=viewer, run=run, step_id=page.step.id)


def _last_stage(telling: _Telling) -> None:
    couple = queries.couple_for(queries.viewer_of(telling.therapist), telling.couple.pk)
    if couple.stage != telling.story.stage:
        people.move_stage(
            actor=queries.viewer_of(telling.therapist), couple=couple, stage=telling.story.stage
        )
