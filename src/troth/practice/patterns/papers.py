"""The cycle map on paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import formats, timezone

from troth.practice.common.errors import Absent
from troth.practice.common.paper import printed
from troth.practice.patterns.cycle_queries import cycle_page
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.safety.queries import check_joint_work_open

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.viewer import Viewer


@transaction.atomic
def cycle_paper(viewer: Viewer, map_id: UUID) -> bytes:
    """Return a version of the couple's map as a PDF, without what only this week lights up; never behind a closed door.

    Raises `Absent` where the viewer could not read it on the page.
    """
    check_joint_work_open(viewer.own_couple_id, viewer)
    joined = next((one for one in cycle_page(viewer).joined if one.id == map_id), None)
    if joined is None or joined.opened_at is None:
        raise Absent
    note_of_couple(viewer, people.own_couple(viewer), "cycle.printed")
    still = replace(joined, lit={})
    data = {
        "title": still.name or "Our cycle",
        "number": still.number,
        "day": formats.date_format(timezone.localdate(joined.opened_at), "j F Y"),
        "svg": still.svg_for_paper,
        "nodes": [{"title": node.title, "text": node.text} for node in still.nodes],
        "ways": [{"title": node.title, "text": way.text} for node in still.nodes for way in node.ways],
    }
    return printed("patterns/papers/cycle.typ", data)
