"""The form of each step on paper. Pure: a step, and the words that its reader may read, become data for the template."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from troth.library.paper_blocks import blocks_of
from troth.practice.common.templatetags.spans import as_span
from troth.practice.privacy.states import Audience
from troth.practice.programme.answers import numbers_of
from troth.practice.programme.rows import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from troth.library import Exercise, Step
    from troth.library.exercise import Condition

    Filled = Mapping[str, Sequence[tuple[str, str]]]

WHO_READS = {
    Audience.ME: "Only you",
    Audience.THERAPIST: "You and your therapist",
    Audience.COUPLE: "Both of you and your therapist",
    Audience.SEALED: "Your therapist; your partner when both have answered",
}
CARE_READS = {
    Audience.ME: "Only who writes it",
    Audience.THERAPIST: "Who writes it, and you",
    Audience.COUPLE: "Both partners and you",
    Audience.SEALED: "You; the partner when both have answered",
}
ONLY_MATCHES = "Nobody, not even your therapist; the two of you see only what both marked"
NO_MATCHES_HERE = "This step is for your phones: there it shows what both of you marked, and nothing else."
LETTERS_A_LINE = 120
FEWEST_LINES, MOST_LINES = 4, 7
ROWS = 3  # where the earlier step does not say how many


class Reader(NamedTuple):
    """For whom a sheet is: who speaks first in each part, who does a step, who reads what, and whether there is room to write."""

    first: Mapping[str, str]
    does: Mapping[str, str]
    reads: Mapping[Audience, str] = WHO_READS
    can_write: bool = True


def steps_on_paper(
    exercise: Exercise, reader: Reader, filled: Filled, *, together: bool
) -> list[dict[str, Any]]:
    """Return all steps in their order, each with its words; ``together`` puts what a later step shows to both there."""
    numbers = {step.id: number for number, step in enumerate(exercise.steps, 1)}
    shown_in = {step.opens: step.id for step in exercise.steps if step.kind == "reveal"} if together else {}
    placed = {shown_in.get(step_id, step_id): words for step_id, words in filled.items()}
    told: list[dict[str, Any]] = []
    for step in exercise.steps:
        words, is_below = placed.get(step.id, ()), step.id in filled and step.id in shown_in
        hint = _hint(exercise, step, reader, numbers)
        told.append(
            {
                "number": numbers[step.id],
                "title": step.title,
                "about": _about(exercise, step, reader, numbers),
                "text": _grouped(step.text),
                "timed": [[mark.words, as_span(mark.key)] for mark in step.marks] if step.is_paced else [],
                "cards": _cards(step) if step.kind == "cards" else [],
                "prompt": step.prompt,
                "reads": _reads(step, reader),
                "written": [{"by": by, "words": said} for by, said in words],
                "hint": f"It stands under {numbers[shown_in[step.id]]}."
                if is_below
                else ""
                if words
                else hint,
                "form": None if words or is_below or not reader.can_write else _form(exercise, step),
            }
        )
    return told


def _grouped(markup: str) -> list[dict[str, Any]]:
    """Return paragraphs one by one, and the points of a list together."""
    return [
        {"kind": kind, "items": [block["runs"] for block in blocks]}
        for kind, blocks in groupby(blocks_of(markup), key=lambda block: block["kind"])
    ]


def _about(exercise: Exercise, step: Step, reader: Reader, numbers: Mapping[str, int]) -> str:
    later = f"{step.after_days} day{'s' * (step.after_days > 1)} later" if step.after_days else ""
    told = [
        later,
        reader.does.get(step.who, ""),
        f"about {as_span(60 * step.minutes)}" if step.minutes else "",
    ]
    if step.first and step.seconds_each:
        told += [reader.first[step.first], f"{as_span(step.seconds_each)} each"]
    if step.rounds > 1:
        told.append(f"{step.rounds} times")
    if (step.kind == "choose" or step.is_counted) and step.at_most > 1:
        told.append(f"up to {step.at_most}")
    if step.when:
        told.append(_when(exercise.step(step.when.step), step.when, numbers))
    return ", ".join(part for part in told if part)


def _cards(step: Step) -> list[str]:
    """Word the cue cards: the own ones and the turns between them, or all with the letters of their sides."""
    if all(mark.words for mark in step.marks):
        return [f"{mark.key.upper()}: {mark.words}" for mark in step.marks]
    return [mark.words or "It is your partner’s turn." for mark in step.marks]


def _when(asked: Step, when: Condition, numbers: Mapping[str, int]) -> str:
    place = f"only if under {numbers[asked.id]} you"
    if when.any_of:
        return f"{place} chose {' or '.join(f'“{asked.mark(key)}”' for key in when.any_of)}"
    lowest = asked.lowest if when.at_least is None else when.at_least
    highest = asked.highest if when.at_most is None else when.at_most
    return f"{place} chose {lowest}" if lowest == highest else f"{place} chose {lowest} to {highest}"


def _reads(step: Step, reader: Reader) -> str:
    if step.matches:
        return ONLY_MATCHES
    return reader.reads[Audience(step.audience)] if step.audience else ""


def _hint(exercise: Exercise, step: Step, reader: Reader, numbers: Mapping[str, int]) -> str:
    """Return where the words lie that a step is about, or that there are none to read."""
    if step.prompt and not reader.can_write:
        return "Nothing that you can read."
    if step.opens is None:
        return ""
    opened, place = exercise.step(step.opens), f"step {numbers[step.opens]}"
    if opened.matches:
        return NO_MATCHES_HERE
    if step.kind == "reveal":
        return f"Read each other’s {place}." if opened.who == "each" else f"Read what was written in {place}."
    return f"Look back at {place}." if step.kind == "review" else f"Have {place} at hand."


def _form(exercise: Exercise, step: Step) -> dict[str, Any] | None:
    """Return the room that a step leaves; a kind that this does not know gets lines."""
    if not step.prompt:
        return None
    if step.kind == "rate":
        ends = [step.mark(str(step.lowest)), step.mark(str(step.highest))]
        return {"kind": "scale", "numbers": numbers_of(step), "ends": ends}
    if step.kind == "choose":
        return {"kind": "boxes", "words": [mark.words for mark in step.marks]}
    if step.kind == "list":
        return {"kind": "numbered", "count": step.at_most}
    if step.is_rowed:
        head = [[each.label or "What it was", " / ".join(each.options)] for each in COLUMNS[step.kind]]
        return {"kind": "rows", "head": head, "count": _rows(exercise, step)}
    count = max(FEWEST_LINES, min(MOST_LINES, step.max_length // LETTERS_A_LINE))
    return {"kind": "lines", "count": count}


def _rows(exercise: Exercise, step: Step) -> int:
    counted = exercise.step(step.opens) if step.opens else step
    return counted.at_most if counted.is_counted else ROWS
