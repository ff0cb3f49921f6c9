"""Content on paper: every word is kept, and no markup is left."""

from __future__ import annotations

import re

import pytest

from troth.library import load_library
from troth.library.paper_blocks import blocks_of
from troth.library.prose import render
from troth.library.reading_grade import plain_text

TEXTS = {
    f"{slug} {step.id}": step.text
    for slug, exercise in load_library().exercises.items()
    for view in exercise.views or (exercise.steps,)
    for step in view
}


def test_paragraphs_lists_and_emphasis_are_told_apart():
    found = blocks_of(render("First **now** and *then*.\n\n- one\n- two\n\n1. three\n"))
    assert [(block["kind"], "".join(run["words"] for run in block["runs"])) for block in found] == [
        ("text", "First now and then."),
        ("point", "one"),
        ("point", "two"),
        ("number", "three"),
    ]
    assert [run["words"] for run in found[0]["runs"] if run["strong"]] == ["now"]
    assert [run["words"] for run in found[0]["runs"] if run["emphasised"]] == ["then"]


def test_what_is_escaped_comes_as_it_was_written():
    assert blocks_of("<p>a &amp; b &lt;c&gt;</p>")[0]["runs"][0]["words"] == "a & b <c>"


@pytest.mark.parametrize("name", TEXTS)
def test_no_word_is_lost(name):
    words = "".join(run["words"] for block in blocks_of(TEXTS[name]) for run in block["runs"])
    assert re.sub(r"\s", "", words) == re.sub(r"\s", "", plain_text(TEXTS[name]))
