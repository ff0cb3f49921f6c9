from __future__ import annotations

import uuid

import pytest

from tests.practice import door
from troth.practice.people import queries as people
from troth.practice.safety import actions, queries
from troth.practice.safety.models import Gate
from troth.practice.safety.states import AlertKind


def test_the_crisis_page_needs_no_log_in(client, db):
    page = client.get("/crisis/").content.decode()
    assert "112" in page


def test_each_number_can_be_dialled_from_the_page(client, db):
    page = client.get("/crisis/", {"country": "GB"}).content.decode()
    assert '<a href="tel:116123">116 123</a>' in page


def test_the_crisis_page_shows_the_country_asked_for(client, db):
    assert "Samaritans" in client.get("/crisis/", {"country": "GB"}).content.decode()


@pytest.mark.parametrize("who", ["alice", "dana", "frank"])
def test_the_crisis_page_begins_with_the_practice_of_whoever_is_signed_in(who, request):
    actor = request.getfixturevalue(who)
    assert "Samaritans" in actor.client.get("/crisis/").content.decode()


@pytest.mark.parametrize("country", ["XX", "<script>", "gb'--", "x" * 500])
def test_an_unknown_country_gets_the_international_page(client, db, country):
    response = client.get("/crisis/", {"country": country})
    assert response.status_code == 200
    assert "Samaritans" not in response.content.decode()
    assert country not in response.content.decode() or country == "XX"


def test_leaving_signs_out_and_cleans_up(alice):
    response = alice.client.get("/leave/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert response.headers["Location"] == "/out/"
    assert "_auth_user_id" not in alice.client.session


def test_leaving_goes_where_the_practice_chose(alice, settings):
    settings.TROTH_EXIT_URL = "https://weather.example.org/"
    assert alice.client.get("/leave/").headers["Location"] == "https://weather.example.org/"


def test_the_page_after_leaving_says_nothing(client, db):
    page = client.get("/out/").content.decode()
    assert "<title>Home</title>" in page
    assert "troth" not in page.lower()
    assert "<a " not in page


def test_a_therapist_sees_both_alone_reads_and_opens(dana, alice, bob, couple):
    door.screen(dana, couple, (alice, bob))
    address = f"/couples/{couple.pk}/joint-work/"
    for seat in people.seats_of(couple.pk):
        dana.client.post(address, {"act": "seen", "seat": seat.pk})
    response = dana.client.post(address, {"act": "open", "reason": "Both are ready."})
    assert (response.status_code, response.headers["Location"]) == (302, address)
    assert queries.joint_work_is_open(couple.pk) is True
    assert "Both are ready." in dana.client.get(address).content.decode()
    dana.client.post(address, {"act": "close", "reason": ""})
    assert queries.joint_work_is_open(couple.pk) is False


def test_a_refused_opening_keeps_what_was_typed(dana, couple):
    response = dana.client.post(f"/couples/{couple.pk}/joint-work/", {"act": "open", "reason": "Kept words"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "See Alice and Bob alone first" in page
    assert "Kept words" in page
    assert not Gate.objects.exists()


@pytest.mark.parametrize("data", [{}, {"act": "melt"}, {"act": "seen"}, {"act": "seen", "seat": "x"}])
def test_a_tampered_form_changes_nothing(dana, couple, data):
    response = dana.client.post(f"/couples/{couple.pk}/joint-work/", data)
    assert response.status_code in {200, 409}
    assert queries.joint_work_is_open(couple.pk) is False


def test_a_seat_of_another_couple_is_not_there(dana, couple, charlie):
    stranger = charlie.viewer.seat_id
    response = dana.client.post(f"/couples/{couple.pk}/joint-work/", {"act": "seen", "seat": stranger})
    assert response.status_code == 404


def test_a_therapist_acknowledges_an_alert(dana, couple):
    seat = people.seats_of(couple.pk)[1]
    actions.raise_alerts(couple=couple, seat_id=seat.pk, alerts=(AlertKind.DANGER_TO_SELF,))
    (alert,) = queries.open_alerts(dana.viewer)
    assert "Danger to self" in dana.client.get(f"/couples/{couple.pk}/joint-work/").content.decode()
    dana.client.post(f"/couples/{couple.pk}/alerts/{alert.pk}/")
    assert list(queries.open_alerts(dana.viewer)) == []


@pytest.mark.parametrize("who", ["alice", "charlie", "erin", "frank"])
def test_others_get_the_same_404_as_for_a_couple_that_does_not_exist(request, couple, who):
    client = request.getfixturevalue(who).client
    real = client.get(f"/couples/{couple.pk}/joint-work/")
    made_up = client.get(f"/couples/{uuid.uuid4()}/joint-work/")
    assert real.status_code == made_up.status_code == 404
    assert real.content == made_up.content


def test_a_partner_pauses_and_the_other_sees_no_difference(alice, bob, opened):
    before = bob.client.get("/pause-joint-work/").content
    alice.client.post("/pause-joint-work/", {"act": "close"})
    assert queries.joint_work_is_open(opened.pk) is False
    assert "You have paused work together" in alice.client.get("/pause-joint-work/").content.decode()
    assert untokened(bob.client.get("/pause-joint-work/").content) == untokened(before)


def untokened(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrf" not in line.lower()]
