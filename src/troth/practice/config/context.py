"""What every page knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def practice(_: HttpRequest) -> dict[str, bool]:
    """Tell the page whether this is a demonstration."""
    return {"demonstration": settings.TROTH_DEMO}
