import datetime as dt

import pytest
import time_machine
from django.core import mail

from tests.practice import cast
from troth.practice.common.errors import Refused
from troth.practice.people import actions, queries
from troth.practice.people.models import Invitation, Seat


@pytest.fixture
def invitation(dana) -> Invitation:
    couple = actions.register_couple(actor=dana.viewer, called_a="Ines", called_b="Marko")
    seat = queries.seats_of(couple.pk)[0]
    return actions.invite_partner(actor=dana.viewer, couple=couple, seat=seat, email="ines@example.org")


def test_an_invitation_opens_once(invitation, client) -> None:
    cast.join(invitation, "Ines")
    page = client.get(queries.invitation_link(invitation))
    assert page.status_code == 410
    assert "used already" in page.content.decode()


def test_an_invitation_expires(invitation, client) -> None:
    with time_machine.travel(invitation.expires_at + dt.timedelta(seconds=1), tick=False):
        page = client.get(queries.invitation_link(invitation))
    assert page.status_code == 410
    assert "no longer open" in page.content.decode()


def test_a_forged_link_is_refused_in_one_sentence(invitation, client) -> None:
    link = queries.invitation_link(invitation)
    page = client.get(link.replace(link.split(":")[1][:4], "AAAA"))
    assert page.status_code == 410
    assert "not complete" in page.content.decode()


def test_a_new_invitation_takes_the_old_one_back(dana, invitation, client) -> None:
    couple = invitation.seat.couple
    actions.invite_partner(actor=dana.viewer, couple=couple, seat=invitation.seat, email="other@example.org")
    assert client.get(queries.invitation_link(invitation)).status_code == 410


def test_joining_by_the_page_takes_the_seat_and_signs_in(invitation, client) -> None:
    page = client.post(
        queries.invitation_link(invitation),
        {"chosen_name": "Ines", "pronouns": "she/they", "password": cast.PASSWORD},
    )
    assert page.status_code == 302
    seat = Seat.objects.get(pk=invitation.seat_id)
    assert (seat.called, seat.person.email) == ("Ines", "ines@example.org")
    assert client.session["_auth_user_id"] == str(seat.person_id)


def test_a_refused_join_leaves_nothing_half_written(invitation, alice) -> None:
    with pytest.raises(Refused, match="already have a seat"):
        actions.accept_invitation(
            token_invitation=invitation, person=alice.person, chosen_name="", pronouns="", password=""
        )
    invitation.refresh_from_db()
    assert (invitation.accepted_at, Seat.objects.get(pk=invitation.seat_id).person) == (None, None)


def test_the_mail_says_nothing_about_its_purpose(dana, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite_clinician(actor=dana.viewer, email="gil@example.org", role="therapist")
        couple = actions.register_couple(actor=dana.viewer, called_a="Ines", called_b="Marko")
        seat = queries.seats_of(couple.pk)[0]
        actions.invite_partner(actor=dana.viewer, couple=couple, seat=seat, email="ines@example.org")
    sent = next(message for message in mail.outbox if message.to == ["ines@example.org"])
    words = f"{sent.subject} {sent.from_email} {sent.body.split('http')[0]}".lower()
    assert [
        word for word in ("therap", "couple", "trust", "troth", "partner", "marko") if word in words
    ] == []
    assert "/invitation/" in sent.body


def test_clinicians_see_nothing_before_their_second_factor(dana) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=dana.person).delete()
    page = dana.client.get("/practice/")
    assert (page.status_code, page.url) == (302, "/accounts/2fa/totp/activate/")
