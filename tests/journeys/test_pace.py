"""Timed lines in a real browser, with a clock that the test moves."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

import troth.practice
from troth.library import Mark

SCRIPT = (Path(troth.practice.__file__).parent / "static" / "js" / "pace.js").read_text("utf-8")
VOICES = """
window.said = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "en-GB", localService: LOCAL }],
  speak: (speech) => window.said.push(speech.text),
  cancel: () => {},
  addEventListener: () => {},
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.fixture
def paced(browser):
    """Open a page with two lines, two rounds of them; the device has a voice of its own or one from elsewhere."""

    def opened(*, local: bool):
        step = SimpleNamespace(
            rounds=2, seconds=20, marks=(Mark("4", "Breathe in."), Mark("6", "Breathe out."))
        )
        words = render_to_string("programme/_paced.html", {"player": SimpleNamespace(step=step)})
        page = browser.new_page()
        page.clock.install()
        page.set_content(
            f'<!doctype html><html lang="en"><style>[hidden] {{ display: none }}</style>{words}</html>'
        )
        page.add_script_tag(content=VOICES.replace("LOCAL", "true" if local else "false"))
        page.add_script_tag(content=SCRIPT)
        return page

    return opened


def test_the_lines_come_one_after_the_other_and_then_stand_there_again(paced):
    page = paced(local=True)
    page.click("[data-pace-start]")
    assert page.locator("ol").is_hidden()
    shown = []
    for seconds in (4, 6, 4, 6):
        shown.append(page.inner_text("[data-pace-now]"))
        page.clock.run_for(seconds * 1000)
    assert shown == ["Breathe in.", "Breathe out.", "Breathe in.", "Breathe out."]
    assert page.locator("ol").is_visible()
    assert page.evaluate("window.said") == []


def test_stopping_ends_it_at_once(paced):
    page = paced(local=True)
    page.click("[data-pace-start]")
    page.click("[data-pace-stop]")
    page.clock.run_for(10_000)
    assert page.locator("ol").is_visible()
    assert page.locator("[data-pace-now]").is_hidden()


def test_a_voice_of_the_device_reads_only_when_asked(paced):
    page = paced(local=True)
    page.click("[data-pace-voice]")
    assert page.get_attribute("[data-pace-voice]", "aria-pressed") == "true"
    page.click("[data-pace-start]")
    page.clock.run_for(4000)
    assert page.evaluate("window.said") == ["Breathe in.", "Breathe out."]


def test_a_voice_from_elsewhere_is_never_offered(paced):
    assert paced(local=False).locator("[data-pace-voice]").is_hidden()
