"""Everything a couple scored, measure by measure, with what judges a change; for the care team, never for a partner.

Guarded answers are never kept as scores, so no violence screen is here. Trust Pulse has pages of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Max

from troth.library import load_library
from troth.library.change_terms import ChangeTerms, published_terms
from troth.library.judged_change import NO_INDEX, OWN
from troth.practice.common.errors import Absent
from troth.practice.instruments import defaults, editions, rules
from troth.practice.instruments.evidence import SCORE_COLUMNS, ScoreFact
from troth.practice.instruments.models import ExternalScore, PracticeDefault, PracticeInstrument, Score
from troth.practice.instruments.trust_queries import TRUST_PULSE
from troth.practice.privacy.states import Audience
from troth.practice.privacy.visibility import visible

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    from troth.library import Measure
    from troth.library.measure import MeasureScale
    from troth.practice.people.viewer import Viewer

OFF = "Your practice uses no reliable change here, so the change is described, not judged."
NOTHING_KNOWN = ChangeTerms()
LICENSED = "Troth holds no figures of this licensed form, so the change is described, not judged."


class Point(NamedTuple):
    """One score of one side."""

    on: dt.date
    value: float


Points = dict[str, list[Point]]  # by side, the oldest first; a side without scores is not in it
Scored = list[tuple[ScoreFact, float]]


@dataclass(frozen=True)
class MeasuredScale:
    """Both sides' scores on one scale, and by what a change is judged; else ``why`` says why not.

    ``scale`` is the published scale as the practice uses it, with the cut-off that it has ``chosen``.
    """

    id: str
    label: str
    points: Points
    range: tuple[float, float] | None = None
    scale: MeasureScale | None = None
    chosen: str | None = None
    terms: ChangeTerms = NOTHING_KNOWN
    why: str = LICENSED


@dataclass(frozen=True)
class Measured:
    """What a couple scored on one measure: a published one with its definition, an own one, or a licensed form.

    ``anew_on`` are the days from which an own one was answered in other words than before.
    """

    slug: str
    title: str
    scales: list[MeasuredScale]
    measure: Measure | None = None
    is_own: bool = False
    anew_on: Sequence[dt.date] = ()


def measured(viewer: Viewer, couple_id: UUID, slug: str | None = None) -> list[Measured]:
    """Return what a couple scored, published measures first; only one measure where it is named.

    Raises `Absent` outside the care team.
    """
    rules.check_cares(viewer, couple_id)
    names = list(scored_names(viewer, couple_id)) if slug is None else [slug]
    return _in_order([*_answered(viewer, couple_id, names), *_licensed(couple_id, slug)])


def measured_elsewhere(viewer: Viewer, couple_id: UUID, names: Iterable[str]) -> list[Measured]:
    """Return what a couple scored on the published measures of these names, and on licensed forms."""
    rules.check_cares(viewer, couple_id)
    return _in_order([*_answered(viewer, couple_id, list(names)), *_licensed(couple_id, None)])


def measured_called(viewer: Viewer, couple_id: UUID, slug: str) -> Measured:
    """Return what a couple scored on one measure. Raises `Absent` where there is nothing, or for others."""
    for found in measured(viewer, couple_id, slug):
        return found
    raise Absent


def scored_names(viewer: Viewer, couple_id: UUID) -> dict[str, str]:
    """Return the names of all measures but Trust Pulse that a couple scored, each with the hash of its latest words.

    Raises `Absent` outside the care team.
    """
    rules.check_cares(viewer, couple_id)
    rows = Score.objects.filter(couple_id=couple_id).exclude(audience=Audience.ME)
    latest = rows.exclude(instrument=TRUST_PULSE).values_list("instrument", "content_hash")
    names = {name: words for name, words, _ in latest.annotate(last=Max("answered_at")).order_by("last")}
    return dict(sorted(names.items()))


def _in_order(found: list[Measured]) -> list[Measured]:
    return sorted(found, key=lambda each: (each.is_own, each.measure is None, each.title))


def _answered(viewer: Viewer, couple_id: UUID, names: Collection[str]) -> Iterable[Measured]:
    names = [name for name in names if name != TRUST_PULSE]
    rows = Score.objects.filter(couple_id=couple_id, instrument__in=names, value__isnull=False)
    scored: dict[str, list[ScoreFact]] = defaultdict(list)
    for row in rows.order_by("answered_at").values_list(*SCORE_COLUMNS) if names else ():
        fact = ScoreFact(*row)
        scored[fact.instrument].append(fact)
    measures = _measures_behind(couple_id, set(scored) - set(load_library().instruments))
    figures = _defaults(couple_id, set(measures.values()))
    library = load_library()
    for name, facts in scored.items():
        seen = visible(facts, viewer, cares=True)
        if not seen:  # kept to themselves: also that there is something stays with them
            continue
        if measures.get(name) in library.measures:
            published = library.measures[measures[name]]
            several = list(measures.values()).count(published.id) > 1
            title = f"{published.name} ({name.removeprefix(published.id)[1:]})" if several else published.name
            yield _published(name, title, published, figures.get(published.id, []), seen)
        elif name in library.instruments:
            own = editions.worded(name, seen[-1].content_hash) or library.instruments[name]
            labels = {scale.id: scale.label for scale in own.scales}
            yield Measured(name, own.title, _own(labels, seen), is_own=True, anew_on=_anew_on(seen))


def _measures_behind(couple_id: UUID, names: set[str]) -> dict[str, str]:
    """Return the published measure behind the practice's own words of each name."""
    if not names:
        return {}
    words = PracticeInstrument.objects.filter(practice__couples=couple_id, slug__in=names)
    return dict(words.values_list("slug", "measure"))


