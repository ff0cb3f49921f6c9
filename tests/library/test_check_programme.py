"""What a clinician can get wrong in a programme is found, on its line and with its remedy."""

from __future__ import annotations

import pytest

from tests.library.faults import Fault, told_of
from troth.library import load_library
from troth.library.check import check_content

WAY = "programmes/affair-recovery/programme.yaml"
WORDS = "programmes/affair-recovery/partner.en.md"
GUIDE = "programmes/affair-recovery/therapist.en.md"
TIME_OUT = "exercises/time-out/exercise.yaml"

FAULTS = [
    Fault(
        WAY, "id: affair-recovery", "id: affair", 'The id is "affair" but the folder is "affair-recovery".'
    ),
    Fault(WAY, "care-for-myself, time-out", "care-for-us, time-out", 'There is no exercise "care-for-us".'),
    Fault(WAY, "causes: [betrayal]", "causes: [treason]", 'There is no cause "treason".'),
    Fault(
        WAY,
        "[how-it-came-about, shared-story]",
        "[how-it-came-about, time-out]",
        'The exercise "time-out" comes twice.',
    ),
    Fault(
        WAY,
        "[how-it-came-about, shared-story]",
        "[shared-story, how-it-came-about]",
        '"shared-story" comes after "how-it-came-about", which does not stand before it.',
    ),
    Fault(
        WAY,
        "exercises: [shared-story]}",
        "exercises: [appreciation]}",
        'A gate waits for "appreciation", which no stage before it holds.',
        at="exercises: [appreciation]}",
    ),
    Fault(
        WAY,
        "{kind: done, exercises: [shared-story]}",
        "{kind: done}",
        "A gate waits for what comes first, but names nothing.",
    ),
    Fault(
        WAY,
        "id: contact-known}",
        "id: contact}",
        "A gate asks something, but its words are missing.",
    ),
    Fault(
        WAY,
        "      - {kind: door}\n",
        "",
        '"time-out" is for both, but no gate so far asks for door.',
        at="id: impact",
    ),
    Fault(
        WAY,
        "      - {kind: seen_alone}\n",
        "",
        '"time-out" is for both, but no gate so far asks for seen_alone.',
        at="id: impact",
    ),
    Fault(
        WORDS, "{#meaning a}", "{#sense a}", 'There are words for the stage "sense a", but it does not exist.'
    ),
    Fault(GUIDE, "parts: {a", "part: {a", '"part" is not a field that belongs here.'),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_found_on_its_line(content, fault):
    told, wanted = told_of(content, fault)
    assert told == wanted


def test_two_stages_of_one_name_are_found(content):
    content.replace(WAY, "id: meaning", "id: impact")
    found = [problem.message for problem in check_content(content.root)]
    assert 'Several stages are called "impact".' in found


def test_a_stage_without_words_is_named(content):
    content.replace(WORDS, "{#meaning a}", "{#sense a}")
    found = [problem.message for problem in check_content(content.root)]
    assert 'The words of the stage "meaning a" are missing.' in found


def test_two_exercises_that_come_after_each_other_are_found(content):
    content.replace(TIME_OUT, "prerequisites: []", "prerequisites: [dreams-within-conflict]")
    found = [problem.message for problem in check_content(content.root)]
    ring = "dreams-within-conflict → time-out → dreams-within-conflict"
    assert f"What comes first goes round in a ring: {ring}." in found


def test_every_programme_has_its_gates_and_names_what_is_there():
    library = load_library()
    assert len(library.programmes) >= 10
    for programme in library.programmes.values():
        assert programme.stages[0].exercises
        assert [slug for slug in programme.exercises if slug not in library.exercises] == []
        own = [[gate for gate in stage.gates if not gate.is_hard] for stage in programme.stages]
        assert all(own[1:]), programme.id


def test_the_door_and_seeing_each_alone_hold_for_every_later_stage():
    kinds = [[gate.kind for gate in stage.gates] for stage in load_library().programme("old-wounds").stages]
    assert kinds == [
        [],
        ["door", "seen_alone", "done", "asked", "asked"],
        ["door", "seen_alone", "asked"],
    ]


def test_a_gate_that_is_named_again_is_asked_for_once(content):
    content.replace(WAY, "      - {kind: done, exercises: [shared-story]}", "      - {kind: door}")
    (stage,) = load_library(content.root).programme("affair-recovery").stages[2:3]
    assert sorted(gate.kind for gate in stage.gates) == ["asked", "door", "seen_alone"]
