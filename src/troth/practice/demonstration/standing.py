"""How the made-up people see where they stand: answers that fit their story."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from troth.library import load_library
from troth.practice.demonstration import words

if TYPE_CHECKING:
    from troth.practice.demonstration.stories import Story

SLUG = "where-we-stand"
HIGHEST = 4
LOW_IS_GOOD = {"doubts", "apart"}
CAUSES = {
    "betrayal": "weighs_betrayal",
    "earlier_trauma": "weighs_earlier",
    "insecurity": "weighs_insecurity",
    "communication": "weighs_talking",
    "conflict": "weighs_conflict",
}
PATTERN = {"i_press", "i_press_more", "i_pull_back", "i_pull_back_more"}


def answers_of(story: Story, side: str) -> dict[str, Any]:
    """Return one partner's answers to the wide look, from the level of trust and the causes of the story."""
    random = Random(f"{story.a} {story.b} {side}")  # noqa: S311 - the same story every time
    trust = (story.levels_a if side == "a" else story.levels_b)[0] / 10 * HIGHEST

    def about(level: float) -> int:
        return min(HIGHEST, max(0, round(level + random.uniform(-0.9, 0.9))))

    given: dict[str, Any] = {}
    for section in load_library().instrument(SLUG).sections:
        for item in section.items:
            if item.kind == "rating":
                low_is_good = section.id in LOW_IS_GOOD or item.id in PATTERN
                given[item.id] = about(HIGHEST - trust if low_is_good else trust + 0.5)
    given |= {item: about(3.4 if cause in story.weighs else 0.6) for cause, item in CAUSES.items()}
    given |= {"good_about_us": random.choice(words.GOOD), "grateful_for": random.choice(words.GRATEFUL)}
    return given | _about_a_betrayal(story, side)


def _about_a_betrayal(story: Story, side: str) -> dict[str, Any]:
    if "betrayal" not in story.weighs:
        return {"weighs_betrayal": 0, "disclosure": "none_known"}
    return {
        "disclosure": story.told,
        "betrayal_kind": ["body", "lies"],
        "place_in_it": "hurt" if story.hurt == side else "hurtful",
        "over": "yes",
    }
