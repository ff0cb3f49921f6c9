"""One couple's story while it is told: its people, its days, and how it begins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.demonstration.people import address, join
from troth.practice.people import actions as people
from troth.practice.people import queries
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import PolicyKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from troth.practice.demonstration.stories import Story
    from troth.practice.people.models import Couple, Person
    from troth.practice.people.viewer import Viewer


@dataclass
class Telling:
    """One couple, who they are, when they came, and the chance that their numbers follow."""

    story: Story
    couple: Couple
    people: Mapping[str, Person]
    therapist: Person
    start: dt.datetime
    now: dt.datetime
    random: Random

    @property
    def care(self) -> Viewer:
        """The therapist as who asks."""
        return queries.viewer_of(self.therapist)

    def viewer(self, side: str) -> Viewer:
        """Return one partner as who asks."""
        return queries.viewer_of(self.people[side])

    def level(self, side: str, part: float) -> float:
        """Return one partner's trust, 0 to 10, when this part of the weeks has passed."""
        start, middle, now = self.story.levels_a if side == "a" else self.story.levels_b
        if part < 0.5:  # noqa: PLR2004 - half of the way
            return start + (middle - start) * part * 2
        return middle + (now - middle) * (part - 0.5) * 2

    def after(self, **passed: int) -> dt.datetime:
        """Return a moment so long after they came."""
        return self.start + dt.timedelta(**passed)

    def ago(self, **passed: int) -> dt.datetime:
        """Return a moment so long before now."""
        return self.now - dt.timedelta(**passed)


def begin(story: Story, therapist: Person, now: dt.datetime, random: Random) -> Telling:
    """Let a couple come, agree about secrets, and sign that they want the work."""
    start = now - dt.timedelta(weeks=story.weeks, days=10)
    actor = queries.viewer_of(therapist)
    with clock.telling_of(start):
        couple = people.register_couple(actor=actor, called_a=story.a, called_b=story.b)
        seated = {}
        for seat in queries.seats_of(couple.pk):
            invitation = people.invite_partner(
                actor=actor, couple=couple, seat=seat, email=address(seat.called)
            )
            seated[seat.side] = join(invitation, seat.called)
    couple.refresh_from_db()
    telling = Telling(story, couple, seated, therapist, start, now, random)
    with clock.telling_of(telling.after(days=1)):
        policy = privacy.propose_policy(actor=actor, couple=couple, kind=PolicyKind(story.policy))
        for side, name in (("a", story.a), ("b", story.b)):
            viewer = telling.viewer(side)
            people.sign_consent(actor=viewer, signed_name=name)
            privacy.sign_policy(actor=viewer, policy_id=policy.pk, signed_name=name)
            people.choose_safe_contact(actor=viewer, may_mail=True, address=address(name))
    return telling
