"""What a questionnaire asks about danger keeps its words: alerts rest on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.sources import InstrumentSource, ItemsSource

if TYPE_CHECKING:
    from troth.library.folder import Folder
    from troth.library.instrument import Instrument, Item
    from troth.library.load import Library, There
    from troth.library.yaml_files import Place

WORDS = "items.en.yaml"


def check_danger_words(folder: Folder, instrument: Instrument, among: Library, _: There) -> None:
    """Note each question that can raise an alert, or of a safety check, that is worded in another way than before.

    Args:
        folder: The files of the questionnaire as it is to be.
        instrument: What was read from them.
        among: All content, with the questionnaire as it was.
        _: The names of all that there are.
    """
    before = among.instruments.get(folder.path.name)
    words = folder.document(WORDS, ItemsSource)
    structure = folder.document("instrument.yaml", InstrumentSource)
    if before is None or words is None or structure is None:
        return
    now = {item.id: item for item in instrument.items}
    sets = {item.id: item.answers for item in structure[1].all_items()}
    told: set[Place] = set()
    for item in before.items:
        if item.alerts or before.guarded:
            for place in _changed(item, now.get(item.id), sets.get(item.id)):
                if place not in told:
                    told.add(place)
                    message = f'"{place[1]}" under {place[0]} is worded anew, and what alerts the therapist rests on it.'
                    remedy = "Leave these words as they came with Troth; all others can change."
                    folder.report(WORDS, words[0].line(*place), message, remedy)


def _changed(before: Item, now: Item | None, answer_set: str | None) -> list[Place]:
    if now is None:
        return [("items", before.id)]
    places: list[Place] = []
    if (now.text, now.help) != (before.text, before.help):
        places.append(("items", before.id))
    if now.options != before.options:
        places.append(("answer_sets", answer_set or ""))
    return places
