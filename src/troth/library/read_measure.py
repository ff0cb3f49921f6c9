"""From the files of a measure to a `Measure`, finding every problem on the way."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from troth.library.check_measure import check_measure
from troth.library.folder import Folder
from troth.library.measure import (
    Bands,
    Cutoff,
    Measure,
    MeasureAlert,
    MeasureScale,
    Mistaken,
    Need,
    Norm,
    NotShipped,
    Printing,
    Reliability,
    ReliableChange,
    Rights,
    Rule,
    Sourced,
)
from troth.library.measure_sources import MeasureSource, NotShippedSource, expanded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from troth.library.measure_sources import MeasureScaleSource
    from troth.library.measure_sources import Sourced as SourcedSource
    from troth.library.problems import Problem

NOT_SHIPPED = "not-shipped.yaml"


def read_measure(folder: Folder, _language: str) -> Measure | None:
    """Read a measure, or note in the folder why it cannot be read. It has no words to translate."""
    before = len(folder.problems)
    read = folder.document("measure.yaml", MeasureSource)
    if read is None:
        return None
    check_measure(folder, *read)
    return None if len(folder.problems) > before else _build(read[1], folder.content_hash())


def read_not_shipped(root: Path, problems: list[Problem]) -> Mapping[str, NotShipped]:
    """Read which measures must not be taken in; none where the content has no such list."""
    folder = Folder(root, root / "measures", problems)
    if not (folder.path / NOT_SHIPPED).is_file():
        return MappingProxyType({})
    read = folder.document(NOT_SHIPPED, NotShippedSource)
    entries = read[1].measures if read else {}
    return MappingProxyType(
        {
            slug: NotShipped(slug, entry.name, entry.aliases, entry.reason)
            for slug, entry in sorted(entries.items())
        }
    )


def _build(source: MeasureSource, content_hash: str) -> Measure:
    ranges = source.ranges()
    build = _Build(source)
    return Measure(
        id=source.id,
        version=source.version,
        content_hash=content_hash,
        name=source.name,
        aliases=source.aliases,
        title=source.title,
        about=source.about,
        authors=source.authors,
        year=source.year,
        status=source.status,
        ranges=None if ranges is None else MappingProxyType(ranges),
        default_range=source.answers.default,
        printed=MappingProxyType(
            {item: label for span, label in source.printed.items() for item in expanded(span)}
        ),
        order=source.order,
        coding=source.coding,
        cautions=source.cautions,
        guarded=source.guarded,
        rights=Rights(**build.facts(source.rights)),
        scales=tuple(build.scale(scale) for scale in source.scales),
        rules=tuple(
            Rule(
                **build.facts(rule) | {"needs": tuple(Need(**need.model_dump()) for need in rule.needs)},
            )
            for rule in source.rules
        ),
        alerts=tuple(MeasureAlert(**alert.model_dump()) for alert in source.alerts),
        printings=tuple(Printing(**build.facts(printing)) for printing in source.printings),
        mistaken=tuple(Mistaken(**build.facts(mistaken)) for mistaken in source.mistaken),
        sources=MappingProxyType(dict(source.sources)),
    )


class _Build:
    """Puts the full citation where the file has a short name for it."""

    def __init__(self, source: MeasureSource) -> None:
        self._sources = source.sources

    def facts(self, found: SourcedSource) -> dict[str, Any]:
        return found.model_dump() | {"source": self._sources.get(found.source or "")}

    def scale(self, scale: MeasureScaleSource) -> MeasureScale:
        bands = scale.bands
        return MeasureScale(
            id=scale.id,
            label=scale.label,
            method=scale.method,
            items=scale.items,
            reverse=scale.reverse,
            scales=scale.scales,
            count=len(scale.items) if scale.items else scale.count,
            range=scale.range,
            minimum_answered=scale.minimum_answered,
            key=Sourced(**self.facts(scale.key)),
            cutoffs=tuple(Cutoff(**self.facts(cutoff)) for cutoff in scale.cutoffs),
            bands=Bands(**self.facts(bands) | {"steps": tuple(sorted(bands.steps.items()))})
            if bands
            else None,
            norms=tuple(Norm(**self.facts(norm)) for norm in scale.norms),
            reliability=tuple(Reliability(**self.facts(found)) for found in scale.reliability),
            rci=ReliableChange(**self.facts(scale.rci)) if scale.rci else None,
        )
