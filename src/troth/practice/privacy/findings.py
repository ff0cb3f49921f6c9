"""Gathers what areas other than the diary found in a couple, without knowing any area by name.

An area that finds something has a module ``patterns_found`` with a function ``found(couple_id)``. What it finds rests only on what
both partners can read, or on what the care team alone recorded; nobody but the care team is told of it before it is released.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from uuid import UUID

    from troth.science.patterns import Finding


def found_elsewhere(couple_id: UUID) -> list[Finding]:
    """Return every finding of a couple by the areas that declare any. The caller may know of them."""
    found: list[Finding] = []
    for app in apps.get_app_configs():
        if app.name.startswith("troth.practice.") and find_spec(f"{app.name}.patterns_found"):
            found.extend(import_module(f"{app.name}.patterns_found").found(couple_id))
    return found
