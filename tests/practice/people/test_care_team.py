from __future__ import annotations

import pytest

from tests.practice import cast
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.people import queries, staffing
from troth.practice.people.models import CareTeamMember
from troth.practice.people.states import Role

TEAM_PAGE, ACCOUNT_PAGE = 9, 5


def member_of(couple, actor):
    return CareTeamMember.objects.get(couple=couple, clinician_id=actor.viewer.clinician_id, until=None)


def add(dana, couple, actor):
    return staffing.add_to_care_team(
        actor=dana.viewer, couple=couple, clinician_id=actor.viewer.own_clinician_id
    )


def test_a_colleague_who_is_added_sees_the_couple_and_the_partners_read_the_name(
    couple, alice, dana, gil
) -> None:
    assert gil.client.get(f"/couples/{couple.pk}/").status_code == 404
    chosen = {"colleague": gil.viewer.clinician_id}
    assert dana.client.post(f"/couples/{couple.pk}/team/", chosen).status_code == 302
    assert gil.client.get(f"/couples/{couple.pk}/").status_code == 200
    assert "Your care team: Dana, Gil." in alice.client.get("/account/").content.decode()
    told = AuditEvent.objects.filter(event="care.began", couple_id=couple.pk)
    assert [event.actor_id for event in told] == [dana.person.pk]


def test_adding_twice_changes_nothing(couple, dana, gil) -> None:
    assert add(dana, couple, gil) == add(dana, couple, gil)
    assert couple.care_team.count() == 2


def test_only_the_care_team_adds_and_only_who_gives_care_here(couple, dana, erin, frank, gil) -> None:
    for outsider in (erin, frank, gil):
        with pytest.raises(Absent):
            add(outsider, couple, gil)
    for no_carer in (erin, frank):
        with pytest.raises(Refused, match="works in this practice now"):
            add(dana, couple, no_carer)
    assert queries.care_names(couple.pk) == ["Dana"]


def test_whoever_is_taken_out_finds_nothing_and_nothing_is_deleted(couple, alice, dana, gil) -> None:
    member = add(dana, couple, gil)
    url = f"/couples/{couple.pk}/team/{member.pk}/end/"
    assert "End their part" in dana.client.get(url).content.decode()
    assert dana.client.post(url).url == f"/couples/{couple.pk}/team/"
    nothing = gil.client.get("/there/is/nothing/here/")
    found = gil.client.get(f"/couples/{couple.pk}/")
    assert (found.status_code, found.content) == (404, nothing.content)
    member.refresh_from_db()
    assert member.until is not None
    assert "Dana is your care team." in alice.client.get("/account/").content.decode()
    assert AuditEvent.objects.filter(event="care.ended", subject_id=member.pk).count() == 1


def test_who_was_taken_out_can_be_added_again(couple, dana, gil) -> None:
    staffing.end_care(actor=dana.viewer, couple=couple, member=add(dana, couple, gil))
    add(dana, couple, gil)
    assert queries.care_names(couple.pk) == ["Dana", "Gil"]
    assert couple.care_team.count() == 3


def test_a_page_asks_once_who_cares_and_the_next_one_asks_anew(
    couple, dana, gil, django_assert_num_queries
) -> None:
    member, viewer, others = add(dana, couple, gil), gil.viewer, dana.viewer
    with queries.asking_once_who_cares(), django_assert_num_queries(2):
        answers = [queries.cares_for(each, couple.pk) for each in (viewer, others, viewer, others)]
    assert answers == [True] * 4
    staffing.end_care(actor=dana.viewer, couple=couple, member=member)
    with queries.asking_once_who_cares():
        assert not queries.cares_for(viewer, couple.pk)


def test_leaving_oneself_leads_to_the_caseload(couple, dana, gil) -> None:
    add(dana, couple, gil)
    url = f"/couples/{couple.pk}/team/{member_of(couple, dana).pk}/end/"
    assert "Leave this care team?" in dana.client.get(url).content.decode()
    assert dana.client.post(url).url == "/caseload/"
    assert dana.client.get(url).status_code == 404
    assert queries.care_names(couple.pk) == ["Gil"]


def test_the_last_one_stays(couple, dana) -> None:
    url = f"/couples/{couple.pk}/team/{member_of(couple, dana).pk}/end/"
    assert "Add a colleague first" in dana.client.get(url).content.decode()
    assert dana.client.post(url).status_code == 409
    assert queries.care_names(couple.pk) == ["Dana"]


def test_a_part_that_ended_cannot_be_ended_again(couple, dana, gil) -> None:
    member = add(dana, couple, gil)
    add(dana, couple, cast.colleague(dana, "Hal", Role.SUPERVISOR))
    staffing.end_care(actor=dana.viewer, couple=couple, member=member)
    with pytest.raises(Absent):
        staffing.end_care(actor=dana.viewer, couple=couple, member=member)


def test_a_supervisor_sees_only_couples_in_whose_care_team_they_are(couple, charlie, dana, sunita) -> None:
    add(dana, couple, sunita)
    page = sunita.client.get("/caseload/").content.decode()
    assert ("Alice" in page, "Charlie" in page) == (True, False)


def test_the_pages_ask_the_database_no_more_for_a_larger_team(
    couple, alice, dana, gil, django_assert_num_queries
) -> None:
    for _ in range(2):
        with django_assert_num_queries(TEAM_PAGE):
            page = dana.client.get(f"/couples/{couple.pk}/team/").content.decode()
        with django_assert_num_queries(ACCOUNT_PAGE):
            alice.client.get("/account/")
        if "Gil</th>" not in page:
            for actor in (gil, cast.colleague(dana, "Hal", Role.SUPERVISOR)):
                add(dana, couple, actor)
            cast.colleague(dana, "Jo", Role.THERAPIST)
    assert page.count('<th scope="row">') == 3
