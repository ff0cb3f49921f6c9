"""Turns a refusal into one clear sentence on a page, and lets no browser keep pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from troth.practice.common.errors import Refused
from troth.practice.common.failures import typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class RefusalMiddleware:
    """A `Refused` that no view caught becomes a page with its reason, what was typed, and status 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            context = {"reason": exception.reason, "fields": typed(request)}
            return render(request, "refused.html", context, status=409)
        return None


class NothingKeptMiddleware:
    """Lets no browser keep a page of somebody signed in: the next person at this device may press Back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response
