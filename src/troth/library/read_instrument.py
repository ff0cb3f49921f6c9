"""From the files of an instrument to an `Instrument`, finding every problem on the way."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from troth.library.check_instrument import check_sources
from troth.library.instrument import Alert, Condition, Instrument, Item, Option, Scale, Section
from troth.library.sources import InstrumentSource, ItemsSource
from troth.science.scoring import ItemDefinition, ScaleDefinition

if TYPE_CHECKING:
    from troth.library.folder import Folder
    from troth.library.sources import ConditionSource, ItemSource, SectionSource


def read_instrument(folder: Folder, language: str) -> Instrument | None:
    """Read an instrument in one language, or note in the folder why it cannot be read."""
    before = len(folder.problems)
    structure = folder.document("instrument.yaml", InstrumentSource)
    words = folder.document(folder.in_language("items", "yaml", language), ItemsSource)
    if structure is None or words is None:
        return None
    check_sources(folder, *structure, *words)
    if len(folder.problems) > before:
        return None
    return _build(folder, structure[1], words[1])


def _build(folder: Folder, source: InstrumentSource, words: ItemsSource) -> Instrument:
    scales = tuple(
        Scale(
            id=scale.id,
            label=words.scales[scale.id],
            method=scale.method,
            items=scale.items,
            range=scale.range,
            minimum_answered=scale.minimum_answered,
            is_facet=any(item.facet == scale.id for item in source.all_items()),
        )
        for scale in source.scales
    )
    return Instrument(
        id=source.id,
        version=source.version,
        content_hash=folder.content_hash(),
        title=words.title,
        purpose=words.purpose,
        note=words.note or "",
        intro=words.intro,
        thanks=words.thanks,
        minutes=source.minutes,
        kind=source.kind,
        schedule=source.schedule,
        every_weeks=source.every_weeks,
        asked_of=source.asked_of,
        order_varies=source.order == "varies",
        audience=source.audience,
        protected=source.protected,
        guarded=source.guarded,
        validated=source.validated,
        licence=source.licence,
        source=source.source,
        sections=tuple(
            Section(
                id=section.id,
                title=words.sections[section.id].title,
                intro=words.sections[section.id].intro or "",
                items=tuple(_item(source, words, section, item) for item in section.items),
                place=section.place,
                is_follow_up=section.show_when is not None,
            )
            for section in source.sections
        ),
        scales=scales,
        definitions=scale_definitions(source),
        files=MappingProxyType(dict(folder.read)),
    )


def _item(source: InstrumentSource, words: ItemsSource, section: SectionSource, item: ItemSource) -> Item:
    conditions = (each for each in (section.show_when, item.show_when) if each is not None)
    return Item(
        id=item.id,
        kind=item.kind,
        text=words.items[item.id].text,
        help=words.items[item.id].help or "",
        options=_options(source, words, item),
        required=item.required,
        reverse=item.id in source.reverse,
        facet=item.facet,
        audience=item.audience,
        protected=item.protected or source.protected,
        max_length=item.max_length,
        show_when=tuple(_condition(source, each) for each in conditions),
        alerts=tuple(Alert(alert.kind, alert.any_of) for alert in item.alerts),
    )


def _condition(source: InstrumentSource, condition: ConditionSource) -> Condition:
    scales = {definition.id: definition for definition in scale_definitions(source)}
    return Condition(
        of=condition.scale or condition.item or "",
        any_of=condition.any_of,
        at_least=condition.at_least,
        scale=scales.get(condition.scale or ""),
    )


def _options(source: InstrumentSource, words: ItemsSource, item: ItemSource) -> tuple[Option, ...]:
    if item.answers is None:
        return ()
    labels = words.answer_sets.get(item.answers, {})
    return tuple(Option(value, labels.get(value, str(value))) for value in source.possible_answers(item))


def scale_definitions(source: InstrumentSource) -> tuple[ScaleDefinition, ...]:
    """Return the arithmetic of every scale."""
    items = {item.id: item for item in source.all_items()}
    return tuple(
        ScaleDefinition(
            scale.id,
            scale.method,
            tuple(_item_definition(source, items[item_id]) for item_id in scale.items),
            scale.minimum_answered,
        )
        for scale in source.scales
    )


def _item_definition(source: InstrumentSource, item: ItemSource) -> ItemDefinition:
    low, high = source.answer_sets[item.answers or ""].range or (0, 0)
    return ItemDefinition(item.id, low, high, item.id in source.reverse)
