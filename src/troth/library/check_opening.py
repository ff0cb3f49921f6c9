"""What can be wrong with a step that the care team opens, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from troth.library.sources import StepSource


def opening_faults(step: StepSource) -> list[tuple[str, str, str]]:
    """Return field, message and remedy; what is opened in a session is a text for both, and nobody goes past it."""
    if step.who != "therapist":
        return []
    faults: list[tuple[str, str, str]] = []
    if step.kind != "read":
        message = f'"{step.id}" is opened by the therapist, but it is no text.'
        faults.append(("kind", message, "Use kind: read, and let the steps after it ask or show."))
    for field, is_set in (
        ("barrier", step.barrier),
        ("opens", step.opens is not None),
        ("skippable", step.skippable),
    ):
        if is_set:
            message = f'"{step.id}" waits for the therapist, and for nothing else.'
            faults.append((field, message, "Take the line out."))
    return faults