def _defaults(couple_id: UUID, measures: set[str]) -> Mapping[str, list[PracticeDefault]]:
    found: dict[str, list[PracticeDefault]] = defaultdict(list)
    if measures:
        for row in PracticeDefault.objects.filter(practice__couples=couple_id, measure__in=measures):
            found[row.measure].append(row)
    return found


def _published(
    slug: str, title: str, measure: Measure, rows: Sequence[PracticeDefault], facts: Sequence[ScoreFact]
) -> Measured:
    used, chosen = defaults.as_used(measure, defaults.figures_of(measure, rows))
    scales = []
    for scale in used.scales:
        scored = (
            _added(scale, facts) if scale.scales else [(f, f.value) for f in facts if f.scale == scale.id]
        )
        if scored:
            terms = published_terms(scale, chosen.get(scale.id))
            # A cut-off that the practice switched off still says which side is healthy.
            terms = replace(terms, healthy=published_terms(measure.scale(scale.id)).healthy)
            scales.append(
                MeasuredScale(
                    id=scale.id,
                    label=scale.label,
                    points=_points(scored),
                    range=scale.range if scale.scales else _range(scored),
                    scale=scale,
                    chosen=chosen.get(scale.id),
                    terms=terms,
                    why=OFF if measure.scale(scale.id).rci else NO_INDEX,
                )
            )
    return Measured(slug, title, scales, measure=measure)


def _added(scale: MeasureScale, facts: Iterable[ScoreFact]) -> Scored:
    """Return the sums of other scales, of each time at which all of these were scored."""
    times: dict[tuple[str, dt.datetime], dict[str, ScoreFact]] = defaultdict(dict)
    for fact in facts:
        if fact.scale in scale.scales:
            times[fact.side, fact.answered_at][fact.scale] = fact
    whole = [list(parts.values()) for parts in times.values() if len(parts) == len(scale.scales)]
    return [(parts[0], sum(part.value for part in parts)) for parts in whole]


def _own(labels: Mapping[str, str], facts: Sequence[ScoreFact]) -> list[MeasuredScale]:
    scored = {scale: [(fact, fact.value) for fact in facts if fact.scale == scale] for scale in labels}
    return [
        MeasuredScale(scale, labels[scale], _points(found), _range(found), why=OWN)
        for scale, found in scored.items()
        if found
    ]


def _anew_on(facts: Sequence[ScoreFact]) -> list[dt.date]:
    """Return the first day of each wording but the first."""
    first: dict[str, dt.date] = {}
    for fact in facts:
        first.setdefault(fact.content_hash, fact.on)
    return list(first.values())[1:]


def _licensed(couple_id: UUID, slug: str | None) -> Iterable[Measured]:
    rows = ExternalScore.objects.filter(couple_id=couple_id).select_related("data_key", "seat")
    rows = rows if slug is None else rows.filter(measure=slug)
    points: dict[str, Points] = {}
    for row in rows.order_by("measured_on", "created_at"):
        sides = points.setdefault(row.measure, {})
        sides.setdefault(row.seat.side, []).append(Point(row.measured_on, float(row.value)))
    entries = load_library().not_shipped
    for name, sides in points.items():
        title = entries[name].name if name in entries else name
        yield Measured(name, title, [MeasuredScale("total", "Total", sides)])


def _points(scored: Scored) -> Points:
    found: Points = {}
    for fact, value in scored:
        found.setdefault(fact.side, []).append(Point(fact.on, value))
    return found


def _range(scored: Scored) -> tuple[float, float]:
    fact, _ = scored[-1]
    return fact.low, fact.high
