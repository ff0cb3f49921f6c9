"""Somebody at a browser. Whatever page they come to is looked at: for strangers, for complaints, for everyone."""

from __future__ import annotations

import base64
import hmac
import os
import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Browser, ConsoleMessage, Locator

    from tests.journeys.running import Site

FAULTS_ALONE = {"resultTypes": ["violations"]}  # axe tells of each part that is well, too
PASSWORD = "correct horse battery"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
PATIENCE_MS = 60_000  # a machine that has much else to do is slow, and not broken
expect.set_options(timeout=PATIENCE_MS)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
# What a page looks like: its headings, and the classes it uses.
FACE = """
[...document.querySelectorAll("h1, h2")].map((part) => part.innerText).concat(
  [...new Set([...document.querySelectorAll("body [class]")].flatMap((part) => [...part.classList]))].sort())
"""
LOOKED_AT: set[tuple[str, ...]] = set()  # by everybody, in all journeys of this process


class Visitor:
    """One person, one browser context; JavaScript may be off."""

    def __init__(self, browser: Browser, site: Site, name: str, **options: Any) -> None:
        self.name = name
        self.site = site
        self.app_secret = ""
        self.scripts = options.get("java_script_enabled", True)
        self.context = browser.new_context(base_url=site.url, **options)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.pings: list[str] = []
        self._screen = f"{options.get('viewport')} {options.get('color_scheme')}"
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("console", self._hear)
        self.page.on("websocket", self._listen)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(f"{said.text} ({said.location['url']})")

    def _listen(self, socket: Any) -> None:
        self.asked.append(socket.url)
        socket.on("framereceived", lambda frame: self.pings.append(str(frame)))

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def press(self, button: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Press a button that leads to a page, or to what comes next in the place of this."""
        self.go((within or self.page).get_by_role("button", name=button, exact=True))

    def follow(self, link: str, within: Locator | None = None) -> None:
        self.go((within or self.page.locator("main")).get_by_role("link", name=link).first)

    def go(self, target: Locator) -> None:
        """Click, and look at the page when another one is there, or its part."""
        if self.scripts and target.evaluate("target => Boolean(target.closest('form[hx-post]'))"):
            self.page.locator("#exercise").evaluate("part => part.dataset.before = ''")
            target.click()
            expect(self.page.locator("[data-before]")).to_have_count(0)
        else:
            with self.page.expect_navigation():
                target.click()
        self.look()

    def send(self, path: str, **fields: str | int) -> APIResponse:
        """Send the form of a page that was looked at before, as fast as requests go."""
        token = TOKEN.search(self.context.request.get(path).text())[1]
        answer = self.context.request.post(path, form={"csrfmiddlewaretoken": token, **fields})
        assert answer.ok, f"{self.name} at {path}: {answer.status}"
        return answer

    def code(self) -> str:
        """Return the six digits that this person's code app shows now."""
        return code_of(self.app_secret, self.site.now())

    def card(self, heading: str) -> Locator:
        """Return the card or section with this heading."""
        return self.page.locator(".card").filter(has=self.page.get_by_role("heading", name=heading))

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    def choose(self, **answers: str | int) -> None:
        """Choose options by their values, as a finger does: on the label."""
        for name, value in answers.items():
            option = self.page.locator(f'input[name="{name}"][value="{value}"]')
            self.page.locator("label").filter(has=option).click()

    def tick_all(self, name: str) -> None:
        """Tick every box of a question, on the label."""
        for box in self.page.locator(f'input[name="{name}"]').all():
            self.page.locator(f'label[for="{box.get_attribute("id")}"]').click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_not(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def all_of(self, path: str) -> str:
        """Open a page, and return all of it, also what is folded away or hidden."""
        self.open(path)
        return self.page.content()

    def look(self) -> None:
        """Ask axe about every page that nobody has looked at before with such a screen."""
        if not self.scripts:
            return
        self.page.wait_for_load_state("load")
        where = UUID.sub("…", urlsplit(self.page.url).path)
        face = (self._screen, where, *self.page.evaluate(FACE))
        if face in LOOKED_AT:
            return
        LOOKED_AT.add(face)
        found = Axe().run(self.page, options=FAULTS_ALONE)
        assert found.violations_count == 0, f"{self.name} at {self.page.url}\n{found.generate_report()}"

    def picture(self, name: str) -> None:
        """Take a picture for the README and the tutorial where the environment asks for them."""
        if folder := os.environ.get("TROTH_SCREENSHOTS"):
            self.page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")

    def leaves_nothing_behind(self) -> None:
        """Close the browser; nobody else was asked for anything, and nothing went wrong."""
        self.context.close()
        places = {urlsplit(url).netloc for url in self.asked if not url.startswith(("data:", "blob:"))}
        assert places == {urlsplit(self.site.url).netloc}
        assert not self.complaints, f"{self.name}: {self.complaints}"


def code_of(secret: str, now: float) -> str:
    """Return the six digits that an app shows for this key at this moment, in seconds since 1970 (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(now) // 30), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
