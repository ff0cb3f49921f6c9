from __future__ import annotations

import pytest

from tests.practice import cast
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.people import actions, queries, staffing
from troth.practice.people.models import CareTeamMember, Clinician
from troth.practice.people.states import Parting, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def gus(gil):
    """Gus and Hana, in Gil's care; return Gus."""
    return cast.partners(gil, "Gus", "Hana")[1]


def url_of(actor) -> str:
    return f"/practice/colleagues/{actor.viewer.clinician_id}/hand-over/"


def test_the_couples_go_over_and_the_place_ends(gus, dana, frank, gil) -> None:
    url = url_of(gil)
    page = frank.client.get(url).content.decode()
    assert "Gil cares for 1 couple." in page
    assert ("Gus" in page, "Hana" in page) == (False, False)
    chosen = {"successor": dana.viewer.clinician_id, "reason": "left"}
    assert frank.client.post(url, chosen).url == "/practice/"
    assert "Gus &amp; Hana" in dana.client.get("/caseload/").content.decode()
    assert "Dana is your care team." in gus.client.get("/account/").content.decode()
    assert (
        "Gil"
        not in frank.client.get("/practice/")
        .content.decode()
        .split("Invite a colleague")[0]
        .split("</caption>")[1]
    )


def test_whoever_left_finds_an_account_and_nothing_else(gus, dana, frank, gil) -> None:
    before = gil.viewer
    hand(frank, gil, dana)
    after = gil.viewer
    assert (after.clinician_id, after.practice_id, after.is_clinician) == (None, None, False)
    for path in ("/caseload/", "/practice/", f"/couples/{gus.viewer.couple_id}/"):
        assert gil.client.get(path).status_code == 404
    assert "Nothing is open for you here" in gil.client.get("/", follow=True).content.decode()
    with pytest.raises(Refused, match="therapist or supervisor"):
        actions.register_couple(actor=before, called_a="Ines", called_b="Marko")


def hand(admin, leaver, successor) -> int:
    return staffing.hand_over(
        actor=admin.viewer,
        leaver_id=leaver.viewer.own_clinician_id,
        successor_id=successor.viewer.clinician_id if successor else None,
        reason=Parting.LEFT,
    )


def test_every_step_is_in_the_log_without_words(gus, dana, frank, gil) -> None:
    leaver = gil.viewer.own_clinician_id
    assert hand(frank, gil, dana) == 1
    event = AuditEvent.objects.get(event="clinician.left")
    assert (event.subject_id, event.facts) == (leaver, {"couples": 1, "reason": "left"})
    assert event.couple_id is None
    moved = AuditEvent.objects.get(event="care.handed_over")
    assert (moved.actor_id, moved.couple_id) == (frank.person.pk, gus.viewer.couple_id)


def test_a_successor_who_cares_already_cares_once(gus, dana, frank, gil) -> None:
    couple = queries.own_couple(gus.viewer)
    staffing.add_to_care_team(actor=gil.viewer, couple=couple, clinician_id=dana.viewer.own_clinician_id)
    hand(frank, gil, dana)
    assert queries.care_names(couple.pk) == ["Dana"]


def test_no_couple_is_left_without_care(gus, dana, erin, frank, gil) -> None:
    for nobody in (None, frank, erin, gil):
        with pytest.raises(Refused, match="takes the couples over"):
            hand(frank, gil, nobody)
    assert queries.care_names(gus.viewer.couple_id) == ["Gil"]
    assert Clinician.objects.filter(ended_at=None, person=gil.person).count() == 1


def test_the_form_asks_for_successor_and_reason(gus, frank, gil) -> None:
    page = frank.client.post(url_of(gil), {"reason": ""})
    assert (page.status_code, page.content.decode().count("This field is required")) == (409, 2)


def test_without_another_who_gives_care_the_page_says_whom_to_invite(frank, dana, couple) -> None:
    page = frank.client.get(url_of(dana)).content.decode()
    assert ("Nobody else here gives care" in page, "Hand over and end the place" in page) == (True, False)


def test_who_cares_for_nobody_leaves_without_a_successor(frank, gil) -> None:
    assert frank.client.post(url_of(gil), {"reason": "away"}).status_code == 302
    assert gil.viewer.clinician_id is None


def test_only_an_administrator_of_the_same_practice_hands_over(dana, erin, gil, sunita) -> None:
    for outsider in (gil, sunita):
        with pytest.raises(Refused, match="Only an administrator"):
            hand(outsider, gil, dana)
    with pytest.raises(Absent):
        hand(erin, gil, erin)


def test_a_practice_keeps_an_administrator(dana, gil) -> None:
    page = dana.client.post(url_of(dana), {"reason": "left"})
    assert (page.status_code, "Nobody else administers" in page.content.decode()) == (409, True)
    cast.colleague(dana, "Frank", Role.ADMINISTRATOR)
    assert dana.client.post(url_of(dana), {"reason": "left"}).url == "/"


def test_who_left_can_come_back_with_the_same_log_in(dana, frank, gil) -> None:
    hand(frank, gil, None)
    invited = actions.invite_clinician(actor=frank.viewer, email="gil@example.org", role=Role.SUPERVISOR)
    assert gil.client.post(queries.invitation_link(invited)).status_code == 302
    assert (gil.viewer.supervises, Clinician.objects.filter(person=gil.person).count()) == (True, 2)


def test_who_left_cannot_erase_what_care_records_name(dana, frank, gil) -> None:
    from troth.practice.privacy import actions as privacy

    hand(frank, gil, None)
    with pytest.raises(Refused, match="care records name it"):
        privacy.erase_person(actor=gil.viewer)
    page = gil.client.get("/my-data/").content.decode()
    assert ("Download" in page, "Erase everything" in page) == (True, False)


def test_earlier_parts_are_kept(gus, dana, frank, gil) -> None:
    hand(frank, gil, dana)
    parts = CareTeamMember.objects.filter(couple_id=gus.viewer.couple_id)
    assert sorted(part.until is None for part in parts) == [False, True]
