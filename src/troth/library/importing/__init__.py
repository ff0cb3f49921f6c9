"""Taking in the words of a published measure from a practice's own file, and checking them against the facts."""

from troth.library.importing.build import completed, instrument_from
from troth.library.importing.read import Taken, read_texts
from troth.library.importing.texts import ItemText, KeyedScale, MeasureTexts, TextsRefused

__all__ = [
    "ItemText",
    "KeyedScale",
    "MeasureTexts",
    "Taken",
    "TextsRefused",
    "completed",
    "instrument_from",
    "read_texts",
]
