from __future__ import annotations

import asyncio

import pytest
from channels.layers import get_channel_layer
from django.db import connection

from tests.practice import cast
from tests.practice.giving import give
from tests.practice.programme.story import finishes_talking, goes_on, shares, takes_away, writes
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.programme import actions, queries
from troth.practice.programme.models import Entry, Progress, Run, TalkTurn
from troth.practice.programme.pings import group_of
from troth.practice.programme.states import RunState
from troth.practice.safety import actions as safety
from troth.practice.safety.states import NEUTRAL_SENTENCE

SLUG = "what-trust-means-to-me"
NOT_HERE = "This is not the step you are at. Open the exercise again and go on from there."


def refusal(act, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(**kwargs)
    return caught.value.reason


def texts(actor, run) -> set[str]:
    return {entry.text for entry in queries.entries_for(actor.viewer, run)}


def everything(run) -> tuple:
    return (
        list(Run.objects.filter(pk=run.pk).values("state", "finished_at")),
        list(Progress.objects.filter(run=run).order_by("seat").values_list("seat", "position")),
        [
            (entry.step, entry.text, entry.submitted_at, entry.opened_at)
            for entry in Entry.objects.filter(run=run)
        ],
        list(TalkTurn.objects.values_list("step", "side")),
    )


def test_two_people_go_through_the_whole_exercise(dana, alice, bob, begun):
    shares(alice, begun, draft="Only mine", share="Coming home when I said so")
    shares(bob, begun, draft="Only his", share="Being told")
    finishes_talking(alice, bob, begun)
    takes_away(bob, begun, "You want to hear from me")
    takes_away(alice, begun, "You want the truth early")
    begun.refresh_from_db()
    assert begun.state == RunState.DONE
    assert begun.finished_at is not None
    shared = {
        "Coming home when I said so",
        "Being told",
        "You want to hear from me",
        "You want the truth early",
    }
    assert texts(alice, begun) == shared | {"Only mine"}
    assert texts(bob, begun) == shared | {"Only his"}
    assert texts(dana, begun) == shared


def test_a_private_draft_is_never_seen_by_partner_or_therapist(dana, alice, bob, begun):
    shares(alice, begun, draft="Only mine", share="For both")
    shares(bob, begun, draft="His", share="For both too")
    assert "Only mine" in texts(alice, begun)
    assert texts(bob, begun) == {"For both", "For both too", "His"}
    assert texts(dana, begun) == {"For both", "For both too"}


def test_a_sealed_text_is_unseen_by_the_partner_until_both_handed_theirs_in(alice, bob, begun):
    shares(alice, begun, draft="", share="Sealed words")
    assert texts(bob, begun) == set()
    goes_on(bob, begun, "why", "draft")
    writes(bob, begun, "share", "Not handed in yet")
    assert texts(bob, begun) == {"Not handed in yet"}
    assert texts(alice, begun) == {"Sealed words"}
    goes_on(bob, begun, "share")
    assert texts(alice, begun) == texts(bob, begun) == {"Sealed words", "Not handed in yet"}


def test_sealed_texts_stay_sealed_after_a_stop(alice, bob, begun):
    shares(alice, begun, draft="", share="Sealed words")
    actions.stop_run(actor=bob.viewer, run=begun)
    assert texts(bob, begun) == set()
    assert texts(alice, begun) == {"Sealed words"}


@pytest.mark.parametrize("who", ["charlie", "erin", "frank"])
def test_a_run_is_absent_for_others(request, begun, who):
    viewer = request.getfixturevalue(who).viewer
    with pytest.raises(Absent):
        queries.run_for(viewer, begun.pk)
    with pytest.raises(Absent):
        actions.finish_step(actor=viewer, run=begun, step_id="why")
    assert queries.runs_for(viewer) == []


def test_a_therapist_reads_but_does_not_do_a_run(dana, begun):
    assert queries.run_for(dana.viewer, begun.pk) == begun
    for act in (actions.pause_run, actions.stop_run):
        with pytest.raises(Absent):
            act(actor=dana.viewer, run=begun)
    with pytest.raises(Absent):
        writes(dana, begun, "draft", "Not mine")


def test_only_the_care_team_assigns(alice, erin, seen):
    for actor in (alice, erin):
        with pytest.raises(Absent):
            give(actor, seen, SLUG, reason="")
    assert not Run.objects.exists()


def test_an_exercise_is_assigned_once_at_a_time_and_must_exist(dana, seen, run):
    def again(slug):
        return refusal(give, therapist=dana, couple=seen, slug=slug)

    assert again(SLUG) == "This couple has this exercise already. Wait until it is done or stopped."
    assert again("../secret") == "There is no such exercise. Choose one from the list."
    assert Run.objects.count() == 1


def test_an_exercise_begins_only_behind_an_open_door(alice, run):
    assert refusal(actions.start, actor=alice.viewer, run=run) == NEUTRAL_SENTENCE
    run.refresh_from_db()
    assert run.state == RunState.ASSIGNED


def test_text_typed_while_the_door_closes_is_kept(alice, bob, begun):
    goes_on(alice, begun, "why")
    safety.close_for_myself(actor=bob.viewer)
    writes(alice, begun, "draft", "Typed offline")
    assert refusal(actions.finish_step, actor=alice.viewer, run=begun, step_id="draft") == NEUTRAL_SENTENCE
    assert texts(alice, begun) == {"Typed offline"}


@pytest.mark.parametrize("act", [actions.pause_run, actions.stop_run])
def test_text_typed_while_the_other_pauses_or_stops_is_kept(alice, bob, begun, act):
    goes_on(alice, begun, "why")
    act(actor=bob.viewer, run=begun)
    writes(alice, begun, "draft", "Typed offline")
    assert texts(alice, begun) == {"Typed offline"}


@pytest.mark.parametrize("step", ["share", "takeaway", "nonsense", "", "'; --"])
def test_a_step_that_is_not_reached_is_refused_and_changes_nothing(alice, begun, step):
    before = everything(begun)
    assert refusal(actions.finish_step, actor=alice.viewer, run=begun, step_id=step) == NOT_HERE
    assert refusal(actions.save_entry, actor=alice.viewer, run=begun, step_id=step, text="x") == NOT_HERE
    assert everything(begun) == before


def test_nobody_passes_the_reveal_alone(alice, begun):
    shares(alice, begun, draft="", share="Mine")
    before = everything(begun)
    reason = refusal(actions.finish_step, actor=alice.viewer, run=begun, step_id="reveal")
    assert reason == "This opens when both of you are here. You need not wait."
    assert everything(begun) == before


def test_pressing_twice_finishes_a_step_once(alice, begun):
    goes_on(alice, begun, "why", "why")
    assert sorted(Progress.objects.filter(run=begun).values_list("position", flat=True)) == [0, 1]


def test_a_text_that_is_shared_cannot_be_empty(alice, begun):
    goes_on(alice, begun, "why", "draft")
    writes(alice, begun, "share", "   ")
    before = everything(begun)
    reason = refusal(actions.finish_step, actor=alice.viewer, run=begun, step_id="share")
    assert reason == "Write a few words first. One sentence is enough."
    assert everything(begun) == before


def test_a_text_over_its_limit_is_refused_and_the_draft_stays(alice, begun):
    goes_on(alice, begun, "why", "draft")
    writes(alice, begun, "share", "Short")
    reason = refusal(actions.save_entry, actor=alice.viewer, run=begun, step_id="share", text="x" * 1003)
    assert reason == "Your text is 3 characters too long. Shorten it to 1000, then save again."
    assert texts(alice, begun) == {"Short"}


def test_what_was_handed_in_cannot_be_changed(alice, begun):
    shares(alice, begun, draft="", share="First words")
    reason = refusal(actions.save_entry, actor=alice.viewer, run=begun, step_id="share", text="Other words")
    assert reason == "You have handed this in, so it cannot be changed. You can add to it when you talk."
    assert texts(alice, begun) == {"First words"}


def test_nothing_is_written_in_a_step_for_reading(alice, begun):
    reason = refusal(actions.save_entry, actor=alice.viewer, run=begun, step_id="why", text="x")
    assert reason == "There is nothing to write in this step. Open the exercise again and go on from there."


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (RunState.ASSIGNED, actions.pause_run),
        (RunState.GOING, actions.start),
        (RunState.PAUSED, actions.pause_run),
        (RunState.DONE, actions.stop_run),
        (RunState.STOPPED, actions.resume_run),
    ],
)
def test_an_unlawful_move_is_refused_and_changes_nothing(alice, begun, state, act):
    Run.objects.filter(pk=begun.pk).update(state=state)
    before = everything(begun)
    reason = refusal(act, actor=alice.viewer, run=begun)
    assert reason == f"This exercise is {state.label}, so this cannot be done now. Look at it again."
    assert everything(begun) == before


