"""From a suggestion to a plan that all three have signed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.practice import door
from tests.practice.formulation.story import (
    CALM_WORK,
    REPAIR_WORK,
    TALK_WORK,
    both_say,
    drafts,
    in_weeks,
    proposes,
    sign,
)
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.formulation import actions, queries
from troth.practice.formulation.models import Plan, PlanSignature
from troth.practice.formulation.states import Agenda, GateKind, Phase, PlanState
from troth.practice.formulation.suggesting import DISCERNMENT
from troth.practice.people import actions as people

pytestmark = pytest.mark.django_db


def states(couple):
    return list(Plan.objects.filter(couple=couple).order_by("number").values_list("number", "state"))


def suggestion(dana, couple):
    return {part.phase: part for part in queries.suggestion_for(dana.viewer, couple)}


def test_the_suggestion_holds_the_work_of_the_accepted_causes_and_what_it_waits_for(dana, begun):
    found = suggestion(dana, begun)
    assert list(found) == list(Phase)
    assert [work.id for work in found[Phase.STABILITY].work] == ["time-out", "steady-days"]
    assert found[Phase.STABILITY].waits_for == [GateKind.SAFETY_REVIEWED]
    assert found[Phase.REPAIR].waits_for == [
        GateKind.SAFETY_REVIEWED,
        GateKind.CRISIS_SETTLED,
        GateKind.HARM_ENDED,
    ]


def test_work_that_serves_two_causes_is_suggested_once(dana, begun):
    actions.accept_cause(actor=dana.viewer, couple=begun, cause_id="communication")
    work = [one.id for one in suggestion(dana, begun)[Phase.UNDERSTAND].work]
    assert work.count("what-trust-means-to-me") == 1
    assert "cycle-map" in work


@pytest.mark.parametrize("goal", ["decide", "part", "unsure"])
def test_where_the_two_do_not_want_the_same_finding_out_comes_first(dana, alice, bob, couple, goal):
    both_say(dana, couple, alice, bob, goal)
    actions.draft_formulation(actor=dana.viewer, couple=couple)
    actions.accept_cause(actor=dana.viewer, couple=couple, cause_id="conflict")
    found = suggestion(dana, couple)
    assert found[Phase.UNDERSTAND].work[0].id == DISCERNMENT
    assert GateKind.SHARED_GOAL in found[Phase.REPAIR].waits_for
    assert GateKind.SHARED_GOAL not in found[Phase.UNDERSTAND].waits_for


def test_where_both_want_to_improve_no_discernment_is_suggested(dana, begun):
    assert queries.agenda_for(dana.viewer, begun.pk) is Agenda.SHARED
    assert DISCERNMENT not in [work.id for work in suggestion(dana, begun)[Phase.UNDERSTAND].work]


def test_gates_that_are_not_settled_are_named_and_block(dana, alice, bob, begun):
    drafts(dana, begun, stability=CALM_WORK, repair=REPAIR_WORK)
    with pytest.raises(Refused, match=r"seen alone.*acute crisis.*did the harm"):
        actions.propose_plan(actor=dana.viewer, couple=begun)
    door.see_alone(dana, begun)
    door.screen(dana, begun, (alice, bob))
    actions.judge_settled(actor=dana.viewer, couple=begun, gates=[GateKind.CRISIS_SETTLED])
    with pytest.raises(Refused, match=r"^Not settled yet: what did the harm has ended"):
        actions.propose_plan(actor=dana.viewer, couple=begun)
    assert states(begun) == [(1, PlanState.DRAFT)]
    actions.judge_settled(
        actor=dana.viewer, couple=begun, gates=[GateKind.CRISIS_SETTLED, GateKind.HARM_ENDED]
    )
    actions.propose_plan(actor=dana.viewer, couple=begun)
    assert states(begun) == [(1, PlanState.PROPOSED)]


def test_words_for_a_phase_count_as_work_in_it(dana, reviewed):
    with pytest.raises(Refused, match="did the harm has ended"):
        proposes(dana, reviewed, repair={"words": "We begin to repair", "work": []})


def test_a_plan_of_first_steps_waits_for_safety_alone(dana, reviewed):
    assert proposes(dana, reviewed).state == PlanState.PROPOSED


def test_a_different_goal_blocks_repair_and_not_finding_out(dana, alice, bob, couple):
    both_say(dana, couple, alice, bob, "decide")
    door.see_alone(dana, couple)
    door.screen(dana, couple, (alice, bob))
    actions.draft_formulation(actor=dana.viewer, couple=couple)
    actions.accept_cause(actor=dana.viewer, couple=couple, cause_id="communication")
    with pytest.raises(Refused, match="both want to work on the relationship"):
        proposes(dana, couple, repair=REPAIR_WORK)
    assert proposes(dana, couple, understand=TALK_WORK).state == PlanState.PROPOSED


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"phases": {}}, "The plan is empty"),
        ({"review_on": None}, "Choose a day that is still to come"),
        ({"review_on": "today"}, "Choose a day that is still to come"),
    ],
)
def test_a_plan_needs_content_and_a_day_to_look_at_it_again(dana, reviewed, change, reason):
    given = {"opening": "", "phases": {Phase.STABILITY: CALM_WORK}, "review_on": in_weeks(2)} | change
    if given["review_on"] == "today":
        given["review_on"] = in_weeks(0)
    actions.edit_plan(actor=dana.viewer, couple=reviewed, **given)
    with pytest.raises(Refused, match=reason):
        actions.propose_plan(actor=dana.viewer, couple=reviewed)


def test_all_three_names_make_it_agreed(dana, alice, bob, reviewed):
    plan = proposes(dana, reviewed)
    for actor in (alice, dana):
        sign(plan, actor)
        assert states(reviewed) == [(1, PlanState.PROPOSED)]
    sign(plan, bob)
    agreed = queries.agreed_plan(reviewed.pk)
    assert (agreed.pk, agreed.agreed_at is not None) == (plan.pk, True)


def test_signing_twice_is_signing_once(dana, alice, bob, reviewed):
    plan = proposes(dana, reviewed)
    sign(plan, alice, alice, bob, dana, alice, dana)
    assert PlanSignature.objects.count() == 3
    assert AuditEvent.objects.filter(event="plan.signed").count() == 3
    assert AuditEvent.objects.filter(event="plan.agreed").count() == 1


def test_without_both_partners_names_nothing_is_agreed(dana, alice, reviewed):
    plan = proposes(dana, reviewed)
    sign(plan, alice, dana)
    assert queries.agreed_plan(reviewed.pk) is None


def test_a_change_after_proposing_is_a_new_version_to_sign_anew(dana, alice, bob, reviewed):
    first = proposes(dana, reviewed)
    sign(first, alice)
    second = drafts(dana, reviewed, opening="Changed")
    assert states(reviewed) == [(1, PlanState.REVISED), (2, PlanState.DRAFT)]
    with pytest.raises(Refused, match="no longer waits"):
        sign(first, bob)
    actions.propose_plan(actor=dana.viewer, couple=reviewed)
    sign(second, alice, bob, dana)
    assert queries.agreed_plan(reviewed.pk).pk == second.pk


def test_a_review_is_due_from_its_day_on_and_only_of_what_is_agreed(dana, alice, bob, reviewed):
    plan = proposes(dana, reviewed)
    assert queries.reviews_due([reviewed.pk], plan.review_on) == {}
    sign(plan, alice, bob, dana)
    assert queries.reviews_due([reviewed.pk], plan.review_on - dt.timedelta(days=1)) == {}
    assert queries.reviews_due([reviewed.pk], plan.review_on) == {reviewed.pk: plan.review_on}
    assert queries.reviews_due([], plan.review_on) == {}
    words = f"The plan was to be looked at on {plan.review_on:%-d %B}"
    assert words not in dana.client.get("/caseload/").content.decode()
    with clock.telling_of(clock.now() + dt.timedelta(weeks=6)):
        assert words in dana.client.get("/caseload/").content.decode()


def test_what_is_agreed_holds_until_the_new_version_is(dana, alice, bob, reviewed):
    first = proposes(dana, reviewed)
    sign(first, alice, bob, dana)
    second = proposes(dana, reviewed, opening="Second")
    assert states(reviewed) == [(1, PlanState.AGREED), (2, PlanState.PROPOSED)]
    assert queries.plan_page(alice.viewer).agreed.plan.opening == "Step by step"
    sign(second, alice, bob, dana)
    assert states(reviewed) == [(1, PlanState.REVISED), (2, PlanState.AGREED)]


def test_a_draft_is_changed_in_place(dana, begun):
    first = drafts(dana, begun)
    second = drafts(dana, begun, opening="Better", understand=TALK_WORK)
    assert (first.pk, second.opening, list(second.phases)) == (second.pk, "Better", ["understand"])


def test_the_signed_words_stay_when_content_changes(dana, alice, reviewed):
    proposes(dana, reviewed, stability={"words": "", "work": [{"id": "gone", "label": "Words of that day"}]})
    (part,) = queries.plan_page(alice.viewer).waiting.phases
    assert (part.phase, part.work) == (Phase.STABILITY, ["Words of that day"])


def test_the_next_review_is_an_appointment_and_needs_no_signature(dana, alice, bob, reviewed):
    with pytest.raises(Refused, match="no agreed plan"):
        actions.set_review(actor=dana.viewer, couple=reviewed, review_on=in_weeks(8))
    sign(proposes(dana, reviewed), alice, bob, dana)
    actions.set_review(actor=dana.viewer, couple=reviewed, review_on=in_weeks(8))
    assert (states(reviewed), queries.agreed_plan(reviewed.pk).review_on) == ([(1, "agreed")], in_weeks(8))


def test_ending_drops_what_is_in_the_making_before_what_is_agreed(dana, alice, bob, reviewed):
    sign(proposes(dana, reviewed), alice, bob, dana)
    drafts(dana, reviewed)
    actions.end_plan(actor=dana.viewer, couple=reviewed)
    assert states(reviewed) == [(1, PlanState.AGREED), (2, PlanState.ENDED)]
    actions.end_plan(actor=dana.viewer, couple=reviewed)
    assert states(reviewed) == [(1, PlanState.ENDED), (2, PlanState.ENDED)]
    with pytest.raises(Refused, match="no plan to end"):
        actions.end_plan(actor=dana.viewer, couple=reviewed)


def test_people_outside_can_neither_sign_nor_write(dana, charlie, erin, frank, alice, reviewed):
    plan = proposes(dana, reviewed)
    for actor in (charlie, erin, frank):
        with pytest.raises(Absent):
            sign(plan, actor)
    for actor in (alice, charlie, erin, frank):
        with pytest.raises(Absent):
            drafts(actor, reviewed)
        with pytest.raises(Absent):
            queries.couple_plan_page(actor.viewer, reviewed.pk)
    assert PlanSignature.objects.count() == 0


def test_a_draft_is_not_there_for_a_partner_who_would_sign_it(dana, alice, begun):
    with pytest.raises(Absent):
        sign(drafts(dana, begun), alice)


def test_whoever_withdrew_consent_signs_nothing(dana, alice, reviewed):
    plan = proposes(dana, reviewed)
    people.withdraw_consent(actor=alice.viewer)
    with pytest.raises(Refused, match="consent letter first"):
        sign(plan, alice)


def test_the_database_holds_one_agreed_plan_and_one_in_the_making(dana, alice, bob, reviewed):
    sign(proposes(dana, reviewed), alice, bob, dana)
    drafts(dana, reviewed)
    for state in (PlanState.AGREED, PlanState.PROPOSED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.create(couple=reviewed, data_key=reviewed.data_key, number=9, state=state)


def test_asking_about_safety_again_takes_no_plan_away(dana, alice, bob, reviewed):
    plan = proposes(dana, reviewed)
    door.ask(dana, reviewed)
    assert queries.plan_page(alice.viewer).waiting.plan.pk == plan.pk
    sign(plan, alice, bob, dana)
    assert queries.agreed_plan(reviewed.pk).pk == plan.pk
