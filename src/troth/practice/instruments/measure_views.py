from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from troth.library import load_library
from troth.library.folder import LARGEST_FILE
from troth.practice.common.errors import Refused
from troth.practice.instruments import measure_actions, measure_course, measure_queries
from troth.practice.instruments.measure_forms import ExternalScoreForm, FigureForm, ImportForm
from troth.practice.people.access import for_care
from troth.practice.people.queries import couple_for, seats_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit

NORMS_HEAD = ["Group", "Mean", "SD", "People", "Source"]


@for_care
def measures(request: Visit) -> HttpResponse:
    """See every published measure that Troth can score, and whose words are here."""
    lines = measure_queries.measure_lines(request.viewer)
    absent = load_library().not_shipped.values()
    return render(request, "instruments/measures.html", {"lines": lines, "absent": absent, "tab": "practice"})


@for_care
def measure(request: Visit, measure: str) -> HttpResponse:
    """Read what is known about one measure, and what the practice does with it."""
    found = measure_queries.measure_called(measure)
    figures = measure_queries.figures_of(request.viewer.own_practice_id, found)
    context = {
        "measure": found,
        "figures": [(figure, FigureForm(figure) if len(figure.uses) > 1 else None) for figure in figures],
        "words": measure_queries.words_of(request.viewer, found.id),
        "must_choose": measure_queries.must_choose_in(request.viewer, found),
        "tab": "practice",
    }
    return render(request, "instruments/measure.html", context)


@for_care
@require_POST
def set_figure(request: Visit, measure: str) -> HttpResponse:
    """Choose, change or switch off a figure."""
    scale, name = request.POST.get("scale", ""), request.POST.get("figure", "")
    measure_queries.measure_called(measure)
    figure = measure_queries.figure_called(request.viewer.own_practice_id, measure, scale, name)
    form = FigureForm(figure, request.POST)
    if not form.is_valid():
        raise Refused("Choose one of the answers on the page, and give a value as a number.")
    measure_actions.set_default(actor=request.viewer, measure=measure, **form.cleaned_data)
    messages.success(request, "Kept, for your whole practice.")
    return redirect("measure", measure)


@for_care
@require_http_methods(["GET", "POST"])
def take_in(request: Visit, measure: str) -> HttpResponse:
    """Take in the words of a measure from a file."""
    found = measure_queries.measure_called(measure)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data.pop("file")
        try:
            words = measure_actions.import_instrument(
                actor=request.viewer,
                measure=found.id,
                file=file.name,
                data=file.read(LARGEST_FILE + 1),
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error("file", refusal.reason)
        else:
            messages.success(
                request, f"Taken in as version {words.version}. You can ask couples with it now."
            )
            return redirect("measure", found.id)
    context = {"measure": found, "form": form, "tab": "practice"}
    return render(request, "instruments/take_in_words.html", context, status=422 if form.errors else 200)


@for_care
@require_POST
def withdraw_words(request: Visit, measure: str, words_id: UUID) -> HttpResponse:
    """Stop using words."""
    words = measure_queries.words_for(request.viewer, measure, words_id)
    measure_actions.withdraw_instrument(actor=request.viewer, words_id=words.pk)
    messages.success(request, "Withdrawn. What waited for an answer was taken back; sent answers stay.")
    return redirect("measure", measure)


@for_care
def couple_measure(request: Visit, couple_id: UUID, measure: str) -> HttpResponse:
    """See what both partners scored on one measure, over time and against what is published."""
    couple = couple_for(request.viewer, couple_id)
    page = measure_course.measure_page(request.viewer, couple, measure)
    context = {"couple": couple, "page": page, "norms_head": NORMS_HEAD, "tab": "caseload"}
    return render(request, "instruments/couple_measure.html", context)


@for_care
@require_http_methods(["GET", "POST"])
def elsewhere(request: Visit, couple_id: UUID) -> HttpResponse:
    """Read and enter totals from licensed forms elsewhere."""
    couple = couple_for(request.viewer, couple_id)
    form = ExternalScoreForm(seats_of(couple.pk), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            measure_actions.enter_external_score(actor=request.viewer, couple=couple, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Kept, for clinicians only.")
            return redirect("scores-from-elsewhere", couple.pk)
    entries = load_library().not_shipped
    scores = measure_queries.external_scores(request.viewer, couple.pk)
    named = [
        (score, entries[score.measure].name if score.measure in entries else score.measure)
        for score in scores
    ]
    context = {"couple": couple, "form": form, "scores": named, "tab": "caseload"}
    return render(request, "instruments/elsewhere.html", context, status=422 if form.errors else 200)


@for_care
@require_POST
def remove_elsewhere(request: Visit, couple_id: UUID, score_id: UUID) -> HttpResponse:
    """Take out what was entered by mistake."""
    measure_actions.remove_external_score(actor=request.viewer, couple_id=couple_id, score_id=score_id)
    messages.success(request, "Taken out.")
    return redirect("scores-from-elsewhere", couple_id)
