"""Every page of the demonstration, as the people there reach it: legible, in both schemes, at any width, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys import gallery
from tests.journeys.crawl import fullest_pages, pages
from tests.journeys.visitor import FAULTS_ALONE, LAPTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

# WCAG 2.2, 1.4.10: 320 CSS pixels are a window of 1280 at 400 %; 640 are the same at 200 %.
WIDTHS = (320, 640)
COLOURS_ALONE = FAULTS_ALONE | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
NOBODY = "nobody"
# At least so many pages.
REACHED = {"Alice": 50, "Bob": 50, "Ines": 30, "Dana": 40, "Sunita": 5, "Frank": 7, NOBODY: 3}
PAPER = 672  # CSS pixels between the margins of A4
CUT = """
[...document.querySelectorAll("main *")].filter((part) => {
  const box = part.getBoundingClientRect();
  return box.width && (box.right > innerWidth + 1 || box.left < -1);
}).map((part) => part.outerHTML.slice(0, 100))
"""
# The part that has the focus: what it is called, and whether its outline is drawn and nothing covers it.
FOCUS = """
(() => {
  const part = document.activeElement;
  const shown = part.matches(":is(.scale-point, .choice) input") ? part.parentElement : part;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  return {
    name: part.type === "radio" ? "radio" : part.innerText.trim(),
    seen: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2
      && box.width > 0 && shown.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)),
  };
})()
"""


def way_in(site: Site, name: str) -> str:
    """Return the link that signs somebody in, as it was printed."""
    return next(line.rpartition(": ")[2] for line in site.said if line.startswith(name))


@pytest.mark.journey
@pytest.mark.parametrize(("name", "least"), [one for one in REACHED.items() if one[0] != "Bob"])
def test_a_page_of_every_address_is_legible_in_both_schemes_and_fits_a_narrow_window(
    demonstration: Site, come: Come, name: str, least: int
):
    """Bob has the addresses of Alice."""
    visitor, start = arrive(demonstration, come, name)
    found = fullest_pages(visitor, start)
    assert look_at(visitor, found) == []
    assert len(found) >= least


@pytest.mark.journey
@pytest.mark.long
@pytest.mark.parametrize(("name", "least"), list(REACHED.items()))
def test_every_page_is_legible_in_both_schemes_and_fits_a_narrow_window(
    demonstration: Site, come: Come, name: str, least: int
):
    visitor, start = arrive(demonstration, come, name)
    found = pages(visitor, start)
    assert look_at(visitor, found) == []
    assert len(found) >= least


def arrive(demonstration: Site, come: Come, name: str) -> tuple[Visitor, str]:
    """Let somebody come in; return them, and where what they can reach begins."""
    size = PHONE if name in {"Alice", "Bob", "Ines", NOBODY} else LAPTOP
    visitor = come(demonstration, name, reduced_motion="reduce", **size)
    if name == NOBODY:
        return visitor, "/accounts/login/"
    visitor.page.goto(way_in(demonstration, name))
    return visitor, "/"


def look_at(visitor: Visitor, paths: list[str]) -> list[tuple[str, str]]:
    """Open each page, hang its pictures where they are wanted, and return what is at fault."""
    complaints = []
    for number, path in enumerate(paths):
        visitor.page.goto(path)
        gallery.hang(visitor.page, visitor.name, number, path)
        complaints += [(path, found) for found in faults(visitor.page)]
    return complaints


@pytest.mark.journey
def test_a_pale_or_wide_page_would_be_found(demonstration: Site, come: Come):
    page = come(demonstration, NOBODY, reduced_motion="reduce", **PHONE).page
    page.goto("/accounts/login/")
    page.evaluate("document.querySelector('main').style.minWidth = '700px'")
    page.evaluate("document.querySelector('h1').style.color = '#aaa'")
    assert faults(page) == [
        "light: color-contrast at ['h1']",
        "380 pixels too wide for 320",
        "60 pixels too wide for 640",
    ]


@pytest.mark.journey
@pytest.mark.parametrize(("name", "path"), [("Alice", "/how-it-goes/"), ("Dana", "/caseload/")])
def test_paper_shows_the_numbers_and_no_navigation(demonstration: Site, come: Come, name: str, path: str):
    page = come(demonstration, name, color_scheme="dark", **LAPTOP).page
    page.goto(way_in(demonstration, name))
    page.goto(path)
    if name == "Dana":
        page.get_by_role("link", name="Alice & Bob").click()
    expect(page.locator(".chart-canvas svg")).to_be_visible()
    expect(page.get_by_role("table", name="Trust, week by week")).to_be_hidden()
    page.emulate_media(media="print", color_scheme="light")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    expect(page.locator(".chart-canvas svg")).to_be_visible()
    expect(page.get_by_role("table", name="Trust, week by week")).to_be_visible()
    for screen_only in page.locator("nav, .button, footer, summary").all():
        expect(screen_only).to_be_hidden()
    assert page.evaluate(CUT) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.journey
def test_the_weekly_questions_need_no_mouse(demonstration: Site, come: Come):
    page = come(demonstration, "Bob", **PHONE).page
    page.goto(way_in(demonstration, "Bob"))
    tab_to(page, "Begin", "Enter")
    page.wait_for_url("**/answer/**")
    for number in range(7):
        tab_to(page, "radio", "ArrowRight")
        assert page.locator("input:checked").count() == number + 1
    tab_to(page, "Send", "Enter")
    page.wait_for_url("**/answers/**")
    expect(page.locator("main")).to_contain_text("What you answered")


def faults(page: Page) -> list[str]:
    found = told("light", Axe().run(page, options=FAULTS_ALONE).response)
    page.emulate_media(color_scheme="dark")
    found += told("dark", page.evaluate("rules => axe.run(rules)", COLOURS_ALONE))
    page.emulate_media(color_scheme="light")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if wide := page.evaluate("document.documentElement.scrollWidth") - width:
            found.append(f"{wide} pixels too wide for {width}")
    return found


def told(scheme: str, answer: dict[str, Any]) -> list[str]:
    """Return what axe complains of, each with its place."""
    return [
        f"{scheme}: {rule['id']} at {node['target']}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]


def tab_to(page: Page, name: str, key: str) -> None:
    """Go on with the Tab key to something with this name, seeing the focus at each stop, and press a key there."""
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        stops.append(stop)
        if stop["name"] == name:
            break
    assert stops[-1]["name"] == name
    assert [stop for stop in stops if not stop["seen"]] == []
    page.keyboard.press(key)
