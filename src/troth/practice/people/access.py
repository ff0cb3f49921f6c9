"""Whom a page is for. For everybody else who is signed in, it is not there."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from troth.practice.common.errors import Absent
from troth.practice.people.parting import check_can_send

if TYPE_CHECKING:
    from collections.abc import Callable

    from troth.practice.people.viewer import Viewer

    View = Callable[..., HttpResponse]


class Visit(HttpRequest):
    """A request whose viewer is known."""

    viewer: Viewer


def for_partners(view: View) -> View:
    """Open the page to partners; what they send to the shared part is refused while the two pause or have parted."""

    @wraps(view)
    def while_they_go_on(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            check_can_send(request.viewer.own_couple_id, request.resolver_match.url_name)
        return view(request, *args, **kwargs)

    return _only(while_they_go_on, lambda viewer: viewer.is_partner)


def for_care(view: View) -> View:
    """Open the page to clinicians who give care."""
    return _only(view, lambda viewer: viewer.is_clinician)


def for_practice(view: View) -> View:
    """Open the page to everybody who works in a practice."""
    return _only(view, lambda viewer: viewer.clinician_id is not None)


def for_administrators(view: View) -> View:
    """Open the page to administrators."""
    return _only(view, lambda viewer: viewer.is_administrator)


def for_supervisors(view: View) -> View:
    """Open the page to supervisors."""
    return _only(view, lambda viewer: viewer.supervises)


def for_people_in_care(view: View) -> View:
    """Open the page to partners of now and of before, whose own it stays."""
    return _only(view, lambda viewer: viewer.clinician_id is None)


def for_everyone(view: View) -> View:
    """Open the page to everybody who is signed in."""
    return _only(view, lambda _: True)


def ask_again_who(request: Visit) -> None:
    """Ask once more who this is, unless that was just done; the act goes on afterwards.

    Call it when the object was found, so that what is not there stays not there. What was posted waits in the
    session meanwhile: post choices, never words that are kept encrypted.
    """
    reauthentication_required(lambda _: None)(request)


def ask_before_file(request: Visit, page: str) -> HttpResponse | None:
    """Ask once more who this is before a file is handed out, and lead back to the page that offers it.

    A file that came as the answer to the question would leave the browser standing at the question.
    """
    try:
        ask_again_who(request)
    except ReauthenticationRequired:
        messages.info(request, "Then you are back on the page: press the button there once more.")
        question = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
        return redirect(f"{question}?{urlencode({'next': page})}")
    return None


def _only(view: View, allowed: Callable[[Viewer], bool]) -> View:
    @login_required
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not allowed(request.viewer):
            raise Absent
        return view(request, *args, **kwargs)

    @wraps(view)
    def asked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("HX-Request") and not request.user.is_authenticated:
            return HttpResponse(
                status=401
            )  # the page to sign in would stand inside the page that asks for a part
        return guarded(request, *args, **kwargs)

    return asked
