"""Couples at work with Dana, who come in through everyone's own actions; only the clock is told of weeks that passed.

Run inside the site by `troth manage shell` (`ways.couples_at_work`), with a last line that calls `bring`.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import queries as answering
from troth.practice.instruments.schedule_actions import set_schedule
from troth.practice.people import actions as people
from troth.practice.people import queries
from troth.practice.people.models import Person
from troth.practice.people.states import Stage
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import PolicyKind
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

CALM = {"free_to_say_no": "always", "afraid": "never", "hurt": "never", "wish_to_work_together": "yes"}
PULSE = "trust-pulse"
TRUST = (5, 5, 6, 6, 7, 6, 7, 7, 7)
RATED = ("knew_what_to_expect", "could_count_on", "told_openly", "faith_ahead", "safe_to_show", "overall")


def bring(*pairs: tuple[str, str], weeks_answered: bool) -> None:
    """Bring couples in, each with nine good weeks answered or to be asked from next week on; write their ids."""
    dana = queries.viewer_of(Person.objects.get(email="dana@example.org"))
    for called_a, called_b in pairs:
        couple = people.register_couple(actor=dana, called_a=called_a, called_b=called_b)
        both = _come_in(dana, couple)
        if weeks_answered:
            _answer_nine_weeks(dana, couple, both)
        else:
            begins = clock.today() + dt.timedelta(weeks=1)
            set_schedule(actor=dana, couple=couple, slug=PULSE, every_weeks=1, next_on=begins)
        sys.stdout.write(f"{couple.pk} ")


def _come_in(dana: Viewer, couple: Couple) -> list[Viewer]:
    """Invite both, let them sign and answer the private check, and open the door; return both."""
    seats = queries.seats_of(couple.pk)
    both = []
    for seat in seats:
        address = f"{seat.called.lower()}@example.org"
        person = people.accept_invitation(
            token_invitation=people.invite_partner(actor=dana, couple=couple, seat=seat, email=address),
            address=address,
            chosen_name=seat.called,
            pronouns="",
            password="correct horse battery",
        )
        both.append(queries.viewer_of(person))
    couple.refresh_from_db()
    policy = privacy.propose_policy(actor=dana, couple=couple, kind=PolicyKind.LIMITED_SECRETS)
    instruments.assign_instrument(actor=dana, couple=couple, slug="private-check")
    for partner, seat in zip(both, seats, strict=True):
        people.sign_consent(actor=partner, signed_name=seat.called)
        privacy.sign_policy(actor=partner, policy_id=policy.pk, signed_name=seat.called)
        people.choose_safe_contact(actor=partner, may_mail=False, address="")
        _answer(partner, CALM)
        safety.note_seen_alone(actor=dana, couple=couple, seat=seat)
    instruments.read_guarded_answers(actor=dana, couple_id=couple.pk)
    safety.open_joint_work(actor=dana, couple=couple, reason="Both feel safe, and both want this.")
    people.move_stage(actor=dana, couple=couple, stage=Stage.WORKING)
    return both


def _answer_nine_weeks(dana: Viewer, couple: Couple, both: list[Viewer]) -> None:
    for week, trust in enumerate(TRUST):
        with clock.telling_of(clock.now() - dt.timedelta(weeks=len(TRUST) - week)):
            instruments.assign_instrument(actor=dana, couple=couple, slug=PULSE)
            for partner in both:
                _answer(partner, dict.fromkeys(RATED, trust) | {"wondered_what_is_hidden": 10 - trust})


def _answer(partner: Viewer, given: dict[str, str] | dict[str, int]) -> None:
    (asked,) = answering.open_assignments(partner)
    copy = answering.assignment_for(partner, asked.id)
    instruments.submit_response(actor=partner, assignment=copy, given=given)
