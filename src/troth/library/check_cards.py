"""What can be wrong with a role-play with cue cards, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from troth.library.sources import StepSource


def card_faults(step: StepSource) -> list[tuple[str, str, str]]:
    """Return field, message and remedy of each fault in `exercise.yaml`."""
    if step.kind != "cards" or step.who == "together":
        return []
    return [("who", f'"{step.id}" is played by both.', "Use who: together.")]


def card_word_faults(step: StepSource, heading: str, keys: list[str]) -> list[tuple[str, str]]:
    """Return message and remedy of each fault in the words; the order of play is one for both."""
    faults: list[tuple[str, str]] = []
    if set(keys) != {"a", "b"}:
        message = f'The cards of "{step.id}" are not those of two people.'
        faults.append((message, "Write each card as - [a] words or - [b] words, in the order of play."))
    if heading != step.id:
        message = f'The cards of "{step.id}" stand under two headings.'
        faults.append((message, f"Use one heading for both: ## Title {{#{step.id}}}"))
    return faults
