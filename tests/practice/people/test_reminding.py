"""The one letter that something waits: once in twenty hours, whatever asks for it."""

from __future__ import annotations

import datetime as dt

import pytest

from troth.practice.people import actions
from troth.practice.people.models import SafeContact
from troth.practice.people.reminding import claim_letter, is_day, may_be_reminded

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def at(time_machine, alice, bob):
    """Both said yes to mail; the function moves the clock to so long after noon."""
    for actor in (alice, bob):
        name = actor.viewer.display_name.lower()
        actions.choose_safe_contact(actor=actor.viewer, may_mail=True, address=f"{name}@safe.example")

    def move(**passed):
        time_machine.move_to(NOON + dt.timedelta(**passed), tick=False)

    move()
    return move


@pytest.fixture
def claim(couple):
    def _claim(actor):
        expected = may_be_reminded(actor.person.pk, couple.pk)
        letter = claim_letter(person=actor.person, couple=couple)
        assert (letter is not None) == expected
        return letter

    return _claim


def test_it_goes_to_the_address_that_was_chosen_and_says_nothing_of_what_waits(alice, at, claim):
    letter = claim(alice)
    assert letter.to == ["alice@safe.example"]
    assert letter.subject == "A short reminder"
    assert "Hello Alice," in letter.body
    assert "/today/" in letter.body


def test_one_person_gets_one_in_twenty_hours_and_the_other_their_own(alice, bob, at, claim):
    assert claim(alice)
    at(hours=19, minutes=59)
    assert claim(alice) is None
    assert claim(bob)
    at(hours=20)
    assert claim(alice)
    assert claim(alice) is None


def test_a_new_choice_of_address_does_not_forget_that_one_left(alice, at, claim):
    assert claim(alice)
    actions.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")
    actions.choose_safe_contact(actor=alice.viewer, may_mail=True, address="new@safe.example")
    assert claim(alice) is None
    at(hours=20)
    assert claim(alice).to == ["new@safe.example"]


def test_none_leaves_without_a_yes_or_without_consent_and_none_counts_as_sent(alice, bob, at, claim):
    actions.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")
    actions.withdraw_consent(actor=bob.viewer)
    assert (claim(alice), claim(bob)) == (None, None)
    assert set(SafeContact.objects.values_list("reminded_at", flat=True)) == {None}


def test_a_clock_that_was_far_ahead_silences_nobody_and_one_put_back_makes_no_second(alice, at, claim):
    at(days=365)
    assert claim(alice)
    at()
    assert claim(alice)
    at(hours=-2)
    assert claim(alice) is None


@pytest.mark.parametrize(("hour", "day"), [(7, False), (8, True), (19, True), (20, False)])
def test_letters_leave_between_eight_and_twenty(time_machine, hour, day):
    time_machine.move_to(NOON.replace(hour=hour), tick=False)
    assert is_day() == day
