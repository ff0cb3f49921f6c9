from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from troth.library import load_library
from troth.practice.common.errors import Absent, Refused
from troth.practice.people import actions, queries, rules
from troth.practice.people.access import (
    for_administrators,
    for_care,
    for_everyone,
    for_partners,
    for_practice,
)
from troth.practice.people.forms import (
    ColleagueForm,
    CoupleForm,
    InvitePartnerForm,
    JoinForm,
    SafeContactForm,
    SignatureForm,
    StageForm,
)
from troth.practice.people.states import Role, Stage

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.access import Visit

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join by invitation."""
    try:
        invitation = rules.check_can_accept(queries.invitation_by_token(token))
    except Refused as refusal:
        return render(request, "people/invitation_closed.html", {"reason": refusal.reason}, status=410)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = actions.accept_invitation(token_invitation=invitation, person=None, **form.cleaned_data)
        login(request, person, backend=BACKEND)
        return redirect("front-door")
    return render(request, "people/join.html", {"form": form, "invitation": invitation})


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
    return render(request, "people/account.html", {"tab": "account"})


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
    standing = queries.open_invitations(couple.pk).filter(seat=seat).first()
    link = request.build_absolute_uri(queries.invitation_link(standing)) if standing else ""
    context = {"form": form, "couple": couple, "seat": seat, "invitation": standing, "link": link}
    return render(request, "people/invite.html", context)


@for_care
@require_POST
def revoke(request: Visit, couple_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    couple = queries.couple_for(request.viewer, couple_id)
    invitation = queries.open_invitations(couple.pk).filter(pk=invitation_id).first()
    if invitation is None:
        raise Absent
    actions.revoke_invitation(actor=request.viewer, couple=couple, invitation=invitation)
    messages.success(request, "The invitation no longer opens.")
    return redirect("couple", couple.pk)


@for_care
@require_POST
def stage(request: Visit, couple_id: UUID) -> HttpResponse:
    """Move the couple to another stage."""
    couple = queries.couple_for(request.viewer, couple_id)
    form = StageForm(request.POST)
    if not form.is_valid():
        raise Refused("There is no such stage. Choose one from the list.")
    actions.move_stage(actor=request.viewer, couple=couple, stage=Stage(form.cleaned_data["stage"]))
    return redirect("couple", couple.pk)


@for_practice
def practice(request: Visit) -> HttpResponse:
    """Who works here."""
    context = {
        "practice": queries.practice_of(request.viewer),
        "colleagues": queries.colleagues_of(request.viewer),
        "form": ColleagueForm(),
    }
    return render(request, "people/practice.html", context)


@for_administrators
@require_POST
def invite_colleague(request: Visit) -> HttpResponse:
    """Invite a clinician and show the link once."""
    form = ColleagueForm(request.POST)
    if not form.is_valid():
        raise Refused("That is not an e-mail address. Go back and write it as name@example.org.")
    data = form.cleaned_data
    invitation = actions.invite_clinician(
        actor=request.viewer, email=data["email"], role=Role(data["role"]), administers=data["administers"]
    )
    link = request.build_absolute_uri(queries.invitation_link(invitation))
    return render(request, "people/colleague_invited.html", {"link": link, "email": data["email"]})
