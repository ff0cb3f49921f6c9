"""Everything that can happen to figures over many couples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import audit, clock, keys
from troth.practice.common.states import KeyKind
from troth.practice.research import queries
from troth.practice.research.figures import figures
from troth.practice.research.lending import may_be_shown, month_of
from troth.practice.research.models import Figures

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from troth.practice.people.viewer import Viewer
    from troth.practice.research.lending import Loan


@transaction.atomic
def look_at_figures(*, actor: Viewer) -> Figures | None:
    """Return the figures that may be shown now, worked out if the month brings new ones, and note the look.

    None says that there are none to show, and not why. Raises `Absent` for all but supervisors.
    """
    practice_id = queries.practice_overseen(actor)
    found = _standing(practice_id)
    audit.record(
        "research.read",
        actor_id=actor.person_id,
        practice_id=practice_id,
        subject=found,
        month=found.month.isoformat() if found else None,
    )
    return found


def _standing(practice_id: UUID) -> Figures | None:
    """Figures are worked out once in a month at most; older ones stand while nobody in them took anything back."""
    month = month_of(clock.today())
    earlier = list(queries.figures_of(practice_id))
    newest = earlier[0] if earlier else None
    if newest is not None and newest.month == month:
        return newest
    loans = queries.loans(practice_id, month)
    lending = frozenset(loans)
    if may_be_shown(lending, [queries.members(one) for one in earlier]):
        return _kept(practice_id, month, loans)
    return newest if newest is not None and queries.members(newest) <= lending else None


def _kept(practice_id: UUID, month: dt.date, loans: dict[str, Loan]) -> Figures:
    kept, _ = Figures.objects.get_or_create(
        practice_id=practice_id,
        month=month,
        defaults={
            "members": sorted(loans),
            "found": figures(list(loans.values())),
            "data_key": keys.make_key(KeyKind.PRACTICE),
        },
    )
    return kept
