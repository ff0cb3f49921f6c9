"""One person writes the same text on two devices: neither writes over the other unawares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

OVERTAKEN = (
    "You wrote here on another device meanwhile. Both texts are kept: put together what you want, then go on."
)


class Page(NamedTuple):
    """Where a text was typed: the open page's own name, and the page that had saved last when it was opened."""

    own: str
    seen: str


NO_PAGE = Page("", "")


def page_of(sent: Mapping[str, str]) -> Page:
    """Return the page that a form or its autosave comes from."""
    own = sent.get("page", "")[:16]
    return Page(own if own.isalnum() else "", sent.get("seen", ""))


def is_overtaken(last: str, page: Page) -> bool:
    """Tell whether another page than this one saved last, after this one was opened."""
    return bool(page.own) and last not in page
