"""May this person, and is it possible now?"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.instruments.models import Assignment, Release
from troth.practice.instruments.rhythm import STILL_AFTER
from troth.practice.instruments.states import (
    ASSIGNMENT_MOVES,
    RELEASE_MOVES,
    REPLIES,
    STANDING,
    AssignmentState,
    ReleaseState,
    Rhythm,
)
from troth.practice.people.queries import cares_for, has_consented, seats_of
from troth.practice.people.states import AT_WORK, Stage
from troth.practice.privacy.visibility import is_releasable, is_shareable

LONGEST_RHYTHM = 26

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.library import Instrument
    from troth.practice.instruments.models import Response, Round
    from troth.practice.instruments.shown import AnswerItem
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


def check_own(viewer: Viewer, assignment: Assignment) -> None:
    """An assignment is there only for the partner it was given to."""
    if viewer.seat_id is None or assignment.seat_id != viewer.seat_id:
        raise Absent


def check_can_answer(viewer: Viewer, assignment: Assignment) -> None:
    """A partner answers an own, open assignment, after consenting to care."""
    check_own(viewer, assignment)
    if AssignmentState.ANSWERED not in ASSIGNMENT_MOVES[AssignmentState(assignment.state)]:
        raise Refused(
            "You have sent these answers already, so nothing was changed."
            if assignment.state == AssignmentState.ANSWERED
            else "Your therapist took these questions back. You need not answer them."
        )
    if not has_consented(viewer):
        raise Refused("Please read and sign the consent letter first. Then these questions open.")


def can_answer(viewer: Viewer, assignment: Assignment) -> bool:
    """Tell whether :func:`check_can_answer` would let this partner answer."""
    try:
        check_can_answer(viewer, assignment)
    except (Refused, Absent):
        return False
    return True


def check_cares(viewer: Viewer, couple_id: UUID) -> None:
    """Only the care team asks, reads and releases; for others the couple is not there."""
    if not cares_for(viewer, couple_id):
        raise Absent


def check_can_assign(
    viewer: Viewer, couple: Couple, instrument: Instrument, seat_id: UUID | None = None
) -> None:
    """The care team asks again when the last asking is done; what is asked often, also on a later day.

    What goes to one partner needs a seat; all else goes to both.
    """
    check_cares(viewer, couple.pk)
    if instrument.asked_of == "one" and seat_id not in {seat.pk for seat in seats_of(couple.pk)}:
        raise Refused(f"“{instrument.title}” goes to one of the two. Choose to whom.")
    if instrument.asked_of == "both" and seat_id is not None:
        raise Refused(f"“{instrument.title}” goes to both partners at the same moment. Ask both.")
    if couple.stage == Stage.ENDED:
        raise Refused("The work with this couple has ended. Change the stage before you ask something new.")
    waiting = waiting_copies(couple, instrument, seat_id)
    asked = waiting.order_by("-created_at").values_list("created_at", flat=True).first()
    if asked is None:
        return
    if instrument.schedule == "once" or timezone.localdate(asked) == clock.today():
        raise Refused(
            f"“{instrument.title}” waits for an answer already. Take it back first if you want to ask again."
        )


def is_free_to_ask(couple: Couple, instrument: Instrument) -> bool:
    """Tell whether a schedule may ask both now: in running work, and where nothing of the kind waits too long already."""
    if instrument.asked_of != "both" or couple.stage not in AT_WORK:
        return False
    asked = waiting_copies(couple, instrument, None).order_by("-created_at").first()
    if asked is None:
        return True
    return instrument.schedule != "once" and timezone.localdate(asked.created_at) != clock.today()


def check_can_schedule(
    viewer: Viewer, couple: Couple, instrument: Instrument | None, rhythm: Rhythm, weeks: int | None
) -> None:
    """The care team sets how often both are asked the same. What closes joint work goes by weeks, not by sessions."""
    check_cares(viewer, couple.pk)
    if instrument is None or instrument.asked_of != "both":
        raise Refused("Choose one of the questionnaires that both partners get.")
    if rhythm == Rhythm.WEEKS and not 1 <= (weeks or 0) <= LONGEST_RHYTHM:
        raise Refused(f"Ask every 1 to {LONGEST_RHYTHM} weeks; {weeks or 'no number'} is not possible.")
    if rhythm != Rhythm.WEEKS and instrument.asks_about_safety:
        raise Refused(f"“{instrument.title}” closes joint work, so ask it by weeks, not around each session.")


def can_schedule(
    viewer: Viewer, couple: Couple, instrument: Instrument | None, rhythm: Rhythm, weeks: int | None
) -> bool:
    """Tell whether :func:`check_can_schedule` would let this clinician set it."""
    try:
        check_can_schedule(viewer, couple, instrument, rhythm, weeks)
    except (Refused, Absent):
        return False
    return True


def check_can_name_session(viewer: Viewer, couple: Couple, on: dt.date) -> None:
    """The care team names the day of a session: of the last week, or within the coming half year."""
    check_cares(viewer, couple.pk)
    today = clock.today()
    if not today - STILL_AFTER <= on <= today + dt.timedelta(weeks=LONGEST_RHYTHM):
        raise Refused("Name a day of the last week, or one within the coming half year.")


def can_name_session(viewer: Viewer, couple: Couple, on: dt.date) -> bool:
    """Tell whether :func:`check_can_name_session` would let this clinician name it."""
    try:
        check_can_name_session(viewer, couple, on)
    except (Refused, Absent):
        return False
    return True


def waiting_copies(couple: Couple, instrument: Instrument, seat_id: UUID | None) -> QuerySet[Assignment]:
    """Return the open copies that asking again would take back: those of one partner, or of both."""
    rows = Assignment.objects.filter(
        couple=couple, round__instrument=instrument.id, state=AssignmentState.OPEN
    )
    return rows if seat_id is None else rows.filter(seat_id=seat_id)


def can_assign(viewer: Viewer, couple: Couple, instrument: Instrument, seat_id: UUID | None = None) -> bool:
    """Tell whether :func:`check_can_assign` would let this clinician ask."""
    try:
        check_can_assign(viewer, couple, instrument, seat_id)
    except (Refused, Absent):
        return False
    return True


def check_can_withdraw(viewer: Viewer, asked: Round) -> None:
    """The care team takes back what is not answered yet."""
    check_cares(viewer, asked.couple_id)
    if not asked.assignments.filter(state=AssignmentState.OPEN).exists():
        raise Refused("Nothing of this waits for an answer any more, so there is nothing to take back.")


def check_can_announce(viewer: Viewer, response: Response) -> None:
    """Only what was promised under no secrets, and is not protected, is on its way to both; once at a time."""
    check_cares(viewer, response.couple_id)
    if not is_releasable(response):
        raise Refused(
            "These answers cannot be brought to both: they were given under a promise to keep them with you."
        )
    if response.released_at or response.releases.filter(state__in=STANDING).exists():
        raise Refused("The author knows of this already. Take it back first if you want to say it anew.")


def can_announce(viewer: Viewer, response: Response) -> bool:
    """Tell whether :func:`check_can_announce` would let this clinician tell the author."""
    try:
        check_can_announce(viewer, response)
    except (Refused, Absent):
        return False
    return True


def opens_at(release: Release) -> dt.datetime:
    """Return when the author has had enough time; an answer of theirs lets it begin anew."""
    return release.moved_at + dt.timedelta(days=settings.TROTH_DAYS_BEFORE_RELEASE)


def check_can_release(viewer: Viewer, release: Release) -> None:
    """A clinician brings answers to both when the author agrees, or was told long enough before."""
    check_cares(viewer, release.response.couple_id)
    check_can_move_release(release, ReleaseState.RELEASED)
    if release.state != ReleaseState.AGREED and clock.now() < opens_at(release):
        when = timezone.localtime(opens_at(release))
        raise Refused(
            f"The author has time until {when:%-d %B, %H:%M}. Wait until then, or until they agree."
        )


def can_release(viewer: Viewer, release: Release) -> bool:
    """Tell whether :func:`check_can_release` would let this clinician release."""
    try:
        check_can_release(viewer, release)
    except (Refused, Absent):
        return False
    return True


def check_is_author(viewer: Viewer, response: Response) -> None:
    """What an author decides about their own answers is not there for anybody else."""
    if response.author_id != viewer.person_id or response.couple_id != viewer.couple_id:
        raise Absent


def check_can_reply(release: Release, reply: str) -> None:
    """The author agrees, or asks to talk first."""
    if reply not in REPLIES:
        raise Refused("Choose one of the answers on the page.")
    check_can_move_release(release, ReleaseState(reply))


def check_can_share(viewer: Viewer, response: Response, items: Iterable[AnswerItem]) -> None:
    """The author opens to the partner what only they and the therapist can read; for others it is not there."""
    check_is_author(viewer, response)
    if not any(is_shareable(item) for item in items):
        raise Refused(
            "There is nothing here to share: it is open to both already, or it always stays private."
        )


def check_can_move_release(release: Release, state: ReleaseState) -> None:
    """A release follows its lawful moves."""
    before = ReleaseState(release.state)
    if state not in RELEASE_MOVES[before]:
        raise Refused(f"This was {before.label} meanwhile, so nothing was changed. Look at it again.")
