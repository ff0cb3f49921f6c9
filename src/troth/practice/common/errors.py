"""What an area says when it will not do something."""

from __future__ import annotations

from django.http import Http404


class Refused(Exception):
    """An act that is not allowed, or not possible now.

    ``reason`` is one sentence for the person who asked: what, and how to mend it.
    It never tells anything that this person may not know.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Absent(Http404):
    """Not there, or not for this viewer: the two are never told apart."""
