"""What the two want stays with the therapist: pages, exports, counts and queries of a partner are the same whatever it is."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.practice import cast, door
from tests.practice.answering import answer
from tests.practice.formulation.story import both_say, drafts, in_weeks, proposes, scores, sign
from troth.practice.common.errors import Absent
from troth.practice.formulation import actions, queries
from troth.practice.formulation.states import Agenda
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import evidence
from troth.practice.instruments import sharing_actions as sharing
from troth.practice.people import actions as people
from troth.practice.people.queries import seats_of
from troth.practice.privacy.actions import export_own_data
from troth.practice.privacy.states import Audience, PolicyKind
from troth.practice.safety import actions as safety
from troth.practice.safety import queries as safety_queries

PAGES = (
    "/today/",
    "/together/",
    "/mine/",
    "/how-it-goes/",
    "/account/",
    "/plan/",
    "/understanding/",
    "/reading/",
)

CHANGES = re.compile(rb"\b[A-Za-z0-9]{64}\b|[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture(params=["improve", "decide", "part", "unsure"])
def goal(request: pytest.FixtureRequest) -> str:
    return request.param


def story(dana, couple, alice, bob, goal):
    """The whole road to a signed plan, with Bob's private goal as the only difference."""
    for actor in (alice, bob):
        people.choose_safe_contact(actor=actor.viewer, may_mail=False, address="")
    both_say(dana, couple, alice, bob, goal)
    door.see_alone(dana, couple)
    door.screen(dana, couple, (alice, bob))
    for alert in safety_queries.open_alerts_of(dana.viewer, couple.pk):
        safety.acknowledge_alert(actor=dana.viewer, couple=couple, alert=alert)
    actions.draft_formulation(actor=dana.viewer, couple=couple)
    actions.accept_cause(actor=dana.viewer, couple=couple, cause_id="communication")
    for seat in seats_of(couple.pk):
        actions.prepare_view(
            actor=dana.viewer, couple=couple, side=seat.side, text="For you", cause_ids=["communication"]
        )
        actions.release_view(actor=dana.viewer, couple=couple, seat=seat)
    plan = proposes(dana, couple)
    sign(plan, bob, dana)


def seen_by(actor) -> tuple[list[bytes], list[int]]:
    bodies, counts = [], []
    for page in PAGES:
        with CaptureQueriesContext(connection) as asked:
            body = actor.client.get(page).content
        bodies.append(CHANGES.sub(b"", body))
        counts.append(len(asked))
    return bodies, counts


def test_the_leak_is_possible_the_therapist_reads_the_agenda(dana, alice, bob, couple, goal):
    both_say(dana, couple, alice, bob, goal)
    expected = Agenda.SHARED if goal == "improve" else Agenda.MIXED
    assert queries.agenda_for(dana.viewer, couple.pk) is expected
    for page in ("formulation", "plan"):
        body = dana.client.get(f"/couples/{couple.pk}/{page}/").content.decode()
        assert (Agenda.MIXED.label in body) is (goal != "improve")


@pytest.mark.usefixtures("shelf")
def test_no_page_no_count_and_no_export_of_the_partner_tells_the_goal(dana, alice, bob, couple, goal):
    story(dana, couple, alice, bob, goal)
    other, anna, boris = cast.partners(dana, "Anna", "Boris")
    story(dana, other, anna, boris, "improve")
    names = [(b"Anna", b"Alice"), (b"Boris", b"Bob"), (b"anna@", b"alice@")]
    theirs, their_counts = seen_by(anna)
    for one, instead in names:
        theirs = [body.replace(one, instead) for body in theirs]
    assert seen_by(alice) == (theirs, their_counts)
    mine = CHANGES.sub(b"", export_own_data(actor=alice.viewer))
    hers = CHANGES.sub(b"", export_own_data(actor=anna.viewer))
    for one, instead in names:
        hers = hers.replace(one, instead)
    untimed = re.compile(rb'"\d{4}-\d\d-\d\d[T ][^"]*"')
    assert untimed.sub(b"", mine) == untimed.sub(b"", hers)


def test_only_the_care_team_asks_for_the_agenda(dana, alice, bob, charlie, erin, frank, couple):
    both_say(dana, couple, alice, bob)
    for actor in (alice, bob, charlie, erin, frank):
        with pytest.raises(Absent):
            queries.agenda_for(actor.viewer, couple.pk)


