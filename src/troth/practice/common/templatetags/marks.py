"""Small marks that a long list shows dozens of times: who can read something, and tags."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Protocol

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable

register = template.Library()


class Tag(Protocol):
    """A few words, and the variant of the tag that shows them."""

    @property
    def words(self) -> str: ...
    @property
    def kind(self) -> str: ...


@register.filter
@lru_cache(maxsize=16)
def as_mark(audience: str, care: bool) -> SafeString:  # noqa: FBT001 - how a template hands it over
    """Return who can read an item, in words for partners or for clinicians; each is drawn once in a process."""
    return render_to_string("_components/audience.html", {"audience": audience, "care": care})


@register.filter
def as_tags(tags: Iterable[Tag]) -> SafeString:
    """Return tags as HTML, escaped: as a loop of a template, those of a caseload took as long as all else on it."""
    drawn = (f'<span class="tag {escape(tag.kind)}">{escape(tag.words)}</span> ' for tag in tags)
    return mark_safe("".join(drawn))  # noqa: S308 - words and kind are escaped above
