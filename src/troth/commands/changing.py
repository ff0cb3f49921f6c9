"""`troth change`: what happened between two answers, for one person or for both partners."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from troth.commands.answers import BadInput, answer, answer_json
from troth.commands.change_arguments import PRECISION
from troth.commands.score_files import Questionnaire, ScoreFile, questionnaire, scores_of
from troth.library.change_terms import GIVEN, ChangeTerms, Origin
from troth.library.judged_change import NO_SIDE, JudgedChange, judge_change
from troth.science.change import (
    ChangeMethod,
    Cutoff,
    Healthy,
    Precision,
    ReliabilityKind,
    couple_change,
    couple_class,
    smallest_reliable_step,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping


PARTLY = Origin("partly given by the person, the rest as published", None)
HINTS = {NO_SIDE: " Give it with --healthy."}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person asked for; None where the measure's own numbers are to be used."""

    method: ChangeMethod
    scale: str | None
    healthy: str | None
    cutoff: float | None
    rci: float | None
    precision: Mapping[str, float]
    reliability_kind: str


def report_change(chosen: Namespace) -> None:
    """Print the change between two files, and with a partner's two files that of the couple. Raises `BadInput`."""
    files = ScoreFile.read(chosen.pre), ScoreFile.read(chosen.post)
    found, asked = questionnaire(chosen.instrument, files[0]), _asked(chosen)
    if asked.scale is not None and asked.scale not in found.ranges:
        raise BadInput(f"{found.id} has no scale {asked.scale!r}; it has {', '.join(found.ranges)}")
    theirs = [ScoreFile.read(path) for path in chosen.partner or ()]
    partner = (theirs[0], theirs[1]) if theirs else None
    try:
        report = _report(found, files, partner, asked)
    except ValueError as error:
        raise BadInput(str(error)) from error
    if chosen.json:
        answer_json(report)
    else:
        _print(report)


def _asked(chosen: Namespace) -> Asked:
    given = vars(chosen)
    return Asked(
        method=ChangeMethod(chosen.method),
        scale=chosen.scale,
        healthy=chosen.healthy,
        cutoff=chosen.cutoff,
        rci=chosen.rci,
        precision={name: given[name] for name in PRECISION if given[name] is not None},
        reliability_kind=chosen.reliability_kind,
    )


def _report(
    found: Questionnaire,
    files: tuple[ScoreFile, ScoreFile],
    partner: tuple[ScoreFile, ScoreFile] | None,
    asked: Asked,
) -> dict[str, Any]:
    terms = _terms(found, asked)
    own = _changes(found, files, terms, asked)
    report: dict[str, Any] = {
        "instrument": found.id,
        "method": asked.method,
        "scales": {scale: _told(each, found.ranges[scale], terms[scale]) for scale, each in own.items()},
    }
    if partner is not None:
        theirs = _changes(found, partner, terms, asked)
        report["partner"] = {
            scale: _told(each, found.ranges[scale], terms[scale]) for scale, each in theirs.items()
        }
        report["couple"] = {scale: _couple(own[scale], theirs[scale]) for scale in own if scale in theirs}
    return report


def _terms(found: Questionnaire, asked: Asked) -> dict[str, ChangeTerms]:
    """Return the terms of every scale that is asked for, the person's own numbers first."""
    scales = [asked.scale] if asked.scale else list(found.terms)
    gives = asked.precision or asked.rci is not None or asked.cutoff is not None
    if gives and len(scales) > 1:
        raise BadInput(
            f"{found.id} has several scales, and numbers belong to one: "
            f"name it with --scale ({', '.join(scales)})"
        )
    return {scale: _own_numbers(found.terms[scale], asked) for scale in scales}


def _own_numbers(terms: ChangeTerms, asked: Asked) -> ChangeTerms:
    if asked.healthy is not None:
        healthy = Healthy(asked.healthy)
        if terms.healthy is not healthy:
            terms = replace(terms, healthy=healthy, cutoff=None, cutoff_from=None)
    if asked.cutoff is not None:
        if terms.healthy is None:
            raise BadInput("--cutoff needs --healthy above or --healthy below")
        terms = replace(terms, cutoff=Cutoff(asked.cutoff, terms.healthy), cutoff_from=GIVEN)
    kind = ReliabilityKind(asked.reliability_kind)
    if asked.precision:
        terms = replace(terms, rci=None, precision=_precision(terms, asked, kind))
        terms = replace(terms, index_from=GIVEN if {"sd", "reliability"} <= set(asked.precision) else PARTLY)
    if asked.rci is not None:
        terms = replace(terms, rci=asked.rci, index_from=GIVEN, rci_kind=kind)
    return terms


