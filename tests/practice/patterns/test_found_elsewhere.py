"""Findings that do not come from the diary: pulses, agreements and coded conversations."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tests.practice.answering import answer
from tests.practice.boundaries import story
from tests.practice.conversation.talking import ACTS, brought, chase
from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.instruments import actions as instruments
from troth.practice.instruments.trust_queries import shared_trust
from troth.practice.patterns import found_actions as actions
from troth.practice.patterns.found_queries import findings_of
from troth.practice.patterns.pulses import trust_found
from troth.practice.privacy.states import Audience
from troth.science.patterns import Pattern, Silence

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
CODED = "coded-demand-withdraw-a"
BROKEN = "agreement-broken"


def main(actor, url) -> str:
    return actor.client.get(url).content.decode().split("<main")[1]


@pytest.fixture
def agreement(opened, alice, bob):
    """Both have signed an agreement that begins today."""
    for actor in (alice, bob):
        story.hand_in(actor)
    return story.both_sign(story.begin(alice), alice, bob)


def weeks_later(weeks, hours=0):
    return clock.telling_of(clock.now() + dt.timedelta(weeks=weeks, hours=hours))


def test_a_couple_without_anything_has_only_what_was_looked_for(couple) -> None:
    assert {one.why_not for one in findings_of(couple.pk).values()} == {Silence.TOO_FEW_DAYS}
    assert {one.pattern for one in findings_of(couple.pk).values()} == {Pattern.TRUST_INFLUENCE}


def test_a_coded_conversation_is_found_and_released_as_any_other(opened, alice, bob, dana) -> None:
    before = {actor.person.pk: main(actor, "/patterns/") for actor in (alice, bob)}
    brought(dana, opened, chase(60), **ACTS)
    page = main(dana, f"/couples/{opened.pk}/patterns/")
    assert "Bob pulled back more often right after Alice had pressed" in page
    assert {actor.person.pk: main(actor, "/patterns/") for actor in (alice, bob)} == before
    released = actions.release_pattern(actor=dana.viewer, couple=opened, key=CODED)
    for actor in (alice, bob):
        page = main(actor, "/patterns/")
        assert "Bob pulled back more often right after Alice had pressed" in page
        assert "Seen from Bob" in page
    actions.take_pattern_back(actor=dana.viewer, couple=opened, release_id=released.pk)
    assert {actor.person.pk: main(actor, "/patterns/") for actor in (alice, bob)} == before


def test_a_conversation_without_enough_turns_says_nothing(couple, dana) -> None:
    brought(dana, couple, chase(6), **ACTS)
    assert findings_of(couple.pk)[CODED].why_not is Silence.TOO_FEW_DAYS


def test_terms_broken_again_and_again_are_found(agreement, alice, opened) -> None:
    with weeks_later(7):
        for ago in (1, 5, 8, 12, 20):
            story.note(alice, agreement, happened_on=clock.today() - 7 * DAY - ago * DAY)
        found = findings_of(opened.pk)[BROKEN]
    assert (found.is_said, found.n) == (True, 42)
    assert found.estimate == pytest.approx(5 * 28 / 42)


@pytest.mark.parametrize("audience", [Audience.ME, Audience.THERAPIST])
def test_a_note_that_the_other_cannot_read_counts_for_nothing(agreement, alice, opened, audience) -> None:
    with weeks_later(7):
        before = findings_of(opened.pk)
        for ago in (8, 12, 20, 30):
            story.note(alice, agreement, audience, happened_on=clock.today() - ago * DAY)
        assert findings_of(opened.pk) == before


def test_a_misunderstanding_is_no_breach(agreement, alice, opened) -> None:
    with weeks_later(7):
        for ago in (8, 12, 20, 30):
            story.note(alice, agreement, kind="misunderstood", happened_on=clock.today() - ago * DAY)
        assert findings_of(opened.pk)[BROKEN].estimate == 0


def test_what_each_saw_kept_counts_once_both_lie_open(agreement, alice, bob, opened) -> None:
    for number in range(10):
        with weeks_later(0, number):
            story.look_back(alice, agreement, "kept" if number else "partly")
            assert findings_of(opened.pk)["terms-kept-a"].n == number
            story.look_back(bob, agreement, "kept" if number < 4 else "not")
    found = findings_of(opened.pk)
    assert (found["terms-kept-a"].estimate, found["terms-kept-b"].estimate) == (0.9, 0.4)
    assert found["terms-kept-a"].is_said


def test_nobody_else_s_therapist_releases_them(opened, dana, erin) -> None:
    brought(dana, opened, chase(60), **ACTS)
    with pytest.raises(Absent):
        actions.release_pattern(actor=erin.viewer, couple=opened, key=CODED)


def test_only_trust_that_both_can_read_counts(couple, alice, bob, dana) -> None:
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse", reason="")
    answer(alice, "trust-pulse")
    assert shared_trust(couple.pk) == []
    answer(bob, "trust-pulse")
    ((day, a, b),) = shared_trust(couple.pk)
    assert day == clock.today().toordinal()
    assert a is not None
    assert b is not None


def pulses(weeks, *, every=7):
    y = np.random.default_rng(6).normal(size=(weeks, 2))
    for week in range(1, weeks):
        y[week, 1] += 0.9 * y[week - 1, 0]
    return [(1000 + every * week, *map(float, y[week])) for week in range(weeks)]


def test_weekly_trust_is_judged_at_its_looks() -> None:
    told = pulses(60)
    a, b = trust_found(told, 1000 + 7 * 60)
    assert (a.side, a.is_said, a.n) == ("a", True, 51)
    assert not b.is_said
    assert trust_found(told, 1000 + 7 * 52 - 1) == [a, b]
    assert {one.n for one in trust_found(told, 1000 + 7 * 39 - 1)} == {38}
    assert {one.n for one in trust_found(told, 1000 + 40)} == {0}


def test_a_pulse_some_days_late_stays_in_its_week_and_one_every_two_weeks_is_no_chain() -> None:
    told = pulses(52)
    late = [(day + 3 * (at % 2), *values) for at, (day, *values) in enumerate(told)]
    today = 1000 + 7 * 52
    assert trust_found(late, today) == trust_found(told, today)
    assert {one.n for one in trust_found(pulses(26, every=14), today)} == {0}
