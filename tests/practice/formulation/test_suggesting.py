"""Pure parts: what the two want taken together, and which gates keep a phase closed."""

from __future__ import annotations

import pytest

from troth.library import load_library
from troth.practice.formulation.states import Agenda, GateKind, Phase
from troth.practice.formulation.suggesting import agenda_of, suggested, unsettled

BETRAYAL, CONFLICT = (load_library().cause(name) for name in ("betrayal", "conflict"))
ALL = list(GateKind)


@pytest.mark.parametrize(
    ("goals", "agenda"),
    [
        ({}, Agenda.UNKNOWN),
        ({"a": "improve"}, Agenda.UNKNOWN),
        ({"a": "part"}, Agenda.UNKNOWN),
        ({"a": "improve", "b": "improve"}, Agenda.SHARED),
        ({"a": "improve", "b": "decide"}, Agenda.MIXED),
        ({"a": "part", "b": "improve"}, Agenda.MIXED),
        ({"a": "improve", "b": "unsure"}, Agenda.MIXED),
        ({"a": "decide", "b": "decide"}, Agenda.OPEN),
        ({"a": "part", "b": "unsure"}, Agenda.OPEN),
    ],
)
def test_two_goals_make_one_agenda(goals, agenda):
    assert agenda_of(goals) is agenda


@pytest.mark.parametrize(
    ("phases", "needed"),
    [
        ([], []),
        (["stability"], [GateKind.SAFETY_REVIEWED]),
        (["understand"], [GateKind.SAFETY_REVIEWED, GateKind.CRISIS_SETTLED]),
        (["repair", "stability"], ALL),
        (["keep"], ALL),
    ],
)
def test_a_gate_stands_before_its_phase_and_all_later_ones(phases, needed):
    assert unsettled([BETRAYAL], [], phases) == needed
    assert unsettled([BETRAYAL], ALL, phases) == []


def test_safety_is_looked_at_before_any_plan_even_without_a_cause():
    assert unsettled([], [], ["stability"]) == [GateKind.SAFETY_REVIEWED]
    assert unsettled([], [GateKind.SAFETY_REVIEWED], ["keep"]) == []


def test_another_causes_gates_count_as_well():
    assert GateKind.HARM_ENDED not in unsettled([CONFLICT], [], ["repair"])
    assert GateKind.HARM_ENDED in unsettled([CONFLICT, BETRAYAL], [], ["repair"])


def test_without_causes_nothing_is_suggested_unless_the_two_want_different_things():
    assert suggested([], [], Agenda.SHARED) == []
    (only,) = suggested([], [], Agenda.MIXED)
    assert (only.phase, [work.id for work in only.work]) == (Phase.UNDERSTAND, ["discernment"])
