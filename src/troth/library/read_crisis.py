"""From a country's file to a `CrisisPage`, finding every problem on the way."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from troth.library.crisis import CrisisLine, CrisisPage
from troth.library.sources import CrisisSource

if TYPE_CHECKING:
    from troth.library.folder import Folder
    from troth.library.load import Library, There


def read_one_country(folder: Folder, _: str) -> CrisisPage | None:
    """Read the page of a folder that holds one country alone."""
    (path,) = folder.path.glob("*.yaml")
    return read_crisis(folder, path.name)


def keep_emergency_number(folder: Folder, page: CrisisPage, among: Library, _: There) -> None:
    """Note a page that gives another emergency number than the country had before."""
    before = among.countries.get(page.country)
    name = f"{page.country}.yaml"
    read = folder.document(name, CrisisSource)
    if before is not None and read is not None and page.emergency_number != before.emergency_number:
        message = (
            f"The emergency number here is {before.emergency_number}, and it stays as it came with Troth."
        )
        line = read[0].line("emergency_number")
        folder.report(name, line, message, "Write it again; what is yours to add stands under lines.")


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
        files=MappingProxyType(dict(folder.read)),
    )
