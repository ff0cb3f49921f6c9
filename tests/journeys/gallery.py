"""Pictures of every page, for people who look at them: phone and laptop, light and dark."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tests.journeys.crawl import shape_of
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = {"phone": PHONE["viewport"], "laptop": LAPTOP["viewport"]}


def hang(page: Page, who: str, number: int, path: str) -> None:
    """Take the four pictures of a page where TROTH_GALLERY names a folder; leave the page as it was."""
    if not (folder := os.environ.get("TROTH_GALLERY")):
        return
    title = shape_of(path).strip("/").replace("/", "-").replace("…", "x") or "front"
    before = page.viewport_size
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            name = f"{who}-{number:02}-{title}-{size}-{scheme}.png"
            page.screenshot(path=Path(folder) / name, full_page=True, animations="disabled", scale="css")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)
