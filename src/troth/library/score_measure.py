"""From answers to what a measure says about them: scores, bands, rules and alerts, with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.library.problems import ContentNotFound
from troth.science import bands, scoring
from troth.science.scoring import ScoringWarning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.library.measure import AlertKind, Bands, Cutoff, Measure, MeasureScale, Need

    Answers = Mapping[str, int | None]

MOST_NAMED = 8
BANDS = "bands"  # the name under which a scale's bands stand beside its cut-offs


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one cut-off (or the scale's bands) says about a score."""

    id: str
    band: str | None
    between: bool
    by: Cutoff | Bands


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """A score on one scale; `value` is None where `reason` says why it was not scored."""

    scale: MeasureScale
    value: float | None
    n_answered: int
    n_items: int | None
    prorated: bool
    reason: str | None
    judgements: tuple[Judgement, ...]
    chosen: Judgement | None

    @property
    def band(self) -> str | None:
        """The band in words; None without a published one, or while none of several is chosen."""
        return self.chosen.band if self.chosen else None


@dataclass(frozen=True, slots=True)
class RuleResult:
    """Whether a rule beside the scores is met; None where missing answers leave it open."""

    id: str
    label: str
    met: bool | None
    to_verify: bool


@dataclass(frozen=True, slots=True)
class RaisedAlert:
    """An answer that the therapist must hear of."""

    kind: AlertKind
    item: str


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """Everything that a measure says about one person's answers."""

    measure: Measure
    scores: tuple[MeasureScore, ...]
    rules: tuple[RuleResult, ...]
    alerts: tuple[RaisedAlert, ...]
    warnings: tuple[str, ...]


def score_measure(
    measure: Measure,
    answers: Answers,
    *,
    minimum_answered: Mapping[str, int] | None = None,
    chosen: Mapping[str, str] | None = None,
) -> MeasureResult:
    """Score one person's answers.

    Args:
        measure: The definition.
        answers: Raw answers by item id; None or an absent id means "not answered".
        minimum_answered: The practice's own rule by scale: prorate from so many answers on.
            Without it a scale is scored only when all of its items are answered.
        chosen: The practice's own choice of a cut-off by scale.

    Raises:
        ValueError: An answer is not a whole number in its item's range, or a rule asks for more
            answers than a scale has.
        ContentNotFound: There is no such scale or cut-off.
    """
    minimum_answered, chosen = minimum_answered or {}, chosen or {}
    for name in (*minimum_answered, *chosen):
        _check_scale(measure, name)
    scores: dict[str, MeasureScore] = {}
    for scale in sorted(measure.scales, key=lambda each: each.method == "sum_of_scales"):
        raw = (
            _added(scale, scores)
            if scale.method == "sum_of_scales"
            else _scored(measure, scale, answers, minimum_answered.get(scale.id))
        )
        scores[scale.id] = _judged(scale, raw, chosen.get(scale.id))
    in_order = tuple(scores[scale.id] for scale in measure.scales)
    alerts = tuple(
        RaisedAlert(alert.kind, item)
        for alert in measure.alerts
        for item in alert.items
        if answers.get(item) in alert.any_of
    )
    rules = tuple(
        RuleResult(rule.id, rule.label, _all_met(rule.needs, answers, rule.at_least), rule.to_verify)
        for rule in measure.rules
    )
    return MeasureResult(measure, in_order, rules, alerts, (*_warnings(in_order), *measure.cautions))


def judge(scale: MeasureScale, value: float) -> tuple[Judgement, ...]:
    """Say what each cut-off of a scale, and its bands, make of a score."""
    found = [_by_cutoff(cutoff, value) for cutoff in scale.cutoffs]
    if scale.bands is not None:
        index = bands.band(value, [start for start, _ in scale.bands.steps])
        label = None if index is None else scale.bands.steps[index][1]
        found.append(Judgement(BANDS, label, between=False, by=scale.bands))
    return tuple(found)


def in_use(scale: MeasureScale, value: float, chosen: str | None = None) -> Judgement | None:
    """Say what the cut-off in use makes of a score: the chosen one, else the bands, else the default.

    None without a published figure, or while none of several is chosen.
    """
    default = scale.default_cutoff
    wanted = chosen or (BANDS if scale.bands else default.id if default else None)
    return next((each for each in judge(scale, value) if each.id == wanted), None)


