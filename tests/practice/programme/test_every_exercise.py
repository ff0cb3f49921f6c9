"""Two partners play each exercise of the library to its end, in any order; nothing private shows on the way.

Words are looked for. A number or a mark could stand in a page for any reason, so there the partner's page is compared:
it must be the same, whatever is kept from it.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from tests.practice.giving import give
from tests.practice.paper_text import text_of
from tests.practice.privacy.test_same_for_the_other import FORM_TOKEN
from tests.practice.programme.shelf import with_test_exercises
from tests.practice.programme.story import goes_on, writes
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.programme import actions, queries, sheets
from troth.practice.programme.models import Entry
from troth.practice.programme.opening import reached_by_both
from troth.practice.programme.states import RunState
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.practice.cast import Actor
    from troth.library import Step
    from troth.practice.people.models import Couple
    from troth.practice.programme.models import Run
    from troth.practice.programme.shown import Player

PLACES = {"agreements": "/agreements/", "cycle": "/cycle/", "keeping": "/growth/", "pause": "/pause/"}
Kept = set[tuple[str, str]]  # side and step
TEST_SLUGS = ("our-rows", "in-a-session", "after-a-while", "with-cards", "talk-it-over")
MOST_ACTS = 100


def walks() -> Iterator[tuple[str, str]]:
    """Yield each exercise and the side that takes its first part: each of the two, where there are parts."""
    exercises = with_test_exercises().exercises
    for slug in (*load_library().exercises, *TEST_SLUGS):
        for part_a in "ba" if exercises[slug].parts else ("",):
            yield slug, part_a


@pytest.fixture
def opened(dana: Actor, seen: Couple) -> Couple:
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    return seen


def begin(dana: Actor, alice: Actor, couple: Couple, slug: str, part_a: str) -> Run:
    run = give(dana, couple, slug, despite="Each is walked by itself.", part_a=part_a)
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
    """Return the steps whose answer the reader may read of the author: what is for both, and what both unsealed.

    Both unseal it by giving theirs and coming to the step that shows it.
    """
    reached = reached_by_both(run)
    shown: dict[str | None, int] = {}
    for index, step in enumerate(run.content.steps):
        shown.setdefault(step.opens, index)
    return {
        step.id
        for step in run.content.steps
        if (author, step.id) in kept
        and (
            step.audience == "couple"
            or (step.audience == "sealed" and (reader, step.id) in kept and reached >= shown[step.id])
        )
    }


def otherwise(side: str, step: Step) -> str:
    """Something else that a side could give: no more like what the other gives, as far as there are so many marks."""
    end = 1 if side == "a" else -2
    if step.kind == "rate":
        return str(step.lowest + 1 if side == "a" else step.highest - 1)
    return step.marks[end].key if step.kind == "choose" else f"ELSE-{side}-{step.id}, and a little more."


def page_of(actor: Actor, run: Run) -> str:
    """Return the page as it is sent, but for what is new each time it is opened."""
    answer = actor.client.get(f"/exercise/{run.pk}/")
    assert answer.status_code == 200
    return FORM_TOKEN.sub(b"", answer.content).decode()


@contextmanager
def for_a_moment() -> Iterator[None]:
    """Let something happen that has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def give_otherwise(author: Actor, run: Run, shut: set[str]) -> None:
    """Let everything in these steps be something else, handed in or not."""
    for entry in Entry.objects.filter(run=run, author_id=author.viewer.person_id, step__in=shut):
        step = run.content.step(entry.step)
        entry.text = (
            entry.text.replace("MARK", "ELSE") if step.is_rowed else otherwise(author.viewer.side, step)
        )
        entry.save()


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
    page = page_of(reader, run)
    shut = {step.id for step in steps.values() if step.is_written} - opened
    texts = {given(side, steps[step_id]) for step_id in shut}
    assert [text for text in texts if text.startswith("MARK") and text in page] == []
    with for_a_moment():
        give_otherwise(author, run, shut)
        assert page_of(reader, run) == page


def opens_where_both_wait(dana: Actor, alice: Actor, bob: Actor, run: Run) -> None:
    """Open a step in the session, as the therapist does once both wait for it."""
    here = [queries.player(actor.viewer, run) for actor in (alice, bob)]
    ids = {one.step.id for one in here if one.scene == "waiting" and one.step.who == "therapist"}
    if len(ids) == 1 and all(one.scene == "waiting" for one in here):
        actions.open_step(actor=dana.viewer, run=run, step_id=ids.pop())


