"""What can be wrong with a step that only some answers call for, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from troth.library.sources import StepConditionSource, StepSource


def when_faults(
    step: StepSource, earlier: dict[str, StepSource], shown: Collection[str | None]
) -> list[tuple[str, str, str]]:
    """Return field, message and remedy; nobody else may learn from the step what was answered."""
    if step.when is None:
        return []
    faults: list[tuple[str, str, str]] = []
    if step.who != "each" or step.barrier or step.kind in {"talk", "reveal"}:
        message = f'"{step.id}" has a condition, but it is not for each alone.'
        faults.append(("when", message, "Use who: each, without a barrier, or take when: out."))
    if step.audience not in {None, "me", "therapist"}:
        message = f'What is written in "{step.id}" would tell the partner what was answered before.'
        faults.append(("audience", message, "Use audience: me or therapist."))
    if step.id in shown:
        message = f'"{step.id}" has a condition, but a later step shows it.'
        faults.append(("when", message, "Take one of the two out."))
    asked = earlier.get(step.when.step)
    if asked is None or asked.who != "each" or asked.kind not in {"choose", "rate"}:
        message = f'"{step.id}" depends on "{step.when.step}", which is no choose or rate step before it.'
        faults.append(("when", message, "Name an earlier step of kind choose or rate with who: each."))
    elif not _can_be_met(step.when, asked):
        message = f'No answer to "{asked.id}" ever calls for "{step.id}", or every one does.'
        faults.append(
            ("when", message, "Use any_of: with some options, or at_least: or at_most: with a number.")
        )
    return faults


def _can_be_met(when: StepConditionSource, asked: StepSource) -> bool:
    numbers = (when.at_least, when.at_most)
    if asked.kind == "choose":
        some = bool(when.any_of) and set(when.any_of) < set(asked.options)
        return some and numbers == (None, None)
    called_for = [
        number
        for number in range(asked.lowest, asked.highest + 1)
        if (when.at_least is None or number >= when.at_least)
        and (when.at_most is None or number <= when.at_most)
    ]
    return not when.any_of and 0 < len(called_for) < asked.highest - asked.lowest + 1
