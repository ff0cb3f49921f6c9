"""Partners can read their texts, and therapists their guides: a Flesch-Kincaid grade of at most eight.

Evidence, which names studies and figures, may reach nine.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from troth.library import load_library
from troth.library.exercise import Mark
from troth.library.reading_grade import HIGHEST_GRADE, grade, plain_text, syllables

LIBRARY = load_library()
HIGHEST_OF_EVIDENCE = 9  # names of studies and lists of figures make long sentences


def instrument_text(instrument) -> str:
    sections = [line for section in instrument.sections for line in (section.title + ".", section.intro)]
    items = [line for item in instrument.items for line in (item.text, item.help)]
    options = [f"{option.label}." for item in instrument.items for option in item.options]
    return "\n".join([instrument.purpose, instrument.intro, instrument.thanks, *sections, *items, *options])


def exercise_text(exercise) -> str:
    views = exercise.views or (exercise.steps,)
    steps = [line for view in views for step in view for line in step_lines(step)]
    return "\n".join([exercise.goal, exercise.why, *exercise.stop_rules, *steps])


def step_lines(step) -> list[str]:
    """Return all lines of a step: its words, and those of its timed lines, cards and options."""
    return [step.title, plain_text(step.text), step.prompt, *(mark.words for mark in step.marks)]


def cause_text(cause) -> str:
    lines = [cause.label, *(one.words for one in cause.indicators), *(one.label for one in cause.suggestions)]
    return "\n".join([cause.explanation, *(f"{line}." for line in lines)])


def topic_text(topic) -> str:
    return "\n".join([topic.summary, *topic.questions, *topic.examples, *topic.watch_for])


def programme_text(programme) -> str:
    stages = [plain_text(text) for stage in programme.stages for text in stage.texts]
    return "\n".join([programme.goal, programme.why, *stages])


def crisis_text(page) -> str:
    lines = [line for one in page.lines for line in (one.for_whom, one.hours)]
    return "\n".join([page.country_name, *lines, page.note])


def guide_text(item) -> str:
    return "\n".join([plain_text(item.therapist_guide), *(one.text for one in item.contraindications)])


TEXTS = {
    **{name: instrument_text(item) for name, item in LIBRARY.instruments.items()},
    **{name: exercise_text(item) for name, item in LIBRARY.exercises.items()},
    **{name: programme_text(item) for name, item in LIBRARY.programmes.items()},
    **{name: cause_text(item) for name, item in LIBRARY.causes.items()},
    **{f"topic {name}": topic_text(item) for name, item in LIBRARY.boundary_topics.items()},
    **{name: f"{item.summary}\n{item.text}" for name, item in LIBRARY.articles.items()},
    **{name: plain_text(item.body) for name, item in LIBRARY.letters.items()},
    **{f"crisis page {name}": crisis_text(page) for name, page in LIBRARY.countries.items()},
}
GUIDES = {
    **{name: guide_text(item) for name, item in LIBRARY.exercises.items()},
    **{name: guide_text(item) for name, item in LIBRARY.programmes.items()},
    **{name: item.therapist_note for name, item in LIBRARY.causes.items()},
    **{name: item.note for name, item in LIBRARY.instruments.items()},
}
WITH_EVIDENCE = (
    LIBRARY.exercises,
    LIBRARY.programmes,
    LIBRARY.causes,
    LIBRARY.articles,
    LIBRARY.boundary_topics,
)
EVIDENCE = {name: plain_text(item.evidence) for kind in WITH_EVIDENCE for name, item in kind.items()}


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


@pytest.mark.parametrize("kind", ["timer", "imagery", "cards", "choose", "rate"])
def test_the_words_of_marks_are_read(kind):
    hard = "Notwithstanding aforementioned considerations, confidentiality obligations persist indefinitely."
    views = [view for item in LIBRARY.exercises.values() for view in item.views or (item.steps,)]
    step = next(step for view in views for step in view if step.kind == kind)
    marked = replace(step, marks=(*step.marks, Mark("99", hard)))
    assert step.marks
    assert [line for line in step_lines(marked) if line not in step_lines(step)] == [hard]


@pytest.mark.parametrize("name", GUIDES)
def test_therapists_can_read_their_guide(name):
    assert grade(GUIDES[name]) <= HIGHEST_GRADE


@pytest.mark.parametrize("name", EVIDENCE)
def test_evidence_can_be_read(name):
    assert grade(EVIDENCE[name]) <= HIGHEST_OF_EVIDENCE


def test_no_evidence_is_left_out_by_its_name():
    assert len(EVIDENCE) == sum(map(len, WITH_EVIDENCE))
