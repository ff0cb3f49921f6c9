from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common.errors import Absent, Refused
from troth.practice.formulation import actions, queries
from troth.practice.formulation import understanding as reads
from troth.practice.formulation.forms import GoalForm, RatingForm, SignPlanForm
from troth.practice.people.access import ask_again_who, for_partners
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.formulation.models import Goal
    from troth.practice.people.access import Visit


@for_partners
@require_safe
def understanding(request: Visit) -> HttpResponse:
    """Read what was found."""
    page = reads.understanding(request.viewer)
    return render(request, "formulation/understanding.html", {"page": page, "tab": "mine"})


@for_partners
@require_http_methods(["GET", "POST"])
def plan(request: Visit) -> HttpResponse:
    """Read the plan and the goals; a new goal is posted here."""
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        goal = actions.word_goal(actor=request.viewer, text=form.cleaned_data["text"])
        messages.success(request, "Kept. Only you can read it until you share it.")
        return redirect("goal", goal.pk)
    page = queries.plan_page(request.viewer)
    sign = SignPlanForm(initial={"plan": page.waiting.plan.pk}) if page.waiting else None
    context = {"page": page, "form": form, "sign": sign, "tab": "mine"}
    return render(request, "formulation/plan.html", context, status=400 if form.errors else 200)


@for_partners
@require_POST
def sign(request: Visit) -> HttpResponse:
    """Sign the plan."""
    sign_from(request)
    messages.success(request, "Signed. The plan holds once all three of you have signed.")
    return redirect("plan")


def sign_from(request: Visit) -> None:
    """Put the viewer's name under the plan that the form names."""
    ask_again_who(request)
    form = SignPlanForm(request.POST)
    if not form.is_valid():
        raise Refused("Tick the box and write your name; the plan is not signed yet.")
    given = form.cleaned_data
    actions.sign_plan(actor=request.viewer, plan_id=given["plan"], signed_name=given["signed_name"])


@for_partners
@require_http_methods(["GET", "POST"])
def goal(request: Visit, goal_id: UUID) -> HttpResponse:
    """Look at one goal, word it anew, or set it aside."""
    found = queries.goal_for(request.viewer, goal_id)
    if request.method == "POST" and request.POST.get("act") == "aside":
        actions.set_goal_aside(actor=request.viewer, goal=found)
        messages.success(request, "Set aside.")
        return redirect("plan")
    if request.method == "POST":
        actions.word_goal(actor=request.viewer, text=request.POST.get("text", ""), goal=found)
        return redirect("goal", found.pk)
    return render(request, "formulation/goal.html", _goal_context(request, found))


@for_partners
@require_POST
def rate(request: Visit, goal_id: UUID) -> HttpResponse:
    """Say how near the goal feels."""
    found = queries.goal_for(request.viewer, goal_id)
    form = RatingForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose a number from 0 to 10.")
    actions.rate_goal(actor=request.viewer, goal=found, value=form.cleaned_data["value"])
    messages.success(request, "Kept for this month.")
    return redirect("plan")


@for_partners
@require_POST
def share(request: Visit, goal_id: UUID) -> HttpResponse:
    """Share a goal with the therapist, or with both."""
    found = queries.goal_for(request.viewer, goal_id)
    if found.author_id != request.viewer.person_id:
        raise Absent
    ask_again_who(request)
    wider = {str(each): each for each in (Audience.THERAPIST, Audience.COUPLE)}
    audience = wider.get(request.POST.get("audience", ""))
    if audience is None:
        raise Refused("Choose with whom you want to share it.")
    actions.share_goal(actor=request.viewer, goal=found, audience=audience)
    messages.success(request, f"Shared: {audience.label}.")
    return redirect("goal", found.pk)


def _goal_context(request: Visit, found: Goal) -> dict[str, Any]:
    line = queries.goal_line(request.viewer, found)
    return {
        "line": line,
        "form": GoalForm(initial={"text": line.text}),
        "rating": RatingForm(initial={"value": line.rated}),
        "shares": queries.wider_audiences(request.viewer, found),
        "tab": "mine",
    }
