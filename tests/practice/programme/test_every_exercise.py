"""Two partners play each exercise of the library to its end; nothing private shows on the way."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.practice.giving import give
from tests.practice.paper_text import text_of
from tests.practice.programme.story import goes_on, writes
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.programme import actions, queries, sheets
from troth.practice.programme.states import RunState
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.library import Step
    from troth.practice.people.models import Couple
    from troth.practice.programme.models import Run
    from troth.practice.programme.shown import Player

PLACES = {"agreements": "/agreements/", "cycle": "/cycle/", "keeping": "/growth/"}
Kept = set[tuple[str, str]]  # side and step
SLUGS = list(load_library().exercises)


@pytest.fixture
def opened(dana: Actor, seen: Couple) -> Couple:
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    return seen


def begin(dana: Actor, alice: Actor, couple: Couple, slug: str) -> Run:
    part_a = {"part_a": "b"} if load_library().exercise(slug).parts else {}
    run = give(dana, couple, slug, despite="Each is walked by itself.", **part_a)
    actions.start(actor=alice.viewer, run=run)
    run.refresh_from_db()
    return run


def given(side: str, step: Step) -> str:
    """What a side gives in a step: written words say whose they are and where; the two never rate or choose alike."""
    end = 0 if side == "a" else -1
    if step.kind == "rate":
        return (str(step.lowest), str(step.highest))[end]
    return step.marks[end].key if step.kind == "choose" else f"MARK-{side}-{step.id}."


def in_rows(here: Player, step: Step, text: str) -> str:
    """The same in the rows that a step asks for."""
    reviewed = "\n".join(f"{head} | kept | {text}" for head in here.looked_back_at)
    return {"timeline": f"2019 | {text}", "plan": f"{text} | me |  | ", "review": reviewed}.get(
        step.kind, text
    )


def sides_of(run: Run, step: Step) -> set[str]:
    """Who gives something in a step."""
    if not step.is_written:
        return set()
    sides = {run.side_of(step.who)} if step.who in {"a", "b"} else {"a", "b"}
    when = step.when
    return {side for side in sides if when is None or when.is_met(given(side, run.content.step(when.step)))}


def opened_to(reader: str, author: str, kept: Kept, run: Run) -> set[str]:
    """Return the steps whose answer the reader may read of the author: what is for both, and what both unsealed."""
    return {
        step.id
        for step in run.content.steps
        if (author, step.id) in kept
        and (step.audience == "couple" or (step.audience == "sealed" and (reader, step.id) in kept))
    }


def assert_sees_only(reader: Actor, author: Actor, run: Run, kept: Kept) -> None:
    read = {
        entry.step: entry.text
        for entry in queries.entries_for(reader.viewer, run)
        if entry.author_id == author.viewer.person_id
    }
    side = author.viewer.side
    steps = {step.id: step for step in run.content.steps}
    opened = opened_to(reader.viewer.side, side, kept, run)
    assert read.keys() == opened
    for step_id, text in read.items():
        told = given(side, steps[step_id])
        assert told in text if steps[step_id].is_rowed else told == text
    page = reader.client.get(f"/exercise/{run.pk}/")
    assert page.status_code == 200
    shut = {given(side, step) for step in steps.values() if step.is_written and step.id not in opened}
    assert [text for text in shut if text.startswith("MARK") and text in page.content.decode()] == []


def opens_where_both_wait(dana: Actor, alice: Actor, bob: Actor, run: Run) -> None:
    """Open a step in the session, as the therapist does once both wait for it."""
    here = [queries.player(actor.viewer, run) for actor in (alice, bob)]
    ids = {one.step.id for one in here if one.scene == "waiting" and one.step.who == "therapist"}
    if len(ids) == 1 and all(one.scene == "waiting" for one in here):
        actions.open_step(actor=dana.viewer, run=run, step_id=ids.pop())


def does_a_step(actor: Actor, run: Run, kept: Kept) -> None:
    """Do the step at which the actor stands, if it can be done now, and give an answer where one is asked for."""
    here = queries.player(actor.viewer, run)
    if here.rests_until is not None:
        with clock.telling_of(dt.datetime.combine(here.rests_until, dt.time(9), tzinfo=dt.UTC)):
            assert queries.player(actor.viewer, run).rests_until is None
            does_a_step(actor, run, kept)
        return
    if here.step is None or here.scene in {"waiting", "finished", "done"}:
        return
    if here.step.is_written:
        text = in_rows(here, here.step, given(actor.viewer.side, here.step))
        writes(actor, run, here.step.id, text)
        assert queries.player(actor.viewer, run).draft == text
        kept.add((actor.viewer.side, here.step.id))
    goes_on(actor, run, here.step.id)
    run.refresh_from_db()


def assert_papers_hold_only_what_is_theirs(
    dana: Actor, pair: tuple[Actor, Actor], run: Run, kept: Kept
) -> None:
    """Print each sheet with words: the own one, what both can read, and the therapist's.

    A look back quotes the lines that it is about, so the other's stand there too, if they are for both and were there.
    """
    steps = {step.id: step for step in run.content.steps}
    told = {(side, step_id): given(side, steps[step_id]) for side, step_id in kept}
    marks = {place: text for place, text in told.items() if text.startswith("MARK")}
    for_both = {
        text for (_, step_id), text in marks.items() if steps[step_id].audience in {"couple", "sealed"}
    }
    reviewed = {step.opens for step in steps.values() if step.kind == "review"}
    quoted = {text for (_, step_id), text in marks.items() if step_id in reviewed} & for_both
    for_care = {text for (_, step_id), text in marks.items() if steps[step_id].audience != "me"}
    papers = [(sheets.care_sheet(dana.viewer, run), run.content, for_care, for_care)]
    for actor in pair:
        seen = run.seen_by(actor.viewer.side)
        own = {text for (side, _), text in marks.items() if side == actor.viewer.side}
        papers.append((sheets.own_sheet(actor.viewer, run, "own"), seen, own, own | quoted))
        papers.append((sheets.own_sheet(actor.viewer, run, "shared"), seen, for_both, for_both))
    for paper, exercise, least, most in papers:
        text = text_of(paper)
        assert least <= {mark for mark in marks.values() if mark in text} <= most
        assert [step.title for step in exercise.steps if "".join(step.title.split()) not in text] == []


@pytest.mark.parametrize("slug", [*SLUGS, "our-rows", "in-a-session", "after-a-while", "with-cards"])
@pytest.mark.usefixtures("shelf")
def test_both_come_to_the_end_and_neither_sees_what_is_not_theirs(dana, alice, bob, opened, slug):
    run = begin(dana, alice, opened, slug)
    kept: Kept = set()
    for _ in run.content.steps:
        for actor, other in ((alice, bob), (alice, bob), (bob, alice)):
            does_a_step(actor, run, kept)
            assert_sees_only(other, actor, run, kept)
        opens_where_both_wait(dana, alice, bob, run)
    assert run.state == RunState.DONE
    end = alice.client.get(f"/exercise/{run.pk}/").content.decode()
    assert [place for place, url in PLACES.items() if f'href="{url}"' in end] == (
        [run.content.leads_to] if run.content.leads_to else []
    )
    steps = run.content.steps
    assert kept == {(side, step.id) for step in steps for side in sides_of(run, step)}
    for_others = [step for step in steps if step.audience not in {None, "me"}]
    shared = sorted(entry.title for entry in queries.run_page(dana.viewer, opened.pk, run.pk).shared)
    assert shared == sorted(step.title for step in for_others for _ in sides_of(run, step))
    assert_papers_hold_only_what_is_theirs(dana, (alice, bob), run, kept)
