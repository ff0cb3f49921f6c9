"""What a clinician can get wrong in the newer kinds of steps."""

from __future__ import annotations

import pytest

from tests.library.faults import Fault, told_of
from tests.practice.programme.shelf import FOLDER
from troth.library import load_library
from troth.library.check import check_content
from troth.library.problems import Problem

EVENING = "exercises/a-quiet-evening/exercise.yaml"
WORDS = "exercises/a-quiet-evening/partner.en.md"
PARTS = "exercises/two-parts/exercise.yaml"
PARTS_WORDS = "exercises/two-parts/partner.en.md"
PARTS_GUIDE = "exercises/two-parts/therapist.en.md"

ROWS = "exercises/our-rows/exercise.yaml"
SESSION = "exercises/in-a-session/exercise.yaml"
LATER = "exercises/after-a-while/exercise.yaml"
CARDS = "exercises/with-cards/exercise.yaml"
CARDS_WORDS = "exercises/with-cards/partner.en.md"

FAULTS = [
    Fault(
        EVENING,
        "audience: couple, at_most: 3",
        "audience: couple, protected: true, at_most: 3",
        '"thanks" is protected, but nothing is written there that only its author and the therapist read.',
    ),
    Fault(CARDS, "together, kind: cards", "each, kind: cards", '"play" is played by both.'),
    Fault(
        CARDS_WORDS,
        "- [b] First",
        "- [a] First",
        'The cards of "play" are not those of two people.',
        at="{#play}",
    ),
    Fault(
        CARDS_WORDS,
        "{#play}",
        "{#play a}",
        'The cards of "play" stand under two headings.',
    ),
    Fault(
        LATER,
        "kind: read, minutes: 1",
        "kind: read, after_days: 1",
        '"begin" rests, but nothing comes before it.',
    ),
    Fault(
        LATER,
        "kind: talk",
        "kind: talk, after_days: 1",
        '"talk" is for both, but each would come to it on another day.',
    ),
    Fault(
        ROWS,
        "audience: me, when: {step: weight, at_least: 7}",
        "audience: me, after_days: 1, when: {step: weight, at_least: 7}",
        'How long one rests before "heavy" would tell the partner what was answered.',
    ),
    Fault(
        SESSION,
        "therapist, kind: read",
        "therapist, kind: talk",
        '"begin" is opened by the therapist, but it is no text.',
    ),
    Fault(
        SESSION,
        "kind: read, minutes: 1",
        "kind: read, skippable: true",
        '"begin" waits for the therapist, and for nothing else.',
    ),
    Fault(ROWS, "sealed, at_most: 4", "sealed, at_most: 13", '"line" has more rows than a phone holds well.'),
    Fault(
        ROWS,
        "kind: plan, audience: couple, at_most: 3",
        "kind: plan, audience: couple",
        '"plan" does not say how many lines.',
        at="id: plan",
    ),
    Fault(
        ROWS,
        "step: weight, at_least: 7",
        "step: weight, at_least: 11",
        'No answer to "weight" ever calls for "heavy", or every one does.',
    ),
    Fault(
        ROWS,
        "step: weight, at_least: 7",
        "step: alone, at_least: 7",
        '"heavy" depends on "alone", which is no choose or rate step before it.',
    ),
    Fault(
        ROWS,
        "kind: write, audience: me",
        "kind: write, audience: couple",
        'What is written in "heavy" would tell the partner what was answered before.',
    ),
    Fault(
        ROWS,
        "kind: write, audience: me",
        "kind: write, barrier: true, audience: me",
        '"heavy" has a condition, but it is not for each alone.',
    ),
    Fault(ROWS, "opens: plan", "opens: line", '"back" looks back at nothing.', at="id: back"),
    Fault(
        ROWS,
        "opens: private, audience: me",
        "opens: private, audience: couple",
        '"alone" would show what was written in "private" to more people.',
    ),
    Fault(
        ROWS,
        "who: each, kind: list",
        "who: a, kind: list",
        'In "alone" somebody would look back at what only the other one can read.',
        at="id: alone",
    ),
    Fault(EVENING, "lowest: 1", "lowest: 7", 'The scale of "closeness" does not rise.'),
    Fault(
        EVENING,
        "audience: me, options: [calm, tired]",
        "audience: me",
        '"mood" has nothing to choose from, or is not chosen from.',
        at="id: mood",
    ),
    Fault(
        EVENING,
        "[calm, tired]",
        "[calm, calm]",
        '"mood" offers something twice.',
    ),
    Fault(
        EVENING,
        "audience: couple, at_most: 3",
        "audience: couple",
        '"thanks" does not say how many lines.',
        at="id: thanks",
    ),
    Fault(
        EVENING,
        "kind: timer",
        "kind: timer, at_most: 2",
        'There is nothing to count in "still".',
    ),
    Fault(EVENING, "id: seen,", "id: seen, rounds: 2,", '"seen" has no timed lines.'),
    Fault(
        EVENING,
        "audience: me, matches: true",
        "audience: sealed, matches: true",
        '"wishes" would show more than what both marked.',
    ),
    Fault(
        EVENING,
        "matches: true, at_most: 2",
        "matches: true, at_most: 3",
        'In "wishes" one could mark nearly all, and so read what the other marked.',
    ),
    Fault(
        PARTS,
        "who: a, kind: write, audience: couple",
        "who: a, kind: write, audience: couple, skippable: true",
        '"tell" may be gone past, but one alone writes it and a later step shows it.',
    ),
    Fault(
        EVENING,
        "together, kind: timer",
        "together, kind: timer, skippable: true",
        '"still" is for both, so one cannot go past it alone.',
    ),
    Fault(EVENING, "opens: wishes", "opens: mood", '"shared" opens "mood", which is not sealed.'),
    Fault(WORDS, "- [120]", "- [soon]", 'The lines of "still" have no times.', at="{#still}"),
    Fault(WORDS, "- [120]", "- [601]", 'The lines of "still" have no times.', at="{#still}"),
    Fault(WORDS, "- [cook]", "- [bake]", 'The words of "wishes" do not fit exercise.yaml.', at="{#wishes}"),
    Fault(WORDS, "- [7]", "- [6]", 'The words of "closeness" do not fit exercise.yaml.', at="{#closeness}"),
    Fault(
        PARTS,
        "write, audience: couple",
        "write, audience: sealed",
        '"tell" would never open, because only one answers.',
    ),
    Fault(PARTS, "who: b, kind: choose", "who: b, kind: talk", '"notes" is for both, but only one is named.'),
    Fault(
        PARTS,
        "audience: couple",
        "audience: therapist",
        '"read" opens "tell", which is not sealed.',
        at="id: read",
    ),
    Fault(
        PARTS_WORDS,
        "Take a walk",
        "> What now?\nTake a walk",
        '"tell b" asks for something, but the other one answers.',
        at="{#tell b}",
    ),
    Fault(
        PARTS_WORDS,
        "> What do you want to be heard?",
        "",
        'The step "tell a" does not say what to write.',
        at="{#tell a}",
    ),
    Fault(
        PARTS_GUIDE,
        "parts: {a: The one who was hurt, b: The one who did it}\n",
        "",
        "The two have different parts, but the parts have no names.",
        at="---",
    ),
]


