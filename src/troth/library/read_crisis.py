"""From a country's file to a `CrisisPage`, finding every problem on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.crisis import CrisisLine, CrisisPage
from troth.library.sources import CrisisSource

if TYPE_CHECKING:
    from troth.library.folder import Folder


def read_crisis(folder: Folder, name: str) -> CrisisPage | None:
    """Read one country's page, or note in the folder why it cannot be read."""
    read = folder.document(name, CrisisSource)
    if read is None:
        return None
    document, source = read
    if f"{source.country}.yaml" != name:
        message = f'The country is "{source.country}" but the file is "{name}".'
        folder.report(name, document.line("country"), message, "Give both the same code.")
        return None
    return CrisisPage(
        country=source.country,
        version=source.version,
        content_hash=folder.content_hash(),
        country_name=source.country_name,
        emergency_number=source.emergency_number,
        lines=tuple(
            CrisisLine(line.name, line.number, line.for_whom, line.hours or "", line.languages, line.web)
            for line in source.lines
        ),
        verified_on=source.verified_on,
        note=source.note,
    )
