"""`troth import instrument`: whether the words of a published measure fit, and what would be taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.commands.answers import BadInput, answer, answer_json
from troth.library import load_library
from troth.library.importing import TextsRefused, completed, instrument_from, read_texts

if TYPE_CHECKING:
    from pathlib import Path

    from troth.library import Measure
    from troth.library.importing import Taken


def import_instrument(
    path: Path,
    measure: str,
    language: str | None,
    *,
    attested: tuple[str | None, str | None] | None,
    as_json: bool,
) -> None:
    """Check a file of words against its measure and say what would be taken in. Raises `BadInput`.

    `attested` holds who says that the practice may use the words, and on what ground; None where
    the file is only checked.
    """
    if attested is not None and not all(part and part.strip() for part in attested):
        raise BadInput(
            "Someone must attest the right to use these words: add --attested-by NAME and --ground TEXT, "
            "or --check to look only"
        )
    taken = _take(path, measure, language)
    by, ground = attested or (None, None)
    report = _report(taken) | {"attested_by": by, "ground": ground}
    if as_json:
        answer_json(report)
    else:
        _print(report)


def measure_with_key(name: str, path: Path) -> Measure:
    """Return a measure with the key that the practice's own file of words brings. Raises `BadInput`."""
    taken = _take(path, name, None)
    return completed(taken.measure, taken.texts)


def _take(path: Path, measure: str, language: str | None) -> Taken:
    try:
        return read_texts(load_library(), path.name, path.read_bytes(), measure=measure, language=language)
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): name a file with the words") from error
    except TextsRefused as error:
        raise BadInput(str(error)) from error


def _report(taken: Taken) -> dict[str, Any]:
    instrument = instrument_from(taken.texts, taken.measure)
    return {
        "instrument": instrument.id,
        "measure": taken.measure.id,
        "name": taken.measure.name,
        "language": taken.texts.language,
        "format": taken.texts.format,
        "items": len(instrument.items),
        "scales": [scale.id for scale in instrument.scales],
        "keys_supplied": [key.id for key in taken.texts.keys],
        "rights": taken.measure.rights.text,
        "warnings": list(taken.warnings),
        "texts": taken.texts.to_json(),
    }


def _print(report: dict[str, Any]) -> None:
    answer(f"{report['name']}: {report['items']} items in {report['language']}, from {report['format']}.")
    answer(f"It would be taken in as {report['instrument']}.")
    answer(f"Scales: {', '.join(report['scales']) or 'none until a key is brought'}.")
    if report["keys_supplied"]:
        answer(f"Key supplied by the practice: {', '.join(report['keys_supplied'])}.")
    answer(f"Rights: {report['rights']}")
    if report["attested_by"]:
        answer(f"Attested by {report['attested_by']}: {report['ground']}")
    for warning in report["warnings"]:
        answer(f"Note: {warning}")
    answer("Only checked: nothing was stored.")
