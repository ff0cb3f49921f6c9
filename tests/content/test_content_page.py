"""The page that lists all content is what the content says now."""

from __future__ import annotations

from pathlib import Path

from troth.library import load_library
from troth.library.content_page import page

LIBRARY = load_library()
STORED = Path(__file__).parents[2] / "docs/reference/content.md"


def test_the_stored_page_is_true():
    made = page(LIBRARY)
    assert STORED.read_text("utf-8") == made, (
        "run: python -m troth.library.content_page docs/reference/content.md"
    )


def test_every_item_has_one_line():
    made = page(LIBRARY)
    kinds = (LIBRARY.programmes, LIBRARY.exercises, LIBRARY.articles, LIBRARY.boundary_topics)
    named = [one for kind in kinds for one in kind.values()]
    assert [one.id for one in named if made.count(f"/{one.id}/evidence.md) `{one.id}` |") != 1] == []


def test_every_link_leads_to_a_file():
    made = page(LIBRARY)
    links = [part.split(")")[0] for part in made.split("](")[1:]]
    assert [link for link in links if not (STORED.parent / link).is_file()] == []
    assert len(links) > len(LIBRARY.exercises)
