"""What can be wrong with a step that opens some days later, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from troth.library.sources import StepSource


def resting_faults(step: StepSource, earlier: Collection[str]) -> list[tuple[str, str, str]]:
    """Return field, message and remedy; each rests alone, and nobody can tell why from how long the other does."""
    if step.after_days is None:
        return []
    faults: list[tuple[str, str, str]] = []
    if not earlier:
        message = f'"{step.id}" rests, but nothing comes before it.'
        faults.append(("after_days", message, "Put a step before it, or take the line out."))
    if step.who not in {"each", "a", "b"} or step.barrier or step.kind in {"talk", "reveal"}:
        message = f'"{step.id}" is for both, but each would come to it on another day.'
        remedy = "Let a step of who: each, without a barrier, rest before it."
        faults.append(("after_days", message, remedy))
    if step.when is not None:
        message = f'How long one rests before "{step.id}" would tell the partner what was answered.'
        faults.append(("after_days", message, "Take out after_days: or when:."))
    return faults
