"""What a partner sees first: one next thing, why it matters, how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from troth.practice.boundaries.due import due_for
from troth.practice.boundaries.states import DueKind
from troth.practice.formulation import queries as formulation
from troth.practice.home.pausing import PauseCard, pause_card
from troth.practice.instruments import queries as instruments
from troth.practice.instruments import sharing_queries as sharing
from troth.practice.instruments.hard_week import had_a_hard_week
from troth.practice.people.standing import arrival_of
from troth.practice.privacy import queries as privacy
from troth.practice.programme import queries as programme
from troth.practice.programme.states import RunState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from troth.practice.instruments.sharing_queries import Announced
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.shown import RunLine


@dataclass(frozen=True)
class Thing:
    """One thing to do."""

    heading: str
    text: str
    url: str
    action: str
    eyebrow: str = ""
    audience: str = ""


@dataclass(frozen=True)
class Today:
    """The first thing, and the others."""

    name: str
    first: Thing | None
    others: list[Thing]
    card: PauseCard | None


def today(viewer: Viewer) -> Today:
    """Return what this partner could do now, the most useful first."""
    welcome = list(_welcome(viewer))
    runs = [] if welcome else programme.runs_for(viewer)
    work = (
        []
        if welcome
        else [*_answering(viewer), *_planning(viewer), *_agreements(viewer), *_exercises(viewer, runs)]
    )
    told = sharing.announced_to(viewer)
    unanswered = [_announced(one) for one in told if one.waits_for_author]
    replied = [_announced(one) for one in told if not one.waits_for_author]
    things = [*welcome, *unanswered, *work, *replied]
    return Today(viewer.display_name, things[0] if things else None, things[1:], pause_card(viewer, runs))


def _welcome(viewer: Viewer) -> Iterator[Thing]:
    arrival = arrival_of(viewer.person_id, viewer.own_couple_id)
    if not arrival.consented:
        yield Thing(
            "First: what we do, and who sees what",
            "Before anything else you read, in plain words, how this works and what happens with what you write.",
            reverse("consent"),
            "Read and sign",
            "About 4 minutes",
        )
        return
    if privacy.waits_for_signature(viewer):
        yield Thing(
            "What is kept from whom",
            "An agreement about secrets, for both of you and your therapist. It says exactly what stays with you.",
            reverse("policy"),
            "Read and sign",
            "About 3 minutes",
        )
    if not arrival.reachable:
        yield Thing(
            "How may we reach you?",
            "You decide whether we write to you at all, and where. The wording is always neutral.",
            reverse("contact"),
            "Choose",
            "1 minute",
        )


def _announced(one: Announced) -> Thing:
    return Thing(
        "Your therapist would like to bring something to both of you",
        "Nothing is shared yet. Look at what it is. You can say it yourself, or talk about it first.",
        reverse("share-answers", args=[one.round_id]),
        "Look at it",
        "A few minutes · on your own",
        "therapist",
    )


def _answering(viewer: Viewer) -> Iterator[Thing]:
    """What waits, the shortest first: two minutes a week are not to wait behind a long look."""
    for waiting in sorted(instruments.open_assignments(viewer), key=lambda one: one.minutes):
        yield Thing(
            waiting.title,
            waiting.purpose,
            reverse("answer", args=[waiting.id]),
            "Begin",
            f"About {waiting.minutes} minutes · on your own",
            waiting.audience,
        )


def _planning(viewer: Viewer) -> Iterator[Thing]:
    to_sign, to_rate = formulation.due_for(viewer)
    if to_sign:
        yield Thing(
            "The plan for the two of you",
            "Read it in your own time. It holds once both of you and your therapist have signed it.",
            reverse("plan"),
            "Read the plan",
            "About 5 minutes",
            "couple",
        )
    if to_rate:
        yield Thing(
            "How near are your goals?",
            "Once a month, one number for each goal, so that you see whether it moves.",
            reverse("plan"),
            "Look at the goals",
            "About 2 minutes",
        )


def _agreements(viewer: Viewer) -> Iterator[Thing]:
    """What is due by a day that the two chose. The topic is not named: the screen may be shared."""
    for one in due_for(viewer):
        if one.kind is DueKind.REVIEW:
            yield Thing(
                "Time to look at an agreement again",
                "You chose this day for it. Each of you looks back alone; then both open together.",
                reverse("review-agreement", args=[one.subject_id]),
                "Look back",
                "About 5 minutes · on your own",
                "sealed",
            )
        else:
            yield Thing(
                "Two weeks later",
                "You changed something, and said that you would look at it again. Has it helped?",
                reverse("breach", args=[one.subject_id]),
                "Have a look",
                "About 5 minutes · the two of you",
                "couple",
            )


def _exercises(viewer: Viewer, given: Iterable[RunLine]) -> Iterator[Thing]:
    """What they could do now; after a hard week of one's own the shortest first. Nothing says why: the screen may be shared."""
    runs = [run for run in given if run.needs_me]
    if len(runs) > 1:
        runs = programme.next_runs(runs, formulation.planned_work(viewer.own_couple_id))
        if had_a_hard_week(viewer):
            runs.sort(key=lambda run: run.minutes)
    for run in runs:
        by = "" if run.due_on is None or run.is_overdue else f" · if you can, by {run.due_on:%-d %B}"
        yield Thing(
            run.title,
            run.reason or run.why,
            reverse("exercise", args=[run.id]),
            "Begin" if run.state == RunState.ASSIGNED else "Go on",
            f"About {run.minutes} minutes · {'the two of you' if run.is_joint else 'on your own'}{by}",
            "couple" if run.is_joint else "",
        )
