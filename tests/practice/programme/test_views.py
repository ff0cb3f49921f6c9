from __future__ import annotations

import re
import uuid

import pytest

from tests.practice import door
from tests.practice.answering import answer
from tests.practice.giving import give
from tests.practice.programme.story import finishes_talking, goes_on, shares, takes_away, writes
from troth.practice.programme import queries
from troth.practice.programme.models import Run
from troth.practice.programme.states import RunState
from troth.practice.safety import actions as safety
from troth.practice.safety import queries as safety_queries
from troth.practice.safety.states import NEUTRAL_SENTENCE, AlertKind

CHANGING_HEADERS = {"Expires", "Last-Modified"}


def page(actor, run, **kwargs) -> str:
    return actor.client.get(f"/exercise/{run.pk}/", **kwargs).content.decode()


def whole(response) -> tuple:
    """Everything that a browser gets, but for the form token, which is new each time."""
    headers = {name: value for name, value in response.headers.items() if name not in CHANGING_HEADERS}
    return response.status_code, headers, re.sub(rb"\b[A-Za-z0-9]{64}\b", b"", response.content)


def post(actor, run, act, **data):
    return actor.client.post(f"/exercise/{run.pk}/{act}/", data)


def test_the_closed_page_is_the_same_whatever_closed_the_door(dana, alice, bob, run, seen):
    def look():
        return whole(alice.client.get(f"/exercise/{run.pk}/"))

    def therapist_opens():
        safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Ready")

    never_opened = look()
    therapist_opens()
    opened = look()
    safety.close_joint_work(actor=dana.viewer, couple=seen, reason="Later")
    closed_again = look()
    therapist_opens()
    safety.close_for_myself(actor=bob.viewer)
    closed_by_the_other = look()
    safety.reopen_for_myself(actor=bob.viewer)
    safety.close_for_myself(actor=alice.viewer)
    closed_by_herself = look()
    safety.reopen_for_myself(actor=alice.viewer)
    assert look() == opened
    door.ask(dana, seen)
    closed_by_asking = look()
    answer(bob, "private-check", afraid="often")
    after_a_grave_answer = look()

    assert opened != never_opened
    assert NEUTRAL_SENTENCE.encode() in never_opened[2]
    assert never_opened == closed_again == closed_by_the_other == closed_by_herself
    assert never_opened == closed_by_asking == after_a_grave_answer


@pytest.mark.parametrize("address", ["/exercise/{run}/", "/today/", "/together/", "/pause-joint-work/"])
def test_nothing_of_a_positive_screen_is_visible_to_the_partner(dana, alice, bob, run, seen, address):
    address = address.format(run=run.pk)
    before = whole(alice.client.get(address))
    safety.raise_alerts(couple=seen, seat_id=bob.viewer.seat_id, alerts=tuple(AlertKind))
    (alert,) = safety_queries.open_alerts_of(dana.viewer, seen.pk)
    assert alert.kinds == list(AlertKind)
    assert before[0] == 200
    assert whole(alice.client.get(address)) == before


def test_every_act_behind_a_closed_door_gets_the_same_sentence(alice, bob, begun):
    safety.close_for_myself(actor=bob.viewer)
    answer = post(alice, begun, "next", step="why")
    assert answer.status_code == 409
    assert NEUTRAL_SENTENCE in answer.content.decode()


def test_two_browsers_go_through_the_exercise(alice, bob, begun, seen, dana):
    for actor, words in ((alice, "Coming home"), (bob, "Being told")):
        assert "Trust is a big word" in page(actor, begun)
        post(actor, begun, "next", step="why")
        post(actor, begun, "next", step="draft", draft=f"{words}, in private")
        post(actor, begun, "next", step="share", share=words)
    assert "Being told" in page(alice, begun)
    assert "Coming home" in page(bob, begun)
    post(alice, begun, "next", step="reveal")
    assert "Look again" in page(alice, begun)
    post(bob, begun, "next", step="reveal")
    post(alice, begun, "turn", step="ask-and-listen", side="a")
    assert 'data-seconds="120"' in page(bob, begun)
    for step in ("ask-and-listen", "a-time-it-was-there", "one-small-thing"):
        post(bob, begun, "next", step=step)
    for actor in (alice, bob):
        post(actor, begun, "next", step="takeaway", takeaway="I heard you")
        post(actor, begun, "next", step="close")
    assert Run.objects.get().state == RunState.DONE
    read = dana.client.get(f"/couples/{seen.pk}/exercises/{begun.pk}/").content.decode()
    assert "Coming home" in read
    assert "in private" not in read


def test_the_partner_never_gets_the_draft_or_a_sealed_text_early(alice, bob, begun):
    shares(alice, begun, draft="Only mine", share="Sealed words")
    pages = [page(bob, begun)]
    for step in ("why", "draft"):
        goes_on(bob, begun, step)
        pages.append(page(bob, begun))
    assert not [one for one in pages if "Only mine" in one or "Sealed words" in one]
    writes(bob, begun, "share", "Mine too")
    goes_on(bob, begun, "share")
    assert "Sealed words" in page(bob, begun)
    assert "Only mine" not in page(bob, begun)


def test_autosave_keeps_a_draft_and_the_page_shows_it_again(alice, begun):
    goes_on(alice, begun, "why")
    response = post(alice, begun, "save", field="draft", draft="Half a thought\r\nand more")
    assert (response.status_code, response.content) == (204, b"")
    assert "Half a thought\nand more" in page(alice, begun)


