"""May this person do this to a published measure, and is it possible now?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from troth.library.importing.texts import FORMULA
from troth.practice.common.errors import Absent, Refused
from troth.practice.instruments.states import WORDS_MOVES, DefaultUse, WordsState

if TYPE_CHECKING:
    from troth.library import Instrument
    from troth.practice.instruments.defaults import Figure
    from troth.practice.instruments.models import PracticeInstrument
    from troth.practice.people.viewer import Viewer

LONGEST_GROUND = 300


def check_gives_care(viewer: Viewer) -> None:
    """Only clinicians who give care decide what is asked and how it is read; for others it is not there."""
    if not viewer.is_clinician or viewer.practice_id is None:
        raise Absent


def check_can_import(viewer: Viewer, ground: str, *, attests: bool) -> None:
    """Somebody who gives care attests the right of use, and says on what ground."""
    check_gives_care(viewer)
    if not attests:
        raise Refused("Attest that your practice may use these words, or do not take them in.")
    if not ground.strip() or len(ground) > LONGEST_GROUND:
        raise Refused(
            f"Say on what ground you may use these words, in at most {LONGEST_GROUND} characters: "
            "a licence, a letter, a date."
        )
    if FORMULA.match(ground):
        raise Refused("The ground begins like a spreadsheet formula. Begin it with a word.")


def check_is_new(instrument: Instrument, current: PracticeInstrument | None) -> None:
    """The same words are not taken in twice."""
    if current is not None and current.content_hash == instrument.content_hash:
        raise Refused(
            f"These very words are in use already, as version {current.version}. Nothing was changed."
        )


def check_can_withdraw_words(viewer: Viewer, words: PracticeInstrument) -> None:
    """A clinician of the practice withdraws what is in use."""
    check_gives_care(viewer)
    if words.practice_id != viewer.practice_id:
        raise Absent
    if WordsState.WITHDRAWN not in WORDS_MOVES[WordsState(words.state)]:
        raise Refused(f"These words are {words.get_state_display()} already, so nothing was changed.")


def check_can_set(figure: Figure, use: str, value: float | None) -> None:
    """A default is changed or switched off; what its source states itself stands, and is only chosen or not."""
    if use not in figure.uses:
        raise Refused(
            f"The {figure.kind} cannot be set so. What its source states itself is not changed; "
            "choose one of the answers on the page."
        )
    if use == DefaultUse.CHANGED:
        _check_value(figure, value)


def _check_value(figure: Figure, value: float | None) -> None:
    if value is None or not math.isfinite(value):
        raise Refused(f"Give the value that your practice uses for the {figure.kind} as a number.")
    span = figure.scale.range
    if span is None:
        return
    low, high = span if figure.is_cutoff else (0, span[1] - span[0])
    if not low <= value <= high or (value == 0 and not figure.is_cutoff):
        raise Refused(f"The {figure.kind} must lie between {low} and {high}. Give a number in this range.")


def check_can_enter(value: float, source: str) -> None:
    """A total from elsewhere is a number, and says where it was obtained."""
    if not math.isfinite(value):
        raise Refused("Give the total as a number.")
    if not source.strip():
        raise Refused("Say where the total comes from: which form, and who scored it.")
