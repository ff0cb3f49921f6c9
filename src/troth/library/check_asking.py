"""What is asked of whom, when, and in which order must hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from troth.library.check_instrument import Check
    from troth.library.sources import ConditionSource, ItemSource
    from troth.library.yaml_files import Place

ORDER = ("first", None, "last")


def check_asking(check: Check) -> None:
    """Note every condition that cannot work, and every promise of schedule, order or audience that does not hold."""
    for name, place, condition, earlier in _conditions(check):
        _check_condition(check, name, place, condition, earlier)
    _check_always_asked(check)
    _check_schedule(check)
    _check_places(check)
    _check_asked_of_one(check)


def _conditions(check: Check) -> Iterator[tuple[str, Place, ConditionSource, dict[str, ItemSource]]]:
    """Yield each condition with the id of what waits, its place, and the items that may decide it."""
    fixed: dict[str, ItemSource] = {}
    earlier: dict[str, ItemSource] = {}
    varies = check.source.order == "varies"
    for s_index, section in enumerate(check.source.sections):
        if varies and section.show_when is None:
            earlier = dict(fixed)  # another part may come later for the other partner
        if section.show_when is not None:
            yield section.id, ("sections", s_index, "show_when"), section.show_when, dict(earlier)
        for i_index, item in enumerate(section.items):
            if item.show_when is not None:
                place = ("sections", s_index, "items", i_index, "show_when")
                yield item.id, place, item.show_when, dict(earlier)
            earlier[item.id] = item
        if section.place == "first":
            fixed |= {item.id: item for item in section.items}


def _check_condition(
    check: Check, name: str, place: Place, condition: ConditionSource, earlier: dict[str, ItemSource]
) -> None:
    if (condition.item is None) == (condition.scale is None):
        message = f'"{name}" waits for neither or both of an item and a scale.'
        check.report(place, message, "Write item: … or scale: ….")
    elif bool(condition.any_of) == (condition.at_least is not None):
        message = f'"{name}" does not say which answers it waits for.'
        check.report(place, message, "Write any_of: […] or at_least: a number.")
    elif condition.scale is not None:
        _check_scale_condition(check, name, place, condition, earlier)
    elif condition.item not in earlier:
        message = f'"{name}" waits for an item that does not come before it.'
        check.report((*place, "item"), message, "Use the id of an earlier item.")
    elif condition.at_least is None:
        check.values((*place, "any_of"), condition.any_of, earlier[condition.item])
    else:
        answer_set = check.source.answer_sets.get(earlier[condition.item].answers or "")
        _check_number(check, name, place, condition, answer_set.range if answer_set else None)


def _check_scale_condition(
    check: Check, name: str, place: Place, condition: ConditionSource, earlier: dict[str, ItemSource]
) -> None:
    scale = next((scale for scale in check.source.scales if scale.id == condition.scale), None)
    if scale is None or not set(scale.items) <= set(earlier):
        message = f'"{name}" waits for a scale whose items do not come before it.'
        check.report((*place, "scale"), message, "Use the id of a scale of earlier items.")
    elif condition.at_least is None:
        message = f'"{name}" waits for a scale, which gives a number.'
        check.report((*place, "any_of"), message, "Write at_least: a number.")
    else:
        _check_number(check, name, place, condition, scale.range)


def _check_number(
    check: Check, name: str, place: Place, condition: ConditionSource, span: tuple[int, int] | None
) -> None:
    low, high = span or (0, 0)
    if condition.at_least is not None and not low < condition.at_least <= high:
        message = f'"{name}" waits for {condition.at_least:g} or more, which nobody or everybody gives.'
        remedy = f"Write a number above {low} and up to {high}." if span else "Wait for a rating or a scale."
        check.report((*place, "at_least"), message, remedy)


def _check_always_asked(check: Check) -> None:
    sections = check.source.sections
    for place, item in check.source.placed_items():
        waits = item.show_when is not None or sections[int(place[1])].show_when is not None
        if item.alerts and waits:
            message = f'"{item.id}" raises an alert but is not always asked.'
            check.report((*place, "alerts"), message, "Take out show_when, or the alert.")


def _check_schedule(check: Check) -> None:
    source = check.source
    if (source.schedule == "every_weeks") != (source.every_weeks is not None):
        message = "The schedule and every_weeks do not agree."
        check.report(("schedule",), message, "Write schedule: every_weeks and every_weeks: 4, or neither.")


def _check_places(check: Check) -> None:
    places: list[int] = []
    for index, section in enumerate(check.source.sections):
        if section.show_when is None:
            places.append(ORDER.index(section.place))
        elif section.place is not None:
            message = f'"{section.id}" has a place of its own but follows the section before it.'
            check.report(("sections", index, "place"), message, "Take out the place.")
    if places != sorted(places):
        message = "A section that stays first or last stands between the others."
        check.report(("sections",), message, "Put place: first at the top and place: last at the end.")
    if any(place != ORDER.index(None) for place in places) and check.source.order == "fixed":
        message = "A section has a place, but the order is fixed."
        check.report(("sections",), message, "Write order: varies, or take out the place.")


def _check_asked_of_one(check: Check) -> None:
    source = check.source
    items = source.all_items()
    private = source.protected and {source.audience, *(item.audience for item in items)} <= {
        "therapist",
        None,
    }
    if source.asked_of == "one" and (source.guarded or not private or any(item.alerts for item in items)):
        message = "What is asked of one partner alone must leave no trace for the other."
        remedy = "Set audience: therapist and protected: true, and take out alerts and guarded."
        check.report(("asked_of",), message, remedy)
