"""Terms that are broken again and again reach the caseload, and nobody but the care team."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.practice import cast
from tests.practice.boundaries import story
from troth.practice.boundaries import review_actions
from troth.practice.boundaries.models import Agreement
from troth.practice.common import clock
from troth.practice.privacy.actions import erase_person
from troth.practice.privacy.states import Audience

pytestmark = pytest.mark.django_db

WORDS = "Something agreed was not kept three times in eight weeks"


def is_told(actor):
    return WORDS in cast.signed_in(actor.person).client.get("/caseload/").content.decode()


@pytest.fixture
def broken_thrice(standing, alice, bob):
    for days, actor in ((-56, alice), (-28, bob), (0, alice)):
        story.note(actor, standing, Audience.THERAPIST, happened_on=story.in_days(days))
    return standing


def test_the_third_within_eight_weeks_stands_on_the_caseload_of_their_own_therapist(
    broken_thrice, dana, erin, alice, bob
):
    assert (is_told(dana), is_told(erin)) == (True, False)
    for actor in (alice, bob):
        for url in ("/today/", "/together/", "/agreements/", f"/agreements/{broken_thrice.pk}/"):
            assert WORDS not in actor.client.get(url).content.decode()


def test_a_note_that_its_author_keeps_counts_once_it_is_shared(standing, dana, alice, bob):
    for days in (-2, -1):
        story.note(bob, standing, happened_on=story.in_days(days))
    kept = story.note(alice, standing, Audience.ME)
    assert not is_told(dana)
    review_actions.share_breach(actor=alice.viewer, breach=kept, audience=Audience.THERAPIST)
    assert is_told(dana)


def test_two_misunderstandings_and_a_breach_tell_nothing(standing, dana, alice):
    for kind in ("misunderstood", "misunderstood", "broken"):
        story.note(alice, standing, kind=kind)
    assert not is_told(dana)


def test_it_goes_from_the_caseload_eight_weeks_after_the_last(broken_thrice, dana):
    for days, told in ((56, True), (57, False)):
        with clock.telling_of(timezone.now() + dt.timedelta(days=days)):
            assert (days, is_told(dana)) == (days, told)


def test_an_older_day_told_later_takes_nothing_back(broken_thrice, dana, alice):
    story.note(alice, broken_thrice, happened_on=story.in_days(-200))
    assert is_told(dana)


def test_erasing_whoever_noted_it_erases_that_it_repeated(broken_thrice, alice):
    erase_person(actor=alice.viewer)
    assert list(Agreement.objects.values_list("repeated_on", flat=True)) == [None]
