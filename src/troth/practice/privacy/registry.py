"""Gathers what every area declared about the people it knows, without knowing any area by name."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from troth.practice.common.personal_data import Holding


def holdings() -> list[Holding]:
    """Return every declared holding, top storeys first, so that rows go before what they lean on."""
    found: list[Holding] = []
    for app in reversed(list(apps.get_app_configs())):
        if app.name.startswith("troth.practice.") and find_spec(f"{app.name}.personal_data"):
            declared = import_module(f"{app.name}.personal_data")
            found.extend(getattr(declared, "HOLDINGS", []))
    return found