@pytest.mark.parametrize("data", [{}, {"field": "share", "share": "x"}, {"field": "nonsense"}])
def test_a_tampered_save_is_refused(alice, begun, data):
    assert post(alice, begun, "save", **data).status_code == 409
    assert queries.entries_for(alice.viewer, begun) == []


def test_a_text_over_its_limit_comes_back_on_the_page(alice, begun):
    goes_on(alice, begun, "why", "draft")
    answer = post(alice, begun, "next", step="share", share="long " * 300)
    assert answer.status_code == 409
    assert "characters too long" in answer.content.decode()
    assert "long " * 300 in answer.content.decode()


def test_text_sent_after_the_door_closed_is_kept(alice, bob, begun):
    goes_on(alice, begun, "why")
    safety.close_for_myself(actor=bob.viewer)
    answer = post(alice, begun, "next", step="draft", draft="Typed on the train")
    assert answer.status_code == 409
    assert "Typed on the train" in answer.content.decode()


def test_a_text_that_cannot_be_kept_comes_back_whatever_the_page_shows_by_then(alice, bob, begun):
    goes_on(alice, begun, "why")
    writes(alice, begun, "draft", "From the phone")
    goes_on(alice, begun, "draft")
    elsewhere = post(alice, begun, "next", step="draft", draft="From the other device")
    safety.close_for_myself(actor=bob.viewer)
    behind = post(alice, begun, "next", step="share", share="long " * 300)
    for answered, words in ((elsewhere, "From the other device"), (behind, "long " * 200)):
        read = answered.content.decode()
        told = ("What you typed is not kept" in read, words in read)
        assert (answered.status_code, told) == (409, (True, True))
    assert "not kept" not in page(alice, begun)


def test_only_a_page_without_a_text_field_is_fetched_anew(alice, begun):
    assert "hx-trigger" in page(alice, begun)
    goes_on(alice, begun, "why")
    assert "<textarea" in page(alice, begun)
    assert "hx-trigger" not in page(alice, begun)


def test_a_page_fetched_anew_is_the_part_alone(alice, begun):
    part = page(alice, begun, headers={"HX-Request": "true"})
    assert part.strip().startswith('<div id="exercise"')
    assert "<html" not in part


def test_pause_resume_and_stop_work_without_a_script(alice, bob, begun):
    for act, state in (("pause", "paused"), ("resume", "going"), ("stop", "stopped")):
        response = post(alice, begun, act)
        assert (response.status_code, response.headers["Location"]) == (302, f"/exercise/{begun.pk}/")
        assert Run.objects.get().state == state
    assert "Alice" not in page(bob, begun)


@pytest.mark.parametrize("who", ["charlie", "dana", "erin", "frank"])
def test_for_others_an_exercise_is_like_one_that_does_not_exist(request, run, who):
    client = request.getfixturevalue(who).client
    for path in ("", "save/", "next/", "turn/", "start/", "pause/", "resume/", "stop/"):
        ask = client.post if path else client.get
        real, made_up = ask(f"/exercise/{run.pk}/{path}"), ask(f"/exercise/{uuid.uuid4()}/{path}")
        assert real.status_code == made_up.status_code == 404
        assert real.content == made_up.content


def test_a_therapist_takes_back_what_was_not_begun(dana, alice, run):
    list_of_them = f"/couples/{run.couple_id}/exercises/"
    for address in (list_of_them, f"/couples/{run.couple_id}/"):
        assert f"{list_of_them}{run.pk}/withdraw/" in dana.client.get(address).content.decode()
    assert dana.client.post(f"{list_of_them}{run.pk}/withdraw/").url == list_of_them
    assert "Taken back" in page(alice, run)
    assert run.title not in alice.client.get("/mine/").content.decode()
    assert dana.client.post(f"{list_of_them}{run.pk}/withdraw/").status_code == 409


def test_the_first_page_says_whether_it_is_for_the_two_or_for_each_alone(dana, alice, seen):
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Ready")
    assert "About 35 minutes, the two of you." in page(alice, give(dana, seen, "cycle-map", despite="Known."))
    assert "About 10 minutes, each on your own." in page(alice, give(dana, seen, "grounding"))


def test_both_read_why_the_therapist_chose_it(alice, bob, begun):
    Run.objects.update(state=RunState.ASSIGNED)
    assert "A good beginning" in page(alice, begun)
    assert "A good beginning" in page(bob, begun)


@pytest.mark.parametrize("who", ["alice", "charlie", "erin", "frank"])
def test_nobody_else_sees_the_therapists_pages(request, run, seen, who):
    client = request.getfixturevalue(who).client
    for path in (f"/couples/{seen.pk}/exercises/", f"/couples/{seen.pk}/exercises/{run.pk}/"):
        assert client.get(path).status_code == 404


def test_what_was_done_can_be_read_again(alice, bob, begun):
    shares(alice, begun, draft="Only mine", share="Mine")
    shares(bob, begun, draft="", share="Yours")
    finishes_talking(alice, bob, begun)
    takes_away(alice, begun, "I heard you")
    takes_away(bob, begun, "I heard you too")
    assert "Only mine" in page(alice, begun)
    assert "Only mine" not in page(bob, begun)
