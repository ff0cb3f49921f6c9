"""What an option of the command line may hold; each refusal says what to give instead."""

from __future__ import annotations

import math
import re
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LAST_PORT = 65535


def port(text: str) -> int:
    """Return a port, 0 to take any that is free. Raises `ArgumentTypeError`."""
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise ArgumentTypeError(f"{text!r} is not a port: give a number from 0 to {LAST_PORT}")
    return int(text)


def language(text: str) -> str:
    """Return the code of a language. Raises `ArgumentTypeError`."""
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", text):
        raise ArgumentTypeError(f"{text!r} is not a language: give a code, such as en or de-AT")
    return text


def name(text: str) -> str:
    """Return a name without the space around it. Raises `ArgumentTypeError`."""
    if not text.strip():
        raise ArgumentTypeError("the name is empty: give the practice's name")
    return text.strip()


def country(text: str) -> str:
    """Return the code of a country. Raises `ArgumentTypeError`."""
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ArgumentTypeError(f"{text!r} is not a country: give two letters, such as IE")
    return text.upper()


def email(text: str) -> str:
    """Return what can be an e-mail address. Raises `ArgumentTypeError`."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise ArgumentTypeError(f"{text!r} is not an e-mail address")
    return text


def at_least(least: int, most: int | None = None) -> Callable[[str], int]:
    """Return the type of a whole number within limits. What it returns raises `ArgumentTypeError`."""

    def whole(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise ArgumentTypeError(f"{text!r} is not a whole number of {least} or more")
        if most is not None and int(text) > most:
            raise ArgumentTypeError(f"{text} is too many: give {least} to {most:,}")
        return int(text)

    return whole


def positive(text: str) -> float:
    """Return a number above 0. Raises `ArgumentTypeError`."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise ArgumentTypeError(f"{text!r} is not a number above 0")
    return value
