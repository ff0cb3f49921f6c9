"""What can be wrong with steps that are given in rows, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.exercise import ROWED

if TYPE_CHECKING:
    from troth.library.sources import StepSource

MOST_ROWS = 12  # all of them stand on the page
REVIEWED = frozenset({"plan", "list", "takeaway"})
READERS = {"me": 0, "therapist": 1, "sealed": 2, "couple": 3}  # from few to many, and from late to soon


def row_faults(step: StepSource, earlier: dict[str, StepSource]) -> list[tuple[str, str, str]]:
    """Return field, message and remedy of each fault in a step of rows."""
    faults: list[tuple[str, str, str]] = []
    if step.kind in ROWED and (step.at_most or 0) > MOST_ROWS:
        message = f'"{step.id}" has more rows than a phone holds well.'
        faults.append(("at_most", message, f"Let at_most be no more than {MOST_ROWS}."))
    if step.kind == "review":
        faults += _review_faults(step, earlier.get(step.opens or ""))
    return faults


def _review_faults(step: StepSource, opened: StepSource | None) -> list[tuple[str, str, str]]:
    """Nothing is looked back at that is not there, and nobody new reads it."""
    if opened is None or opened.kind not in REVIEWED:
        message = f'"{step.id}" looks back at nothing.'
        return [("kind", message, "Add opens: with the id of an earlier plan, list or takeaway.")]
    faults: list[tuple[str, str, str]] = []
    if READERS[step.audience or "me"] > READERS[opened.audience or "me"]:
        message = f'"{step.id}" would show what was written in "{opened.id}" to more people.'
        faults.append(("audience", message, f"Use audience: {opened.audience}."))
    if opened.who not in {"each", step.who} and opened.audience != "couple":
        message = f'In "{step.id}" somebody would look back at what only the other one can read.'
        faults.append(("who", message, f"Use who: {opened.who}."))
    return faults
