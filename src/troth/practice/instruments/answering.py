"""What an answer may be, what it says in words, and what is still missing. Knows content, not the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common.errors import Refused
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from troth.library import Instrument, Item, Scale

Answer = int | str | list[int | str]
Answers = dict[str, Answer]

_NARROWEST_FIRST = (Audience.ME, Audience.THERAPIST, Audience.SEALED, Audience.COUPLE)


def read_answer(item: Item, given: object) -> Answer | None:
    """Return a given value as it is kept; None for nothing. Raises `Refused`."""
    if item.kind == "text":
        return _read_text(item, given)
    if item.kind == "choices":
        several = given if isinstance(given, list | tuple) else [given]
        chosen = [_read_option(item, each) for each in several if each not in (None, "")]
        return list(dict.fromkeys(chosen)) or None
    if isinstance(given, list | tuple):
        given = given[0] if len(given) == 1 else given and ",".join(map(str, given))
    return _read_option(item, given) if given not in (None, "", []) else None


def _read_text(item: Item, given: object) -> str | None:
    if isinstance(given, list | tuple):
        given = given[0] if given else None
    if given is not None and not isinstance(given, str):
        raise Refused(f"“{item.text}” takes words. Write your answer as text.")
    text = (given or "").replace("\r\n", "\n")
    if len(text) > item.max_length:
        reason = (
            f"Your answer to “{item.text}” has {len(text)} characters, and {item.max_length} fit. "
            "Shorten it and send it again."
        )
        raise Refused(reason)
    return text if text.strip() else None


def _read_option(item: Item, given: object) -> int | str:
    for option in item.options:
        if str(option.value) == str(given) and not isinstance(given, bool):
            return option.value
    raise Refused(f"That is not one of the answers to “{item.text}”. Choose one from the list.")


def merged(instrument: Instrument, answers: Mapping[str, Answer], given: Mapping[str, object]) -> Answers:
    """Return the answers with the given ones in their place; an emptied one goes. Raises `Refused`."""
    result = dict(answers)
    items = {item.id: item for item in instrument.items}
    for name, raw in given.items():
        if name not in items:
            raise Refused("There is no such question here. Load the page again and answer what it shows.")
        value = read_answer(items[name], raw)
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def missing(instrument: Instrument, answers: Mapping[str, object]) -> list[Item]:
    """Return the required items that are asked and not answered."""
    return [item for item in instrument.asked(answers) if item.required and item.id not in answers]


def alerts_of(instrument: Instrument, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Return the kinds of alert that the answers raise, each once."""
    kinds = (
        alert.kind
        for item in instrument.items
        for alert in item.alerts
        if item.id in answers and alert.is_raised_by(answers[item.id])
    )
    return tuple(dict.fromkeys(kinds))


def in_words(item: Item, answer: Answer) -> str:
    """Return an answer as people read it."""
    labels = {option.value: option.label for option in item.options}
    if item.kind == "rating" and isinstance(answer, int):
        label = labels.get(answer, "")
        return str(answer) if label in {"", str(answer)} else f"{answer}: {label}"
    chosen = answer if isinstance(answer, list) else [answer]
    return ", ".join(labels.get(value, str(value)) for value in chosen)


def terms_of(instrument: Instrument) -> dict[str, list[object]]:
    """Return the audience and the protection of every item, as shown to the person."""
    return {
        item.id: [instrument.audience_of(item.id), item.protected or instrument.protected]
        for item in instrument.items
    }


def terms_of_scale(instrument: Instrument, scale: Scale) -> tuple[Audience, bool]:
    """Return the narrowest audience among the items counted, and whether one of them is protected."""
    audiences = {Audience(instrument.audience_of(name)) for name in scale.items}
    guarded = any(instrument.item(name).protected for name in scale.items)
    return narrowest(audiences), guarded or instrument.protected


def narrowest(audiences: Iterable[Audience]) -> Audience:
    """Return the audience that the fewest people are in."""
    return min(audiences, key=_NARROWEST_FIRST.index)


def has_sealed_items(instrument: Instrument) -> bool:
    """Tell whether something opens when both have answered."""
    return any(Audience(instrument.audience_of(item.id)) is Audience.SEALED for item in instrument.items)
