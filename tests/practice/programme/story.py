"""Short sentences for the stories that the tests tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.programme import actions

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.programme.models import Run


def writes(actor: Actor, run: Run, step: str, text: str) -> None:
    actions.save_entry(actor=actor.viewer, run=run, step_id=step, text=text)


def goes_on(actor: Actor, run: Run, *steps: str) -> None:
    for step in steps:
        actions.finish_step(actor=actor.viewer, run=run, step_id=step)


def shares(actor: Actor, run: Run, *, draft: str, share: str) -> None:
    """Go from the first step to the reveal."""
    goes_on(actor, run, "why")
    writes(actor, run, "draft", draft)
    goes_on(actor, run, "draft")
    writes(actor, run, "share", share)
    goes_on(actor, run, "share")


def finishes_talking(one: Actor, other: Actor, run: Run) -> None:
    """Read what both wrote and talk it through; only one of them presses after each question."""
    goes_on(one, run, "reveal")
    goes_on(other, run, "reveal")
    goes_on(one, run, "ask-and-listen", "a-time-it-was-there", "one-small-thing")


def takes_away(actor: Actor, run: Run, text: str) -> None:
    writes(actor, run, "takeaway", text)
    goes_on(actor, run, "takeaway", "close")
