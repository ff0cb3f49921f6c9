"""Of what waits, the plan that both signed says what comes first."""

from __future__ import annotations

from tests.practice.home.test_hard_week import LONG, SHORT, both, first_of
from troth.practice.formulation.models import Plan
from troth.practice.formulation.states import PlanState

__all__ = ["both"]


def plan_of(couple, state, *work) -> Plan:
    phases = {"stability": {"work": [{"id": slug, "label": slug} for slug in work]}}
    return Plan.objects.create(
        couple=couple, data_key=couple.record_key, number=1, state=state, phases=phases
    )


def test_today_begins_with_what_comes_first_in_the_plan(both):
    couple, alice, bob = both
    assert [first_of(who) for who in (alice, bob)] == [LONG, LONG]
    plan_of(couple, PlanState.AGREED, SHORT)
    assert [first_of(who) for who in (alice, bob)] == [SHORT, SHORT]


def test_a_plan_that_is_not_signed_changes_nothing(both):
    couple, alice, _ = both
    plan_of(couple, PlanState.DRAFT, SHORT)
    assert first_of(alice) == LONG
