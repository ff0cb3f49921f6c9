from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from troth.practice.common.errors import Absent
from troth.practice.common.paper import handed_out
from troth.practice.people.access import ask_before_file, for_care, for_partners
from troth.practice.programme import giving, queries, rules, sheets
from troth.practice.programme.previews import parts_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_partners
@require_POST
def own_sheet(request: Visit, run_id: UUID, kind: str) -> HttpResponse:
    """Hand out an exercise on paper; with words in it, after asking once more who this is."""
    run = queries.run_for(request.viewer, run_id)
    rules.check_is_partner_in(request.viewer, run)
    if kind != "blank" and (question := ask_before_file(request, reverse("exercise", args=[run_id]))):
        return question
    return handed_out(sheets.own_sheet(request.viewer, run, kind))


@for_care
@require_POST
def care_sheet(request: Visit, couple_id: UUID, run_id: UUID) -> HttpResponse:
    """Hand out what a couple shared in an exercise, after asking once more who this is."""
    run = queries.run_in_care(request.viewer, couple_id, run_id)
    if question := ask_before_file(request, reverse("couple-exercise", args=[couple_id, run_id])):
        return question
    return handed_out(sheets.care_sheet(request.viewer, run))


@for_care
@require_safe
def blank_sheet(request: Visit, slug: str, part: str) -> HttpResponse:
    """Hand out an exercise with room to write."""
    exercise = giving.exercise_on_shelf(request.viewer.own_practice_id, slug)
    if part not in {each.side for each in parts_of(exercise)}:
        raise Absent
    return handed_out(sheets.blank(exercise, "a" if part == "a" else "b"))