def test_a_run_is_paused_and_gone_on_with(alice, bob, begun):
    actions.pause_run(actor=alice.viewer, run=begun)
    reason = refusal(actions.finish_step, actor=bob.viewer, run=begun, step_id="why")
    assert reason == "This exercise is paused. What you wrote is kept."
    actions.resume_run(actor=bob.viewer, run=begun)
    goes_on(bob, begun, "why")


def test_a_turn_starts_once_and_only_while_both_talk(alice, bob, begun):
    def start_turn(side="a", step="ask-and-listen"):
        actions.start_turn(actor=alice.viewer, run=begun, step_id=step, side=side)

    shares(alice, begun, draft="", share="Mine")
    shares(bob, begun, draft="", share="Yours")
    with pytest.raises(Refused):
        start_turn(step="reveal")
    goes_on(alice, begun, "reveal")
    with pytest.raises(Refused):
        start_turn()
    goes_on(bob, begun, "reveal")
    start_turn()
    started = TalkTurn.objects.get().started_at
    start_turn()
    assert TalkTurn.objects.get().started_at == started
    with pytest.raises(Refused):
        start_turn(side="c")


def test_what_was_not_begun_can_be_taken_back_and_given_again(dana, alice, run):
    actions.withdraw_run(actor=dana.viewer, run=run)
    run.refresh_from_db()
    assert (run.state, run.finished_at is None) == (RunState.WITHDRAWN, False)
    assert queries.runs_for(alice.viewer) == []
    assert queries.runs_of_couples([run.couple_id]) == {}
    again = give(dana, run.couple, SLUG, reason="")
    assert [line.id for line in queries.runs_for(alice.viewer)] == [again.pk]
    assert refusal(actions.stop_run, actor=alice.viewer, run=run).startswith("This exercise is taken back")


