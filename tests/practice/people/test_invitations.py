import datetime as dt
from urllib.parse import quote

import pytest
import time_machine
from django.core import mail

from tests.practice import cast
from troth.practice.common.errors import Refused
from troth.practice.common.models import AuditEvent
from troth.practice.people import actions, queries
from troth.practice.people.models import Invitation, Seat
from troth.practice.people.states import Role


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
        {"address": " Ines@Example.org", "chosen_name": "Ines", "pronouns": "she", "password": cast.PASSWORD},
    )
    assert page.status_code == 302
    seat = Seat.objects.get(pk=invitation.seat_id)
    assert (seat.called, seat.person.email) == ("Ines", "ines@example.org")
    assert client.session["_auth_user_id"] == str(seat.person_id)


def test_a_refused_join_leaves_nothing_half_written(invitation, alice) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(email="alice@example.org")
    with pytest.raises(Refused, match="already have a seat"):
        actions.accept_with_log_in(actor=alice.viewer, token_invitation=invitation)
    invitation.refresh_from_db()
    assert (invitation.accepted_at, Seat.objects.get(pk=invitation.seat_id).person) == (None, None)


def test_the_page_does_not_tell_the_invited_address(invitation, client) -> None:
    page = client.get(queries.invitation_link(invitation)).content.decode()
    assert "address you were invited at" in page
    assert "ines@" not in page


def try_address(client, invitation, address):
    typed = {"address": address, "chosen_name": "Nosy", "pronouns": "", "password": cast.PASSWORD}
    return client.post(queries.invitation_link(invitation), typed)


def test_a_forwarded_link_opens_nothing_and_keeps_what_was_typed(invitation, client) -> None:
    page = try_address(client, invitation, "marko@example.org")
    words = page.content.decode()
    assert (page.status_code, "ines@" in words) == (409, False)
    assert "This invitation was made for another address." in words
    assert ('value="marko@example.org"' in words, 'value="Nosy"' in words) == (True, True)
    assert Seat.objects.get(pk=invitation.seat_id).person is None
    assert try_address(client, invitation, "ines@example.org").status_code == 302


def test_the_fifth_wrong_address_closes_the_invitation(invitation, client, dana) -> None:
    for number in range(4):
        assert (
            "made for another address"
            in try_address(client, invitation, f"{number}@a.example").content.decode()
        )
    assert "no longer open" in try_address(client, invitation, "4@a.example").content.decode()
    right = try_address(client, invitation, "ines@example.org")
    assert (right.status_code, Seat.objects.get(pk=invitation.seat_id).person) == (410, None)
    told = (
        AuditEvent.objects.filter(subject_id=invitation.pk)
        .order_by("sequence")
        .values_list("event", flat=True)
    )
    assert list(told) == [*["invitation.misaddressed"] * 4, "invitation.closed"]
    couple = invitation.seat.couple_id
    assert "invitation closed after five wrong" in dana.client.get(f"/couples/{couple}/").content.decode()
    page = dana.client.get(f"/couples/{couple}/invite/{invitation.seat_id}/").content.decode()
    assert ("This invitation closed" in page, 'class="link"' in page) == (True, False)


def test_a_new_invitation_opens_after_one_was_closed(invitation, client, dana) -> None:
    for number in range(5):
        try_address(client, invitation, f"{number}@a.example")
    seat = invitation.seat
    fresh = actions.invite_partner(actor=dana.viewer, couple=seat.couple, seat=seat, email="ines@example.org")
    assert try_address(client, fresh, "ines@example.org").status_code == 302


def test_a_malformed_address_does_not_count(invitation, client) -> None:
    for _ in range(6):
        try_address(client, invitation, "ines")
    assert Invitation.objects.get(pk=invitation.pk).wrong_addresses == 0


def test_whoever_is_signed_in_under_another_address_reads_the_same_sentence(invitation, alice) -> None:
    for method in (alice.client.get, alice.client.post):
        page = method(queries.invitation_link(invitation))
        words = page.content.decode()
        assert (page.status_code, "ines@" in words) == (410, False)
        assert "This invitation was made for another address." in words
        assert "sign out and open the link again" in words
    assert Invitation.objects.get(pk=invitation.pk).wrong_addresses == 0


def test_an_existing_log_in_without_a_seat_takes_the_seat(invitation) -> None:
    ines = cast.signed_in(
        actions.create_person(email="ines@example.org", chosen_name="Ines K.", password=cast.PASSWORD)
    )
    link = queries.invitation_link(invitation)
    assert "Accept the invitation" in ines.client.get(link).content.decode()
    assert ines.client.post(link).status_code == 302
    seat = Seat.objects.get(pk=invitation.seat_id)
    assert (seat.person_id, seat.called) == (ines.person.pk, "Ines K.")
    assert ines.client.get("/today/").status_code == 200


def test_an_existing_log_in_that_is_not_signed_in_is_asked_to(invitation, client) -> None:
    actions.create_person(email="ines@example.org", chosen_name="Ines", password=cast.PASSWORD)
    page = try_address(client, invitation, "ines@example.org").content.decode()
    assert "has a log-in already" in page
    assert f"/accounts/login/?next={quote(queries.invitation_link(invitation))}" in page


def test_nobody_sits_in_a_couple_with_the_log_in_of_their_work(invitation, erin) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(email="erin@example.org")
    page = erin.client.post(queries.invitation_link(invitation))
    assert (page.status_code, "belongs to your work" in page.content.decode()) == (410, True)


def test_nobody_works_with_the_log_in_of_their_own_care(dana, alice) -> None:
    invited = actions.invite_clinician(actor=dana.viewer, email="alice@example.org", role=Role.THERAPIST)
    page = alice.client.post(queries.invitation_link(invited))
    assert (page.status_code, "for your own care" in page.content.decode()) == (410, True)


def test_the_mail_says_nothing_about_its_purpose(dana, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite_clinician(actor=dana.viewer, email="gil@example.org", role=Role.THERAPIST)
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
