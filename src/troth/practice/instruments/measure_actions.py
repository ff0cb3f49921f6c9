"""Everything that can happen to published measures in a practice: its words, its defaults, totals from elsewhere."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from troth.library import load_library
from troth.library.importing import TextsRefused, instrument_from, read_texts
from troth.practice.common import audit, clock, keys
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.states import KeyKind
from troth.practice.instruments import measure_queries, measure_rules, rules
from troth.practice.instruments.models import Assignment, ExternalScore, PracticeDefault, PracticeInstrument
from troth.practice.instruments.states import AssignmentState, DefaultUse, WordsState
from troth.practice.people.queries import seat_in

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.db import models

    from troth.library.importing import Taken
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def import_instrument(
    *,
    actor: Viewer,
    measure: str,
    file: str,
    data: bytes,
    ground: str,
    attests: bool,
    language: str | None = None,
) -> PracticeInstrument:
    """Take the words of a measure in for the practice; taken in again, they become the next version.

    Raises `Refused` with the first thing in the file that does not fit, its place and its remedy; nothing is stored then.
    """
    measure_rules.check_can_import(actor, ground, attests=attests)
    try:
        taken = read_texts(load_library(), file, data, measure=measure, language=language)
    except TextsRefused as error:
        raise Refused(str(error)) from None  # the chain would hold the words
    instrument = instrument_from(taken.texts, taken.measure)
    rows = PracticeInstrument.objects.filter(practice_id=actor.own_practice_id, slug=instrument.id)
    current = rows.select_for_update(of=("self",)).filter(state=WordsState.ACTIVE).first()
    measure_rules.check_is_new(instrument, current)
    if current is not None:
        _move(current, WordsState.REPLACED)
    latest = rows.aggregate(latest=Max("version"))["latest"] or 0
    words = _new_words(actor, taken, version=latest + 1)
    words.slug, words.content_hash = instrument.id, instrument.content_hash
    words.file_hash, words.ground = hashlib.sha256(data).hexdigest(), ground.strip()
    try:
        words.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            "A colleague took these words in at the same moment. Look at what is there now."
        ) from None
    _record(actor, words, "words.imported", None, **_facts(words))
    return words


@transaction.atomic
def withdraw_instrument(*, actor: Viewer, words_id: UUID) -> None:
    """Stop using words: nobody is asked with them any more, and open copies are taken back. Sent answers stay."""
    rows = PracticeInstrument.objects.select_for_update(of=("self",))
    words = rows.filter(pk=words_id, practice_id=actor.own_practice_id).first()
    if words is None:
        raise Absent
    measure_rules.check_can_withdraw_words(actor, words)
    _move(words, WordsState.WITHDRAWN)
    waiting = Assignment.objects.filter(
        couple__practice_id=words.practice_id, round__instrument=words.slug, state=AssignmentState.OPEN
    )
    taken_back = waiting.update(state=AssignmentState.WITHDRAWN)
    _record(actor, words, "words.withdrawn", None, taken_back=taken_back, **_facts(words))


@transaction.atomic
def set_default(
    *, actor: Viewer, measure: str, scale: str, figure: str, use: str, value: float | None = None
) -> None:
    """Choose, change or switch off a published figure for the practice, or go back to what is published."""
    measure_rules.check_gives_care(actor)
    found = measure_queries.figure_called(actor.own_practice_id, measure, scale, figure)
    measure_rules.check_can_set(found, use, value)
    value = value if use == DefaultUse.CHANGED else None
    kept = PracticeDefault.objects.filter(practice_id=actor.own_practice_id, measure=measure, scale=scale)
    if found.is_cutoff and use in {DefaultUse.CHOSEN, DefaultUse.CHANGED}:  # one of several is used
        others = kept.filter(use__in=(DefaultUse.CHOSEN, DefaultUse.CHANGED)).exclude(
            figure__in=(figure, "rci")
        )
        others.update(use=DefaultUse.PUBLISHED, value=None)
    row, _ = PracticeDefault.objects.update_or_create(
        practice_id=actor.own_practice_id,
        measure=measure,
        scale=scale,
        figure=figure,
        defaults={"use": use, "value": value, "set_by_id": actor.person_id, "set_at": clock.now()},
    )
    facts = {"measure": measure, "scale": scale, "figure": figure, "use": use, "value": value}
    _record(actor, row, "default.set", None, before=found.use.value, before_value=found.value, **facts)


@transaction.atomic
def enter_external_score(
    *,
    actor: Viewer,
    couple: Couple,
    seat_id: UUID,
    measure: str,
    measured_on: dt.date,
    value: float,
    source: str,
) -> ExternalScore:
    """Keep a total that a clinician took from a licensed form, where Troth does not ask the questions itself."""
    rules.check_cares(actor, couple.pk)
    seat = seat_in(couple.pk, seat_id)
    if measure not in load_library().not_shipped:
        raise Refused("Choose one of the measures on the list.")
    if measured_on > clock.today():
        raise Refused("The day lies ahead. Give the day on which the form was filled in.")
    measure_rules.check_can_enter(value, source)
    score = ExternalScore.objects.create(
        couple=couple,
        data_key=couple.record_key,
        seat=seat,
        entered_by_id=actor.person_id,
        measure=measure,
        measured_on=measured_on,
        value=value,
        source=source.strip(),
    )
    _record(actor, score, "external-score.entered", couple.pk)
    return score


@transaction.atomic
def remove_external_score(*, actor: Viewer, couple_id: UUID, score_id: UUID) -> None:
    """Take out a total that was entered by mistake."""
    score = measure_queries.external_score(actor, couple_id, score_id)
    _record(actor, score, "external-score.removed", couple_id)
    score.delete()


def _new_words(actor: Viewer, taken: Taken, *, version: int) -> PracticeInstrument:
    return PracticeInstrument(
        practice_id=actor.own_practice_id,
        data_key=keys.make_key(KeyKind.PRACTICE),
        version=version,
        measure=taken.measure.id,
        language=taken.texts.language,
        texts=taken.texts.to_json(),
        definition_version=taken.measure.version,
        definition_hash=taken.measure.content_hash,
        attested_by_id=actor.person_id,
    )


def _move(words: PracticeInstrument, state: WordsState) -> None:
    words.state, words.moved_at = state, clock.now()
    words.save(update_fields=["state", "moved_at"])


def _facts(words: PracticeInstrument) -> dict[str, str | int]:
    return {"measure": words.measure, "language": words.language, "version": words.version}


def _record(
    actor: Viewer, subject: models.Model, event: str, couple_id: UUID | None, **facts: audit.Fact
) -> None:
    audit.record(
        event,
        actor_id=actor.person_id,
        practice_id=actor.practice_of(couple_id),
        subject=subject,
        couple_id=couple_id,
        **facts,
    )
