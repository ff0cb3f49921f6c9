"""Twelve couples. All of them are invented; any likeness is chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from troth.practice.people.states import Stage

Joint = Literal["open", "closed", "positive-screen"]


@dataclass(frozen=True)
class Story:
    """How one couple's months go. Levels are Trust Pulse values from 0 to 10 at start, middle and now.

    ``weighs`` names the causes that both feel, ``hurt`` who was hurt by a betrayal, ``told`` how much of it is out.
    """

    a: str
    b: str
    weeks: int
    levels_a: tuple[float, float, float]
    levels_b: tuple[float, float, float]
    stage: Stage
    joint: Joint = "open"
    goals: tuple[str, str] = ("improve", "improve")
    policy: str = "limited-secrets"
    silent_b_weeks: int = 0
    exercise: Literal["none", "waiting", "done"] = "none"
    therapist: Literal["Dana", "Gil"] = "Dana"
    weighs: tuple[str, ...] = ("communication",)
    hurt: Literal["", "a", "b"] = ""
    told: str = "in_full"


STORIES = (
    Story(
        "Alice",
        "Bob",
        12,
        (2.6, 4.2, 6.4),
        (4.1, 5.0, 6.6),
        Stage.WORKING,
        exercise="waiting",
        weighs=("betrayal", "communication"),
        hurt="a",
    ),
    Story(
        "Ines",
        "Marko",
        34,
        (3.2, 7.2, 5.1),
        (4.4, 7.0, 6.9),
        Stage.MAINTAINING,
        exercise="done",
        weighs=("betrayal",),
        hurt="a",
    ),
    Story(
        "Sam",
        "Theo",
        2,
        (4.0, 4.0, 4.0),
        (5.0, 5.0, 5.0),
        Stage.ASSESSMENT,
        "closed",
        ("improve", "part"),
        weighs=("conflict", "communication"),
    ),
    Story("Wei", "Lin", 22, (4.9, 5.0, 5.3), (5.3, 5.2, 5.5), Stage.WORKING, exercise="done"),
    Story(
        "Charlie",
        "Noor",
        7,
        (3.9, 3.6, 3.2),
        (4.6, 4.4, 4.4),
        Stage.ASSESSMENT,
        "positive-screen",
        weighs=("insecurity", "conflict"),
    ),
    Story(
        "Priya",
        "Jonas",
        16,
        (5.8, 5.1, 3.7),
        (6.1, 6.0, 5.6),
        Stage.WORKING,
        policy="no-secrets",
        weighs=("betrayal", "conflict"),
        hurt="a",
        told="in_part",
    ),
    Story(
        "Marta",
        "Elif",
        19,
        (2.2, 4.6, 7.1),
        (2.9, 5.0, 7.3),
        Stage.WORKING,
        exercise="done",
        weighs=("betrayal", "insecurity"),
        hurt="b",
    ),
    Story(
        "Kofi",
        "Ama",
        44,
        (3.0, 6.6, 7.8),
        (3.8, 6.9, 7.6),
        Stage.MAINTAINING,
        exercise="done",
        weighs=("earlier_trauma", "communication"),
    ),
    Story("Tess", "Ruben", 9, (4.4, 4.8, 5.2), (5.0, 5.1, 5.1), Stage.WORKING, silent_b_weeks=3),
    Story(
        "Yuki",
        "Dario",
        14,
        (4.0, 4.7, 5.0),
        (3.6, 4.1, 4.8),
        Stage.PAUSED,
        therapist="Gil",
        weighs=("earlier_trauma",),
    ),
    Story(
        "Hannah",
        "Leo",
        11,
        (3.1, 2.9, 2.4),
        (4.2, 3.6, 3.0),
        Stage.SEPARATED,
        therapist="Gil",
        weighs=("betrayal", "conflict"),
        hurt="a",
    ),
    Story(
        "Amir",
        "Sofia",
        5,
        (3.4, 3.6, 4.1),
        (4.8, 4.8, 5.0),
        Stage.WORKING,
        therapist="Gil",
        weighs=("insecurity",),
    ),
)
