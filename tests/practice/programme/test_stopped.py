"""Who stops is met with a question that need not be answered, and the other never learns of the answer."""

from __future__ import annotations

import re

import pytest

from tests.practice.programme.story import goes_on, shares, writes
from troth.practice.common.errors import Absent, Refused
from troth.practice.privacy.actions import export_own_data
from troth.practice.programme import actions, queries

TOKEN = re.compile(r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|name="page" value="\w{16}"')
WORDS = "It was too late in the evening."


@pytest.fixture
def ended(alice, begun):
    shares(alice, begun, draft="Only mine", share="For both")
    actions.stop_run(actor=alice.viewer, run=begun)
    begun.refresh_from_db()
    return begun


def say(actor, run, audience, text=WORDS):
    return actor.client.post(f"/exercise/{run.pk}/stopped/", {"text": text, "audience": audience})


def page(actor, run):
    return TOKEN.sub("", actor.client.get(f"/exercise/{run.pk}/").content.decode())


def read_by_dana(dana, run):
    return dana.client.get(f"/couples/{run.couple_id}/exercises/{run.pk}/").content.decode()


def test_both_are_asked_and_neither_need_answer(alice, bob, ended):
    assert ["Would you like to say what got in the way?" in page(who, ended) for who in (alice, bob)] == [
        True
    ] * 2


def test_nothing_is_fetched_anew_under_somebody_who_says_what_stopped_it(alice, begun):
    assert 'hx-get="' in page(alice, begun)
    actions.stop_run(actor=alice.viewer, run=begun)
    assert 'hx-get="' not in page(alice, begun)


def test_what_was_begun_and_not_handed_in_is_said_to_be_the_authors_alone(alice, begun):
    goes_on(alice, begun, "why", "draft")
    writes(alice, begun, "share", "Begun")
    actions.stop_run(actor=alice.viewer, run=begun)
    told = page(alice, begun)
    assert ("Begun" in told, "Only you" in told, "Closed to your partner" in told) == (True, True, False)


def test_what_was_handed_in_stays_sealed_when_it_stops(alice, ended):
    assert "Closed to your partner until both of you have answered" in page(alice, ended)


@pytest.mark.parametrize(("audience", "dana_reads"), [("me", False), ("therapist", True)])
def test_it_is_read_by_whom_the_author_chose(dana, alice, ended, audience, dana_reads):
    assert say(alice, ended, audience).status_code == 302
    assert WORDS in page(alice, ended)
    assert (WORDS in read_by_dana(dana, ended)) is dana_reads


def test_the_therapist_is_not_told_that_the_partner_will_read_it(dana, alice, ended):
    say(alice, ended, "therapist")
    told = read_by_dana(dana, ended)
    said = told[told.index("What got in the way") :]
    assert "until both have handed theirs in" not in said[: said.index(WORDS)]


@pytest.mark.parametrize("audience", ["me", "therapist"])
def test_the_others_pages_are_the_same_whether_it_was_answered(alice, bob, ended, audience):
    before = page(bob, ended)
    say(alice, ended, audience)
    assert page(bob, ended) == before
    assert page(alice, ended) != before


@pytest.mark.parametrize("audience", ["couple", "sealed", ""])
def test_it_can_never_be_for_the_other(alice, bob, ended, audience):
    assert say(alice, ended, audience).status_code == 409
    assert [entry.step for entry in queries.entries_for(bob.viewer, ended)] == []


def test_what_is_too_long_is_not_cut_and_comes_back(alice, ended):
    long = "It was late. " * 80 + "And then the end of it."
    assert len(long) > 1000
    answered = say(alice, ended, "me", long)
    assert answered.status_code == 409
    page_again = answered.content.decode()
    assert ("at most 1000 characters" in page_again, long in page_again) == (True, True)
    assert len(queries.entries_for(alice.viewer, ended)) == 2


def test_it_can_be_changed_and_taken_away(dana, alice, ended):
    say(alice, ended, "therapist")
    say(alice, ended, "therapist", "Something else")
    assert ("Something else" in read_by_dana(dana, ended), WORDS in read_by_dana(dana, ended)) == (
        True,
        False,
    )
    say(alice, ended, "therapist", " ")
    assert "Something else" not in read_by_dana(dana, ended)


def test_nothing_is_asked_of_what_was_not_stopped(alice, begun):
    with pytest.raises(Refused, match="was not stopped"):
        actions.say_what_stopped(actor=alice.viewer, run=begun, text=WORDS, audience="me")


@pytest.mark.parametrize("who", ["dana", "charlie", "erin"])
def test_only_the_two_are_asked(request, ended, who):
    with pytest.raises(Absent):
        actions.say_what_stopped(
            actor=request.getfixturevalue(who).viewer, run=ended, text=WORDS, audience="me"
        )


def test_the_author_takes_it_along_with_the_rest(alice, ended):
    say(alice, ended, "me")
    assert WORDS in export_own_data(actor=alice.viewer).decode()
