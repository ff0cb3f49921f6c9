"""Errors that go from page to page about couples must not be found in ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from troth.library import content_root

ROOT = Path(__file__).parents[2]
PAGES = [
    *(path for end in ("*.md", "*.yaml") for path in sorted(content_root().rglob(end))),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "README.md",
]
TEXTS = {str(path.relative_to(ROOT)): " ".join(path.read_text("utf-8").split()) for path in PAGES}

# what is claimed, how it is found, one wrong sentence, one right one
CLAIMS = {
    "couples wait six years": (
        r"\b(?:six|6)[\s-]years?\b.{0,60}\b(?:wait|before|delay|help|therapy)|\bwait\w*\b.{0,60}\b(?:six|6)[\s-]years?\b",
        "Couples wait an average of six years before they seek help.",
        "In one study couples waited a mean of 2.68 years (N = 270).",
    ),
    "words are 7 % of what is said": (
        r"\b(?:7|55)\s*%?\s*[-–/,]\s*38\s*%?\s*[-–/,]\s*(?:55|7)\b|\b93\s*%.{0,30}(?:non-?verbal|communication)",
        "The 7–38–55 rule says that words hardly count.",
        "Of 240 items, 55 were dropped.",
    ),
    "flooding begins at 168 beats": (
        r"\b168\s*(?:bpm|beats)",
        "Flooding begins at 168 bpm.",
        "A pulse above about 100 bpm is a default to verify.",
    ),
    "four minutes of gaze belong to the 36 questions": (
        (
            r"(?:four|4)[\s-]minutes?.{0,80}\b(?:gaze|gazing|eye contact|eyes)\b.{0,200}\b36\b"
            r"|\b36\b.{0,200}(?:four|4)[\s-]minutes?.{0,80}\b(?:gaze|gazing|eye contact|eyes)\b"
        ),
        "After the 36 questions of the study come four minutes of eye contact.",
        "Three sets of 12 questions, 15 minutes each.",
    ),
    "the atone model does not begin with atoning": (
        r"\b(?:attune|attach)\w*,? (?:and|then|,) .{0,40}\batone",
        "The phases are attune, then attach and atone.",
        "The phases are atone, attune, attach.",
    ),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_error_would_be_seen(claim):
    pattern, wrong, right = CLAIMS[claim]
    assert re.search(pattern, wrong, re.IGNORECASE)
    assert not re.search(pattern, right, re.IGNORECASE)


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_page_of_ours_repeats_it(claim):
    pattern = CLAIMS[claim][0]
    assert "src/troth/content/README.md" in TEXTS
    assert {
        name: found[0] for name, text in TEXTS.items() if (found := re.search(pattern, text, re.IGNORECASE))
    } == {}
