"""Paper: one of our templates and data become a PDF, here and without any request. What a person typed is data, never markup."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
import vl_convert
from django.http import HttpResponse

from troth.practice.common import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

PRACTICE = Path(__file__).resolve().parent.parent
CHART_WIDTH = 420
_TOKEN = re.compile(r"var\((--[\w-]+)\)")
_CONFIG = {
    "background": "transparent",
    "font": "Libertinus Serif",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal"},
    "legend": {"labelFontSize": 11},
}


def printed(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template, named from the folder of the areas: ``formulation/papers/notes.typ``.

    ``data`` holds what JSON holds; the template finds it in ``sheet.typ``.
    """
    compiler = typst.Compiler(PRACTICE / template, root=PRACTICE, font_paths=_fonts())
    made_at = clock.now().replace(microsecond=0)
    pdf = compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)}, timestamp=made_at)
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template} did not become one file")
    return pdf


def drawn(spec: Mapping[str, Any]) -> str:
    """Return a chart of a page as SVG for paper: the same spec, in the light colours and with a width of its own."""
    own = _coloured({**spec, "width": CHART_WIDTH})
    return vl_convert.vegalite_to_svg(own, config=_CONFIG, allowed_base_urls=[])


def handed_out(pdf: bytes) -> HttpResponse:
    """Return a paper as a download. Its name is neutral: it stays on a shared device."""
    headers = {"Content-Disposition": 'attachment; filename="notes.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


@cache
def _tokens() -> dict[str, str]:
    """The tokens of the light scheme, which stands first in the file."""
    css = (PRACTICE / "static/css/tokens.css").read_text("utf-8")
    first = css[css.index("{") : css.index("}")]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", first))


def _coloured(part: Any) -> Any:
    if isinstance(part, str):
        token = _TOKEN.fullmatch(part)
        return _tokens()[token.group(1)] if token else part
    if isinstance(part, list):
        return [_coloured(each) for each in part]
    if isinstance(part, dict):
        return {key: _coloured(each) for key, each in part.items()}
    return part
