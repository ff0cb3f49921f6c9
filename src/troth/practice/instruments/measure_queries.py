"""Reads about published measures in a practice: its words, its defaults, and what scores say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.library import load_library
from troth.library.importing import MeasureTexts, completed
from troth.library.score_measure import judge, score_measure
from troth.practice.common.errors import Absent
from troth.practice.instruments import defaults, editions, measure_rules, queries, rules
from troth.practice.instruments.models import ExternalScore, PracticeDefault, PracticeInstrument, Response
from troth.practice.instruments.states import WordsState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.library import Measure
    from troth.library.score_measure import MeasureScore
    from troth.practice.instruments.defaults import Figure
    from troth.practice.instruments.models import GuardedResponse, Round
    from troth.practice.people.viewer import Viewer


@dataclass(frozen=True)
class MeasureLine:
    """A measure on the list, with the practice's words in use."""

    measure: Measure
    words: list[PracticeInstrument]
    must_choose: bool

    @property
    def has_figures(self) -> bool:
        """Tell whether anything is published that judges a score."""
        return bool(defaults.figures_of(self.measure, []))

    @property
    def to_verify(self) -> bool:
        """Tell whether a key or a figure rests on a source that is not verified."""
        keys = [scale.key for scale in self.measure.scales]
        figures = [figure.published for figure in defaults.figures_of(self.measure, [])]
        return any(found.to_verify for found in [*keys, *figures])


@dataclass(frozen=True)
class ScoreLine:
    """What one scale says about one person's answers; without ``value`` there is a ``reason``."""

    label: str
    value: str
    span: str
    band: str
    told: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """What a measure says about one person's answers."""

    title: str
    version: int
    lines: list[ScoreLine]
    notes: list[str]


def measure_called(name: str) -> Measure:
    """Return a definition. Raises `Absent`."""
    measure = load_library().measures.get(name)
    if measure is None:
        raise Absent
    return measure


def measure_lines(viewer: Viewer) -> list[MeasureLine]:
    """Return every definition, with the words that the viewer's practice uses. Raises `Absent`."""
    measure_rules.check_gives_care(viewer)
    words: dict[str, list[PracticeInstrument]] = {}
    for row in _words(viewer).filter(state=WordsState.ACTIVE):
        words.setdefault(row.measure, []).append(row)
    figures: dict[str, list[PracticeDefault]] = {}
    for default in PracticeDefault.objects.filter(practice_id=viewer.own_practice_id):
        figures.setdefault(default.measure, []).append(default)
    return [
        MeasureLine(measure, words.get(name, []), must_choose(measure, figures.get(name, [])))
        for name, measure in load_library().measures.items()
    ]


def must_choose(measure: Measure, rows: list[PracticeDefault]) -> bool:
    """Tell whether a scale has several published cut-offs and the practice has chosen none."""
    used, chosen = defaults.as_used(measure, defaults.figures_of(measure, rows))
    return any(
        scale.cutoffs and not scale.bands and scale.default_cutoff is None and scale.id not in chosen
        for scale in used.scales
    )


def must_choose_in(viewer: Viewer, measure: Measure) -> bool:
    """Tell whether the viewer's practice has still to choose a cut-off of this measure."""
    rows = PracticeDefault.objects.filter(practice_id=viewer.own_practice_id, measure=measure.id)
    return must_choose(measure, list(rows))


def words_of(viewer: Viewer, measure: str) -> list[PracticeInstrument]:
    """Return every version of a measure's words in the viewer's practice, the newest first."""
    measure_rules.check_gives_care(viewer)
    return list(
        _words(viewer).filter(measure=measure).select_related("attested_by").order_by("slug", "-version")
    )


def words_for(viewer: Viewer, measure: str, words_id: UUID) -> PracticeInstrument:
    """Return one version of the viewer's practice. Raises `Absent`."""
    measure_rules.check_gives_care(viewer)
    found = _words(viewer).filter(measure=measure, pk=words_id).first()
    if found is None:
        raise Absent
    return found


def figures_of(practice_id: UUID, measure: Measure) -> list[Figure]:
    """Return every figure that decides something, with what the practice does with it."""
    rows = PracticeDefault.objects.filter(practice_id=practice_id, measure=measure.id)
    return defaults.figures_of(measure, rows)


