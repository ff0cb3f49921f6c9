"""Partners can read their texts: a Flesch-Kincaid grade of at most eight."""

from __future__ import annotations

import pytest

from troth.library import load_library
from troth.library.reading_grade import HIGHEST_GRADE, grade, plain_text, syllables

LIBRARY = load_library()


def instrument_text(instrument) -> str:
    sections = [line for section in instrument.sections for line in (section.title + ".", section.intro)]
    items = [line for item in instrument.items for line in (item.text, item.help)]
    return "\n".join([instrument.purpose, instrument.intro, instrument.thanks, *sections, *items])


def exercise_text(exercise) -> str:
    views = exercise.views or (exercise.steps,)
    steps = [line for view in views for step in view for line in (plain_text(step.text), step.prompt)]
    return "\n".join([exercise.goal, exercise.why, *exercise.stop_rules, *steps])


def cause_text(cause) -> str:
    lines = [cause.label, *(one.words for one in cause.indicators), *(one.label for one in cause.suggestions)]
    return "\n".join([cause.explanation, *(f"{line}." for line in lines)])


def topic_text(topic) -> str:
    return "\n".join([topic.summary, *topic.questions, *topic.examples, *topic.watch_for])


def programme_text(programme) -> str:
    stages = [plain_text(text) for stage in programme.stages for text in stage.texts]
    return "\n".join([programme.goal, programme.why, *stages])


TEXTS = {
    **{name: instrument_text(item) for name, item in LIBRARY.instruments.items()},
    **{name: exercise_text(item) for name, item in LIBRARY.exercises.items()},
    **{name: programme_text(item) for name, item in LIBRARY.programmes.items()},
    **{name: cause_text(item) for name, item in LIBRARY.causes.items()},
    **{f"topic {name}": topic_text(item) for name, item in LIBRARY.boundary_topics.items()},
    **{name: f"{item.summary}\n{item.text}" for name, item in LIBRARY.articles.items()},
    **{name: plain_text(item.body) for name, item in LIBRARY.letters.items()},
}


@pytest.mark.parametrize(
    ("word", "count"), [("trust", 1), ("partner", 2), ("home", 1), ("agree", 2), ("little", 2), ("", 1)]
)
def test_syllables_are_counted(word, count):
    assert syllables(word) == count


def test_a_hard_text_has_a_higher_grade_than_an_easy_one():
    hard = "Notwithstanding aforementioned considerations, confidentiality obligations persist indefinitely."
    assert grade("The cat sat on the mat.") < 1
    assert grade(hard) > 20


def test_a_text_without_words_is_not_hard():
    assert grade("1, 2.") == 0


@pytest.mark.parametrize("name", TEXTS)
def test_partners_can_read_it(name):
    assert grade(TEXTS[name]) <= HIGHEST_GRADE
