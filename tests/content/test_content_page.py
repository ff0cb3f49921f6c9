"""The page that lists all content is what the content says now."""

from __future__ import annotations

import re
from dataclasses import fields
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


def rows() -> list[list[str]]:
    """Return the cells of each item's row; the first holds title, link and id."""
    lines = [line for line in page(LIBRARY).splitlines() if line.startswith("| [")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_item_of_every_kind_has_one_line():
    measures = (LIBRARY.measures, LIBRARY.not_shipped)  # on a page of their own
    kinds = [getattr(LIBRARY, field.name) for field in fields(LIBRARY) if field.name != "language"]
    ids = [one.id for kind in kinds if kind not in measures for one in kind.values()]
    assert sorted(re.findall(r"`([^`]+)`$", row[0])[0] for row in rows()) == sorted(ids)


def test_every_line_says_the_status_and_what_the_text_rests_on():
    standing = re.compile(r"(active|draft|retired), version [0-9]+")
    assert [row[0] for row in rows() if sum(bool(standing.fullmatch(cell)) for cell in row) != 1] == []
    assert [row[0] for row in rows() if not row[-1]] == []


def test_every_mark_on_the_page_is_explained():
    made = page(LIBRARY)
    (marks,) = re.findall(r"\*\*Marks\.\*\* (.*)", made)
    used = set(re.findall(r"[(;, ]([A-Z]+2?)(?=[,)])", made)) & {"V", "V2", "TV", "C", "D"}
    assert used <= set(re.findall(r"\b([A-Z]+2?):", marks))
    assert "D" in used


def test_every_link_leads_to_a_file():
    made = page(LIBRARY)
    links = [part.split(")")[0] for part in made.split("](")[1:]]
    assert [link for link in links if not (STORED.parent / link).is_file()] == []
    assert len(links) > len(LIBRARY.exercises)
