"""Charlie and Noor, already at work with Dana: run inside the site by `troth manage shell`; prints their couple's id.

They come in through everyone's own actions, and are asked for their weekly answers by themselves from the week after next.
"""

from __future__ import annotations

import datetime as dt
import sys

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

CALM = {"free_to_say_no": "always", "afraid": "never", "hurt": "never", "wish_to_work_together": "yes"}

dana = queries.viewer_of(Person.objects.get(email="dana@example.org"))
couple = people.register_couple(actor=dana, called_a="Charlie", called_b="Noor")
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
    (asked,) = answering.open_assignments(partner)
    instruments.submit_response(
        actor=partner, assignment=answering.assignment_for(partner, asked.id), given=CALM
    )
    safety.note_seen_alone(actor=dana, couple=couple, seat=seat)
instruments.read_guarded_answers(actor=dana, couple_id=couple.pk)
safety.open_joint_work(actor=dana, couple=couple, reason="Both feel safe, and both want this.")
people.move_stage(actor=dana, couple=couple, stage=Stage.WORKING)
set_schedule(
    actor=dana,
    couple=couple,
    slug="trust-pulse",
    every_weeks=1,
    next_on=clock.today() + dt.timedelta(weeks=2),
)
sys.stdout.write(str(couple.pk))
