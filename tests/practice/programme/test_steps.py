from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from troth.library import Step, load_library
from troth.practice.programme import steps
from troth.practice.programme.states import LIVE_RUNS, RUN_MOVES, RunState
from troth.practice.programme.steps import Place

KINDS = ["read", "write", "talk", "reveal", "takeaway"]


def made(number: int, kind: str, barrier: bool) -> Step:
    together = kind in {"talk", "reveal"}
    return Step(
        id=f"s{number}",
        who="together" if together else "each",
        kind=kind,
        title="",
        text="",
        prompt="",
        audience="sealed" if kind in {"write", "takeaway"} else None,
        max_length=100,
        minutes=None,
        opens=None,
        barrier=barrier or kind == "reveal",
        first=None,
    )


exercises = st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), min_size=1, max_size=9).map(
    lambda rows: [made(number, kind, barrier) for number, (kind, barrier) in enumerate(rows)]
)
presses = st.lists(st.booleans(), max_size=60)


def walk(row, pressed):
    """Play the presses of both sides; yield the positions after each."""
    a, b = 0, 0
    for by_a in pressed:
        if by_a:
            a, b = steps.advance(row, a, b)
        else:
            b, a = steps.advance(row, b, a)
        yield a, b


@given(exercises, presses)
def test_nobody_passes_a_barrier_alone(row, pressed):
    for a, b in walk(row, pressed):
        for index, step in enumerate(row):
            if steps.needs_both(step) and max(a, b) > index:
                assert min(a, b) >= index


@given(exercises, presses)
def test_nobody_goes_back_or_beyond_the_end(row, pressed):
    before = (0, 0)
    for now in walk(row, pressed):
        assert before[0] <= now[0] <= len(row)
        assert before[1] <= now[1] <= len(row)
        before = now


@given(exercises, presses)
def test_from_everywhere_somebody_can_go_on_until_both_are_done(row, pressed):
    a, b = 0, 0
    for a, b in walk(row, pressed):  # noqa: B007 - only the last place counts
        pass
    for _ in range(2 * len(row)):
        if steps.is_done(row, a, b):
            break
        if steps.can_advance(row, a, b):
            a, b = steps.advance(row, a, b)
        else:
            assert steps.can_advance(row, b, a)
            b, a = steps.advance(row, b, a)
    assert steps.is_done(row, a, b)


@given(exercises, st.integers(0, 9), st.integers(0, 9))
def test_a_side_that_waits_or_has_finished_stays_where_it_is(row, mine, theirs):
    stays = steps.place(row, mine, theirs) in {Place.WAITING, Place.FINISHED}
    assert (steps.advance(row, mine, theirs) == (mine, theirs)) is stays


def sealed_and_shown(*opens: str | None) -> list[Step]:
    """Two sealed steps, then a talk for each name, or for none."""
    talks = [replace(made(2 + number, "talk", True), opens=one) for number, one in enumerate(opens)]
    return [made(0, "write", False), made(1, "write", False), *talks]


def test_sealed_words_open_once_both_have_come_to_the_first_step_that_shows_them():
    row = sealed_and_shown("s0", "s1", "s0")
    opened = [steps.open_to_both(row, reached) for reached in range(6)]
    assert opened == [set(), set(), {"s0"}, {"s0", "s1"}, {"s0", "s1"}, {"s0", "s1"}]


def test_sealed_words_that_no_step_waits_for_open_once_both_are_past_them():
    assert [steps.open_to_both(sealed_and_shown(None), reached) for reached in range(3)] == [
        set(),
        {"s0"},
        {"s0", "s1"},
    ]


def test_a_talk_takes_the_other_along_but_not_to_where_sealed_words_open():
    row = sealed_and_shown("s0", "s1", "s1", None)
    assert [steps.advance(row, at, at) for at in (2, 3, 4)] == [(3, 2), (4, 4), (5, 5)]


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "each", "together"]), st.booleans()), min_size=1, max_size=9
    ),
    presses,
)
def test_two_parts_never_wait_for_each_other_for_ever(kinds, pressed):
    def seen_by(part):
        return [
            replace(made(number, "read", barrier=False), who="other")
            if who in {"a", "b"} and who != part
            else replace(made(number, "read", barrier=barrier), who=who)
            for number, (who, barrier) in enumerate(kinds)
        ]

    rows, at = {"a": seen_by("a"), "b": seen_by("b")}, {"a": 0, "b": 0}

    def press(side, other):
        at[side], at[other] = steps.advance(rows[side], at[side], at[other])
        for number, (who, _) in enumerate(kinds):
            if who in {"a", "b"} and at["ab".replace(who, "")] > number:
                assert at[who] > number

    for by_a in pressed:
        press("a", "b") if by_a else press("b", "a")
    for _ in range(2 * len(kinds)):
        press("a", "b")
        press("b", "a")
    assert steps.is_done(rows["a"], at["a"], at["b"])


def test_the_places_of_the_first_exercise():
    row = load_library().exercise("what-trust-means-to-me").steps
    assert [steps.place(row, position, len(row)) for position in range(len(row) + 1)] == [
        *("reading", "writing", "writing", "reading", "talking", "talking", "talking"),
        *("writing", "reading", "finished"),
    ]
    assert steps.place(row, 3, 2) is Place.WAITING


def test_every_state_has_moves_and_the_ended_ones_none():
    assert set(RUN_MOVES) == set(RunState)
    assert {state for state in RunState if not RUN_MOVES[state]} == set(RunState) - LIVE_RUNS
