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
window.done = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "en-GB", localService: LOCAL }],
  speak: (speech) => window.said.push(speech.text),
  cancel: () => window.done.push("cancel"),
  pause: () => window.done.push("pause"),
  resume: () => window.done.push("resume"),
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
        page.clock.install(time=0)
        page.clock.pause_at(1)  # a clock that is only installed goes on by itself
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


def test_a_line_is_held_as_long_as_somebody_likes_and_goes_on_with_the_time_it_had_left(paced):
    page = paced(local=True)
    now, pause, told = (page.locator(f"[data-pace-{part}]") for part in ("now", "pause", "told"))
    page.click("[data-pace-start]")
    page.clock.run_for(4000)
    page.clock.run_for(2000)
    pause.click()
    assert (pause.inner_text(), told.inner_text()) == (
        "Go on from here",
        "Paused. The line stays as long as you like.",
    )
    page.clock.run_for(3_600_000)
    assert now.inner_text() == "Breathe out."
    pause.click()
    assert (pause.inner_text(), told.inner_text()) == ("Pause here", "")
    page.clock.run_for(3900)
    assert now.inner_text() == "Breathe out."
    page.clock.run_for(200)
    assert now.inner_text() == "Breathe in."


def test_whoever_stops_in_a_pause_begins_anew_and_without_a_pause(paced):
    page = paced(local=True)
    page.click("[data-pace-start]")
    page.clock.run_for(4000)
    page.click("[data-pace-pause]")
    page.click("[data-pace-stop]")
    assert page.locator("[data-pace-pause]").is_hidden()
    assert page.inner_text("[data-pace-told]") == ""
    page.click("[data-pace-start]")
    assert page.inner_text("[data-pace-pause]") == "Pause here"
    assert page.inner_text("[data-pace-now]") == "Breathe in."
    page.clock.run_for(4000)
    assert page.inner_text("[data-pace-now]") == "Breathe out."


def test_a_voice_pauses_and_goes_on_with_its_line_and_is_not_left_paused(paced):
    page = paced(local=True)
    page.click("[data-pace-voice]")
    page.click("[data-pace-start]")
    page.click("[data-pace-pause]")
    page.click("[data-pace-pause]")
    assert page.evaluate("window.done") == ["pause", "resume"]
    page.click("[data-pace-pause]")
    page.click("[data-pace-stop]")
    assert page.evaluate("window.done") == ["pause", "resume", "pause", "cancel", "resume"]
    assert page.evaluate("window.said") == ["Breathe in."]


def test_the_keyboard_alone_starts_pauses_goes_on_and_stops(paced):
    page = paced(local=False)
    page.focus("[data-pace-start]")
    page.keyboard.press("Enter")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Pause here"
    page.keyboard.press("Space")
    assert focused.inner_text() == "Go on from here"
    page.keyboard.press("Space")
    assert focused.inner_text() == "Pause here"
    page.keyboard.press("Tab")
    assert focused.inner_text() == "Stop here"
    page.keyboard.press("Enter")
    assert focused.inner_text() == "Show it line by line"


def test_a_voice_of_the_device_reads_only_when_asked(paced):
    page = paced(local=True)
    page.click("[data-pace-voice]")
    assert page.get_attribute("[data-pace-voice]", "aria-pressed") == "true"
    page.click("[data-pace-start]")
    page.clock.run_for(4000)
    assert page.evaluate("window.said") == ["Breathe in.", "Breathe out."]


def test_a_voice_from_elsewhere_is_never_offered(paced):
    assert paced(local=False).locator("[data-pace-voice]").is_hidden()
