"""May this person, and is it possible now?"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from troth.practice.common.errors import Refused
from troth.practice.patterns.states import DAY_AUDIENCES, DAYS_OPEN, HIGHEST, LOWEST, SHARED, Stance
from troth.practice.people import queries as people
from troth.practice.people.states import LIVE_STAGES
from troth.practice.privacy.states import Audience
from troth.practice.safety.queries import check_joint_work_open

if TYPE_CHECKING:
    from collections.abc import Collection

    from troth.practice.patterns.models import Day, Moment
    from troth.practice.patterns.told import Numbers, Said
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

SEALED_STAYS = (
    "You sealed a moment for this day, and it stays as it is, so that nobody can try out what the other wrote. "
    "You can take it back instead."
)


def check_can_write(actor: Viewer, couple: Couple) -> None:
    """A partner whose consent stands writes as long as the couple's space is in use."""
    if not people.has_consented(actor):
        raise Refused("Please sign the consent letter first. You find it under Account.")
    if couple.stage not in LIVE_STAGES:
        raise Refused(
            "This space has come to its end, so nothing new is kept. What you wrote stays yours to read."
        )


def check_day(on: dt.date, today: dt.date) -> None:
    """A day is told on itself or on the next one; never before it came. ``today`` is that of whoever tells it."""
    if on > today:
        raise Refused("That day has not come yet. Write about today.")
    if on < today - dt.timedelta(days=DAYS_OPEN):
        raise Refused("That day is closed: one can be told until the end of the next one. Write about today.")


def can_tell(on: dt.date, today: dt.date) -> bool:
    """Answer for `check_day`."""
    try:
        check_day(on, today)
    except Refused:
        return False
    return True


def check_numbers(numbers: Numbers) -> None:
    """All three are whole numbers from 0 to 10; what one did in a conflict needs one."""
    if not all(LOWEST <= number <= HIGHEST for number in numbers[:3]):
        raise Refused(
            f"Closeness, trust and stress go from {LOWEST} to {HIGHEST}. Choose one number for each."
        )
    if numbers.stance and (not numbers.conflict or numbers.stance not in Stance.values):
        raise Refused("What you did in the conflict is chosen from the list, on a day with one.")


def check_audience(actor: Viewer, audience: str, allowed: Collection[Audience]) -> None:
    """What the partner would read is joint work, and waits for the open door."""
    if audience not in allowed:
        raise Refused("Choose from the list who can read this.")
    if audience in SHARED:
        check_joint_work_open(actor.own_couple_id, actor)


def check_can_read(actor: Viewer, couple: Couple, before: str, after: Audience) -> None:
    """Fewer may read at any time, also after the end; more may read as with a new day."""
    if after not in DAY_AUDIENCES:
        raise Refused("Choose from the list who can read this.")
    if DAY_AUDIENCES.index(after) > DAY_AUDIENCES.index(Audience(before)):
        check_can_write(actor, couple)
        check_audience(actor, after, DAY_AUDIENCES)


def check_can_forget(day: Day, moment: Moment | None, today: dt.date) -> None:
    """While a day is open, deleting it would let somebody seal anew, and so try out what the other wrote."""
    was_sealed = day.sealed_once or (moment is not None and moment.audience == Audience.SEALED)
    if was_sealed and can_tell(day.on, today):
        raise Refused(
            "You sealed a moment on this day, so it can be deleted once the day is closed. Until then you can change "
            "its numbers, and take the moment back as long as it is not open to both."
        )


def check_seen(day: Day | None, seen: str | None) -> None:
    """What was told on another device meanwhile is read before it is changed."""
    if seen is not None and seen != stamp(day):
        raise Refused(
            "This day was changed on another device meanwhile. What stands now is shown below; what you wrote here is "
            "still in the form. Keep it to put it in the place of the other."
        )


def stamp(day: Day | None) -> str:
    """Return what changes with each telling of a day; empty where nothing stands."""
    return day.submitted_at.isoformat() if day and day.submitted_at else ""


def check_can_say(day: Day | None, before: Moment | None, said: Said | None) -> None:
    """A sealed moment stays as it is, and nobody seals twice for one day: so no two can be tried out in turn."""
    is_sealed = before is not None and before.audience == Audience.SEALED
    if (
        before is not None
        and is_sealed
        and said is not None
        and before.says() != {**said.told, "audience": said.audience}
    ):
        raise Refused(SEALED_STAYS)
    if day is not None and day.sealed_once and said is not None and said.audience == Audience.SEALED:
        raise Refused(
            "You took back a sealed moment of this day. You can share this one openly, or keep it for yourself."
        )


def check_can_take_back(moment: Moment) -> None:
    """What was matched has been read by both."""
    if moment.opened_at:
        raise Refused("Both of you can read this one already, so it stays.")
    if moment.audience != Audience.SEALED:
        raise Refused("This moment is not sealed. You can change it where you wrote it.")
