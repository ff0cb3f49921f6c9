"""The text of a PDF as somebody who selects it gets it: read from the file itself, with nothing but its own character maps."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(
    rb"stream\r?\n(.*?)\nendstream", re.DOTALL
)  # what is packed may itself end in a carriage return
_PAGE = re.compile(rb"/Type/Page/Resources (\d+) 0 R.*?/Contents (\d+) 0 R", re.DOTALL)
_FONTS = re.compile(rb"/Font<<(.*?)>>", re.DOTALL)
_NAMED = re.compile(rb"/(\w+) (\d+) 0 R")
# A font is taken up, or a string begins: between brackets, which may stand in it in pairs, or as hexadecimal digits.
_NEXT = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(\()")
_IN_STRING = re.compile(rb"\\([0-7]{3}|.)|([()])|([^()\\]+)", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """Return all text that is drawn, page by page, without any white space. Right-to-left words read left to right."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = [found.groups() for body in objects.values() if (found := _PAGE.search(body))]
    drawn = [
        _shown(_content(objects[int(content)]), _fonts(objects, objects[int(resources)]))
        for resources, content in pages
    ]
    return re.sub(r"\s", "", "".join(drawn))


def _content(body: bytes) -> bytes:
    found = _STREAM.search(body)
    return zlib.decompress(found.group(1)) if found else b""


def _fonts(objects: dict[int, bytes], resources: bytes) -> dict[bytes, dict[bytes, str]]:
    listed = b"".join(_FONTS.findall(resources))
    return {name: _letters(objects, int(number)) for name, number in _NAMED.findall(listed)}


def _letters(objects: dict[int, bytes], font: int) -> dict[bytes, str]:
    to = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", _content(objects[int(to.group(1))])) if to else []
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(word.decode()).decode("utf-16-be") for code, word in pairs
    }


def _shown(content: bytes, fonts: dict[bytes, dict[bytes, str]]) -> str:
    said: list[str] = []
    letters: dict[bytes, str] = {}
    at = 0
    while found := _NEXT.search(content, at):
        font, hexed, opening = found.groups()
        at = found.end()
        codes = bytes.fromhex(hexed.decode()) if hexed else b""
        if font:
            letters = fonts[font]
        if opening:
            codes, at = _string(content, at)
        said += [letters.get(codes[each : each + 2], "") for each in range(0, len(codes), 2)]
    return "".join(said)


def _string(content: bytes, at: int) -> tuple[bytes, int]:
    """Return the string that begins here, and where it ends."""
    codes, depth = b"", 1
    while True:
        found = _IN_STRING.match(content, at)
        assert found, "a string that does not end"
        at = found.end()
        escaped, bracket, plain = found.groups()
        depth += {b"(": 1, b")": -1}.get(bracket, 0)
        if depth == 0:
            return codes, at
        if escaped:
            codes += bytes([int(escaped, 8)]) if escaped.isdigit() else _PLAIN.get(escaped, escaped)
        codes += bracket or plain or b""
