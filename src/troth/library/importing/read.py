"""From the bytes of a file to the words of a measure, or to one sentence that says why not."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.library.folder import FALLBACK_LANGUAGE, LARGEST_FILE
from troth.library.importing.fhir import parse_fhir
from troth.library.importing.match import Match
from troth.library.importing.own_yaml import parse_own_yaml
from troth.library.importing.redcap import parse_redcap
from troth.library.importing.texts import TextsRefused
from troth.library.measure import Measure
from troth.library.names import NotTaken, named
from troth.library.problems import ContentNotFound

if TYPE_CHECKING:
    from troth.library.importing.texts import MeasureTexts, RawTexts
    from troth.library.load import Library

PARSERS = {"json": parse_fhir, "csv": parse_redcap, "yaml": parse_own_yaml, "yml": parse_own_yaml}


@dataclass(frozen=True, slots=True)
class Taken:
    """What would be taken in, and what a person should know and check before."""

    texts: MeasureTexts
    measure: Measure
    warnings: tuple[str, ...]


def read_texts(
    library: Library, file: str, data: bytes, *, measure: str, language: str | None = None
) -> Taken:
    """Read the words of a measure and compare them with its definition.

    Args:
        library: Where the definition stands.
        file: The name of the file, as shown to people; its ending tells the format.
        data: Its bytes: a FHIR R4 Questionnaire (.json), a REDCap data dictionary (.csv) or
            Troth's own YAML (.yaml).
        measure: Any name of the measure.
        language: The language of the words, where the file does not say it.

    Raises:
        TextsRefused: The first thing that does not fit, with its place and remedy.
    """
    found = _measure(library, file, measure)
    raw = _parsed(file, data)
    warnings = list(found.coding)
    if raw.language and language and raw.language.casefold() != language.casefold():
        message = f'The file is in "{raw.language}", but "{language}" was asked for.'
        raise TextsRefused(file, None, message, "Name one language, and give each as a file of its own.")
    if raw.language is None and language is None:
        warnings.append("The file does not say its language: en is taken.")
    match = Match(file, raw, found, library, raw.language or language or FALLBACK_LANGUAGE)
    texts = match.texts()
    return Taken(texts, found, (*warnings, *match.warnings))


def _measure(library: Library, file: str, name: str) -> Measure:
    try:
        found = named(library, name)
    except NotTaken as error:
        raise TextsRefused(
            file, None, f"{error.entry.name} cannot be taken in:", error.entry.reason
        ) from error
    except ContentNotFound as error:
        raise TextsRefused(file, None, str(error), "Name a published measure.") from error
    if not isinstance(found, Measure):
        raise TextsRefused(file, None, f"{found.id} is our own measure.", "Name a published measure.")
    return found


def _parsed(file: str, data: bytes) -> RawTexts:
    parse = PARSERS.get(file.rpartition(".")[2].casefold())
    if parse is None:
        remedy = "Give a FHIR Questionnaire (.json), a REDCap data dictionary (.csv) or Troth's own .yaml."
        raise TextsRefused(file, None, "The ending does not tell what it is.", remedy)
    if len(data) > LARGEST_FILE:
        remedy = f"Keep it below {LARGEST_FILE // 1000} kB."
        raise TextsRefused(file, None, "The file is too large for a questionnaire.", remedy)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextsRefused(file, None, "The file is not UTF-8 text.", "Save it again as UTF-8.") from error
    if "\0" in text:
        raise TextsRefused(file, None, "The file holds NUL bytes.", "Save it again as UTF-8 text.")
    return parse(file, unicodedata.normalize("NFC", text))