def figure_called(practice_id: UUID, measure: str, scale: str, figure: str) -> Figure:
    """Return one figure. Raises `Absent`."""
    for found in figures_of(practice_id, measure_called(measure)):
        if (found.scale.id, found.id) == (scale, figure):
            return found
    raise Absent


def readings_of(viewer: Viewer, asked: Round, sides: queries.Sides) -> dict[str, Reading]:
    """Return what a measure says about each side's answers, as far as ``sides`` shows them to the care team.

    Empty for what is no published measure. Raises `Absent` outside the care team.
    """
    rules.check_cares(viewer, asked.couple_id)
    words = editions.words_of([asked]).get(asked.pk)
    if words is None:
        return {}
    sheets = Response.objects.filter(assignment__round=asked).exclude(submitted_at=None)
    found = {}
    for sheet in sheets.select_related("assignment__seat"):
        side = sheet.assignment.seat.side
        shown = {item.item_id for item in sides[side]}
        kept = dict(sheet.scores.values_list("scale", "value"))
        found[side] = _reading(words, sheet, shown, kept)
    return found


def guarded_readings(viewer: Viewer, couple_id: UUID) -> dict[str, list[Reading]]:
    """Return what violence screens say about each side's latest answers. Computed when read, and kept nowhere."""
    sheets = [sheet for sheet, _ in queries.latest_guarded(viewer, couple_id)]
    words = editions.words_of(sheet.assignment.round for sheet in sheets)
    found: dict[str, list[Reading]] = {}
    for sheet in sheets:
        row = words.get(sheet.assignment.round_id)
        if row is not None:
            found.setdefault(sheet.assignment.seat.side, []).append(
                _reading(row, sheet, set(sheet.answers), {})
            )
    return found


def external_scores(viewer: Viewer, couple_id: UUID) -> list[ExternalScore]:
    """Return totals from elsewhere, the newest first. Raises `Absent` outside the care team."""
    rules.check_cares(viewer, couple_id)
    rows = ExternalScore.objects.filter(couple_id=couple_id).select_related("data_key", "seat", "entered_by")
    return list(rows.order_by("-measured_on", "created_at"))


def external_score(viewer: Viewer, couple_id: UUID, score_id: UUID) -> ExternalScore:
    """Return one total from elsewhere. Raises `Absent`."""
    for score in external_scores(viewer, couple_id):
        if score.pk == score_id:
            return score
    raise Absent


def _words(viewer: Viewer) -> QuerySet[PracticeInstrument]:
    return PracticeInstrument.objects.filter(practice_id=viewer.own_practice_id)


def _reading(
    words: PracticeInstrument,
    sheet: Response | GuardedResponse,
    shown: set[str],
    kept: dict[str, float | None],
) -> Reading:
    figures = figures_of(words.practice_id, measure_called(words.measure))
    used, chosen = defaults.as_used(measure_called(words.measure), figures)
    measure = completed(used, MeasureTexts.from_json(words.texts))
    answers = {name: value for name, value in sheet.answers.items() if name in shown}
    result = score_measure(measure, answers, chosen=chosen)
    notes = [*measure.cautions, *_notes(result.scores)]
    if measure_called(words.measure).content_hash != words.definition_hash:
        notes.append("The definition has changed since. The numbers stand as they were counted then.")
    lines = [_line(score, kept.get(score.scale.id, score.value)) for score in result.scores]
    return Reading(measure.name, words.version, lines, notes)


def _notes(scores: Iterable[MeasureScore]) -> Iterator[str]:
    for score in scores:
        if score.judgements and score.chosen is None:
            yield f"{score.scale.label}: several cut-offs are published. Choose one on the page of the measure."
        if score.value is not None and score.scale.key.to_verify:
            yield f"{score.scale.label}: which items count is a default ({score.scale.key.told})."


def _line(score: MeasureScore, value: float | None) -> ScoreLine:
    chosen = score.chosen
    if value is not None and value != score.value:
        name = chosen.id if chosen else None
        chosen = next((each for each in judge(score.scale, value) if each.id == name), None)
    span = score.scale.range
    return ScoreLine(
        label=score.scale.label,
        value="" if value is None else f"{round(value, 2):g}",
        span=f"{span[0]} to {span[1]}" if span else "",
        band=(chosen.band or "") if chosen else "",
        told=f"{chosen.by.shown}; {chosen.by.told}" if chosen else "",
        reason=(score.reason or "") if value is None else "",
    )
