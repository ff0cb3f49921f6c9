"""How a command speaks: the answer on stdout, progress on stderr, one line when something is wrong."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

OK = 0
FAILED = 1
BAD_INPUT = 2


class BadInput(Exception):
    """Something the person gave cannot be used; the message is one sentence that says how to mend it."""


def answer(text: str) -> None:
    """Print the command's answer."""
    print(text, flush=True)


def answer_json(value: object) -> None:
    """Print the command's answer for a program."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=str), flush=True)


def progress(text: str) -> None:
    """Tell a person what is being done, out of the way of the answer."""
    print(text, file=sys.stderr, flush=True)


def part(name: str) -> Any:
    """Return ``module:attribute``, imported now and not before."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


@contextmanager
def refusals_are_bad_input() -> Iterator[None]:
    """Turn an area's refusal into one line for the person at the command line."""
    refused: type[Exception] = part("troth.practice.common.errors:Refused")
    try:
        yield
    except refused as error:
        raise BadInput(str(error)) from error
