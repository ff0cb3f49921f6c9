"""Gathers the kinds of content that every area declared in its ``kinds.py``, without knowing any area by name."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.practice.wordings.kind import Kind


@cache
def kinds() -> Mapping[str, Kind[Any]]:
    """Return every declared kind by its name, in the order of the storeys from below."""
    found: dict[str, Kind[Any]] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("troth.practice.") and find_spec(f"{app.name}.kinds"):
            declared = import_module(f"{app.name}.kinds")
            found |= {kind.name: kind for kind in declared.KINDS}
    return MappingProxyType(found)


class KindInAddress:
    """A kind in an address, by its folder."""

    regex = "|".join(kind.folder for kind in kinds().values())

    def to_python(self, value: str) -> Kind[Any]:
        """Return the kind of a folder."""
        return kinds()[value.removesuffix("s")]

    def to_url(self, value: object) -> str:
        """Return the folder of a kind, or of its name."""
        return kinds()[str(value)].folder
