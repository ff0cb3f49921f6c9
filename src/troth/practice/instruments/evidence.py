"""The latest numbers and answers of a couple, for areas that make sense of them; each passes `privacy.visibility`.

Guarded answers lie in another table and never become evidence.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from troth.practice.common.errors import Absent
from troth.practice.instruments import editions
from troth.practice.instruments.models import Assignment, Response, Score
from troth.practice.instruments.queries import items_of
from troth.practice.instruments.states import AssignmentState
from troth.practice.people.queries import cares_for
from troth.practice.privacy.states import Standing
from troth.practice.privacy.visibility import may_see, visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from troth.practice.people.viewer import Viewer

Wanted = tuple[str, str]
SCORE_COLUMNS = (
    "couple_id",
    "author_id",
    "audience",
    "response__promise",
    "protected",
    "response__submitted_at",
    "response__opened_at",
    "response__released_at",
    "seat__side",
    "instrument",
    "scale",
    "value",
    "low",
    "high",
    "answered_at",
    "content_hash",
)


class ScoreFact(NamedTuple):
    """The latest number of one side on one scale, with the facts by which visibility decides.

    ``awaited`` while the other has not answered the same round yet, and where that was not looked up.
    """

    couple_id: UUID
    author_id: UUID
    audience: str
    promise: str
    protected: bool
    submitted_at: dt.datetime | None
    opened_at: dt.datetime | None
    released_at: dt.datetime | None
    side: str
    instrument: str
    scale: str
    value: float
    low: float
    high: float
    answered_at: dt.datetime
    content_hash: str
    awaited: bool = True

    @property
    def is_open(self) -> bool:
        """Whether both partners can read it now. For the care team alone: it tells whether the other has answered."""
        return not self.awaited and may_see(self, Standing.PARTNER)

    @property
    def on(self) -> dt.date:
        return timezone.localdate(self.answered_at)

    @property
    def fraction(self) -> float:
        """Where the number lies in its range, from 0 to 1."""
        return (self.value - self.low) / (self.high - self.low)


class AnswerFact(NamedTuple):
    """The latest answer of one side to one item, as chosen values and in words; ``is_open`` as in `ScoreFact`."""

    side: str
    instrument: str
    item: str
    values: tuple[int | str, ...]
    label: str
    on: dt.date
    is_open: bool


def latest_scores(viewer: Viewer, couple_id: UUID, wanted: Collection[Wanted]) -> list[ScoreFact]:
    """Return each side's latest visible number on the wanted (instrument, scale) pairs. Raises `Absent`."""
    cares = _cares(viewer, couple_id)
    rows = Score.objects.filter(
        _learnt_by(viewer, "response__assignment__round__in", cares=cares),
        couple_id=couple_id,
        instrument__in={instrument for instrument, _ in wanted},
        value__isnull=False,
    )
    rows = rows.annotate(awaited=_awaited("response__assignment__round")).order_by("answered_at")
    facts = [ScoreFact(*row) for row in rows.values_list(*SCORE_COLUMNS, "awaited")]
    seen = visible([fact for fact in facts if (fact.instrument, fact.scale) in wanted], viewer, cares=cares)
    return list({(fact.side, fact.instrument, fact.scale): fact for fact in seen}.values())


def scale_labels(slug: str, facts: Iterable[ScoreFact]) -> dict[str, str]:
    """Return what the scales of a questionnaire of Troth are called, in the words of the latest of these numbers."""
    answered = sorted((fact.answered_at, fact.content_hash) for fact in facts if fact.instrument == slug)
    instrument = editions.worded(slug, answered[-1][1]) if answered else None
    return {scale.id: scale.label for scale in instrument.scales} if instrument else {}


def latest_answers(viewer: Viewer, couple_id: UUID, wanted: Collection[Wanted]) -> list[AnswerFact]:
    """Return each side's latest visible answer to the wanted (instrument, item) pairs. Raises `Absent`."""
    cares = _cares(viewer, couple_id)
    sheets = (
        Response.objects.filter(
            _learnt_by(viewer, "assignment__round__in", cares=cares),
            couple_id=couple_id,
            submitted_at__isnull=False,
            assignment__round__instrument__in={instrument for instrument, _ in wanted},
        )
        .select_related("data_key", "assignment__seat", "assignment__round")
        .annotate(awaited=_awaited("assignment__round"))
        .order_by("submitted_at")
    )
    content = editions.instruments_of(sheet.assignment.round for sheet in sheets)
    found: dict[tuple[str, str, str], AnswerFact] = {}
    for sheet in sheets:
        side, slug = sheet.assignment.seat.side, sheet.assignment.round.instrument
        instrument = content.get(sheet.assignment.round_id)
        for item in visible(items_of(sheet, instrument) if instrument else [], viewer, cares=cares):
            if (slug, item.item_id) in wanted and item.submitted_at is not None:
                given = sheet.answers[item.item_id]
                values = tuple(given) if isinstance(given, list) else (given,)
                day = timezone.localdate(item.submitted_at)
                is_open = not sheet.awaited and may_see(item, Standing.PARTNER)
                found[side, slug, item.item_id] = AnswerFact(
                    side, slug, item.item_id, values, item.label, day, is_open
                )
    return list(found.values())


def _cares(viewer: Viewer, couple_id: UUID) -> bool:
    if cares_for(viewer, couple_id):
        return True
    if viewer.couple_id is None or viewer.couple_id != couple_id:
        raise Absent
    return False


def _awaited(round_field: str) -> Exists:
    """Whether the round still has an open copy: it is the other's, for the author has sent theirs."""
    return Exists(Assignment.objects.filter(round_id=OuterRef(round_field), state=AssignmentState.OPEN))


def _learnt_by(viewer: Viewer, round_field: str, *, cares: bool) -> Q:
    """A partner with an own open copy of a round learns nothing of the other side of it."""
    if cares or viewer.seat_id is None:
        return Q()
    waiting = Assignment.objects.filter(seat_id=viewer.seat_id, state=AssignmentState.OPEN)
    return Q(author_id=viewer.person_id) | ~Q(**{round_field: waiting.values("round_id")})
