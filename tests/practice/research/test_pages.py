"""The supervisor's page about many couples, and each partner's own page on whether to be in it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.practice import cast
from tests.practice.research.lent import agreed, answered, lenders
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.people import actions as people
from troth.practice.people import standing
from troth.practice.people.states import Role, Stage
from troth.practice.privacy import actions as privacy
from troth.practice.research import actions, queries
from troth.practice.research.lending import month_of
from troth.practice.research.models import Figures

PAGE = "/practice/research/"
OWN = "/account/research/"
FORM_TOKEN = re.compile(rb"\b[A-Za-z0-9]{64}\b")
FEWER = "Fewer than 10 couples"


def lent(couple) -> set[str]:
    return set(queries.loans(couple.practice_id, month_of(clock.today())))


def page_of(actor) -> str:
    return FORM_TOKEN.sub(b"", actor.client.get(PAGE).content).decode()


def a_month_on():
    return clock.telling_of(clock.now() + dt.timedelta(days=32))


@pytest.fixture
def story(dana, couple, alice, bob):
    """Alice and Bob answered for twelve weeks, long ago; neither said anything about research."""
    answered(dana, (couple, alice, bob), [(5, 6), (6, 6), (6, 7), (7, 7)])


def test_a_couple_is_in_only_once_each_has_said_yes(story, couple, alice, bob) -> None:
    assert lent(couple) == set()
    agreed(alice)
    assert lent(couple) == set()
    agreed(bob)
    assert lent(couple) == {str(couple.pk)}


def test_who_says_yes_in_this_month_is_in_from_the_next(story, couple, alice, bob) -> None:
    agreed(alice)
    agreed(bob, weeks_ago=0)
    assert lent(couple) == set()
    with a_month_on():
        assert lent(couple) == {str(couple.pk)}


@pytest.mark.parametrize("act", [people.take_back_research, people.withdraw_consent, privacy.erase_person])
def test_one_partner_alone_takes_the_couple_out(act, story, couple, alice, bob) -> None:
    agreed(alice, bob)
    assert lent(couple) == {str(couple.pk)}
    act(actor=bob.viewer)
    assert lent(couple) == set()


def test_who_left_can_still_take_it_back(story, couple, dana, alice, bob) -> None:
    agreed(alice, bob)
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.ENDED)
    assert lent(couple) == {str(couple.pk)}
    assert "You said yes" in alice.client.get(OWN).content.decode()
    assert alice.client.post(f"{OWN}take-back/").status_code == 302
    assert lent(couple) == set()
    page = alice.client.get(OWN).content.decode()
    assert ("You said yes" in page, "Say yes" in page) == (False, False)
    with pytest.raises(Absent):
        people.agree_to_research(actor=alice.viewer, signed_name="Alice")


def test_the_answer_is_no_until_somebody_writes_their_name(alice) -> None:
    assert "your answer is <strong>no</strong>" in alice.client.get(OWN).content.decode()
    assert "Say yes" in alice.client.post(OWN, {"signed_name": ""}).content.decode()
    assert standing.research_agreements_of(alice.person.pk) == []
    assert alice.client.post(OWN, {"signed_name": "Alice"}).status_code == 302
    page = alice.client.get(OWN).content.decode()
    assert ("You said yes" in page, "Say yes" in page) == (True, False)


def test_taking_back_what_was_not_given_is_refused_and_each_act_is_logged(alice) -> None:
    with pytest.raises(Refused, match="not agreed"):
        people.take_back_research(actor=alice.viewer)
    agreed(alice)
    people.take_back_research(actor=alice.viewer)
    events = AuditEvent.objects.filter(event__startswith="research.").order_by("sequence")
    assert [one.event for one in events] == ["research.agreed", "research.taken-back"]
    assert {one.couple_id for one in events} == {alice.viewer.couple_id}


def test_the_page_opens_to_supervisors_alone(dana, frank, alice, sunita) -> None:
    for actor in (dana, frank, alice):
        assert actor.client.get(PAGE).status_code == 404
        with pytest.raises(Absent):
            actions.look_at_figures(actor=actor.viewer)
    assert FEWER in page_of(sunita)
    assert "What many couples show" in sunita.client.get("/practice/").content.decode()
    assert "What many couples show" not in dana.client.get("/practice/").content.decode()


def test_each_look_is_logged(sunita) -> None:
    sunita.client.get(PAGE)
    sunita.client.get(PAGE)
    looks = AuditEvent.objects.filter(event="research.read")
    assert [(one.actor_id, one.couple_id) for one in looks] == [(sunita.person.pk, None)] * 2


def test_below_ten_couples_nothing_is_worked_out_or_counted(dana, sunita, story, couple, alice, bob) -> None:
    agreed(alice, bob)
    with_one = page_of(sunita)
    people.take_back_research(actor=alice.viewer)
    assert page_of(sunita) == with_one
    assert FEWER in with_one
    assert Figures.objects.count() == 0


def test_eleven_couples_are_told_of_together_and_one_who_leaves_is_out(dana, erin, sunita) -> None:
    lending = lenders(dana, 11, called="Kim")
    page = page_of(sunita)
    assert ("11 couples, as of" in page, FEWER in page) == (True, False)
    assert ("actor effect" in page, "Change in 12 weeks" in page) == (True, True)
    for couple, one, other in lending:
        told = {str(couple.pk), one.viewer.display_name, other.viewer.display_name, one.person.email}
        assert {word for word in told if word in page} == set()

    abroad = cast.colleague(erin, "Oskar", Role.SUPERVISOR)
    assert FEWER in page_of(abroad)

    people.take_back_research(actor=lending[0][1].viewer)
    assert page_of(sunita) == page
    with a_month_on():
        assert FEWER in page_of(sunita)
    lenders(dana, 9, called="Lou")
    with a_month_on():
        assert "19 couples, as of" in page_of(sunita)
    newest, first = queries.figures_of(sunita.viewer.own_practice_id)
    left = str(lending[0][0].pk)
    assert (left in queries.members(first), left in queries.members(newest)) == (True, False)


def test_figures_stand_while_everybody_in_them_stays(dana, sunita) -> None:
    lenders(dana, 10, called="Kim")
    found = actions.look_at_figures(actor=sunita.viewer)
    lenders(dana, 1, called="Lou")
    with a_month_on():
        assert actions.look_at_figures(actor=sunita.viewer) == found
