"""A sealed step can be left closed: whoever waits for it learns nothing, until they leave it closed too."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.practice.happenings import Stage, stage
from tests.practice.paper_text import text_of
from tests.practice.privacy.test_mails_and_pings import heard
from tests.practice.privacy.test_same_for_the_other import bytes_of, look, statements_of
from tests.practice.programme.story import goes_on, shares, writes
from troth.practice.common.errors import Refused
from troth.practice.programme import actions, queries, sheets
from troth.practice.programme.models import Entry
from troth.practice.programme.personal_data import HOLDINGS
from troth.practice.programme.states import RunState

ALONE = "Only mine"


@pytest.fixture
def at(couple, alice, bob, dana) -> Stage:
    """Alice, Bob and Dana in the middle of everything."""
    return stage(couple, alice, bob, dana)


def leaves_closed(actor, run, step="share") -> None:
    actions.skip_step(actor=actor.viewer, run=run, step_id=step)


def comes_to_share(actor, run) -> None:
    goes_on(actor, run, "why", "draft")


def gives_both(actor, run) -> None:
    writes(actor, run, "how-close", "3")
    goes_on(actor, run, "how-close")
    writes(actor, run, "one-wish", "Her wish")
    goes_on(actor, run, "one-wish")


def place(actor, run) -> tuple[str, str]:
    here = queries.player(actor.viewer, queries.run_for(actor.viewer, run.pk))
    return here.scene, here.step.id if here.step else ""


def page(actor, run) -> str:
    return actor.client.get(f"/exercise/{run.pk}/").content.decode()


def texts(actor, run) -> set[str]:
    return {entry.text for entry in queries.entries_for(actor.viewer, run)}


def steps_to_share(at: Stage) -> None:
    """Bob waits for the sealed words of both; Alice stands before hers."""
    shares(at.bob, at.run, draft="", share="Being told")
    goes_on(at.alice, at.run, "draft")


def left(at: Stage) -> None:
    writes(at.alice, at.run, "share", ALONE)
    leaves_closed(at.alice, at.run)


def left_and_thought_of_again(at: Stage) -> None:
    left(at)
    writes(at.alice, at.run, "share", f"{ALONE}, and more")


@pytest.mark.parametrize("happening", [left, left_and_thought_of_again])
def test_who_waits_sees_every_page_as_if_the_other_had_not_come(happening, at: Stage) -> None:
    steps_to_share(at)
    look(at.bob, at)
    before = look(at.bob, at)
    happening(at)
    after = look(at.bob, at)
    assert statements_of(after) == statements_of(before)
    assert bytes_of(after) == bytes_of(before)
    assert place(at.bob, at.run) == ("waiting", "reveal")


def test_no_phone_hears_that_it_was_left_closed(at: Stage, django_capture_on_commit_callbacks) -> None:
    def act(happening):
        with django_capture_on_commit_callbacks(execute=True):
            happening(at)

    act(steps_to_share)
    assert heard(at, lambda _: act(left)) == []
    assert heard(at, lambda _: act(lambda at: leaves_closed(at.bob, at.run))) == [{"type": "run.changed"}]


def hands_in(actor, run) -> None:
    writes(actor, run, "share", f"By {actor.person.chosen_name}")
    goes_on(actor, run, "share")


@pytest.mark.parametrize("of_bob", [None, leaves_closed, hands_in])
@pytest.mark.parametrize(("first", "then"), [(leaves_closed, hands_in), (hands_in, leaves_closed)])
def test_ones_own_other_phone_hears_of_each_step_whether_the_other_waits_or_not(
    of_bob, first, then, at: Stage, django_capture_on_commit_callbacks
) -> None:
    def act(does) -> list[str]:
        def kept(at: Stage) -> None:
            with django_capture_on_commit_callbacks(execute=True):
                does(at.alice, at.run)

        return [message["type"] for message in heard(at, kept, side="a")]

    goes_on(at.alice, at.run, "draft")
    if of_bob:
        comes_to_share(at.bob, at.run)
        of_bob(at.bob, at.run)
    assert act(first) == ["run.changed"]
    if of_bob is not first:
        assert act(then) == ["run.changed"]


def test_no_sheet_reminder_or_export_of_who_waits_tells_that_it_was_left_closed(at: Stage) -> None:
    def got() -> tuple:
        run = queries.run_for(at.bob.viewer, at.run.pk)
        own = HOLDINGS[0].export(at.bob.viewer.person_id), HOLDINGS[1].export(at.bob.viewer.person_id)
        papers = [text_of(sheets.own_sheet(at.bob.viewer, run, kind)) for kind in sheets.KINDS]
        return (
            own,
            papers,
            [(line.place, line.needs_me, line.is_met) for line in queries.runs_for(at.bob.viewer)],
        )

    steps_to_share(at)
    before = got()
    assert "Being told" in "".join(before[1]) or "Beingtold" in "".join(before[1])
    left(at)
    assert got() == before


def test_a_phone_hears_that_both_have_written(at: Stage, django_capture_on_commit_callbacks) -> None:
    def hands_in(at: Stage) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            writes(at.alice, at.run, "share", "Coming home")
            goes_on(at.alice, at.run, "share")

    steps_to_share(at)
    assert heard(at, hands_in) == [{"type": "run.changed"}]


@pytest.mark.parametrize("leaves", [False, True])
def test_the_first_to_come_is_heard_alike_whether_they_wrote_or_not(
    leaves, at: Stage, django_capture_on_commit_callbacks
) -> None:
    def goes_past(at: Stage) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            writes(at.alice, at.run, "share", ALONE)
            (leaves_closed if leaves else goes_on)(at.alice, at.run, "share")

    goes_on(at.alice, at.run, "draft")
    assert heard(at, goes_past) == [{"type": "run.changed"}]


def test_once_both_have_left_it_closed_they_go_on_together_and_nothing_is_read(alice, bob, dana, begun):
    for actor in (alice, bob):
        comes_to_share(actor, begun)
        writes(actor, begun, "share", ALONE)
        leaves_closed(actor, begun)
    assert place(alice, begun) == place(bob, begun) == ("reading", "reveal")
    assert "You have both left this one closed" in page(alice, begun)
    assert [texts(bob, begun), texts(dana, begun)] == [{ALONE}, set()]
    goes_on(alice, begun, "reveal")
    goes_on(bob, begun, "reveal")
    assert place(alice, begun) == place(bob, begun) == ("talking", "ask-and-listen")


def test_what_was_handed_in_can_be_left_closed_until_it_opens_and_is_a_draft_again(alice, bob, dana, begun):
    shares(bob, begun, draft="", share="Being told")
    assert texts(dana, begun) == {"Being told"}
    leaves_closed(bob, begun)
    assert [texts(alice, begun), texts(dana, begun), texts(bob, begun)] == [set(), set(), {"Being told"}]
    comes_to_share(alice, begun)
    writes(alice, begun, "share", "Coming home")
    goes_on(alice, begun, "share")
    assert place(alice, begun) == place(bob, begun) == ("waiting", "reveal")
    assert "Coming home" not in page(bob, begun)
    goes_on(bob, begun, "share")
    assert place(alice, begun) == place(bob, begun) == ("reading", "reveal")
    assert "Being told" in page(alice, begun)
    assert "Coming home" in page(bob, begun)


def test_what_has_opened_is_not_closed_again(alice, bob, begun):
    shares(alice, begun, draft="", share="Coming home")
    shares(bob, begun, draft="", share="Being told")
    leaves_closed(bob, begun)
    assert place(alice, begun) == ("reading", "reveal")
    assert "Being told" in page(alice, begun)


@pytest.mark.parametrize("act", [leaves_closed, goes_on])
def test_what_both_have_read_is_settled_though_a_later_step_shows_it_again(act, alice, bob, begun):
    shares(alice, begun, draft="", share="Coming home")
    shares(bob, begun, draft="", share="Being told")
    goes_on(alice, begun, "reveal")
    assert place(alice, begun) == ("waiting", "ask-and-listen")
    assert "closed" not in page(alice, begun)
    act(alice, begun, "share")
    assert place(bob, begun) == ("reading", "reveal")
    assert "Coming home" in page(bob, begun)


@pytest.mark.parametrize("act", [leaves_closed, goes_on])
def test_what_both_have_left_closed_is_settled_though_a_later_step_would_show_it(act, alice, bob, begun):
    for actor in (alice, bob):
        comes_to_share(actor, begun)
        writes(actor, begun, "share", ALONE)
        leaves_closed(actor, begun)
    goes_on(alice, begun, "reveal")
    assert "Write it after all" not in page(alice, begun)
    act(alice, begun, "share")
    assert place(bob, begun) == ("reading", "reveal")
    assert "You have both left this one closed" in page(bob, begun)


def test_leaving_it_closed_twice_is_leaving_it_once(alice, bob, begun):
    shares(bob, begun, draft="", share="Being told")
    comes_to_share(alice, begun)
    leaves_closed(alice, begun)
    leaves_closed(alice, begun)
    assert place(alice, begun) == ("waiting", "reveal")


def test_what_was_left_closed_is_written_after_all_on_the_page_that_waits(alice, bob, begun):
    shares(bob, begun, draft="", share="Being told")
    comes_to_share(alice, begun)
    waiting = f"/exercise/{begun.pk}/"
    alice.client.post(f"{waiting}next/", {"step": "share", "skip": "1", "share": "Half a"})
    before = page(alice, begun)
    assert "Half a" in before
    assert "hx-get" not in before
    empty = alice.client.post(f"{waiting}next/", {"step": "share", "share": " "})
    assert (empty.status_code, "Write a few words first." in empty.content.decode()) == (409, True)
    assert place(bob, begun) == ("waiting", "reveal")
    alice.client.post(f"{waiting}save/", {"field": "share", "share": "Half a thought"})
    alice.client.post(f"{waiting}next/", {"step": "share", "share": "Half a thought more"})
    assert "Half a thought more" in page(bob, begun)
    assert "Being told" in page(alice, begun)


def test_nobody_talks_or_takes_a_turn_past_words_that_stay_closed(alice, bob, talked_over):
    run = talked_over
    gives_both(alice, run)
    leaves_closed(bob, run, "how-close")
    writes(bob, run, "one-wish", "His wish")
    goes_on(bob, run, "one-wish")
    assert place(alice, run) == place(bob, run) == ("waiting", "talk")
    with pytest.raises(Refused, match="This opens when both of you are here"):
        goes_on(alice, run, "talk")
    with pytest.raises(Refused, match="There is no turn to start"):
        actions.start_turn(actor=alice.viewer, run=run, step_id="talk", side="a")
    leaves_closed(alice, run, "how-close")
    assert place(alice, run) == place(bob, run) == ("talking", "talk")
    assert texts(bob, run) == {"His wish"}


def test_what_comes_between_is_not_asked_again_when_it_is_written_after_all(alice, bob, talked_over):
    run = talked_over
    gives_both(alice, run)
    leaves_closed(bob, run, "how-close")
    leaves_closed(bob, run, "one-wish")
    writes(bob, run, "how-close", "7")
    goes_on(bob, run, "how-close")
    assert place(alice, run) == place(bob, run) == ("talking", "talk")
    for actor in (alice, bob):
        goes_on(actor, run, "talk")
    assert place(alice, run) == place(bob, run) == ("waiting", "wishes")
    assert "Her wish" not in page(bob, run)


def test_words_that_open_after_a_talk_are_read_neither_before_nor_on_paper(alice, bob, talked_over):
    run = talked_over
    gives_both(alice, run)
    gives_both(bob, run)
    assert place(alice, run) == place(bob, run) == ("talking", "talk")
    assert [entry.step for entry in Entry.objects.exclude(opened_at=None)] == ["how-close", "how-close"]
    for actor in (alice, bob):
        goes_on(actor, run, "talk")
    assert Entry.objects.filter(opened_at=None).count() == 0


def test_nobody_reads_the_words_of_who_is_on_the_way_and_takes_back_their_own(alice, bob, talked_over):
    run = talked_over
    gives_both(alice, run)
    writes(bob, run, "how-close", "7")
    goes_on(bob, run, "how-close")
    leaves_closed(alice, run, "how-close")
    assert texts(alice, run) == {"3", "Her wish"}
    leaves_closed(bob, run, "one-wish")
    assert place(alice, run) == place(bob, run) == ("waiting", "talk")


def test_who_comes_from_a_talk_to_words_that_stay_closed_is_not_told_that_both_are_there(
    alice, bob, talked_over
):
    run = talked_over
    gives_both(alice, run)
    writes(bob, run, "how-close", "7")
    goes_on(bob, run, "how-close")
    leaves_closed(bob, run, "one-wish")
    goes_on(alice, run, "talk")
    before = page(alice, run)
    assert place(bob, run) == ("talking", "talk")
    goes_on(bob, run, "talk")
    assert place(alice, run) == ("waiting", "wishes")
    assert len(page(alice, run)) == len(before)


def test_who_has_not_come_hears_nothing_of_second_thoughts(
    at: Stage, django_capture_on_commit_callbacks
) -> None:
    def thinks_again(at: Stage) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            leaves_closed(at.bob, at.run)
            goes_on(at.bob, at.run, "share")

    shares(at.bob, at.run, draft="", share="Being told")
    assert heard(at, thinks_again, side="a") == []


@pytest.mark.parametrize("field", ["share", "reveal"])
def test_who_sends_a_form_asks_the_same_whether_the_other_left_it_closed_or_has_not_come(
    field, at: Stage
) -> None:
    def sends() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            at.bob.client.post(f"/exercise/{at.run.pk}/next/", {"step": field, field: "Being told"})
        return [one["sql"].split()[0] for one in asked.captured_queries]

    comes_to_share(at.bob, at.run)
    if field == "reveal":
        writes(at.bob, at.run, "share", "Being told")
        goes_on(at.bob, at.run, "share")
    with transaction.atomic():
        sends()
        transaction.set_rollback(True)
    with transaction.atomic():
        alone = sends()
        transaction.set_rollback(True)
    goes_on(at.alice, at.run, "draft")
    left(at)
    assert sends() == alone


def test_who_left_it_closed_can_still_pause_and_stop(alice, bob, begun):
    shares(bob, begun, draft="", share="Being told")
    comes_to_share(alice, begun)
    writes(alice, begun, "share", ALONE)
    leaves_closed(alice, begun)
    actions.pause_run(actor=alice.viewer, run=begun)
    assert place(bob, begun)[0] == place(alice, begun)[0] == "paused"
    assert "Leave it closed" not in page(bob, begun)
    actions.resume_run(actor=bob.viewer, run=begun)
    actions.stop_run(actor=bob.viewer, run=begun)
    begun.refresh_from_db()
    assert begun.state == RunState.STOPPED
    assert Entry.objects.exclude(opened_at=None).count() == 0


def test_rows_left_closed_are_written_after_all_and_what_is_too_long_comes_back(alice, bob, rowed):
    writes(bob, rowed, "line", "2019 | We met")
    goes_on(bob, rowed, "line")
    leaves_closed(alice, rowed, "line")
    url = f"/exercise/{rowed.pk}/next/"
    too_long = alice.client.post(url, {"step": "line", "line": ["2020", "x" * 9000]})
    assert (too_long.status_code, "x" * 9000 in too_long.content.decode()) == (409, True)
    assert '<details class="card" open>' in too_long.content.decode()
    assert place(bob, rowed) == ("waiting", "lines")
    alice.client.post(url, {"step": "line", "line": ["2020", "We moved"]})
    assert "We moved" in page(bob, rowed)


def test_the_form_says_from_when_on_nothing_can_be_changed(alice, rowed):
    assert "Once it has opened, it cannot be changed." in page(alice, rowed)
