"""`troth score`: what a questionnaire says about a file of answers, with the source of every band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.commands.answer_files import instrument_answers, measure_answers, read_answers
from troth.commands.answers import BadInput, answer, answer_json
from troth.commands.importing import measure_with_key
from troth.library import ContentNotFound, Instrument, Measure, NotTaken, load_library, named
from troth.library.score_measure import score_measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from troth.library.score_measure import Judgement, MeasureResult, MeasureScore
    from troth.science.scoring import ScaleScore

UNVALIDATED = "This is our own measure and not validated: it has no norms and no cut-offs."


def find(name: str, answers: int) -> Measure | Instrument:
    """Return a questionnaire by any of its names; raises `BadInput` with the reason where there is none.

    Where a name fits several forms, the number of answers tells which is meant.
    """
    try:
        return named(load_library(), name, items=answers)
    except NotTaken as error:
        raise BadInput(str(error)) from error
    except ContentNotFound as error:
        raise BadInput(f"{error} See `troth score --list`") from error


def score(
    name: str,
    path: Path,
    *,
    texts: Path | None,
    prorate: Sequence[str],
    cutoffs: Sequence[str],
    as_json: bool,
) -> None:
    """Score a file of answers and print the result. Raises `BadInput`.

    `texts` is the practice's own file of words, where it must bring the key of the measure.
    """
    given = read_answers(path)
    found = find(name, len(given)) if texts is None else measure_with_key(name, texts)
    if isinstance(found, Instrument):
        if prorate or cutoffs:
            raise BadInput(
                f"{found.id} is our own: its rules stand in its own file, so leave the options out"
            )
        report = _instrument_report(found, instrument_answers(found, given))
    else:
        report = _measure_report(found, given, prorate, cutoffs)
    if as_json:
        answer_json(report)
    else:
        _print(report)


def list_questionnaires(*, as_json: bool) -> None:
    """Print every questionnaire that can be scored, and how complete its key is."""
    library = load_library()
    rows = [
        {
            "id": measure.id,
            "name": measure.name,
            "items": len(measure.items) or None,
            "status": measure.status,
        }
        for measure in library.measures.values()
    ]
    rows += [
        {"id": own.id, "name": own.title, "items": len(own.items), "status": "own, unvalidated"}
        for own in library.instruments.values()
        if own.scales
    ]
    if as_json:
        answer_json(rows)
        return
    for row in rows:
        answer(f"{row['id']:<14} {row['items'] or '?':>3}  {row['status']:<20} {row['name']}")


def _measure_report(
    measure: Measure, given: Mapping[str, object], prorate: Sequence[str], cutoffs: Sequence[str]
) -> dict[str, Any]:
    answers = measure_answers(measure, given)
    minimum = {_pair(each)[0]: _count(each) for each in prorate}
    try:
        result = score_measure(measure, answers, minimum_answered=minimum, chosen=dict(map(_pair, cutoffs)))
    except (ValueError, ContentNotFound) as error:
        raise BadInput(str(error)) from error
    return measure_report(result)


def measure_report(result: MeasureResult) -> dict[str, Any]:
    """Return a result as plain values for JSON: every number with its range, source and mark."""
    measure = result.measure
    return {
        "instrument": measure.id,
        "name": measure.name,
        "version": measure.version,
        "status": measure.status,
        "scales": {score.scale.id: _scale(score) for score in result.scores},
        "rules": {
            rule.id: {"label": rule.label, "met": rule.met, "to_verify": rule.to_verify}
            for rule in result.rules
        },
        "alerts": [{"item": alert.item, "kind": alert.kind} for alert in result.alerts],
        "warnings": list(result.warnings),
    }


def _scale(score: MeasureScore) -> dict[str, Any]:
    by = score.chosen.by if score.chosen else None
    return {
        "label": score.scale.label,
        "value": score.value,
        "range": score.scale.range,
        "band": score.band,
        "band_rests_on": by.shown if by else None,
        "band_source": by.source if by else None,
        "band_mark": by.mark if by else None,
        "reason": score.reason,
        "answered": score.n_answered,
        "items": score.n_items,
        "prorated": score.prorated,
        "key": {"source": score.scale.key.source, "mark": score.scale.key.mark},
        "cutoffs": {each.id: _judgement(each) for each in score.judgements},
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    by = judgement.by
    return {
        "value": getattr(by, "value", None),
        "upper": getattr(by, "upper", None),
        "band": judgement.band,
        "source": by.source,
        "mark": by.mark,
        "to_verify": by.to_verify,
        "note": by.note,
    }


def _instrument_report(instrument: Instrument, answers: Mapping[str, object]) -> dict[str, Any]:
    scores = {found.scale: found for found in instrument.score(answers)}
    labels = {scale.id: scale.label for scale in instrument.scales}
    warnings = [
        f"{found.scale}: not scored: only {found.n_answered} of {found.n_items} items answered."
        if found.value is None
        else f"{found.scale}: prorated from {found.n_answered} of {found.n_items} answers."
        for found in scores.values()
        if found.warnings
    ]
    return {
        "instrument": instrument.id,
        "name": instrument.title,
        "version": instrument.version,
        "status": "own, unvalidated",
        "scales": {name: _own_scale(labels[name], found) for name, found in scores.items()},
        "rules": {},
        "alerts": [
            {"item": item.id, "kind": alert.kind}
            for item in instrument.items
            for alert in item.alerts
            if alert.is_raised_by(answers.get(item.id))
        ],
        "warnings": [*warnings, UNVALIDATED],
    }


def _own_scale(label: str, found: ScaleScore) -> dict[str, Any]:
    scored = found.value is not None
    return {
        "label": label,
        "value": found.value,
        "range": found.range,
        "band": None,
        "reason": None if scored else f"not scored: only {found.n_answered} of {found.n_items} answered",
        "answered": found.n_answered,
        "items": found.n_items,
        "prorated": scored and bool(found.warnings),
    }


def _print(report: dict[str, Any]) -> None:
    answer(f"{report['name']} ({report['instrument']}, {report['status']})")
    width = max((len(scale["label"]) for scale in report["scales"].values()), default=0)
    for scale in report["scales"].values():
        value = "–" if scale["value"] is None else f"{scale['value']:.4g}"
        low, high = scale["range"] or ("?", "?")
        band = f"{scale['band']} (cut-off {scale['band_rests_on']})" if scale["band"] else ""
        words = scale["reason"] if scale["value"] is None else band
        answer(f"  {scale['label']:<{width}}  {value:>6}  of {low} to {high}  {words}".rstrip())
    for rule in report["rules"].values():
        answer(f"  {rule['label']}: {({True: 'met', False: 'not met', None: 'open'})[rule['met']]}")
    for alert in report["alerts"]:
        answer(f"Alert: {alert['kind'].replace('_', ' ')} (item {alert['item']})")
    for warning in report["warnings"]:
        answer(f"Note: {warning}")


def _pair(written: str) -> tuple[str, str]:
    scale, _, value = written.partition("=")
    if not scale or not value:
        raise BadInput(f"{written!r} is not SCALE=VALUE: write it like total=6")
    return scale, value


def _count(written: str) -> int:
    value = _pair(written)[1]
    if not value.isdecimal() or int(value) == 0:
        raise BadInput(f"{written!r} has no number of answers: write it like total=6")
    return int(value)
