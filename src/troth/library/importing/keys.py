"""The key of a measure, as the practice's own file says it: which items count where, and in which direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.importing.texts import KeyedScale, TextsRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.library.importing.texts import RawItem, RawTexts
    from troth.library.measure import Measure, MeasureScale

COPY_ORDER = "Number the items as the definition does, or leave the key out of the file."


def keyed_scales(
    file: str, raw: RawTexts, items: Mapping[str, RawItem], measure: Measure
) -> tuple[tuple[KeyedScale, ...], list[str]]:
    """Return the scales whose key the file brings, and what should be said about them.

    A key that Troth has already must be the same in the file, for a difference means that the
    items stand in another order. Raises `TextsRefused`.
    """
    warnings: list[str] = []
    taken: list[KeyedScale] = []
    for key in raw.keys or _from_items(items):
        scale = next((scale for scale in measure.scales if scale.id == key.id), None)
        if scale is None:
            names = ", ".join(scale.id for scale in measure.scales)
            message = f'The key names the scale "{key.id}", which {measure.id} does not have.'
            raise TextsRefused(file, None, message, f"Use one of: {names}.")
        _check_items(file, key, measure)
        if scale.items is not None:
            _check_same(file, key, scale, measure)
        else:
            warnings += _size_warnings(file, key, scale)
            taken.append(key)
    known = {key.id for key in taken}
    waiting = [scale.id for scale in measure.scales if scale.items is None and not scale.scales]
    missing = [name for name in waiting if name not in known]
    if missing:
        warnings.append(f"The file brings no key for {', '.join(missing)}: answers are kept, not scored.")
    return tuple(taken), warnings


def _from_items(items: Mapping[str, RawItem]) -> tuple[KeyedScale, ...]:
    members: dict[str, list[str]] = {}
    reverse: dict[str, list[str]] = {}
    for item, raw in items.items():
        for scale, backwards in dict(sorted(raw.keys, key=lambda key: key[1])).items():
            members.setdefault(scale, []).append(item)
            if backwards:
                reverse.setdefault(scale, []).append(item)
    return tuple(KeyedScale(name, tuple(ids), tuple(reverse.get(name, ()))) for name, ids in members.items())


def _check_items(file: str, key: KeyedScale, measure: Measure) -> None:
    unknown = [item for item in (*key.items, *key.reverse) if item not in measure.items]
    if unknown:
        message = f'The key of "{key.id}" names item {unknown[0]}, which {measure.id} does not have.'
        raise TextsRefused(file, None, message, f"Use 1 to {len(measure.items)}.")
    for item in key.reverse:
        if item not in key.items:
            message = f'The key of "{key.id}" reverses item {item}, which it does not count.'
            raise TextsRefused(file, None, message, "Add it to the items of the scale.")
    for ids in (key.items, key.reverse):
        if len(set(ids)) < len(ids):
            message = f'The key of "{key.id}" names an item twice.'
            raise TextsRefused(file, None, message, "Keep one of the two.")
    answers = {(measure.ranges or {})[item] for item in key.items}
    if key.method == "mean" and len(answers) > 1:
        message = f'The key of "{key.id}" takes the mean of items with different answers.'
        raise TextsRefused(file, None, message, "Use method: sum.")


def _check_same(file: str, key: KeyedScale, scale: MeasureScale, measure: Measure) -> None:
    if set(key.items) == set(scale.items or ()) and set(key.reverse) == set(scale.reverse):
        return
    other = next((each for each in measure.printings if set(each.reverse) == set(key.reverse)), None)
    ours = ", ".join(scale.reverse) or "none"
    if other is not None:
        message = (
            f'The key of "{key.id}" is that of another printing of {measure.id}, '
            f"in another order: it reverses {', '.join(other.reverse)}, the definition {ours}."
        )
    else:
        message = f'The key of "{key.id}" differs from the definition, which reverses {ours}.'
    raise TextsRefused(file, None, message, COPY_ORDER)


def _size_warnings(file: str, key: KeyedScale, scale: MeasureScale) -> list[str]:
    if scale.count is None or len(key.items) == scale.count:
        return []
    told = f'"{key.id}" counts {len(key.items)} items in the file, and {scale.count} in what we know'
    if not scale.key.to_verify:
        raise TextsRefused(file, None, f"The key does not fit: {told}.", "Mend the key.")
    return [f"{told} ({scale.key.mark}, to verify)."]
