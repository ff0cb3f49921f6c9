"""How the clock turns: one thing after the other, and what fails holds up nothing else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Thing = TypeVar("Thing")
logger = logging.getLogger(__name__)


class Done(NamedTuple):
    """What one turn of the clock did."""

    asked: int = 0
    reminded: int = 0
    failed: int = 0


def each(act: Callable[[Thing], bool], things: Iterable[Thing]) -> tuple[list[Thing], int]:
    """Return the things of which ``act`` said yes, and how many failed; those are told in the log and tried again."""
    done, failed = [], 0
    for thing in things:
        try:
            if act(thing):
                done.append(thing)
        except Exception as error:  # noqa: BLE001 - one couple must not stop the clock for all others
            failed += 1
            # No traceback: it may repeat what somebody wrote.
            logger.error("%s failed for %s: %s", act.__name__, thing, type(error).__name__)  # noqa: TRY400
    return done, failed