@dataclass(frozen=True, slots=True)
class _Raw:
    value: float | None
    n_answered: int
    n_items: int | None
    prorated: bool = False
    reason: str | None = None


def _check_scale(measure: Measure, name: str) -> None:
    known = tuple(scale.id for scale in measure.scales)
    if name not in known:
        raise ContentNotFound(f"scale of {measure.id}", name, known)


def _scored(measure: Measure, scale: MeasureScale, answers: Answers, minimum: int | None) -> _Raw:
    if scale.items is None:
        return _Raw(None, 0, scale.count, reason="not scored: its key must come with the practice's own file")
    definition = measure.definition(scale, minimum)
    result = scoring.score(definition, answers)
    if result.value is None:
        missing = [item for item in scale.items if answers.get(item) is None]
        needed = "all are" if definition.minimum_answered == result.n_items else definition.minimum_answered
        reason = (
            f"not scored: {len(missing)} of {result.n_items} items not answered "
            f"({_listed(missing)}), and {needed} needed"
        )
        return _Raw(None, result.n_answered, result.n_items, reason=reason)
    return _Raw(
        result.value, result.n_answered, result.n_items, prorated=ScoringWarning.PRORATED in result.warnings
    )


def _listed(items: list[str]) -> str:
    shown = ", ".join(items[:MOST_NAMED])
    return shown if len(items) <= MOST_NAMED else f"{shown} and others"


def _added(scale: MeasureScale, scores: Mapping[str, MeasureScore]) -> _Raw:
    parts = [scores[name] for name in scale.scales]
    values = [part.value for part in parts if part.value is not None]
    answered = sum(part.n_answered for part in parts)
    items = sum(part.n_items or 0 for part in parts)
    if len(values) < len(parts):
        missing = ", ".join(part.scale.id for part in parts if part.value is None)
        return _Raw(None, answered, items, reason=f"not scored: {missing} has no score")
    return _Raw(sum(values), answered, items, prorated=any(part.prorated for part in parts))


def _judged(scale: MeasureScale, raw: _Raw, chosen_id: str | None) -> MeasureScore:
    known = {cutoff.id: cutoff for cutoff in scale.cutoffs}
    if chosen_id is not None and chosen_id not in known:
        raise ContentNotFound(f"cut-off of {scale.id}", chosen_id, tuple(known))
    judgements = () if raw.value is None else judge(scale, raw.value)
    chosen = None if raw.value is None else in_use(scale, raw.value, chosen_id)
    return MeasureScore(
        scale, raw.value, raw.n_answered, raw.n_items, raw.prorated, raw.reason, judgements, chosen
    )


def _by_cutoff(cutoff: Cutoff, value: float) -> Judgement:
    upper = cutoff.value if cutoff.upper is None else cutoff.upper
    found = bands.zone(value, cutoff.value, upper, value_is=cutoff.value_is)
    words = {"below": cutoff.below, "above": cutoff.above, "between": "between the published cut-offs"}
    return Judgement(cutoff.id, words[found], found == "between", cutoff)


def _all_met(needs: tuple[Need, ...], answers: Answers, at_least: int) -> bool | None:
    met = [bands.enough_answers(answers, need.items, at_least=at_least, count=need.count) for need in needs]
    if False in met:
        return False
    return None if None in met else True


def _warnings(scores: tuple[MeasureScore, ...]) -> list[str]:
    found: list[str] = []
    keys: dict[str, list[str]] = {}
    for score in scores:
        name = score.scale.id
        if score.reason:
            found.append(f"{name}: {score.reason}.")
        if score.prorated:
            found.append(f"{name}: prorated from {score.n_answered} of {score.n_items} answers.")
        if score.judgements and score.chosen is None:
            names = " or ".join(f"{cutoff.id} ({cutoff.shown})" for cutoff in score.scale.cutoffs)
            found.append(f"{name}: several cut-offs are published; the practice must choose one: {names}.")
        if score.chosen and score.chosen.by.to_verify:
            by = score.chosen.by
            found.append(f"{name}: the band rests on the default {by.shown} ({by.told}).")
        if score.value is not None and score.scale.key.to_verify:
            keys.setdefault(score.scale.key.told, []).append(name)
    return [*found, *(f"{', '.join(names)}: the key is a default ({told})." for told, names in keys.items())]
