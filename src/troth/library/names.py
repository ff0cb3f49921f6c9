"""Finding a questionnaire by any of its names, and saying why one is not here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from troth.library.instrument import Instrument
from troth.library.measure import Measure, NotShipped, name_key
from troth.library.problems import ContentNotFound

if TYPE_CHECKING:
    from troth.library.load import Library

Named = Measure | Instrument | NotShipped


class NotTaken(LookupError):
    """A measure that must not be scored or taken in here; the message says why."""

    def __init__(self, entry: NotShipped) -> None:
        self.entry = entry
        super().__init__(f"{entry.name} cannot be used here: {entry.reason}")


def named(library: Library, name: str, *, items: int | None = None) -> Measure | Instrument:
    """Return a published measure or an own instrument by its id, its name or another name for it.

    Case, spaces and signs do not count: `CSI 16`, `csi-16` and `CSI(16)` are the same. The name of
    several forms, such as `csi`, means the one with so many `items`, where that is known.

    Raises:
        NotTaken: It is one that must not be taken in.
        ContentNotFound: Nothing goes by this name, or it is the name of several forms.
    """
    wanted = name_key(name)
    found = next((each for each in _everything(library) if wanted in _keys(each)), None)
    if isinstance(found, NotShipped):
        raise NotTaken(found)
    if found is not None:
        return found
    slugs = (*library.measures, *library.instruments)
    forms = tuple(slug for slug in slugs if slug.startswith(f"{name.strip().casefold()}-"))
    fitting = [
        slug for slug in forms if slug in library.measures and len(library.measures[slug].items) == items
    ]
    if len(fitting) == 1:
        return library.measures[fitting[0]]
    raise ContentNotFound("questionnaire", name, forms or slugs)


def forbidden(library: Library, title: str, measure: Measure) -> NotShipped | None:
    """Return the measure that must not be taken in and that the title of a file names, or None.

    `measure` is what the file is taken in as: a revised form may carry the older name in its own.
    """
    whole, words = name_key(title), set(re.split(r"[^\w-]+", title))
    for entry in library.not_shipped.values():
        short = {entry.id, *entry.aliases}
        if whole in map(name_key, short) or words & {name.upper() for name in short}:
            return entry
        if name_key(entry.name) in whole.replace(name_key(measure.name), ""):
            return entry
    return None


def named_twice(library: Library) -> list[str]:
    """Say which names lead to more than one questionnaire."""
    owners: dict[str, set[str]] = {}
    for each in _everything(library):
        for key in _keys(each):
            owners.setdefault(key, set()).add(each.id)
    return [
        f'The name "{key}" leads to several questionnaires: {", ".join(sorted(ids))}.'
        for key, ids in sorted(owners.items())
        if len(ids) > 1
    ]


def _everything(library: Library) -> list[Named]:
    return [*library.not_shipped.values(), *library.measures.values(), *library.instruments.values()]


def _keys(each: Named) -> set[str]:
    if isinstance(each, Instrument):
        return {name_key(each.id)}
    return {name_key(name) for name in (each.id, each.name, *each.aliases)}
