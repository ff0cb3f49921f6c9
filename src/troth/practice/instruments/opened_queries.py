"""What both partners of a couple may read of their answers to one questionnaire, for what happens by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.instruments.models import Round, Score
from troth.practice.instruments.trust_queries import points_of
from troth.practice.privacy.visibility import visible

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from troth.practice.people.viewer import Viewer


def read_by_both(
    both: Sequence[Viewer], couple_id: UUID, slug: str, until: dt.datetime | None = None
) -> Mapping[str, Sequence[float]]:
    """Return the two values of each scale in the latest round that opened, before ``until`` where it is given.

    A value that one of the two may not read is left out, and so is a scale with one value alone.
    """
    opened = Round.objects.filter(couple_id=couple_id, instrument=slug).exclude(opened_at=None)
    if until is not None:
        opened = opened.filter(opened_at__lt=until)
    latest = opened.order_by("-opened_at").values("pk")[:1]
    points = points_of(Score.objects.filter(response__assignment__round__in=latest))
    for viewer in both:
        points = visible(points, viewer, cares=False)
    found: dict[str, list[float]] = {}
    for point in points:
        if point.value is not None:
            found.setdefault(point.scale, []).append(point.value)
    return {scale: values for scale, values in found.items() if len(values) == len(both)}


def has_opened_since(couple_id: UUID, slug: str, moment: dt.datetime) -> bool:
    """Tell whether a round that was asked at this moment or later has opened for both."""
    rounds = Round.objects.filter(couple_id=couple_id, instrument=slug, created_at__gte=moment)
    return rounds.exclude(opened_at=None).exists()


def was_asked_since(couple_id: UUID, slug: str, moment: dt.datetime) -> bool:
    """Tell whether both were asked this at this moment or later."""
    return Round.objects.filter(couple_id=couple_id, instrument=slug, created_at__gte=moment).exists()
