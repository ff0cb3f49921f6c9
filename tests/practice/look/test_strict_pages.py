"""The Content-Security-Policy lets no inline script or style run: no template may hold one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import troth

PRACTICE = Path(troth.__file__).parent / "practice"
TEMPLATES = sorted(PRACTICE.rglob("templates/**/*.html"))
STYLES = sorted((PRACTICE / "static/css").glob("*.css"))
SCRIPTS = sorted((PRACTICE / "static/js").glob("*.js"))

INLINE = {
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE),
    "a script without src": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE
    ),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
}
OUTSIDE = re.compile(r"""(?:src|href|action|url|@import)\s*[=(]?\s*["']?(?:https?:)?//""", re.IGNORECASE)


def inline_parts(markup: str) -> list[str]:
    return [name for name, pattern in INLINE.items() if pattern.search(markup)]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<style>p{}</style>", "a style element"),
        ('<p style="color:red">', "a style attribute"),
        ('<button class="x" onclick="go()">', "an event attribute"),
        ("<p hx-on:click='go()'>", "an event attribute"),
        ("<script defer>go()</script>", "a script without src"),
        ('<a href="javascript:go()">', "a javascript address"),
    ],
)
def test_the_scan_finds_what_is_inline(markup, found):
    assert inline_parts(markup) == [found]


def test_the_scan_lets_data_and_files_pass():
    assert (
        inline_parts('<script type="application/json">{}</script><script src="/a.js" defer></script>') == []
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PRACTICE)))
def test_templates_hold_nothing_inline(template):
    assert inline_parts(template.read_text("utf-8")) == []


@pytest.mark.parametrize("file", [*TEMPLATES, *STYLES], ids=lambda path: str(path.relative_to(PRACTICE)))
def test_pages_ask_no_third_party(file):
    assert OUTSIDE.findall(file.read_text("utf-8")) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_keep_nothing_in_the_browser_and_run_no_text(script):
    forbidden = r"localStorage|sessionStorage|indexedDB|\beval\(|new Function|innerHTML|document\.cookie"
    assert re.findall(forbidden, script.read_text("utf-8")) == []