def test_what_was_begun_is_not_taken_back(dana, begun):
    assert "cannot be taken back" in refusal(actions.withdraw_run, actor=dana.viewer, run=begun)


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "erin", "frank"])
def test_only_the_care_team_takes_an_exercise_back(request, who, run):
    with pytest.raises(Absent):
        actions.withdraw_run(actor=request.getfixturevalue(who).viewer, run=run)


def test_entries_lie_encrypted_under_the_key_of_their_author(alice, begun):
    goes_on(alice, begun, "why")
    writes(alice, begun, "draft", "Only mine")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM programme_entry")
        (stored,) = cursor.fetchone()
    assert b"Only mine" not in bytes(stored)
    assert Entry.objects.get().data_key_id == alice.person.data_key_id


def test_reading_what_was_shared_is_audited(dana, erin, alice, bob, begun):
    shares(alice, begun, draft="Only mine", share="Mine")
    page = queries.run_page(dana.viewer, begun.couple_id, begun.pk)
    assert [(entry.by, entry.text, entry.audience) for entry in page.shared] == [("Alice", "Mine", "sealed")]
    shares(bob, begun, draft="", share="Yours")
    opened = queries.run_page(dana.viewer, begun.couple_id, begun.pk).shared
    assert [(entry.by, entry.audience) for entry in opened] == [("Alice", "couple"), ("Bob", "couple")]
    assert AuditEvent.objects.filter(event="exercise.read", actor_id=dana.person.pk).count() == 2
    with pytest.raises(Absent):
        queries.run_page(erin.viewer, begun.couple_id, begun.pk)


def test_no_event_of_a_run_holds_words(alice, begun):
    shares(alice, begun, draft="Only mine", share="Coming home")
    facts = [str(event.facts) for event in AuditEvent.objects.filter(event__startswith="exercise.")]
    assert facts
    assert not [fact for fact in facts if "mine" in fact or "home" in fact]


@pytest.mark.parametrize("more", [0, 2])
def test_the_runs_of_many_couples_take_one_query(dana, seen, run, more, django_assert_num_queries):
    others = [cast.partners(dana, f"One{number}", f"Two{number}")[0] for number in range(more)]
    for couple in others:
        give(dana, couple, SLUG, reason="")
    with django_assert_num_queries(1):
        found = queries.runs_of_couples([seen.pk, *(couple.pk for couple in others)])
    assert len(found) == 1 + more


def test_a_list_of_runs_says_whether_it_needs_me(alice, bob, begun):
    (line,) = queries.runs_for(alice.viewer)
    assert (line.title, line.reason, line.needs_me) == ("What trust means to me", "A good beginning", True)
    shares(alice, begun, draft="", share="Mine")
    assert [line.needs_me for line in queries.runs_for(alice.viewer)] == [False]
    assert [line.needs_me for line in queries.runs_for(bob.viewer)] == [True]


def test_a_ping_follows_each_change_and_carries_no_content(alice, begun, django_capture_on_commit_callbacks):
    layer = get_channel_layer()
    asyncio.run(layer.group_add(group_of(begun.pk), "test-phone"))
    with django_capture_on_commit_callbacks(execute=True):
        shares(alice, begun, draft="Only mine", share="For both")
    received = [asyncio.run(layer.receive("test-phone")) for _ in range(3)]
    assert received == [{"type": "run.changed"}] * 3


def test_the_care_team_reads_step_by_step_and_the_same_name_first_whoever_began(alice, bob, dana, begun):
    for actor, word in ((bob, "His"), (alice, "Hers")):
        shares(actor, begun, draft=f"{word} draft", share=word)
    finishes_talking(alice, bob, begun)
    for actor, word in ((bob, "His again"), (alice, "Hers again")):
        takes_away(actor, begun, word)
    page = queries.run_page(dana.viewer, begun.couple_id, begun.pk)
    assert [one.text for one in page.shared] == ["Hers", "His", "Hers again", "His again"]
