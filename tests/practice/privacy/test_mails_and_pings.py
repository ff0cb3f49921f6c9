"""Every mail and every live message × what happened: the same bytes, and none because of a private act."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from channels.layers import get_channel_layer
from django.core import mail

from tests.practice.happenings import PRIVATE, QUIET, Stage
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.config.live import live_urls
from troth.practice.instruments.models import Assignment, Reminder
from troth.practice.instruments.reminding import send_reminders
from troth.practice.instruments.states import AssignmentState
from troth.practice.people import actions as people
from troth.practice.people import queries
from troth.practice.people.letters import send_invitation
from troth.practice.people.models import Invitation, SafeContact
from troth.practice.people.states import Role
from troth.practice.programme import actions as programme
from troth.practice.programme.pings import group_of

if TYPE_CHECKING:
    from collections.abc import Callable

NEUTRAL = {"name", "sender", "link", "days"}


def invite_bob_again(at: Stage) -> None:
    seat = queries.seats_of(at.couple.pk)[1]
    send_invitation.enqueue(str(Invitation.objects.get(seat=seat).pk))


def invite_a_colleague_again(at: Stage) -> None:
    invitation = Invitation.objects.filter(email="gil@example.org").first() or people.invite_clinician(
        actor=at.dana.viewer, email="gil@example.org", role=Role.THERAPIST
    )
    send_invitation.enqueue(str(invitation.pk))


def remind_bob(at: Stage) -> None:
    people.choose_safe_contact(actor=at.bob.viewer, may_mail=True, address=at.bob.person.email)
    copy = Assignment.objects.filter(seat_id=at.bob.viewer.seat_id, state=AssignmentState.OPEN).first()
    Reminder.objects.all().delete()
    SafeContact.objects.update(reminded_at=None)
    Reminder.objects.create(assignment=copy, number=1)
    with clock.telling_of(clock.now().replace(hour=12)):
        send_reminders.enqueue()


# How each mail is sent; None where the words are there and nothing sends them.
MAILS: dict[str, Callable[[Stage], None] | None] = {
    "mail-invitation": invite_bob_again,
    "mail-clinician-invitation": invite_a_colleague_again,
    "mail-something-waits": remind_bob,
}
# Which group each live address follows.
PINGS: dict[str, Callable[[Stage], str]] = {"live/run/<uuid:run_id>/": lambda at: group_of(at.run.pk)}


def letters_to_mail() -> dict[str, Any]:
    return {name: letter for name, letter in load_library().letters.items() if letter.kind == "mail"}


def sent(at: Stage, send: Callable[[Stage], None]) -> list[tuple[str, str, list[str]]]:
    mail.outbox.clear()
    send(at)
    return [(each.subject, each.body, each.to) for each in mail.outbox]


def mailed_to_bob(at: Stage, act: Callable[[Stage], None]) -> list[tuple[str, str, list[str]]]:
    return [each for each in sent(at, act) if at.bob.person.email in each[2]]


def heard(at: Stage, act: Callable[[Stage], None], side: str = "b") -> list[dict[str, Any]]:
    """Return what a phone hears on one side that follows everything a partner can follow.

    Each phone has a name of its own: a Redis layer gives again what was on its way when a loop ended.
    """
    layer, phone = get_channel_layer(), f"phone-{uuid.uuid4().hex}"

    async def follow() -> None:
        for group in PINGS.values():
            await layer.group_add(group(at), phone)

    async def listen() -> list[dict[str, Any]]:
        await layer.send(phone, {"type": "end"})
        messages = []
        while (message := await layer.receive(phone))["type"] != "end":
            if message.get("but_not") != side:
                messages.append(message)
        return messages

    asyncio.run(follow())
    act(at)
    return asyncio.run(listen())


def step_done(at: Stage, text: str) -> None:
    programme.save_entry(actor=at.alice.viewer, run=at.run, step_id="draft", text=text)
    programme.finish_step(actor=at.alice.viewer, run=at.run, step_id="draft")


def test_every_mail_and_every_live_address_has_a_row() -> None:
    assert set(letters_to_mail()) == set(MAILS)
    assert {str(route.pattern) for route in live_urls} == set(PINGS)


def test_no_mail_has_a_place_for_what_happened() -> None:
    assert {name: set(letter.placeholders) - NEUTRAL for name, letter in letters_to_mail().items()} == {
        name: set() for name in MAILS
    }


@pytest.mark.parametrize("happening", QUIET)
def test_a_mail_is_the_same_whatever_happened(happening: str, at: Stage) -> None:
    senders = {name: send for name, send in MAILS.items() if send}
    before = {name: sent(at, send) for name, send in senders.items()}
    assert [len(mails) for mails in before.values()] == [1] * len(senders)
    QUIET[happening](at)
    assert {name: sent(at, send) for name, send in senders.items()} == before


def test_a_mail_to_the_partner_would_be_found(at: Stage) -> None:
    assert len(mailed_to_bob(at, invite_bob_again)) == 1


@pytest.mark.parametrize("happening", QUIET)
def test_nothing_is_mailed_to_the_partner_because_of_it(
    happening: str, at: Stage, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert mailed_to_bob(at, QUIET[happening]) == []
    assert [each for each in mail.outbox if at.bob.person.email in each.to] == []


@pytest.mark.parametrize("text", ["Yes", "I do not know whether I can ever trust you again"])
def test_a_ping_would_be_heard_and_is_the_same_whatever_was_written(
    text: str, at: Stage, django_capture_on_commit_callbacks
) -> None:
    def act(at: Stage) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            step_done(at, text)

    assert heard(at, act) == [{"type": "run.changed"}]


@pytest.mark.parametrize("happening", QUIET)
def test_no_phone_hears_of_it(happening: str, at: Stage, django_capture_on_commit_callbacks) -> None:
    def act(at: Stage) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            QUIET[happening](at)

    assert heard(at, act) == []


def test_the_private_acts_are_among_the_quiet_ones() -> None:
    assert set(PRIVATE) < set(QUIET)
