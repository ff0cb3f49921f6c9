"""May this partner draw, hand in, name or mark, and is it possible now?"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent, Refused
from troth.practice.patterns.states import EXIT_LENGTH, NAME_LENGTH, PLACE_LENGTH, Place
from troth.practice.safety.queries import check_joint_work_open

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.practice.patterns.models import CycleExit, CycleMap, CycleSide
    from troth.practice.people.viewer import Viewer


def check_told(told: Mapping[str, str]) -> dict[str, str]:
    """A side has its five places and no others, none of them longer than a few sentences."""
    kept = {place: told.get(place, "").strip() for place in Place.values}
    if any(len(text) > PLACE_LENGTH for text in kept.values()):
        raise Refused(f"Each place has room for {PLACE_LENGTH} characters. Say it a little shorter.")
    return kept


def check_can_draw(side: CycleSide | None) -> None:
    """What was handed in stays as it is until it is taken back."""
    if side is not None and side.submitted_at is not None:
        raise Refused("You handed your side in. Take it back first, if you want to change it.")


def stamp(side: CycleSide | None) -> str:
    """Return what changes with the words of a side that is drawn; empty where nothing stands."""
    return sha256("\n".join(side.told.values()).encode()).hexdigest()[:16] if side else ""


def check_seen(side: CycleSide | None, kept: Mapping[str, str], seen: str | None) -> None:
    """What was drawn on another device meanwhile is read before it is changed."""
    stands = side.told if side else None
    if seen not in {None, stamp(side)} and stands != kept:
        raise Refused(
            "Your side was changed on another device meanwhile. What stands now is shown below; what you wrote here is "
            "still in the form. Keep it to put it in the place of the other."
        )


def check_can_hand_in(actor: Viewer, side: CycleSide | None) -> CycleSide:
    """A whole side is handed in, once, behind an open door."""
    check_joint_work_open(actor.own_couple_id, actor)
    if side is None or not all(side.told.get(place) for place in Place.values):
        raise Refused("Write a few words in each of the five places first. One sentence is enough.")
    check_can_draw(side)
    return side


def check_can_take_side_back(side: CycleSide | None) -> CycleSide:
    """What both can read stays; a new version can be drawn at any time."""
    if side is None or side.submitted_at is None:
        raise Refused("Nothing of yours is handed in that could be taken back. You can draw your side anew.")
    return side


def check_is_ours(actor: Viewer, drawn: CycleMap) -> None:
    """The two name and mark their own map, once it is open, and behind an open door."""
    if drawn.couple_id != actor.own_couple_id or drawn.opened_at is None:
        raise Absent
    check_joint_work_open(actor.own_couple_id, actor)


def check_name(name: str) -> str:
    """A name has a word or a few."""
    name = name.strip()
    if not 0 < len(name) <= NAME_LENGTH:
        raise Refused(f"Give the cycle a name of up to {NAME_LENGTH} characters.")
    return name


def check_can_agree(actor: Viewer, drawn: CycleMap, name: str) -> None:
    """One agrees to what the other proposed, as it stands now."""
    if drawn.proposed is None or drawn.proposed_by == actor.person_id:
        raise Refused("There is no name of your partner's to agree to. You can propose one.")
    if drawn.proposed != name:
        raise Refused("The name was changed meanwhile. Read it once more, then agree if you like it.")


def check_exit(side: str, place: str, text: str) -> str:
    """An exit is one small thing at one place."""
    text = text.strip()
    if side not in {"a", "b"} or place not in Place.values:
        raise Refused("Choose from the list where the way out is.")
    if not 0 < len(text) <= EXIT_LENGTH:
        raise Refused(f"Say in a sentence of up to {EXIT_LENGTH} characters what would help there.")
    return text


def check_marked_it(actor: Viewer, way_out: CycleExit) -> None:
    """Whoever marked an exit takes it away."""
    if way_out.author_id != actor.person_id:
        raise Refused("Your partner marked this one, so it is theirs to take away. You can mark another.")
