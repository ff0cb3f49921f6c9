"""Two partners play each exercise of the library to its end; nothing private shows on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice.giving import give
from tests.practice.programme.story import goes_on, writes
from troth.library import load_library
from troth.practice.programme import actions, queries
from troth.practice.programme.states import RunState
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.library import Step
    from troth.practice.people.models import Couple
    from troth.practice.programme.models import Run

SLUGS = list(load_library().exercises)


@pytest.fixture
def opened(dana: Actor, seen: Couple) -> Couple:
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    return seen


def begin(dana: Actor, alice: Actor, couple: Couple, slug: str) -> Run:
    run = give(dana, couple, slug, despite="Each is walked by itself.")
    actions.start(actor=alice.viewer, run=run)
    run.refresh_from_db()
    return run


def mark(actor: Actor, step: Step) -> str:
    return f"MARK-{actor.viewer.side}-{step.id}."


def opened_to(reader: Actor, author: Actor, handed_in: set[str], steps: tuple[Step, ...]) -> set[str]:
    """Return what the reader may read of the author: what is for both, and what both have unsealed."""
    return {
        mark(author, step)
        for step in steps
        if mark(author, step) in handed_in
        and (step.audience == "couple" or (step.audience == "sealed" and mark(reader, step) in handed_in))
    }


def assert_sees_only(reader: Actor, author: Actor, run: Run, handed_in: set[str]) -> None:
    steps = run.content.steps
    theirs = {
        entry.text
        for entry in queries.entries_for(reader.viewer, run)
        if entry.author_id == author.viewer.person_id
    }
    assert theirs == opened_to(reader, author, handed_in, steps)
    page = reader.client.get(f"/exercise/{run.pk}/")
    assert page.status_code == 200
    shut = {mark(author, step) for step in steps} - theirs
    assert [text for text in shut if text in page.content.decode()] == []


def does_a_step(actor: Actor, run: Run, handed_in: set[str]) -> None:
    """Do the step at which the actor stands, if it can be done now; a marked text is left where one is written."""
    here = queries.player(actor.viewer, run)
    if here.step is None or here.scene in {"waiting", "finished", "done"}:
        return
    if here.step.is_written:
        text = mark(actor, here.step)
        writes(actor, run, here.step.id, text)
        assert queries.player(actor.viewer, run).draft == text
        handed_in.add(text)
    goes_on(actor, run, here.step.id)
    run.refresh_from_db()


@pytest.mark.parametrize("slug", SLUGS)
def test_both_come_to_the_end_and_neither_sees_what_is_not_theirs(dana, alice, bob, opened, slug):
    run = begin(dana, alice, opened, slug)
    handed_in: set[str] = set()
    for _ in run.content.steps:
        for actor, other in ((alice, bob), (alice, bob), (bob, alice)):
            does_a_step(actor, run, handed_in)
            assert_sees_only(other, actor, run, handed_in)
    assert run.state == RunState.DONE
    written = [step for step in run.content.steps if step.is_written]
    assert handed_in == {mark(actor, step) for actor in (alice, bob) for step in written}
    own_alone = {mark(actor, step) for actor in (alice, bob) for step in written if step.audience == "me"}
    shared = {entry.text for entry in queries.run_page(dana.viewer, opened.pk, run.pk).shared}
    assert shared == handed_in - own_alone
