"""The chart library as a static file, made on this machine and committed nowhere."""

from __future__ import annotations

import builtins
import os
import tempfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert
from django.conf import settings
from django.contrib.staticfiles import utils
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

BUNDLE = "vendored/vega-embed.js"
SNIPPET = "window.vegaEmbed = vegaEmbed;"


def bundle_root() -> Path:
    """The cache folder for the installed version; another version gets another folder."""
    return Path(settings.TROTH_HOME) / "cache" / f"vega-{version('vl-convert-python')}"


def ensure_bundle() -> Path:
    """Make the bundle unless it is there already, and say where it is. Takes about three seconds once."""
    target = bundle_root() / BUNDLE
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(target, _scoped(vl_convert.javascript_bundle(SNIPPET)))
    return target


def _scoped(module: str) -> str:
    """Keep the module's thousand top-level names to itself: a plain script would make them global."""
    return f"(() => {{{module}\n}})();\n"


def _write_whole(target: Path, text: str) -> None:
    """Two processes may start at once: each writes its own file and the last rename wins."""
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(target)


class VegaBundleFinder(BaseFinder):
    """Offers the bundle to ``collectstatic``, ``runserver`` and whitenoise."""

    def check(self, **_: Any) -> builtins.list[Any]:
        """Nothing to configure."""
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The bundle's place for its own name; an empty list for every other name."""
        if path != BUNDLE:
            return []
        found = str(ensure_bundle())
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """The one file, with the storage that reads it."""
        if utils.matches_patterns(BUNDLE, [*(ignore_patterns or [])]):
            return
        ensure_bundle()
        yield BUNDLE, FileSystemStorage(location=bundle_root())
