"""The first exercise, as the practice will run it."""

from __future__ import annotations

import pytest

from troth.library import load_library

TRUST = load_library().exercise("what-trust-means-to-me")


def test_the_steps_come_in_the_order_of_the_plan():
    assert [(step.id, step.who, step.kind, step.audience, step.opens) for step in TRUST.steps] == [
        ("why", "each", "read", None, None),
        ("draft", "each", "write", "me", None),
        ("share", "each", "write", "sealed", None),
        ("reveal", "together", "reveal", None, "share"),
        ("ask-and-listen", "together", "talk", None, "share"),
        ("a-time-it-was-there", "together", "talk", None, "share"),
        ("one-small-thing", "together", "talk", None, "share"),
        ("takeaway", "each", "takeaway", "couple", None),
        ("close", "each", "read", None, None),
    ]


def test_only_the_reveal_waits_for_both():
    assert [step.id for step in TRUST.steps if step.barrier] == ["reveal"]


def test_each_speaks_two_minutes_and_the_first_speaker_changes():
    talks = [step for step in TRUST.steps if step.kind == "talk"]
    assert [(step.first, step.seconds_each) for step in talks] == [("a", 120), ("b", 120), ("a", 120)]
    assert TRUST.step("why").seconds_each is None


def test_what_is_written_has_a_question_above_it():
    assert [step.id for step in TRUST.steps if step.is_written] == ["draft", "share", "takeaway"]
    assert all(step.prompt for step in TRUST.steps if step.is_written)


def test_the_minutes_of_the_steps_fit_the_minutes_of_the_whole():
    assert 18 <= sum(step.minutes or 0 for step in TRUST.steps) <= TRUST.minutes + 2


def test_texts_are_html_and_the_prompt_is_not():
    assert TRUST.step("draft").text.startswith("<p>Write what comes.")
    assert TRUST.step("draft").prompt == "What does trust mean to you?"
    assert "What does trust mean" not in TRUST.step("draft").text
    assert "<h2>How it runs</h2>" in TRUST.therapist_guide


def test_an_unknown_step_is_a_key_error():
    with pytest.raises(KeyError):
        TRUST.step("nothing")


def test_words_for_others_may_be_left_out_but_for_questions_that_one_alone_asks_the_other():
    asked_for = [
        (exercise.id, step.id)
        for exercise in load_library().exercises.values()
        for step in exercise.steps
        if step.audience not in {None, "me"} and not step.skippable
    ]
    assert asked_for == [("questions-with-limits", "three-questions")]
