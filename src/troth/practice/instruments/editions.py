"""The content behind a round, in the words it was asked with: Troth's, or the practice's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import F

from troth.library import load_library
from troth.library.importing import MeasureTexts, instrument_from
from troth.practice.common.errors import Absent
from troth.practice.instruments.kinds import INSTRUMENT
from troth.practice.instruments.models import PracticeInstrument
from troth.practice.instruments.states import WordsState
from troth.practice.wordings.editions import as_given
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from troth.library import Instrument
    from troth.practice.instruments.models import Round
    from troth.practice.instruments.shown import AskedRound

    Asked = Round | AskedRound


def instruments_of(rounds: Iterable[Asked]) -> dict[UUID, Instrument]:
    """Return the content of each round as it was asked, without what is no longer here.

    At most one query, and once in each process one for every wording that Troth no longer has.
    """
    once = {asked.pk: asked for asked in rounds}.values()
    ours = ((asked, worded(asked.instrument, asked.content_hash)) for asked in once)
    found = {asked.pk: instrument for asked, instrument in ours if instrument}
    return found | _imported([asked for asked in once if asked.pk not in found])


def instrument_of(asked: Round) -> Instrument:
    """Return the content of one round. Raises `Absent` where it is no longer here."""
    instrument = instruments_of([asked]).get(asked.pk)
    if instrument is None:
        raise Absent
    return instrument


def worded(slug: str, content_hash: str) -> Instrument | None:
    """Return what came with Troth in the words that this hash names, or else in the newest; None for measures."""
    if not is_shipped(slug):
        return None
    return as_given(INSTRUMENT, slug, content_hash) or load_library().instruments[slug]


def is_shipped(slug: str) -> bool:
    """Tell whether an instrument came with Troth."""
    return slug in load_library().instruments


def offered(practice_id: UUID) -> list[Instrument]:
    """Return everything that this practice can ask, by name."""
    rows = PracticeInstrument.objects.filter(practice_id=practice_id, state=WordsState.ACTIVE)
    own = [instrument for row in rows if (instrument := built(row))]
    return sorted([*library_for(practice_id).instruments.values(), *own], key=lambda one: one.id)


def offered_called(practice_id: UUID, slug: str) -> Instrument | None:
    """Return one of what this practice can ask, or None."""
    if is_shipped(slug):
        return library_for(practice_id).instruments[slug]
    rows = PracticeInstrument.objects.filter(practice_id=practice_id, slug=slug, state=WordsState.ACTIVE)
    row = rows.first()
    return built(row) if row is not None else None


def built(row: PracticeInstrument) -> Instrument | None:
    """Return a practice's words as a questionnaire; None where the measure is no longer defined."""
    measure = load_library().measures.get(row.measure)
    if measure is None:
        return None
    return replace(instrument_from(MeasureTexts.from_json(row.texts), measure), version=row.version)


def words_of(rounds: Iterable[Asked]) -> dict[UUID, PracticeInstrument]:
    """Return the practice's words that each round was asked with, in one query."""
    rounds = list(rounds)
    rows = PracticeInstrument.objects.filter(
        practice__couples__in={asked.couple_id for asked in rounds},
        slug__in={asked.instrument for asked in rounds},
    ).annotate(for_couple=F("practice__couples"))
    words = {(row.for_couple, row.slug, row.version): row for row in rows}
    found = {asked.pk: words.get((asked.couple_id, asked.instrument, asked.version)) for asked in rounds}
    return {round_id: row for round_id, row in found.items() if row is not None}


def _imported(rounds: list[Asked]) -> dict[UUID, Instrument]:
    words = words_of(rounds) if rounds else {}
    content = {round_id: built(row) for round_id, row in words.items()}
    return {round_id: instrument for round_id, instrument in content.items() if instrument is not None}
