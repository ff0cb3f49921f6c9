"""What a cause says about questionnaires and exercises must be true of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.cause_sources import CauseSource
from troth.library.load import documents_of, folders_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from troth.library.cause_sources import IndicatorSource
    from troth.library.instrument import Instrument
    from troth.library.load import Library
    from troth.library.problems import Problem

FOLDERS = {"exercise": "exercises", "programme": "programmes"}


def check_causes(root: Path, library: Library, problems: list[Problem]) -> None:
    """Note every questionnaire, scale, answer, exercise or programme that a cause names and that is not there.

    What is marked `planned: true` may be missing; once it is there, it must fit.
    """
    for folder, document, source in documents_of(root, library.causes, "cause", CauseSource, problems):
        for index, indicator in enumerate(source.indicators):
            for field, message, remedy in _indicator_faults(root, library, indicator):
                line = document.line("indicators", index, field)
                folder.report("cause.yaml", line, message, remedy)
        for index, work in enumerate(source.suggests):
            there = {each.name for each in folders_of(root, FOLDERS[work.kind])}
            if work.id not in there and not work.planned:
                line = document.line("suggests", index, "id")
                message = f'There is no {work.kind} "{work.id}".'
                folder.report("cause.yaml", line, message, "Mend the id, or add planned: true.")


def _indicator_faults(
    root: Path, library: Library, source: IndicatorSource
) -> Iterator[tuple[str, str, str]]:
    instrument = library.instruments.get(source.instrument)
    if instrument is not None:
        yield from _misfits(instrument, source)
        return
    there = {path.name for path in folders_of(root, "instruments")}
    if source.instrument not in there and not source.planned:
        message = f'There is no instrument "{source.instrument}".'
        yield "instrument", message, "Mend the id, or add planned: true."


def _misfits(instrument: Instrument, source: IndicatorSource) -> Iterator[tuple[str, str, str]]:
    if instrument.guarded:
        message = f'"{source.id}" would count answers about safety.'
        yield "instrument", message, "Safety answers never become evidence: take the indicator out."
    elif source.scale is not None:
        if source.scale not in {scale.id for scale in instrument.scales}:
            message = f'"{instrument.id}" has no scale "{source.scale}".'
            yield "scale", message, "Use the id of a scale."
    elif source.item is not None:
        items = {item.id: item for item in instrument.items}
        if source.item not in items:
            yield "item", f'"{instrument.id}" has no item "{source.item}".', "Use the id of an item."
            return
        possible = {option.value for option in items[source.item].options}
        for value in source.any_of:
            if value not in possible:
                message = f'"{value}" cannot be answered to "{source.item}".'
                yield "any_of", message, "Use an answer that the item offers."
