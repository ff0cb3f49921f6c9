from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from troth.library import load_library
from troth.practice.common.errors import Absent, Refused
from troth.practice.people import actions, queries, rules, staffing
from troth.practice.people.access import (
    for_administrators,
    for_care,
    for_everyone,
    for_partners,
    for_practice,
)
from troth.practice.people.forms import (
    CareTeamForm,
    ColleagueForm,
    CoupleForm,
    EndForm,
    HandOverForm,
    InvitePartnerForm,
    JoinForm,
    PracticeForm,
    SafeContactForm,
    SignatureForm,
    StageForm,
)
from troth.practice.people.states import Role, Stage

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.access import Visit
    from troth.practice.people.models import Invitation

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "POST"])
def accept(request: Any, token: str) -> HttpResponse:
    """Join by invitation: with a new log-in, or with the one that is signed in here."""
    try:
        invitation = rules.check_can_accept(queries.invitation_by_token(token))
        if request.user.is_authenticated:
            return _accept_signed_in(request, invitation)
    except Refused as refusal:
        return render(request, "people/invitation_closed.html", {"reason": refusal.reason}, status=410)
    return _accept_anew(request, invitation)


def _accept_anew(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.accept_invitation(token_invitation=invitation, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("address", refusal.reason)
            status = 409
        else:
            login(request, person, backend=BACKEND)
            return redirect("front-door")
    return render(request, "people/join.html", {"form": form, "invitation": invitation}, status=status)


def _accept_signed_in(request: Visit, invitation: Invitation) -> HttpResponse:
    rules.check_is_addressee(invitation, queries.person(request.viewer.person_id).email)
    if request.method == "POST":
        actions.accept_with_log_in(actor=request.viewer, token_invitation=invitation)
        return redirect("front-door")
    return render(request, "people/join_signed_in.html", {"invitation": invitation})


@for_partners
def consent(request: Visit) -> HttpResponse:
    """Read, sign or look again at the consent letter."""
    form = SignatureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.sign_consent(actor=request.viewer, signed_name=form.cleaned_data["signed_name"])
        return redirect("today")
    couple = queries.own_couple(request.viewer)
    letter = load_library().letter(queries.CONSENT_LETTER)
    words = letter.render(practice=couple.practice.name, therapist=queries.therapist_name(couple.pk))
    context = {"form": form, "letter": letter, "words": words, "signed": queries.consent_of(request.viewer)}
    return render(request, "people/consent.html", context)


@for_partners
@require_POST
def withdraw(request: Visit) -> HttpResponse:
    """Withdraw consent."""
    actions.withdraw_consent(actor=request.viewer)
    messages.success(request, "Your consent is withdrawn. Nothing more will be asked of you.")
    return redirect("consent")


@for_partners
def contact(request: Visit) -> HttpResponse:
    """Choose whether and where we may write."""
    chosen = queries.safe_contact_of(request.viewer.person_id)
    initial = {"may_mail": "yes" if chosen.may_mail else "no", "address": chosen.address} if chosen else None
    form = SafeContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose_safe_contact(actor=request.viewer, **form.cleaned_data)
        messages.success(request, "Your choice is kept. You can change it at any time.")
        return redirect("today")
    return render(request, "people/contact.html", {"form": form})


@for_everyone
def account(request: Visit) -> HttpResponse:
    """Security, contact, own data."""
    couple_id = request.viewer.couple_id
    context = {"care_names": queries.care_names(couple_id) if couple_id else [], "tab": "account"}
    return render(request, "people/account.html", context)


@for_care
def new_couple(request: Visit) -> HttpResponse:
    """Register a couple and invite both."""
    form = CoupleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        couple = actions.register_couple(
            actor=request.viewer, called_a=data["called_a"], called_b=data["called_b"]
        )
        for seat, email in zip(queries.seats_of(couple.pk), (data["email_a"], data["email_b"]), strict=True):
            actions.invite_partner(actor=request.viewer, couple=couple, seat=seat, email=email)
        messages.success(request, "Both are invited, each at their own address.")
        return redirect("couple", couple.pk)
    return render(request, "people/new_couple.html", {"form": form})


@for_care
def invite(request: Visit, couple_id: UUID, seat_id: UUID) -> HttpResponse:
    """Invite a partner (again), or read out the link."""
    couple = queries.couple_for(request.viewer, couple_id)
    seat = queries.seat_in(couple.pk, seat_id)
    form = InvitePartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.invite_partner(actor=request.viewer, couple=couple, seat=seat, **form.cleaned_data)
        messages.success(request, f"{seat.called} is invited. Earlier links no longer open.")
    standing = queries.standing_invitations(couple.pk).filter(seat=seat).first()
    link = request.build_absolute_uri(queries.invitation_link(standing)) if standing else ""
    context = {"form": form, "couple": couple, "seat": seat, "invitation": standing, "link": link}
    return render(request, "people/invite.html", context)


@for_care
@require_POST
def revoke(request: Visit, couple_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    couple = queries.couple_for(request.viewer, couple_id)
    invitation = queries.standing_invitations(couple.pk).filter(pk=invitation_id).first()
    if invitation is None:
        raise Absent
    actions.revoke_invitation(actor=request.viewer, invitation=invitation)
    messages.success(request, "The invitation no longer opens.")
    return redirect("couple", couple.pk)


@for_care
def care_team(request: Visit, couple_id: UUID) -> HttpResponse:
    """Who cares for the couple, and who could be added."""
    couple = queries.couple_for(request.viewer, couple_id)
    colleagues = queries.could_join_care(couple)
    form = CareTeamForm(colleagues, request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = staffing.add_to_care_team(
            actor=request.viewer, couple=couple, clinician_id=form.cleaned_data["colleague"]
        )
        messages.success(request, f"{member.clinician.person.chosen_name} is on the care team now.")
        return redirect("care-team", couple.pk)
    context = {
        "couple": couple,
        "members": queries.care_team_of(couple.pk),
        "can_end": rules.can_end_care(couple),
        "form": form if colleagues else None,
        "tab": "caseload",
    }
    return render(request, "people/care_team.html", context, status=409 if form.errors else 200)


@for_care
def end_care(request: Visit, couple_id: UUID, member_id: UUID) -> HttpResponse:
    """Ask once more, then end somebody's part in the care team."""
    couple = queries.couple_for(request.viewer, couple_id)
    member = queries.care_member(couple.pk, member_id)
    own = member.clinician_id == request.viewer.clinician_id
    if request.method == "POST":
        staffing.end_care(actor=request.viewer, couple=couple, member=member)
        messages.success(request, "The care team is changed.")
        return redirect("caseload") if own else redirect("care-team", couple.pk)
    context = {"couple": couple, "member": member, "own": own, "tab": "caseload"}
    return render(request, "people/end_care.html", context | {"can_end": rules.can_end_care(couple)})


@for_care
@require_POST
def stage(request: Visit, couple_id: UUID) -> HttpResponse:
    """Move the couple to another stage; the last one is asked about once more."""
    couple = queries.couple_for(request.viewer, couple_id)
    form = StageForm(request.POST)
    if not form.is_valid():
        raise Refused("There is no such stage. Choose one from the list.")
    chosen = Stage(form.cleaned_data["stage"])
    if chosen == Stage.ENDED and "sure" not in request.POST:
        return render(request, "people/end_couple.html", {"couple": couple, "form": EndForm()})
    actions.move_stage(actor=request.viewer, couple=couple, stage=chosen)
    return redirect("couple", couple.pk)


@for_practice
def practice(request: Visit) -> HttpResponse:
    """Who works here, and who is invited."""
    return _practice_page(request, ColleagueForm())


def _practice_page(request: Visit, form: ColleagueForm) -> HttpResponse:
    context = {
        "practice": queries.practice_of(request.viewer),
        "colleagues": queries.colleagues_of(request.viewer),
        "invitations": queries.staff_invitations(request.viewer),
        "form": form,
    }
    return render(request, "people/practice.html", context, status=409 if form.errors else 200)


@for_administrators
def practice_details(request: Visit) -> HttpResponse:
    """Change the practice's name and country, the name under its mails, and when silence is told."""
    found = queries.practice_of(request.viewer)
    kept = ("name", "country", "reply_name", "silence_days")
    initial = {field: getattr(found, field) for field in kept}
    form = PracticeForm(found.country, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        staffing.change_practice(actor=request.viewer, **form.cleaned_data)
        messages.success(request, "The practice is changed.")
        return redirect("practice")
    return render(request, "people/practice_details.html", {"form": form, "tab": "practice"})


@for_administrators
@require_POST
def invite_colleague(request: Visit) -> HttpResponse:
    """Invite a clinician and show the link once."""
    form = ColleagueForm(request.POST)
    if not form.is_valid():
        return _practice_page(request, form)
    data = form.cleaned_data
    return _invited(request, data["email"], Role(data["role"]), administers=data["administers"])


@for_administrators
@require_POST
def invite_colleague_again(request: Visit, invited_id: UUID) -> HttpResponse:
    """Send a new link to the same address; the earlier one no longer opens."""
    earlier = queries.staff_invitation(request.viewer, invited_id)
    return _invited(request, earlier.email, Role(earlier.role), administers=earlier.administers)


def _invited(request: Visit, email: str, role: Role, *, administers: bool) -> HttpResponse:
    invitation = actions.invite_clinician(
        actor=request.viewer, email=email, role=role, administers=administers
    )
    link = request.build_absolute_uri(queries.invitation_link(invitation))
    context = {"link": link, "email": email, "tab": "practice"}
    return render(request, "people/colleague_invited.html", context)


@for_administrators
@require_POST
def revoke_colleague(request: Visit, invited_id: UUID) -> HttpResponse:
    """Take a colleague's invitation back."""
    invitation = queries.staff_invitation(request.viewer, invited_id)
    actions.revoke_invitation(actor=request.viewer, invitation=invitation)
    messages.success(request, "The invitation no longer opens.")
    return redirect("practice")


@for_administrators
def hand_over(request: Visit, clinician_id: UUID) -> HttpResponse:
    """Give a leaving colleague's couples to another and end the place; shows how many, never which."""
    leaver = queries.leaver(request.viewer, clinician_id)
    form = HandOverForm(leaver.successors if leaver.couples else None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = {"successor_id": form.cleaned_data.get("successor"), "reason": form.cleaned_data["reason"]}
        try:
            staffing.hand_over(actor=request.viewer, leaver_id=leaver.id, **chosen)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"{leaver.name} no longer works in this practice.")
            return redirect("front-door" if leaver.id == request.viewer.clinician_id else "practice")
    context = {"leaver": leaver, "form": form, "tab": "practice"}
    return render(request, "people/hand_over.html", context, status=409 if form.errors else 200)