@pytest.fixture
def with_evening(content):
    for path in (FOLDER / "exercises").rglob("*.*"):
        content.write(path.relative_to(FOLDER).as_posix(), path.read_text("utf-8"))
    return content


def found(content) -> list[str]:
    """Return what is wrong with the exercises of the tests; the shipped content is checked elsewhere."""
    names = ("a-quiet-evening", "two-parts", "our-rows")
    problems = check_content(content.root)
    return [problem.message for problem in problems if problem.file.split("/")[2] in names]


def test_an_exercise_with_every_kind_is_in_order(with_evening):
    assert found(with_evening) == []


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_named_with_file_line_and_remedy(with_evening, fault):
    told, wanted = told_of(with_evening, fault)
    assert told == wanted


def test_words_of_one_part_alone_are_missed(with_evening):
    words = with_evening.root / PARTS_WORDS
    words.write_text(
        words.read_text("utf-8").replace("## Rest {#notes a}\n\nYou have written enough.\n", ""), "utf-8"
    )
    (problem,) = check_content(with_evening.root)
    assert problem == Problem(
        f"content/{PARTS}",
        with_evening.line_of(PARTS, "id: notes"),
        'The words of the step "notes a" are missing.',
        "Add a heading to partner.en.md: ## Title {#notes a}",
    )


def test_parts_that_do_not_differ_need_no_names(with_evening):
    guide = "exercises/a-quiet-evening/therapist.en.md"
    with_evening.replace(guide, "---\n", "---\nparts: {a: One, b: The other}\n")
    assert found(with_evening) == ["The parts have names, but both do and read the same."]


def test_lines_with_a_key_are_marks_and_no_longer_text(with_evening):
    step = load_library(with_evening.root).exercise("a-quiet-evening").step("settle")
    assert [(mark.key, mark.words) for mark in step.marks] == [("4", "Breathe in."), ("6", "Breathe out.")]
    assert step.text == "<p>Breathe as it suits you.</p>\n"


def test_in_the_older_kinds_such_a_line_stays_text(content):
    words = "exercises/what-trust-means-to-me/partner.en.md"
    content.replace(words, "- I lose it when …", "- [20] I lose it when …")
    step = load_library(content.root).exercise("what-trust-means-to-me").step("draft")
    assert step.marks == ()
    assert "[20] I lose it when …" in step.text
