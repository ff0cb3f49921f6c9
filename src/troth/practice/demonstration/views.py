from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.shortcuts import redirect

from troth.practice.common.errors import Absent
from troth.practice.demonstration.people import SALT, made_up_person

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as somebody of the demonstration practice."""
    if not settings.TROTH_DEMO:
        raise Absent
    try:
        person = made_up_person(signing.Signer(salt=SALT).unsign(token))
    except signing.BadSignature as error:
        raise Absent from error
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("front-door")