def does_a_step(actor: Actor, run: Run, kept: Kept, other: Actor | None = None) -> bool:
    """Do the step at which the actor stands, and give an answer where one is asked for; tell whether it could be done.

    Where only the actor or the therapist reads a number or a mark, the page of the ``other`` is the same as with
    another one.
    """
    here = queries.player(actor.viewer, run)
    if here.rests_until is not None:
        with clock.telling_of(dt.datetime.combine(here.rests_until, dt.time(9), tzinfo=dt.UTC)):
            assert queries.player(actor.viewer, run).rests_until is None
            return does_a_step(actor, run, kept, other)
    if here.step is None or here.scene in {"waiting", "finished", "done"}:
        return False
    side, step = actor.viewer.side, here.step
    had_it_been_otherwise = ""
    if other and step.kind in {"rate", "choose"} and step.audience not in {"couple", "sealed"}:
        with for_a_moment():
            hands_in(actor, run, step, otherwise(side, step))
            had_it_been_otherwise = page_of(other, run)
    if step.is_written:
        hands_in(actor, run, step, in_rows(here, step, given(side, step)))
        kept.add((side, step.id))
    else:
        goes_on(actor, run, step.id)
    if other and had_it_been_otherwise:
        assert page_of(other, run) == had_it_been_otherwise
    run.refresh_from_db()
    return True


def leaves_out(actor: Actor, other: Actor, run: Run) -> bool:
    """Go past the step at which the actor stands, wherever that can be done; tell whether they could go on.

    Whoever waits for what is left closed there gets the same page as before.
    """
    here = queries.player(actor.viewer, run)
    if here.step is None or not here.step.skippable or here.scene in {"waiting", "resting"}:
        return does_a_step(actor, run, set())
    seal = queries.player(other.viewer, run).sealed
    before = page_of(other, run) if seal is not None and seal.id == here.step.id else ""
    actions.skip_step(actor=actor.viewer, run=run, step_id=here.step.id)
    assert not before or page_of(other, run) == before
    run.refresh_from_db()
    return True


def goes_on_without(actor: Actor, run: Run) -> None:
    """Leave closed what was handed in, where the actor waits for it to open."""
    if seal := queries.player(actor.viewer, run).sealed:
        actions.skip_step(actor=actor.viewer, run=run, step_id=seal.id)


def hands_in(actor: Actor, run: Run, step: Step, text: str) -> None:
    writes(actor, run, step.id, text)
    assert queries.player(actor.viewer, run).draft == text
    goes_on(actor, run, step.id)


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


@pytest.mark.parametrize(("slug", "part_a"), list(walks()))
@pytest.mark.usefixtures("shelf")
def test_both_come_to_the_end_and_neither_sees_what_is_not_theirs(dana, alice, bob, opened, slug, part_a):
    run = begin(dana, alice, opened, slug, part_a)
    kept: Kept = set()
    chance = Random(slug + part_a)
    for _ in range(MOST_ACTS):
        actor, other = chance.sample((alice, bob), 2)
        if does_a_step(actor, run, kept, other):
            assert_sees_only(other, actor, run, kept)
        else:
            opens_where_both_wait(dana, alice, bob, run)
        if run.state == RunState.DONE:
            break
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


@pytest.mark.parametrize(("slug", "part_a"), list(walks()))
@pytest.mark.usefixtures("shelf")
def test_one_who_leaves_out_all_that_is_asked_comes_to_the_end_with_the_other(
    dana, alice, bob, opened, slug, part_a
):
    run = begin(dana, alice, opened, slug, part_a)
    for _ in range(MOST_ACTS):
        if not does_a_step(bob, run, set()) and not leaves_out(alice, bob, run):
            goes_on_without(bob, run)
            opens_where_both_wait(dana, alice, bob, run)
        if run.state == RunState.DONE:
            break
    assert run.state == RunState.DONE
    unsealed = Entry.objects.filter(run=run, audience="sealed").exclude(opened_at=None)
    assert unsealed.count() == 0
