"""What pages show of runs: lines, texts, turns, and the two pages of one run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from troth.practice.common import clock
from troth.practice.programme.states import LIVE_RUNS, STOPPED_STEP, RunState
from troth.practice.programme.steps import Place, is_shared, settles

if TYPE_CHECKING:
    from troth.library import Exercise, Step
    from troth.practice.common.two_devices import Page
    from troth.practice.programme import rows
    from troth.practice.programme.models import Run, TimeOut

TITLES = {STOPPED_STEP: "What got in the way"}


@dataclass(frozen=True)
class RunLine:
    """One run in a partner's list; ``is_met`` where both are at a step that they do together."""

    id: UUID
    title: str
    why: str
    minutes: int
    reason: str
    state: RunState
    place: Place
    is_open: bool
    assigned_at: dt.datetime
    finished_at: dt.datetime | None
    due_on: dt.date | None
    is_met: bool
    is_joint: bool
    exercise: str
    time_out: TimeOut | None

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_RUNS

    @property
    def needs_me(self) -> bool:
        """Whether this partner can do something in it now."""
        return (
            self.is_open and self.is_live and self.place not in {Place.WAITING, Place.RESTING, Place.FINISHED}
        )


@dataclass(frozen=True)
class Written:
    """A text with the step it belongs to; a sealed one that has opened is for both, a draft for its author alone."""

    title: str
    audience: str
    text: str
    by: str
    drawn: rows.Drawn | None = None
    protected: bool = False


@dataclass(frozen=True)
class Turn:
    """One side's turn to speak."""

    side: str
    name: str
    seconds: int
    started_at: dt.datetime | None

    @property
    def words(self) -> str:
        return f"{self.name} speaks"

    @property
    def started_ms(self) -> int | None:
        return milliseconds(self.started_at) if self.started_at else None


@dataclass(frozen=True)
class Player:
    """The exercise page of one partner.

    ``asked`` is the step in which they can write now; ``sealed`` is the one that they wait to see opened.
    """

    run: Run
    exercise: Exercise
    scene: str
    side: str
    partner_name: str
    number: int
    step: Step | None
    rests_until: dt.date | None
    asked: Step | None
    sealed: Step | None
    draft: str
    page: Page
    mine: str
    theirs: str
    my_rows: rows.Drawn | None
    their_rows: rows.Drawn | None
    looked_back_at: list[str]
    matches: list[str] | None
    turns: list[Turn]
    own: list[Written]

    @property
    def is_live(self) -> bool:
        return self.run.state in {RunState.GOING, RunState.PAUSED}

    @property
    def own_steps(self) -> list[Written]:
        """What this partner wrote in the steps, without what is protected: somebody else may see the screen."""
        return [one for one in self.own if one.title != TITLES[STOPPED_STEP] and not one.protected]

    @property
    def keeps_some_off_the_page(self) -> bool:
        """Whether the exercise asks for something protected, answered or not; so this tells nothing of anybody."""
        return any(step.protected for step in self.exercise.steps)

    @property
    def said_of_stop(self) -> Written | None:
        """What this partner said of a stop."""
        return next((one for one in self.own if one.title == TITLES[STOPPED_STEP]), None)

    @property
    def shared_step(self) -> str:
        """The step that this page may say it is at, to the other's page; the consumer decides what comes of it."""
        at_work = self.scene in {Place.READING, Place.WRITING, Place.TALKING}
        return self.step.id if self.step and at_work and is_shared(self.step) else ""

    @property
    def stays_closed(self) -> bool:
        """Whether this step opens sealed words, and both have left them closed."""
        is_here = self.step is not None and self.scene in {Place.READING, Place.TALKING}
        return is_here and not self.mine and settles(self.exercise.steps, self.number - 1)

    @property
    def can_be_handed_over(self) -> bool:
        """Whether two with one device may change places here: one waits for the other, or each has cards of their own.

        It depends on the step alone and on nothing that anybody wrote.
        """
        if not self.exercise.joint:
            return False
        if self.scene == Place.WAITING:
            return self.step is not None and self.step.who != "therapist"
        cards = self.step is not None and self.step.kind == "cards"
        return self.scene == Place.FINISHED or (self.scene == Place.TALKING and cards)

    @property
    def keeps_still(self) -> bool:
        """Whether the page must not be fetched anew under somebody who writes, or follows timed lines."""
        paced = self.step is not None and self.step.is_paced and self.scene == Place.READING
        return self.asked is not None or self.scene == RunState.STOPPED or paced


@dataclass(frozen=True)
class RunPage:
    """The care team's page of one run: how far each is, and what was shared."""

    run: Run
    exercise: Exercise
    parts: list[tuple[str, str]]
    positions: list[tuple[str, str]]
    shared: list[Written]


def milliseconds(moment: dt.datetime) -> int:
    """Return a moment as the page's timer wants it."""
    return int(moment.timestamp() * 1000)
