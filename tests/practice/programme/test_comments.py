"""What the therapist says about an exercise is for the two, wherever they meet the exercise, and for nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.practice import door
from tests.practice.giving import give
from tests.practice.programme.story import goes_on
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.programme import actions, giving
from troth.practice.programme.models import Clearance, Run
from troth.practice.programme.states import RunState

WORDS = "You stayed with it."
FIRST, LATER = "time-out", "dreams-within-conflict"


def page_of(actor, address):
    return actor.client.get(address, follow=True).content.decode()


def say(dana, run, text=WORDS):
    actions.comment(actor=dana.viewer, run=run, text=text)


def test_both_read_it_in_their_shared_room_too(dana, alice, bob, begun):
    say(dana, begun, "An earlier word")
    say(dana, begun)
    for partner in (alice, bob):
        page = page_of(partner, "/together/")
        assert (WORDS in page, "An earlier word" in page) == (True, False)
    actions.take_comment_back(actor=dana.viewer, comment=giving.comments_for(dana.viewer, begun)[0])
    assert "An earlier word" in page_of(alice, "/together/")


def test_an_open_page_looks_again_and_no_mail_is_sent(
    dana, begun, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as pinged:
        say(dana, begun)
    with django_capture_on_commit_callbacks(execute=True) as pinged_again:
        actions.take_comment_back(actor=dana.viewer, comment=giving.comments_for(dana.viewer, begun)[0])
    assert (len(pinged), len(pinged_again), mailoutbox) == (1, 1, [])


def test_while_joint_work_is_closed_no_page_of_a_partner_holds_it(dana, alice, bob, run):
    say(dana, run)
    addresses = ("/today/", "/together/", "/mine/", f"/exercise/{run.pk}/")
    found = [WORDS in page_of(one, address) for one in (alice, bob) for address in addresses]
    assert (found, WORDS in page_of(dana, f"/couples/{run.couple_id}/exercises/")) == ([False] * 8, True)


@pytest.mark.parametrize("who", ["charlie", "erin", "frank"])
def test_nobody_else_reads_it(request, dana, alice, begun, who):
    say(dana, begun)
    assert WORDS in page_of(alice, f"/exercise/{begun.pk}/"), "the leak must be possible"
    actor, couple = request.getfixturevalue(who), begun.couple_id
    addresses = ("/", "/together/", f"/exercise/{begun.pk}/", f"/couples/{couple}/exercises/{begun.pk}/")
    assert [address for address in addresses if WORDS in page_of(actor, address)] == []
    for read in (
        lambda: giving.comments_for(actor.viewer, begun),
        lambda: giving.latest_comments(actor.viewer, couple),
    ):
        with pytest.raises(Absent):
            read()


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "erin", "frank"])
def test_nobody_outside_the_care_team_reads_what_was_thought_of(request, dana, couple, who):
    run = give(dana, couple, LATER, despite="They have learned it elsewhere.")
    assert giving.thought_of(dana.viewer, run).despite == "They have learned it elsewhere."
    with pytest.raises(Absent):
        giving.thought_of(request.getfixturevalue(who).viewer, run)


def test_what_was_thought_of_lies_under_the_key_of_the_clinical_record(dana, couple):
    give(dana, couple, LATER, despite="They have learned it elsewhere.")
    kept = Clearance.objects.get()
    assert (kept.data_key_id, kept.data_key_id == couple.data_key_id) == (couple.record_key_id, False)


def test_the_list_says_how_far_each_is_and_what_was_said_last(dana, alice, begun):
    say(dana, begun)
    goes_on(alice, begun, "why")
    page = page_of(dana, f"/couples/{begun.couple_id}/exercises/")
    total = len(begun.content.steps)
    assert f"Alice: 1 of {total} steps · Bob: 0 of {total} steps" in page
    assert WORDS in page


def test_the_list_asks_the_database_no_more_for_three_exercises(dana, couple):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            page_of(dana, f"/couples/{couple.pk}/exercises/")
        return len(queries)

    say(dana, give(dana, couple, FIRST))
    once = asked()
    for slug in ("appreciation", "what-trust-means-to-me"):
        say(dana, give(dana, couple, slug))
    assert asked() == once


def test_the_page_says_what_comes_first_and_is_done(dana, couple):
    address, title = f"/couples/{couple.pk}/exercises/give/{LATER}/", load_library().exercise(FIRST).title
    assert ("Something comes first" in page_of(dana, address), "is done: " in page_of(dana, address)) == (
        True,
        False,
    )
    Run.objects.filter(pk=give(dana, couple, FIRST).pk).update(state=RunState.DONE)
    page = page_of(dana, address)
    assert ("Something comes first" in page, f"is done: {title}." in page) == (False, True)


def test_the_shared_room_says_the_wished_day_and_no_reproach_afterwards(dana, alice, bob, couple):
    door.open_the_door(dana, couple, (alice, bob))
    run = give(dana, couple, FIRST, due_on=clock.today())
    assert "If you can, by" in page_of(alice, "/together/")
    Run.objects.update(due_on=clock.today() - dt.timedelta(days=1))
    page = page_of(alice, "/together/")
    assert ("If you can, by" in page, "Whenever you are ready." in page) == (False, True)
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE)
    assert "Whenever you are ready." not in page_of(alice, "/together/")
