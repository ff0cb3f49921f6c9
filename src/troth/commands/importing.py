"""`troth import instrument`: whether the words of a published measure fit, and taking them in for a practice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.commands.answers import BadInput, answer, answer_json, part, refusals_are_bad_input
from troth.commands.preparing import open_migrated
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
    attested: tuple[str | None, str | None, str | None] | None,
    as_json: bool,
) -> None:
    """Check a file of words against its measure, and store it for a practice. Raises `BadInput`.

    `attested` holds the practice, the address of the clinician who says that it may use the words, and on what
    ground; None where the file is only checked.
    """
    parts = [each.strip() for each in attested or () if each and each.strip()]
    if attested is not None and len(parts) < len(attested):
        raise BadInput(
            "Someone must attest the right to use these words: add --practice NAME, --attested-by EMAIL and "
            "--ground TEXT, or --check to look only"
        )
    taken = _take(path, measure, language)
    report = _report(taken) | {"attested_by": None, "ground": None, "stored_version": None}
    if attested is not None:
        practice, by, ground = parts
        version = _store(path, measure, language, practice=practice, by=by, ground=ground)
        report |= {"attested_by": by, "ground": ground, "stored_version": version}
    if as_json:
        answer_json(report)
    else:
        _print(report)


def _store(path: Path, measure: str, language: str | None, *, practice: str, by: str, ground: str) -> int:
    """Take the words in through the same action as the page; returns the version."""
    open_migrated()
    actor = part("troth.practice.people.queries:clinician_at")(practice, by)
    if actor is None:
        raise BadInput(f"Nobody with the address {by} gives care in the practice {practice!r}: check both")
    with refusals_are_bad_input():
        words = part("troth.practice.instruments.measure_actions:import_instrument")(
            actor=actor,
            measure=measure,
            file=path.name,
            data=path.read_bytes(),
            ground=ground,
            attests=True,
            language=language,
        )
    return int(words.version)


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
    answer(
        f"{'It would be taken' if report['stored_version'] is None else 'Taken'} in as {report['instrument']}."
    )
    answer(f"Scales: {', '.join(report['scales']) or 'none until a key is brought'}.")
    if report["keys_supplied"]:
        answer(f"Key supplied by the practice: {', '.join(report['keys_supplied'])}.")
    answer(f"Rights: {report['rights']}")
    if report["attested_by"]:
        answer(f"Attested by {report['attested_by']}: {report['ground']}")
    for warning in report["warnings"]:
        answer(f"Note: {warning}")
    if report["stored_version"] is None:
        answer("Only checked: nothing was stored.")
    else:
        answer(f"Stored as version {report['stored_version']}.")
