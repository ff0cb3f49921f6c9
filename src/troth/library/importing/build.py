"""From a definition and its words to an `Instrument` that the pages can show and score."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from troth.library.instrument import Alert, Instrument, Item, Option, Scale, Section
from troth.library.measure import Sourced

if TYPE_CHECKING:
    from troth.library.importing.texts import ItemText, KeyedScale, MeasureTexts
    from troth.library.measure import Measure, MeasureScale

ON_ONE_PAGE = 12
SECONDS_EACH = 10
PURPOSE = "It shows where things stand, so that later you can see what has moved."
INTRO = "Go by your first thought. There are no right answers."
THANKS = "Thank you. Your answers go to your therapist."
BY_THE_PRACTICE = "key supplied by the practice"


def completed(measure: Measure, texts: MeasureTexts) -> Measure:
    """Return the measure with the keys that came with its words; each is marked as the practice's own."""
    if measure.ranges is None:
        measure = replace(measure, ranges={item.id: measure.default_range for item in texts.items})
    keys = {key.id: key for key in texts.keys}
    if not keys:
        return measure
    scales = (
        _keyed(measure, scale, keys[scale.id]) if scale.id in keys else scale for scale in measure.scales
    )
    return measure.with_scales(tuple(scales))


def instrument_from(texts: MeasureTexts, measure: Measure) -> Instrument:
    """Return an answerable questionnaire: the facts of the measure with the practice's words.

    Each language is an instrument of its own (`ras-en`, `ras-de`), because keys and norms may differ.
    Scales without a key are left out, and so are scales that add other scales and rules beside the
    scores: `score_measure` gives those. Answers go to the therapist; a violence screen is guarded.
    """
    measure = completed(measure, texts)
    scales = tuple(scale for scale in measure.scales if scale.items)
    items = tuple(_item(measure, item) for item in texts.items)
    supplied = f" Scored with a {BY_THE_PRACTICE}." if measure.status == BY_THE_PRACTICE else ""
    return Instrument(
        id=f"{measure.id}-{texts.language.lower()}",
        version=measure.version,
        content_hash=_hash(texts, measure),
        title=measure.title,
        purpose=PURPOSE,
        note="",
        intro=texts.instructions or INTRO,
        thanks=THANKS,
        minutes=max(1, round(len(items) * SECONDS_EACH / 60)),
        kind="safety" if measure.guarded else "routine",
        schedule="once",
        every_weeks=None,
        asked_of="both",
        order_varies=False,
        audience="therapist",
        protected=measure.guarded,
        guarded=measure.guarded,
        validated=True,
        licence=measure.rights.text,
        source=f"{measure.name}, {measure.authors} {measure.year or ''}".strip() + f".{supplied}",
        sections=_sections(measure.title, items),
        scales=tuple(_scale(measure, scale) for scale in scales),
        definitions=tuple(measure.definition(scale) for scale in scales),
    )


def _keyed(measure: Measure, scale: MeasureScale, key: KeyedScale) -> MeasureScale:
    full = replace(
        scale,
        method=key.method or scale.method,
        items=key.items,
        reverse=key.reverse,
        count=len(key.items),
        key=Sourced(mark="TV", source=BY_THE_PRACTICE),
    )
    return replace(full, range=measure.definition(full).range)


def _scale(measure: Measure, scale: MeasureScale) -> Scale:
    definition = measure.definition(scale)
    return Scale(
        id=scale.id,
        label=scale.label,
        method=definition.method,
        items=scale.items or (),
        range=definition.range,
        minimum_answered=definition.minimum_answered,
        is_facet=False,
    )


def _item(measure: Measure, item: ItemText) -> Item:
    alerts = tuple(Alert(alert.kind, alert.any_of) for alert in measure.alerts if item.id in alert.items)
    numbers = all(label == str(code) for code, label in item.options[1:-1])
    ascending = [code for code, _ in item.options] == sorted(code for code, _ in item.options)
    return Item(
        id=item.id,
        kind="rating" if numbers and ascending and len(item.options) > len(("low", "high")) else "choice",
        text=item.text,
        help="",
        options=tuple(Option(code, label) for code, label in item.options),
        required=not (measure.guarded or alerts),
        reverse=any(item.id in scale.reverse for scale in measure.scales),
        facet=None,
        audience=None,
        protected=measure.guarded or bool(alerts),
        max_length=0,
        show_when=(),
        alerts=alerts,
    )


def _sections(title: str, items: tuple[Item, ...]) -> tuple[Section, ...]:
    if len(items) <= ON_ONE_PAGE:
        return (Section("all", title, "", items),)
    pages = -(-len(items) // ON_ONE_PAGE)
    size = -(-len(items) // pages)
    parts = [items[start : start + size] for start in range(0, len(items), size)]
    return tuple(
        Section(f"part_{number}", f"Part {number} of {len(parts)}", "", part)
        for number, part in enumerate(parts, start=1)
    )


def _hash(texts: MeasureTexts, measure: Measure) -> str:
    words = json.dumps(texts.to_json(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{measure.content_hash}\0{words}".encode()).hexdigest()
