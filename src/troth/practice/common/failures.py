"""What is shown when a form cannot be trusted, and what error reports may hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.debug import SafeExceptionReporterFilter

if TYPE_CHECKING:
    from collections.abc import ItemsView

    from django.http import HttpRequest, HttpResponse

_NEVER_SHOWN = {"csrfmiddlewaretoken"}
_CHOSEN = re.compile(r"[a-z0-9_-]*")  # what buttons, choices and hidden fields send: a step, a number, an id
_COUNTED = re.compile(r"[0-9a-f-]*")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what was typed on the page, so that a form left open too long loses nothing.

    The page shows what a person wrote. What was only chosen goes along unseen where all of it can be sent again;
    where it cannot, a single plain word is shown too, because somebody may have written it.
    """
    del reason
    given = _given(request)
    retry = request.get_full_path() if request.user.is_authenticated else ""
    unseen = _CHOSEN if retry else _COUNTED
    context = {
        "fields": [(name, value) for name, value in given if not unseen.fullmatch(value)],
        "chosen": [(name, value) for name, value in given if unseen.fullmatch(value)],
        "retry_url": retry,
    }
    return render(request, "403_csrf.html", context, status=403)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a person wrote into a form, without what was only chosen."""
    return [(name, value) for name, value in _given(request) if not _CHOSEN.fullmatch(value)]


def _given(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name in request.POST
        if name not in _NEVER_SHOWN and "password" not in name
        for value in request.POST.getlist(name)
    ]


class NothingTyped(SafeExceptionReporterFilter):
    """Leaves every typed value and every local variable out of error reports."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        names = [] if request is None else list(request.POST)
        return dict.fromkeys(names, self.cleansed_substitute)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: Any
    ) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()
