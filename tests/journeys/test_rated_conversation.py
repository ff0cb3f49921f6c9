"""A therapist brings a conversation that was rated elsewhere, and looks at it; a broken file is refused, and nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import LAPTOP
from tests.practice.conversation.talking import chase, csv

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

TURNS = csv(chase(60))
BROKEN = TURNS.replace(b"\nB,W", b"\nB,", 1)


@pytest.mark.journey
def test_a_therapist_brings_a_conversation_and_a_broken_file_is_refused(demonstration: Site, come: Come):
    dana = come(demonstration, "Dana", **LAPTOP)
    link = next(line for line in demonstration.said if line.startswith("Dana"))
    dana.open(link.rpartition(": ")[2])
    dana.open("/caseload/")
    dana.follow("Wei & Lin")
    dana.follow("How the two move")
    dana.follow("rated conversations")
    dana.sees("None yet")
    a_broken_file_is_refused(dana)
    bring(dana, TURNS)
    dana.choose(a="A", b="B", demand="D", withdraw="W")
    dana.press("Keep it")
    what_it_shows_is_told_from_both_ends(dana)
    assert dana.page.locator("main").get_by_text("5 January 2026").count() == 1


def bring(dana: Visitor, data: bytes) -> None:
    file = {"name": "talk.csv", "mimeType": "text/csv", "buffer": data}
    dana.page.get_by_label("The file").set_input_files([file])
    dana.fill("On what day did they talk?", "2026-01-05")
    dana.choose(rated="codes")
    dana.press("Check and keep")


def a_broken_file_is_refused(dana: Visitor) -> None:
    """One sentence names the line and what to do; there is still none."""
    bring(dana, BROKEN)
    assert ["422" in told for told in dana.complaints] == [True]
    dana.complaints.clear()
    line = 1 + BROKEN.split(b"\n").index(b"B,")
    told = dana.page.locator(".errorlist li")
    expect(told).to_have_count(1)
    expect(told).to_have_text(f"Line {line} has no code. Write one, or leave the line out.")
    dana.sees("None yet")


def what_it_shows_is_told_from_both_ends(dana: Visitor) -> None:
    expect(dana.page.locator(".chart-canvas svg").first).to_be_visible()
    dana.sees("After Wei demanded, Lin withdrew next")
    dana.sees("After Lin withdrew, Wei demanded next")
    dana.look()
    dana.follow("Back to the conversations")
    dana.sees("5 January 2026")
