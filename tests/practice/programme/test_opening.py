"""A step that the therapist opens in a session: both wait until then, and nobody learns of the other."""

from __future__ import annotations

import pytest

from tests.practice.paper_text import text_of
from tests.practice.programme.story import goes_on, writes
from tests.practice.programme.test_kinds import what_is_got
from tests.practice.programme.test_sheets import closed_up
from tests.practice.programme.test_views import page, post
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.programme import actions, opening, queries, sheets
from troth.practice.programme.models import Opening
from troth.practice.safety import actions as safety

OPENS_IT = "Your therapist opens this with you."


def gets_ready(actor, run) -> None:
    writes(actor, run, "ready", f"SECRET-{actor.viewer.side}")
    goes_on(actor, run, "ready")


def opens(actor, run, step="begin"):
    return actor.client.post(f"/couples/{run.couple_id}/exercises/{run.pk}/open/{step}/")


def therapists(dana, run) -> str:
    return dana.client.get(f"/couples/{run.couple_id}/exercises/{run.pk}/").content.decode()


def needs(actor) -> list[bool]:
    return [line.needs_me for line in queries.runs_for(actor.viewer)]


def test_whoever_waits_learns_nothing_of_whether_the_other_has_come(alice, bob, in_session):
    gets_ready(alice, in_session)
    before = what_is_got(alice, in_session)
    writes(bob, in_session, "ready", "SECRET-b")
    assert what_is_got(alice, in_session) == before
    others = page(bob, in_session)
    goes_on(bob, in_session, "ready")
    assert page(bob, in_session) != others
    assert what_is_got(alice, in_session) == before


def test_both_wait_with_the_words_of_the_step_until_it_is_opened(dana, alice, bob, in_session):
    for actor in (alice, bob):
        gets_ready(actor, in_session)
        text = page(actor, in_session)
        assert ("done in the room" in text, OPENS_IT in text, "Words for the room" in text) == (
            True,
            True,
            False,
        )
        assert needs(actor) == [False]
        refused = post(actor, in_session, "next", step="begin")
        assert (refused.status_code, OPENS_IT in refused.content.decode()) == (409, True)
    assert opens(dana, in_session).status_code == 302
    for actor in (alice, bob):
        text = page(actor, in_session)
        assert ("done in the room" in text, OPENS_IT in text) == (True, False)
        assert needs(actor) == [True]
        goes_on(actor, in_session, "begin")
    goes_on(alice, in_session, "talk")
    in_session.refresh_from_db()
    assert in_session.state == "done"
    assert opening.to_open(dana.viewer, in_session) is None


def test_it_is_opened_once_and_noted_without_a_word_of_what_was_written(dana, alice, bob, in_session):
    for actor in (alice, bob):
        gets_ready(actor, in_session)
    for _ in range(2):
        actions.open_step(actor=dana.viewer, run=in_session, step_id="begin")
    event = AuditEvent.objects.get(event="exercise.step-opened")
    kept = Opening.objects.get()
    assert (event.actor_id, kept.by, kept.step) == (dana.person.pk, dana.person.pk, "begin")


def test_it_cannot_be_opened_before_both_have_come(dana, alice, bob, in_session):
    gets_ready(alice, in_session)
    text = therapists(dana, in_session)
    assert ("disabled" in text, "once both have come this far" in text) == (True, True)
    with pytest.raises(Refused, match="once both have come this far"):
        actions.open_step(actor=dana.viewer, run=in_session, step_id="begin")
    gets_ready(bob, in_session)
    text = therapists(dana, in_session)
    assert ("Open it for both" in text, "disabled" in text, "SECRET" in text) == (True, False, False)


@pytest.mark.parametrize("step", ["talk", "nowhere"])
def test_no_other_step_is_opened_so(dana, in_session, step):
    with pytest.raises(Refused, match="not yours to open"):
        actions.open_step(actor=dana.viewer, run=in_session, step_id=step)


def test_nothing_is_opened_behind_a_closed_door_nor_in_a_pause(dana, alice, bob, seen, in_session):
    for actor in (alice, bob):
        gets_ready(actor, in_session)
    actions.pause_run(actor=alice.viewer, run=in_session)
    with pytest.raises(Refused, match="This exercise is paused"):
        actions.open_step(actor=dana.viewer, run=in_session, step_id="begin")
    actions.resume_run(actor=bob.viewer, run=in_session)
    safety.close_for_myself(actor=bob.viewer)
    with pytest.raises(Refused, match="Joint work is closed"):
        actions.open_step(actor=dana.viewer, run=in_session, step_id="begin")
    assert not Opening.objects.exists()


def test_nobody_but_the_care_team_opens_it(alice, bob, charlie, erin, frank, in_session):
    for actor in (alice, bob):
        gets_ready(actor, in_session)
    for actor in (alice, charlie, erin, frank):
        assert opens(actor, in_session).status_code == 404
        with pytest.raises(Absent):
            actions.open_step(actor=actor.viewer, run=in_session, step_id="begin")
    assert not Opening.objects.exists()


def test_on_paper_it_says_who_opens_it(in_session):
    text = closed_up(text_of(sheets.blank(in_session.content, "a")))
    for words in ("opened in a session", "The next steps are done in the room."):
        assert closed_up(words) in text