def test_a_partner_gets_own_evidence_and_nothing_of_the_others_until_it_opened(dana, alice, bob, begun):
    scores(bob, begun, communication=4)
    scores(alice, begun, betrayal=4)
    wanted = {("where-we-stand", "communication"), ("where-we-stand", "betrayal")}
    items = {("private-intake", "causes"), ("private-intake", "still_value"), ("private-intake", "goal")}
    assert {one.side for one in evidence.latest_scores(dana.viewer, begun.pk, wanted)} == {"a", "b"}
    assert [one.scale for one in evidence.latest_scores(alice.viewer, begun.pk, wanted)] == ["betrayal"]
    answers = evidence.latest_answers(alice.viewer, begun.pk, items)
    assert {(one.side, one.item) for one in answers} == {
        ("a", "causes"),
        ("a", "still_value"),
        ("a", "goal"),
        ("b", "still_value"),
    }
    assert len(evidence.latest_answers(dana.viewer, begun.pk, items)) == 6


@pytest.mark.parametrize("read", [evidence.latest_scores, evidence.latest_answers])
def test_evidence_is_not_there_for_people_outside(read, charlie, erin, frank, begun):
    for actor in (charlie, erin, frank):
        with pytest.raises(Absent):
            read(actor.viewer, begun.pk, {("private-intake", "causes")})


def test_whoever_has_not_answered_yet_gets_nothing_of_that_round(dana, alice, bob, couple):
    cast.agree_on(dana, couple, (alice, bob), PolicyKind.NO_SECRETS)
    both_say(dana, couple, alice, bob)
    wanted = {("how-we-are", "openness")}
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="how-we-are")
    response = answer(alice, "how-we-are")
    sharing.share_own_answers(actor=alice.viewer, response_id=response.pk)
    assert evidence.latest_scores(bob.viewer, couple.pk, wanted) == []
    answer(bob, "how-we-are")
    assert {one.side for one in evidence.latest_scores(bob.viewer, couple.pk, wanted)} == {"a", "b"}


def test_a_view_is_read_by_the_partner_it_is_for_and_no_other(dana, alice, bob, charlie, begun):
    seat = seats_of(begun.pk)[0]
    actions.prepare_view(
        actor=dana.viewer, couple=begun, side="a", text="Words for Alice", cause_ids=["betrayal"]
    )
    assert "Words for Alice" not in alice.client.get("/understanding/").content.decode()
    actions.release_view(actor=dana.viewer, couple=begun, seat=seat)
    assert "Words for Alice" in alice.client.get("/understanding/").content.decode()
    for actor in (bob, charlie):
        for page in PAGES:
            assert "Words for Alice" not in actor.client.get(page).content.decode()
    assert "Words for Alice" in export_own_data(actor=alice.viewer).decode()
    assert "Words for Alice" not in export_own_data(actor=bob.viewer).decode()


def test_a_draft_of_the_plan_is_nowhere_on_a_partners_page(dana, alice, bob, begun):
    drafts(dana, begun, opening="Only a draft")
    assert "Only a draft" in dana.client.get(f"/couples/{begun.pk}/plan/").content.decode()
    for page in PAGES:
        assert "Only a draft" not in alice.client.get(page).content.decode()


def test_nobody_learns_who_else_has_signed_before_all_have(dana, alice, bob, reviewed):
    plan = proposes(dana, reviewed)
    before = seen_by(alice)
    sign(plan, bob, dana)
    assert "Bob" in dana.client.get(f"/couples/{reviewed.pk}/plan/").content.decode()
    assert seen_by(alice) == before


def test_a_private_goal_and_its_number_stay_with_their_author(dana, alice, bob, begun):
    goal = actions.word_goal(actor=alice.viewer, text="To sleep through")
    before_bob, before_dana = seen_by(bob), dana.client.get(f"/couples/{begun.pk}/plan/").status_code
    actions.rate_goal(actor=alice.viewer, goal=goal, value=3)
    assert (seen_by(bob), before_dana) == (before_bob, 200)
    assert "To sleep through" not in dana.client.get(f"/couples/{begun.pk}/plan/").content.decode()
    actions.share_goal(actor=alice.viewer, goal=goal, audience=Audience.THERAPIST)
    page = dana.client.get(f"/couples/{begun.pk}/plan/").content.decode()
    assert "To sleep through" in page
    assert re.search(rf"{in_weeks(0):%B %Y}: <strong>3\b", page) is None, "the number was given in private"
    actions.rate_goal(actor=alice.viewer, goal=goal, value=3)
    page = dana.client.get(f"/couples/{begun.pk}/plan/").content.decode()
    assert re.search(rf"{in_weeks(0):%B %Y}: <strong>3\b", page), (
        "given anew after sharing, it is hers to read"
    )
    assert seen_by(bob) == before_bob
    with pytest.raises(Absent):
        queries.goal_for(bob.viewer, goal.pk)
