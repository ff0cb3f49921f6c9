"""Spans of time in words, on pages and on paper."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def as_span(seconds: int | str) -> str:
    """Return seconds in words, in minutes from the first full one on: 160 is `2 minutes 40 seconds`."""
    minutes, rest = divmod(int(seconds), 60)
    counted = [(minutes, "minute"), (rest, "second")]
    return " ".join(f"{count} {unit}{'s' * (count != 1)}" for count, unit in counted if count) or "0 seconds"
