"""A file of answers, `{"1": 4, "2": null}`: read strictly, because a slip here changes a score."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from troth.commands.answers import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from troth.library import Instrument, Item, Measure

LARGEST_FILE = 500_000
MANY = 8


def read_answers(path: Path) -> dict[str, object]:
    """Read a JSON object of answers by item; raises `BadInput` for anything else, and for an item given twice."""
    read = read_json(path)
    if not isinstance(read, dict):
        raise BadInput(f'{path} holds no answers by item: write it like {{"1": 4, "2": null}}')
    return read


def read_json(path: Path) -> object:
    """Read a file of answers or scores; raises `BadInput` for a broken one, and for a name given twice."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): name a file of answers") from error
    if len(data) > LARGEST_FILE:
        raise BadInput(f"{path} is too large for answers: keep it below {LARGEST_FILE // 1000} kB")
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=lambda pairs: _once(path, pairs))
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text: save it again as UTF-8") from error
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{path}, line {error.lineno}: this is not JSON ({error.msg}): write it like {{"
            '"1": 4, "2": null}'
        ) from error
    except (RecursionError, ValueError) as error:  # nested too deep, or a number of too many digits
        raise BadInput(f'{path} is not a list of answers: write it like {{"1": 4, "2": null}}') from error


def measure_answers(measure: Measure, given: Mapping[str, object]) -> dict[str, int | None]:
    """Return the answers to a published measure by item id. Raises `BadInput`."""
    answers: dict[str, int | None] = {}
    for written, answer in given.items():
        item = measure.item_id(written)
        if item is None or measure.ranges is None:
            last = len(measure.items)
            remedy = f"use 1 to {last}" if last else "its items come with the practice's own file"
            raise BadInput(f'{measure.id} has no item "{written}": {remedy}')
        if item in answers:
            raise BadInput(f'Item "{written}" is answered twice: keep one of the two')
        answers[item] = _whole(written, answer, *measure.ranges[item])
    return answers


def instrument_answers(instrument: Instrument, given: Mapping[str, object]) -> dict[str, object]:
    """Return the answers to an own instrument by item id. Raises `BadInput`."""
    items = {item.id: item for item in instrument.items}
    for written, answer in given.items():
        if written not in items:
            raise BadInput(f'{instrument.id} has no item "{written}": use {", ".join(items)}')
        if answer is not None:
            _check(items[written], answer)
    return dict(given)


def _once(path: Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadInput(f'{path} gives "{name}" twice: keep one of the two')
        found[name] = value
    return found


def _whole(item: str, answer: object, low: int, high: int) -> int | None:
    if answer is None:
        return None
    if type(answer) is not int or not low <= answer <= high:
        remedy = f"write a whole number from {low} to {high}, or null if it was not answered"
        raise BadInput(f'Item "{item}" is {_shown(answer)}: {remedy}')
    return answer


def _check(item: Item, answer: object) -> None:
    values = [option.value for option in item.options]
    if item.kind == "text":
        if not isinstance(answer, str):
            raise BadInput(f'Item "{item.id}" is {_shown(answer)}: write words, or null')
    elif item.kind == "rating":
        numbers = [value for value in values if isinstance(value, int)]
        _whole(item.id, answer, min(numbers), max(numbers))
    else:
        chosen = answer if item.kind == "choices" and isinstance(answer, list) else [answer]
        if not all(type(each) in {int, str} and each in values for each in chosen):
            listed = ", ".join(str(value) for value in values)
            raise BadInput(f'Item "{item.id}" is {_shown(answer)}: use one of {listed}')


def _shown(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= MANY * 5 else f"{written[: MANY * 5]}…"
