"""What the made-up people answer to questionnaires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.demonstration import standing, words
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import queries as answering

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from troth.library import Instrument
    from troth.practice.demonstration.telling import Telling
    from troth.practice.people.viewer import Viewer

PULSE = "trust-pulse"


def intake(telling: Telling) -> None:
    """Ask both where they stand, and each alone."""
    instruments.assign_instrument(actor=telling.care, couple=telling.couple, slug=standing.SLUG)
    for side in "ab":
        submit(telling.viewer(side), standing.SLUG, wide(telling, side))
    for slug in ("private-intake", "private-check"):
        instruments.assign_instrument(actor=telling.care, couple=telling.couple, slug=slug)
        for side, goal in zip("ab", telling.story.goals, strict=True):
            if telling.story.weeks < 3 and side == "b" and slug == "private-check":  # noqa: PLR2004 - just begun
                continue
            submit(telling.viewer(side), slug, _answers(telling, slug, side, {"goal": goal}))


def wide(telling: Telling, side: str) -> dict[str, Any]:
    """Return one partner's answers to the wide look."""
    return _answers(telling, standing.SLUG, side, standing.answers_of(telling.story, side))


def one_week(telling: Telling, week: int, *, silent: str = "") -> None:
    """Ask how the week was, and let both answer but for those who are silent."""
    with clock.telling_of(telling.after(days=10 + 7 * week)):
        instruments.assign_instrument(actor=telling.care, couple=telling.couple, slug=PULSE)
    for side in "ab":
        if side in silent:
            continue
        with clock.telling_of(telling.after(days=10 + 7 * week, hours=6 + 9 * (side == "b"))):
            level = telling.level(side, week / max(telling.story.weeks - 1, 1))
            submit(telling.viewer(side), PULSE, pulse(level, telling.random))


def pulse(level: float, random: Random) -> dict[str, Any]:
    """Return answers to the weekly question about a level of trust from 0 to 10."""
    return rated(load_library().instrument(PULSE), level, random)


def rated(instrument: Instrument, level: float, random: Random) -> dict[str, Any]:
    """Rate every line that is rated from 0 to 10 about a level."""
    given: dict[str, Any] = {}
    for item in instrument.items:
        if item.kind == "rating":
            value = min(10, max(0, round(level + random.uniform(-1.2, 1.2))))
            given[item.id] = 10 - value if item.reverse else value
    return given


def submit(viewer: Viewer, slug: str, given: dict[str, Any]) -> None:
    """Send these answers to every open copy of a questionnaire."""
    for waiting in answering.open_assignments(viewer):
        if waiting.slug == slug:
            assignment = answering.assignment_for(viewer, waiting.id)
            instruments.submit_response(actor=viewer, assignment=assignment, given=given)


def _answers(telling: Telling, slug: str, side: str, chosen: Mapping[str, Any]) -> dict[str, Any]:
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
            drawn = telling.random.choice(words.WRITING)
            given[item.id] = words.ANSWERED.get(item.id, drawn)
        elif item.kind in {"choice", "rating"} and item.options:
            values = [option.value for option in item.options]
            calm = [value for value in values if value not in quiet] or values
            given[item.id] = next(iter(raising)) if worried and raising else telling.random.choice(calm)
        elif item.kind == "choices":
            given[item.id] = [telling.random.choice(item.options).value]
    return given
