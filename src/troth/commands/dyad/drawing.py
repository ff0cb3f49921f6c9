"""A chart becomes an SVG file, on this machine and whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from troth.commands.answers import BadInput

if TYPE_CHECKING:
    from troth.commands.dyad.report import Spec

CONFIG = {
    "background": "#ffffff",
    "font": "sans-serif",
    "view": {"stroke": None},
    "title": {"anchor": "start", "fontSize": 14, "fontWeight": "normal", "color": "#20262b"},
    "axis": {
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "labelColor": "#20262b",
        "titleColor": "#565e64",
        "gridColor": "#e0d9cc",
        "domainColor": "#837b6e",
        "labelLimit": 260,
    },
    "legend": {"labelFontSize": 11, "orient": "top", "title": None, "labelLimit": 260},
}


def check_place(path: Path) -> None:
    """Raise `BadInput` where no SVG file can be written."""
    if path.suffix.lower() != ".svg":
        raise BadInput(f"--plot draws SVG: {path} must end in .svg")
    try:
        is_folder, has_folder = path.is_dir(), path.parent.is_dir()
    except OSError as error:
        raise BadInput(f"--plot cannot write {path}: {error.strerror}") from error
    if is_folder:
        raise BadInput(f"--plot cannot write {path}: it is a folder")
    if not has_folder:
        raise BadInput(f"--plot cannot write {path}: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise BadInput(f"--plot cannot write {path}: nothing may be written into {path.parent}")


def draw(spec: Spec, path: Path) -> None:
    """Write a chart into a file, which is replaced whole. Raises `BadInput`."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(spec, config=CONFIG, allowed_base_urls=[])
    handle, name = -1, ""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(svg)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise BadInput(f"--plot cannot write {path}: {error.strerror}") from error
