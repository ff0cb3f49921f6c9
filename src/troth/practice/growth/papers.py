"""The plan for afterwards, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common.errors import Absent
from troth.practice.common.paper import printed
from troth.practice.growth import queries
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple

if TYPE_CHECKING:
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def keeping_paper(viewer: Viewer) -> bytes:
    """Return the PDF of the plan that both signed. Raises `Absent` where there is none."""
    couple = people.own_couple(viewer)
    text = queries.agreed_text(couple.pk)
    if text is None or text.plan.agreed_at is None:
        raise Absent
    note_of_couple(viewer, couple, "keeping-plan.printed", subject=text.plan)
    return printed(
        "growth/papers/keeping.typ",
        {
            "day": f"{text.plan.agreed_at:%-d %B %Y}",
            "parts": [{"label": str(part.label), "words": words} for part, words in text.said],
        },
    )
