"""Tells every request who is looking, and asks clinicians for a second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from troth.practice.people.queries import viewer_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

_ALWAYS_OPEN = ("/accounts/", "/leave/", "/crisis/", "/static/")


class ViewerMiddleware:
    """Sets `request.viewer`; None for somebody who is not signed in."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.viewer = SimpleLazyObject(
            lambda: viewer_of(request.user) if request.user.is_authenticated else None
        )
        return self.get_response(request)


class SecondFactorMiddleware:
    """Shows clinicians nothing until their log-in has a second factor."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if (
            not request.path.startswith(_ALWAYS_OPEN)
            and request.user.is_authenticated
            and request.viewer.clinician_id
            and not is_mfa_enabled(request.user)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)
