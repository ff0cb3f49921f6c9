"""Every lawful path leads somewhere with a way out, and going out is never shown as a failure."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from random import Random

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.practice import cast
from tests.practice.boundaries import story
from troth.practice.boundaries import actions
from troth.practice.boundaries.repeated import FEWEST
from troth.practice.boundaries.states import (
    AGREEMENT_MOVES,
    LIVE_AGREEMENTS,
    REPAIR_ASKS,
    REPAIR_BY,
    REPAIR_MOVES,
    AgreementState,
    RepairState,
)
from troth.practice.boundaries.terms import Term
from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.safety import actions as safety

FAILURE = re.compile(
    r"\b(fail\w*|gave up|given up|withdr[ae]w\w*|cancell?ed|broke off|quit|breach\w*|your fault|ended by \w+|\w+ ended it)\b",
    re.IGNORECASE,
)


def walk(moves, start, choices):
    """Follow one lawful move after the other, as the numbers choose; return the states on the way."""
    path = [start]
    for choice in choices:
        following = sorted(moves[path[-1]])
        if not following:
            break
        path.append(following[choice % len(following)])
    return path


PATHS = st.lists(st.integers(0, 9), max_size=12)


@given(PATHS)
def test_an_agreement_can_be_ended_from_wherever_a_path_has_led(choices):
    for state in walk(AGREEMENT_MOVES, AgreementState.TALKING, choices):
        assert (AgreementState.ENDED in AGREEMENT_MOVES[state]) is (state in LIVE_AGREEMENTS)
        assert (AGREEMENT_MOVES[state] == frozenset()) is (state is AgreementState.ENDED)


@given(PATHS)
def test_a_repair_goes_forward_only_and_each_step_on_the_way_says_what_to_write_and_who(choices):
    path = walk(REPAIR_MOVES, RepairState.RECORDED, choices)
    assert len(set(path)) == len(path)
    assert all(step in REPAIR_ASKS and step in REPAIR_BY for step in path[1:])
    assert REPAIR_MOVES[path[-1]] or path[-1] is RepairState.CHECKED


def test_no_state_lies_beside_the_paths():
    for moves, start in ((AGREEMENT_MOVES, AgreementState.TALKING), (REPAIR_MOVES, RepairState.RECORDED)):
        reached, ahead = set(), [start]
        while ahead:
            state = ahead.pop()
            reached.add(state)
            ahead += moves[state] - reached
        assert reached == set(moves) == set(type(start))


def _sign(agreement, alice, bob):
    story.both_sign(agreement, alice, bob)


def _sign_alone(agreement, alice, bob):
    story.think(alice, agreement)
    story.sign(alice, agreement)


def _word_anew(agreement, alice, bob):
    term = Term("", "both", "Another term")
    seen = story.latest(agreement).number
    actions.propose(actor=bob.viewer, agreement=agreement, seen=seen, wording=story.wording(term))


def _look_back(agreement, alice, bob):
    if agreement.signed is not None:
        story.look_back(bob, agreement, "not", "end")


def _note(agreement, alice, bob):
    if agreement.signed is not None:
        story.note(alice, agreement)


def _comment(agreement, alice, bob):
    story.say(alice, agreement, "A word")


def _close(agreement, alice, bob):
    safety.close_for_myself(actor=alice.viewer)


def _reopen(agreement, alice, bob):
    safety.reopen_for_myself(actor=alice.viewer)


ACTS = (_sign, _sign_alone, _word_anew, _look_back, _note, _comment, _close, _reopen)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(5))
def test_whatever_happened_either_can_leave_at_any_moment(talking, alice, bob, seed):
    chance = Random(seed)
    for act in chance.choices(ACTS, k=6):
        with suppress(Refused):
            act(talking, alice, bob)
        talking.refresh_from_db()
        for actor in (alice, bob):
            assert "I want this to end" in actor.client.get(f"/agreements/{talking.pk}/").content.decode()
    leaving = chance.choice((alice, bob))
    assert leaving.client.post(f"/agreements/{talking.pk}/withdraw/").status_code == 302
    talking.refresh_from_db()
    assert talking.state == AgreementState.ENDED


@pytest.mark.django_db
def test_leaving_is_never_shown_as_a_failure_and_names_nobody(standing, alice, bob, dana):
    care = f"/couples/{standing.couple_id}/agreements/"
    assert bob.client.post(f"/agreements/{standing.pk}/withdraw/").status_code == 302
    pages = [(alice, f"/agreements/{standing.pk}/"), (bob, f"/agreements/{standing.pk}/")]
    pages += [(actor, f"/agreements/topic/{story.TOPIC}/") for actor in (alice, bob)]
    pages += [(alice, "/agreements/"), (dana, care), (dana, f"{care}{standing.pk}/")]
    for actor, url in pages:
        main = re.search(r"<main.*</main>", actor.client.get(url).content.decode(), re.DOTALL)[0]
        read = re.sub(r"<details>.*?</details>|<[^>]*>", " ", main, flags=re.DOTALL)
        assert FAILURE.findall(read) == [], url
    assert "It is no longer in force" in alice.client.get(f"/agreements/{standing.pk}/").content.decode()


@pytest.mark.django_db
def test_what_ends_by_its_day_says_so_kindly_and_what_somebody_ended_does_not(opened, alice, bob):
    agreement = story.both_sign(story.begin(alice, end_on=story.in_days(60)), alice, bob)
    url = f"/agreements/{agreement.pk}/"
    with clock.telling_of(timezone.now() + dt.timedelta(days=61)):
        body = cast.signed_in(bob.person).client.get(url).content.decode()
        assert "It has come to its end" in body
        assert "as the two of you had planned" in body
        story.begin(bob)
        agreement.refresh_from_db()
        assert agreement.ended_by_itself, "also once the next one has begun"
    actions.withdraw(actor=bob.viewer, agreement=story.Agreement.objects.get(state="talking"))
    assert not story.Agreement.objects.get(signed=None).ended_by_itself


@pytest.mark.django_db
def test_a_pattern_of_what_was_not_kept_outlives_the_agreement_for_the_therapist_alone(
    standing, alice, bob, dana
):
    for days in range(FEWEST):
        story.note(alice, standing, happened_on=story.in_days(-days))
    actions.withdraw(actor=bob.viewer, agreement=standing)
    care = f"/couples/{standing.couple_id}/agreements/"
    assert "3 times not kept within eight weeks." in dana.client.get(care).content.decode()
    for actor in (alice, bob):
        for url in ("/agreements/", f"/agreements/{standing.pk}/", "/today/", "/together/"):
            assert "within eight weeks" not in actor.client.get(url).content.decode()
