"""One partner is erased in the middle of an exercise: the other keeps what is theirs, and nothing breaks."""

from __future__ import annotations

import pytest

from tests.practice.giving import give
from tests.practice.programme.story import finishes_talking, shares, takes_away
from troth.library import load_library
from troth.practice.common.errors import Refused
from troth.practice.privacy import actions as privacy
from troth.practice.programme import course_actions, queries
from troth.practice.programme.models import Course, Run
from troth.practice.programme.states import RunState

PRIVATE, SEALED, OWN = "What I keep for myself", "What trust is to me", "My own words"


@pytest.fixture
def left(alice, bob, begun):
    """Both have handed in; then Alice erases herself."""
    shares(bob, begun, draft=OWN, share=SEALED)
    shares(alice, begun, draft=PRIVATE, share="Alice's sealed words")
    privacy.erase_person(actor=alice.viewer)
    begun.refresh_from_db()
    return begun


def test_what_the_erased_one_wrote_is_gone_for_everybody(dana, bob, left):
    read = [entry.text for who in (bob, dana) for entry in queries.entries_for(who.viewer, left)]
    assert [text for text in read if text in {PRIVATE, "Alice's sealed words"}] == []
    page = bob.client.get(f"/exercise/{left.pk}/").content.decode()
    assert "Alice&#x27;s sealed words" not in page


def test_the_other_keeps_every_word(bob, left):
    assert {entry.step: entry.text for entry in queries.entries_for(bob.viewer, left)} == {
        "draft": OWN,
        "share": SEALED,
    }


def test_the_other_does_not_wait_for_ever(bob, left):
    assert left.state == RunState.STOPPED
    page = bob.client.get(f"/exercise/{left.pk}/").content.decode()
    assert "That is always all right." in page
    assert OWN in page


def test_the_therapist_still_reads_what_the_other_shared(dana, couple, left):
    page = dana.client.get(f"/couples/{couple.pk}/exercises/{left.pk}/")
    assert page.status_code == 200
    assert SEALED in page.content.decode()


def test_what_was_done_before_stays_done(alice, bob, begun):
    shares(bob, begun, draft=OWN, share=SEALED)
    shares(alice, begun, draft=PRIVATE, share="Alice's sealed words")
    finishes_talking(alice, bob, begun)
    takes_away(alice, begun, "One")
    takes_away(bob, begun, "Two")
    privacy.erase_person(actor=alice.viewer)
    begun.refresh_from_db()
    assert begun.state == RunState.DONE


def test_nothing_new_is_given_for_the_other_to_wait_in(dana, couple, left):
    with pytest.raises(Refused, match="One of the two has erased everything of theirs"):
        give(dana, couple, "own-calm")
    with pytest.raises(Refused, match="One of the two has erased everything of theirs"):
        give_programme(dana, couple)
    assert (Run.objects.count(), Course.objects.count()) == (1, 0)


def give_programme(dana, couple):
    asked = load_library().programme("out-of-the-cycle").asked
    course_actions.give_programme(actor=dana.viewer, couple=couple, slug="out-of-the-cycle", thought_of=asked)
