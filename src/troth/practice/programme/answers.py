"""What a partner gives in a step, as text: read, put into words, and compared. Pure.

A rating is its number, a choice its ids and a list its items, one on each line; so every kind is kept, encrypted and
opened in the same way as written words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common.errors import Refused
from troth.practice.programme import rows

if TYPE_CHECKING:
    from troth.library import Step


def read_answer(step: Step, text: str) -> str:
    """Return what is kept of what was sent; nothing may be given yet. Raises `Refused`."""
    text = text.replace("\r\n", "\n")
    if step.kind in {"rate", "choose", "list"}:
        text = "\n".join(lines_of(text))
    if step.is_rowed:
        text = rows.kept(step, text)
    if len(text) > step.max_length:
        over = len(text) - step.max_length
        raise Refused(
            f"Your text is {over} characters too long. Shorten it to {step.max_length}, then save again."
        )
    if step.kind == "rate" and text and text not in numbers_of(step):
        raise Refused(f"Choose a number from {step.lowest} to {step.highest}.")
    if step.kind == "choose":
        _check_choice(step, lines_of(text))
    if step.kind == "list" and len(lines_of(text)) > step.at_most:
        raise Refused(f"Keep it to {step.at_most} lines. Take some out, then save again.")
    return text


def worded(step: Step, text: str) -> str:
    """Return an answer as people read it."""
    if step.kind == "rate" and text:
        ends = f"{step.lowest}: {step.mark(str(step.lowest))}; {step.highest}: {step.mark(str(step.highest))}"
        return f"{text} ({ends})"
    if step.is_rowed:
        return rows.worded(step, text)
    if step.kind == "choose":
        return "\n".join(step.mark(key) for key in lines_of(text))
    return text


def matched(step: Step, mine: str, theirs: str) -> list[str]:
    """Return the words that both marked, in the order of the step, and nothing of the others."""
    both = set(lines_of(mine)) & set(lines_of(theirs))
    return [mark.words for mark in step.marks if mark.key in both]


def numbers_of(step: Step) -> list[str]:
    """Return the numbers of a scale."""
    return [str(number) for number in range(step.lowest, step.highest + 1)]


def lines_of(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _check_choice(step: Step, keys: list[str]) -> None:
    if not {mark.key for mark in step.marks}.issuperset(keys):
        raise Refused("Choose from the words that are offered.")
    if len(set(keys)) > step.at_most:
        raise Refused(f"Choose no more than {step.at_most}. Take some out, then save again.")
