from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from tests.practice import cast
from troth.practice.common.errors import Refused
from troth.practice.common.models import AuditEvent
from troth.practice.people import actions, queries, staffing
from troth.practice.people.models import Invitation, Practice
from troth.practice.people.states import Role

PRACTICE_PAGE = 8
SENTENCE = "Choose a whole number of days from 3 to 60."


@pytest.fixture
def invited(dana) -> Invitation:
    return actions.invite_clinician(actor=dana.viewer, email="hal@example.org", role=Role.SUPERVISOR)


def page_of(actor, path: str = "/practice/") -> str:
    return actor.client.get(path).content.decode()


def test_administrators_and_supervisors_see_who_has_a_second_step(dana, frank, gil, sunita) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=gil.person).update(type=Authenticator.Type.RECOVERY_CODES)
    for overseer in (dana, frank, sunita):
        assert page_of(overseer).count("not set up yet") == 1


def test_a_therapist_sees_names_and_roles_only(frank, gil, invited) -> None:
    page = page_of(gil)
    assert ("Frank" in page, "administrator" in page) == (True, True)
    assert ("Second step" in page, "hal@example.org" in page, "Hand over" in page) == (False, False, False)


def test_a_supervisor_reads_invitations_and_changes_nothing(sunita, invited) -> None:
    page = page_of(sunita)
    assert "hal@example.org" in page
    assert ("Take it back" in page, "Invite a colleague" in page, "Hand over" in page) == (
        False,
        False,
        False,
    )
    with pytest.raises(Refused, match="Only an administrator"):
        actions.revoke_invitation(actor=sunita.viewer, invitation=invited)


def test_an_invitation_can_be_taken_back(frank, invited, client) -> None:
    assert frank.client.post(f"/practice/invited/{invited.pk}/revoke/").status_code == 302
    assert client.get(queries.invitation_link(invited)).status_code == 410
    assert "hal@example.org" not in page_of(frank)


def test_a_new_link_closes_the_earlier_one_and_asks_for_the_same_role(frank, invited, client) -> None:
    page = frank.client.post(f"/practice/invited/{invited.pk}/again/").content.decode()
    fresh = queries.staff_invitations(frank.viewer).get()
    assert queries.invitation_link(fresh) in page
    assert (fresh.role, fresh.email, fresh.pk == invited.pk) == (Role.SUPERVISOR, "hal@example.org", False)
    assert client.get(queries.invitation_link(invited)).status_code == 410
    assert client.get(queries.invitation_link(fresh)).status_code == 200


def test_invitations_that_ran_out_or_closed_stay_until_they_are_answered_for(frank, invited, client) -> None:
    for number in range(5):
        typed = {"address": f"{number}@a.example", "chosen_name": "Nosy", "password": cast.PASSWORD}
        client.post(queries.invitation_link(invited), typed)
    assert "five wrong addresses were typed" in page_of(frank)
    other = actions.invite_clinician(actor=frank.viewer, email="ivy@example.org", role=Role.THERAPIST)
    with time_machine.travel(other.expires_at + dt.timedelta(hours=1), tick=False):
        again = cast.signed_in(frank.person)
        assert "ran out" in page_of(again)


def test_a_mistyped_address_keeps_what_was_chosen(frank) -> None:
    page = frank.client.post("/practice/invite/", {"email": "hal@", "role": "supervisor"})
    words = page.content.decode()
    assert (page.status_code, 'value="hal@"' in words) == (409, True)
    assert '<option value="supervisor" selected>' in words


GIVEN = {"name": "Oak Street Practice", "country": "IE", "reply_name": "Frank's desk", "silence_days": 14}


def kept_of(actor) -> dict[str, object]:
    practice = queries.practice_of(actor.viewer)
    return {field: getattr(practice, field) for field in GIVEN}


def test_an_administrator_changes_name_country_days_and_the_name_under_mails(
    frank, django_capture_on_commit_callbacks
) -> None:
    assert frank.client.post("/practice/details/", GIVEN).status_code == 302
    assert kept_of(frank) == GIVEN
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite_clinician(actor=frank.viewer, email="hal@example.org", role=Role.THERAPIST)
    sent = mail.outbox[-1]
    assert sent.from_email == "Frank's desk <notes@localhost>"
    assert sent.body.strip().endswith("Frank's desk")


def test_a_country_without_a_crisis_page_is_kept(frank) -> None:
    Practice.objects.update(country="IS")
    page = page_of(frank, "/practice/details/")
    assert '<option value="IS" selected>' in page


def test_only_an_administrator_changes_the_practice(sunita) -> None:
    assert sunita.client.get("/practice/details/").status_code == 404
    with pytest.raises(Refused, match="Only an administrator"):
        staffing.change_practice(actor=sunita.viewer, **GIVEN)
    assert kept_of(sunita)["silence_days"] == 10


def test_a_practice_begins_with_ten_days_of_silence_and_everybody_of_it_reads_them(frank, gil) -> None:
    assert 'value="10"' in page_of(frank, "/practice/details/")
    assert "gone on with an exercise, for 10 days." in page_of(gil)
    staffing.change_practice(actor=frank.viewer, **GIVEN)
    assert "gone on with an exercise, for 14 days." in page_of(gil)


def test_the_fewest_and_the_most_days_of_silence_are_kept(frank) -> None:
    for days in (3, 60):
        assert frank.client.post("/practice/details/", GIVEN | {"silence_days": days}).status_code == 302
        assert kept_of(frank)["silence_days"] == days


@pytest.mark.parametrize("days", ["", "2", "61", "-5", "7.5", "soon"])
def test_other_days_of_silence_are_refused_in_one_sentence_and_change_nothing(frank, days) -> None:
    before = kept_of(frank)
    page = frank.client.post("/practice/details/", GIVEN | {"silence_days": days}).content.decode()
    assert re.findall(r"<li>([^<]*)</li>", page[page.index("errorlist") :].split("</ul>")[0]) == [SENTENCE]
    assert kept_of(frank) == before


@pytest.mark.parametrize("days", [2, 61])
def test_no_other_way_leads_past_the_limits_of_silence(frank, days) -> None:
    with pytest.raises(Refused, match=SENTENCE):
        staffing.change_practice(actor=frank.viewer, **GIVEN | {"silence_days": days})
    with pytest.raises(IntegrityError, match="silence_days_within_limits"), transaction.atomic():
        Practice.objects.update(silence_days=days)


def test_that_the_practice_changed_is_in_its_log(frank) -> None:
    staffing.change_practice(actor=frank.viewer, **GIVEN)
    found = AuditEvent.objects.filter(event="practice.changed").values_list("actor_id", "subject_id", "facts")
    assert list(found) == [(frank.person.pk, frank.viewer.practice_id, {})]


def test_the_page_asks_the_database_no_more_for_more_colleagues(
    dana, frank, invited, django_assert_num_queries
) -> None:
    for names in (("Ida", "Jo", "Kim"), ()):
        with django_assert_num_queries(PRACTICE_PAGE):
            page = page_of(frank)
        for name in names:
            cast.colleague(dana, name, Role.THERAPIST)
            actions.invite_clinician(actor=dana.viewer, email=f"{name}2@example.org", role=Role.THERAPIST)
    assert (page.count('<th scope="row">'), page.count("<strong>")) == (5, 4)
