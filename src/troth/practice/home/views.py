from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from troth.practice.home import queries
from troth.practice.home.forms import SearchForm
from troth.practice.home.pausing import pausing
from troth.practice.home.reading import article_page, reading_page
from troth.practice.people.access import for_care, for_everyone, for_partners

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit

COUPLES_ON_A_PAGE = 50


@for_everyone
def front_door(request: Visit) -> HttpResponse:
    """Lead everybody to their own first page."""
    if request.viewer.is_partner:
        return redirect("today")
    if request.viewer.is_clinician:
        return redirect("caseload")
    return redirect("practice" if request.viewer.is_administrator else "account")


@for_partners
def today(request: Visit) -> HttpResponse:
    """One next thing, then what else waits."""
    return render(request, "home/today.html", {"page": queries.today(request.viewer)})


@for_partners
def together(request: Visit) -> HttpResponse:
    """What the two do together."""
    return render(request, "home/together.html", queries.together(request.viewer))


@for_partners
@require_safe
def pause(request: Visit) -> HttpResponse:
    """Call a pause with a return, or see the one that runs."""
    return render(request, "home/pause.html", pausing(request.viewer))


@for_partners
def mine(request: Visit) -> HttpResponse:
    """What waits for this partner alone, and what they wrote."""
    return render(request, "home/mine.html", queries.mine(request.viewer))


@for_partners
def how_it_goes(request: Visit) -> HttpResponse:
    """Trust over time, and the profile of the last week that both answered."""
    return render(request, "home/how_it_goes.html", queries.progress(request.viewer))


@for_everyone
@require_http_methods(["GET", "POST"])
def reading(request: Visit) -> HttpResponse:
    """What there is to read; what somebody looks for is posted, so that no address keeps it."""
    form = SearchForm(request.POST or None)
    looked_for = form.cleaned_data["words"] if form.is_valid() else ""
    context = {"form": form, "page": reading_page(request.viewer, looked_for)}
    return render(request, "home/reading.html", context, status=409 if form.errors else 200)


@for_everyone
@require_safe
def article(request: Visit, slug: str) -> HttpResponse:
    """One article."""
    return render(request, "home/article.html", {"page": article_page(request.viewer, slug)})


@for_care
def caseload(request: Visit) -> HttpResponse:
    """One line per couple, those who need the therapist first."""
    lines = queries.caseload(request.viewer)
    page = Paginator(lines, COUPLES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": queries.told(list(page.object_list)), "tab": "caseload"}
    return render(request, "home/caseload.html", context)


@for_care
def couple(request: Visit, couple_id: UUID) -> HttpResponse:
    """Everything about one couple that its care team may see."""
    context = queries.couple_page(request.viewer, couple_id)
    return render(request, "home/couple.html", context)


@for_care
def couple_trust(request: Visit, couple_id: UUID) -> HttpResponse:
    """The couple's trust from the first week on."""
    return render(request, "home/couple_trust.html", queries.whole_course(request.viewer, couple_id))


@for_care
def couple_course(request: Visit, couple_id: UUID) -> HttpResponse:
    """How the couple's two lines of trust move, and what one has to do with the other."""
    return render(request, "home/couple_course.html", queries.moving_page(request.viewer, couple_id))
