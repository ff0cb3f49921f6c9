"""Carry-over and answers are those of the engine, on rows set one after the other with gaps."""

from __future__ import annotations

import numpy as np
import pytest

from tests.practice.conversation.talking import NAMES, sway, talk
from troth.practice.conversation.showing import shown
from troth.practice.conversation.swaying import swaying
from troth.science.dyad.dynamics import dynamics


def test_one_conversation_is_told_by_the_engines_own_numbers() -> None:
    rows = sway(80)
    (found,) = swaying([talk(rows)])
    scores = np.array([score for _, score in rows]).reshape(1, -1, 2)
    engine = dynamics(scores, form="sequential").couple(0)
    assert (found.by, found.steps, found.is_whole) == ("turns", 79, True)
    for side in "ab":
        for what, span in found.sides[side].spans.items():
            assert span[0] == pytest.approx(engine.estimates[f"{what}_{side}"])
            assert span[1] < span[0] < span[2]


def test_what_was_put_in_is_found_again() -> None:
    (found,) = swaying([talk(sway(2_000))])
    a, b = (found.sides[side].spans for side in "ab")
    truth = [(a["inertia"], 0.5), (b["inertia"], 0.3), (b["influence_negative_on"], 0.6)]
    assert all(abs(span[0] - value) < 0.1 for span, value in truth)
    assert abs(a["influence_negative_on"][0]) < 0.1


def test_nothing_is_carried_from_one_conversation_to_the_next() -> None:
    one, other = talk(sway(30, seed=1)), talk(sway(40, seed=2))
    (found,) = swaying([one, other])
    assert (found.steps, found.talks) == (29 + 39, 2)


def test_turns_and_moments_are_told_apart() -> None:
    rows = [(who, score, 5 * (at // 2)) for at, (who, score) in enumerate(sway(40))]
    assert [one.by for one in swaying([talk(sway(30)), talk(rows)])] == ["turns", "moments"]


def test_every_look_gives_the_same_intervals() -> None:
    first, again = (swaying([talk(sway(80))])[0] for _ in range(2))
    assert first.rests == again.rests
    assert first.rests[0].ends


def test_too_short_a_conversation_says_what_is_missing() -> None:
    (told,) = shown([], [talk(sway(10))], NAMES)["swaying"]
    assert told["missing"] == (
        "Too few to say: this needs 16 steps in which both have a score now and next, and there are 9."
    )
    assert (told["rows"], told["rests"]) == ([], [])


def test_few_good_moments_leave_that_answer_open_and_no_point_of_rest() -> None:
    rows = [(who, -abs(score) - 0.1) for who, score in sway(60)]
    (told,) = shown([], [talk(rows)], NAMES)["swaying"]
    assert told["unknown"] == [
        "Alice: after Bob’s good moments: too few to say, from 0 such moments; 8 are needed.",
        "Bob: after Alice’s good moments: too few to say, from 0 such moments; 8 are needed.",
    ]
    assert [row[0] for row in told["rows"]].count("Alice: carry-over") == 1
    assert (told["rests"], told["stable"]) == ([], "")


def test_scores_that_never_change_tell_nothing() -> None:
    (told,) = shown([], [talk([(who, 1.0 if who == "A" else score) for who, score in sway(60)])], NAMES)[
        "swaying"
    ]
    assert "much the same score" in told["missing"]