def _precision(terms: ChangeTerms, asked: Asked, kind: ReliabilityKind) -> Precision:
    """Return the person's numbers; what they left out is taken from what is published."""
    known, given = terms.precision, dict(asked.precision)
    if known is not None:
        given.setdefault("sd", known.sd)
        given.setdefault("reliability", known.reliability)
    elif terms.reliability is not None:
        given.setdefault("reliability", terms.reliability)
    if not {"sd", "reliability"} <= set(given):
        raise BadInput("give --sd and --reliability together: one without the other gives no index")
    if "reliability" not in asked.precision:
        kind = known.reliability_kind if known else terms.reliability_kind
    return Precision(**given, reliability_kind=kind)


def _changes(
    found: Questionnaire, files: tuple[ScoreFile, ScoreFile], terms: Mapping[str, ChangeTerms], asked: Asked
) -> dict[str, JudgedChange]:
    pre, post = (scores_of(file, found, asked.scale) for file in files)
    shared = [scale for scale in terms if scale in pre and scale in post]
    if not shared:
        wanted = f"a score on {asked.scale}" if asked.scale else "a scale in common"
        raise BadInput(f"{files[0].path} and {files[1].path} do not have {wanted}")
    return {
        scale: judge_change(
            pre[scale], post[scale], terms[scale], method=asked.method, why_no_index=found.why_no_index
        )
        for scale in shared
    }


def _told(each: JudgedChange, bounds: tuple[int, int] | None, terms: ChangeTerms) -> dict[str, Any]:
    judged, cutoff = each.judged, terms.cutoff
    whole = all(value is None or float(value).is_integer() for value in (each.pre, each.post))
    return {
        "pre": each.pre,
        "post": each.post,
        "range": bounds,
        "change": None if each.pre is None or each.post is None else each.post - each.pre,
        "class": judged.change_class if judged else None,
        "why_no_class": _why(each),
        "rci": judged.threshold if judged else None,
        "smallest_reliable_step": smallest_reliable_step(judged.threshold) if judged and whole else None,
        "statistic": judged.statistic if judged else None,
        "expected": judged.expected if judged else None,
        "reliability_kind": judged.reliability_kind if judged else None,
        **_origin("rci", terms.index_from),
        "cutoff": cutoff.value if cutoff else None,
        "cutoff_upper": cutoff.upper if cutoff else None,
        "crossed": judged.crossed if judged else None,
        "healthy": terms.healthy,
        **_origin("cutoff", terms.cutoff_from),
    }


def _why(each: JudgedChange) -> str | None:
    return None if each.why is None else each.why + HINTS.get(each.why, "")


def _origin(what: str, origin: Origin | None) -> dict[str, Any]:
    return {
        f"{what}_source": origin.source if origin else None,
        f"{what}_mark": origin.mark if origin else None,
    }


def _couple(own: JudgedChange, theirs: JudgedChange) -> dict[str, Any]:
    if own.judged is None or theirs.judged is None:
        return {"class": None, "why_no_class": _why(own) or _why(theirs)}
    told: dict[str, Any] = {"class": couple_class(own.judged.change_class, theirs.judged.change_class)}
    if own.judged.method is not ChangeMethod.JACOBSON_TRUAX:
        return told
    found = couple_change(own.judged, theirs.judged)
    for name, part in (("level", found.level), ("difference", found.difference)):
        told[name] = {
            "pre": part.pre,
            "post": part.post,
            "change": part.change,
            "standard_error": part.standard_error,
            "reliable": part.reliable,
        }
    return {
        **told,
        "chi_square": found.chi_square,
        "p_value": found.p_value,
        "direction": found.direction,
        "closer_by_a_fall": found.closer_by_a_fall,
    }


def _print(report: Mapping[str, Any]) -> None:
    for title in ("scales", "partner"):
        for scale, told in report.get(title, {}).items():
            answer(f"{'partner, ' if title == 'partner' else ''}{scale}: {_line(told)}")
    for scale, told in report.get("couple", {}).items():
        answer(f"couple, {scale}: {told['class'] or told['why_no_class']}")


def _line(told: Mapping[str, Any]) -> str:
    if told["change"] is None:
        return str(told["why_no_class"])
    moved = f"{told['pre']:g} to {told['post']:g}, change {told['change']:+g}"
    if told["class"] is None:
        return f"{moved}. {told['why_no_class']}"
    index = f"reliable from {told['rci']:.2f} on ({_place(told, 'rci')})"
    line = "" if told["cutoff"] is None else f"; cut-off {told['cutoff']:g} ({_place(told, 'cutoff')})"
    return f"{moved}: {told['class']}; {index}{line}"


def _place(told: Mapping[str, Any], what: str) -> str:
    return " ".join(filter(None, (told[f"{what}_source"] or "no source", told[f"{what}_mark"])))
