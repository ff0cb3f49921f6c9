"""The therapist reads an exercise, thinks of what speaks against it, and gives it; afterwards a comment."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils.html import escape

from tests.practice import door
from tests.practice.giving import give
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.common.models import AuditEvent
from troth.practice.people.states import Stage
from troth.practice.programme import actions, giving, rules
from troth.practice.programme.models import Clearance, Comment, Run
from troth.practice.programme.previews import parts_of
from troth.practice.programme.states import RunState

TOKEN = re.compile(r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"')
FIRST, LATER = "time-out", "dreams-within-conflict"
ASKED = load_library().exercise(FIRST).asked


def page_of(actor, address):
    return actor.client.get(address).content.decode()


def form(slug=FIRST, **others):
    return {"reason": "You asked for it", "thought_of": list(load_library().exercise(slug).asked), **others}


def address_to_give(couple, slug=FIRST):
    return f"/couples/{couple.pk}/exercises/give/{slug}/"


@pytest.mark.parametrize("ticked", [(), ASKED[1:], ("Something else",)])
def test_nothing_is_given_before_each_point_was_thought_of(dana, couple, ticked):
    assert len(ASKED) > 1
    with pytest.raises(Refused, match="Tick each point"):
        actions.assign_exercise(actor=dana.viewer, couple=couple, slug=FIRST, reason="", thought_of=ticked)
    assert not Run.objects.exists()


def test_what_comes_first_is_given_first(dana, couple):
    with pytest.raises(Refused, match="“A pause with a return” comes first"):
        give(dana, couple, LATER)
    assert not Run.objects.exists()


def test_another_way_needs_a_reason_that_clinicians_alone_read(dana, alice, bob, couple):
    run = give(dana, couple, LATER, despite="They have learned it elsewhere.")
    kept = giving.thought_of(dana.viewer, run)
    assert (kept.by, kept.despite) == ("Dana", "They have learned it elsewhere.")
    assert kept.thought_of == list(load_library().exercise(LATER).asked)
    for partner in (alice, bob):
        read = page_of(partner, f"/exercise/{run.pk}/") + page_of(partner, "/today/")
        assert "They have learned it elsewhere." not in read


def test_after_what_comes_first_nothing_stands_in_the_way(dana, couple):
    run = give(dana, couple, FIRST)
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE)
    assert rules.unmet(couple.pk, load_library().exercise(LATER)) == []
    assert give(dana, couple, LATER).exercise == LATER


def test_no_page_of_a_partner_holds_anything_of_what_was_thought_of(dana, alice, bob, couple):
    run = give(dana, couple, LATER, despite="One")
    addresses = ["/today/", "/together/", f"/exercise/{run.pk}/"]

    def looks():
        return [TOKEN.sub("", page_of(one, address)) for one in (alice, bob) for address in addresses]

    before = looks()
    Clearance.objects.all().delete()
    assert looks() == before


def test_nothing_new_is_given_where_the_work_has_ended(dana, couple):
    couple.stage = Stage.ENDED
    couple.save()
    answered = dana.client.post(address_to_give(couple), form())
    assert (answered.status_code, Run.objects.exists()) == (409, False)
    assert "You asked for it" in answered.content.decode()
    assert "has ended, so nothing new is given" in answered.content.decode()


def test_a_day_that_has_passed_is_refused(dana, couple):
    with pytest.raises(Refused, match="This day has passed"):
        give(dana, couple, FIRST, due_on=clock.today() - dt.timedelta(days=1))


def test_both_read_the_wish_for_a_day_and_no_reproach_afterwards(dana, alice, bob, couple):
    door.open_the_door(dana, couple, (alice, bob))
    run = give(dana, couple, FIRST, due_on=clock.today())
    for partner in (alice, bob):
        assert "If you can, by" in page_of(partner, f"/exercise/{run.pk}/")
    Run.objects.update(due_on=clock.today() - dt.timedelta(days=3))
    for partner in (alice, bob):
        page = page_of(partner, f"/exercise/{run.pk}/")
        assert ("Whenever you are ready." in page, "If you can, by" in page) == (True, False)


def test_the_page_shows_what_to_think_of_and_gives_it(dana, couple):
    address = address_to_give(couple)
    shown = page_of(dana, address)
    assert [text for text in ASKED if escape(text) not in shown] == []
    assert dana.client.post(address, form()).url == f"/couples/{couple.pk}/exercises/"
    assert Run.objects.get().reason == "You asked for it"
    again = dana.client.post(address, form())
    assert again.status_code == 409
    assert "This couple has this exercise already." in again.content.decode()


def test_what_was_typed_stays_when_it_is_refused(dana, couple):
    refused = dana.client.post(address_to_give(couple), form(thought_of=[]))
    assert refused.status_code == 409
    page = refused.content.decode()
    assert ("You asked for it" in page, "Tick each point" in page) == (True, True)
    assert not Run.objects.exists()


def test_the_page_says_what_comes_first_and_takes_the_reason(dana, couple):
    address = address_to_give(couple, LATER)
    assert "Something comes first" in page_of(dana, address)
    assert dana.client.post(address, form(LATER)).status_code == 409
    assert dana.client.post(address, form(LATER, despite="They know it")).status_code == 302


def test_the_shelf_is_ordered_by_theme_and_can_be_searched(dana, couple):
    everything = [one.exercise.id for _, offers in giving.shelf(dana.viewer.practice_id) for one in offers]
    active = [one.id for one in load_library().exercises.values() if one.status == "active"]
    assert sorted(everything) == sorted(active)
    assert [label for label, _ in giving.shelf(dana.viewer.practice_id)][:2] == [
        "Communication",
        "Healing past wounds",
    ]
    assert [
        one.exercise.id
        for _, offers in giving.shelf(dana.viewer.practice_id, "PAUSE return")
        for one in offers
    ] == [FIRST]
    assert "Nothing found" in page_of(dana, f"/couples/{couple.pk}/exercises/?look_for=zzz")


def test_a_link_leads_to_each_theme_of_the_shelf(dana, couple):
    for address in ("/exercises/", f"/couples/{couple.pk}/exercises/"):
        page = page_of(dana, address)
        targets = re.findall(r'href="#(theme-\d+)"', page)
        assert targets == re.findall(r'<h2 id="(theme-\d+)"', page)
        assert len(targets) == len(giving.shelf(dana.viewer.practice_id)) > 1


def test_the_shelf_says_what_was_done_before(dana, couple):
    run = give(dana, couple, FIRST)
    address = f"/couples/{couple.pk}/exercises/"
    assert "on the way" in page_of(dana, address)
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE)
    assert "done before" in page_of(dana, address)


@pytest.mark.parametrize("slug", load_library().exercises)
def test_every_exercise_can_be_read_as_each_partner_sees_it(dana, slug):
    exercise = load_library().exercise(slug)
    for part in parts_of(exercise):
        page = page_of(dana, f"/exercises/{slug}/{part.side}/")
        titles = [escape(step.title) for step in part.steps]
        assert [title for title in titles if title not in page] == []


@pytest.mark.parametrize(
    "address", ["/exercises/time-out/c/", "/exercises/time-out/b/", "/exercises/none/a/"]
)
def test_there_is_no_preview_of_what_is_not_there(dana, address):
    assert dana.client.get(address).status_code == 404


@pytest.mark.parametrize("who", ["alice", "frank"])
def test_only_those_who_give_care_read_the_shelf(request, who):
    client = request.getfixturevalue(who).client
    assert [client.get(path).status_code for path in ("/exercises/", "/exercises/time-out/a/")] == [404, 404]


def test_both_read_a_comment_until_it_is_taken_back(dana, alice, bob, begun):
    page = f"/couples/{begun.couple_id}/exercises/{begun.pk}/"
    assert dana.client.post(f"{page}comment/", {"text": "You stayed with it."}).url == page
    said = Comment.objects.get()
    for reader, address in ((alice, f"/exercise/{begun.pk}/"), (bob, f"/exercise/{begun.pk}/"), (dana, page)):
        assert "You stayed with it." in page_of(reader, address)
    assert dana.client.post(f"{page}comment/{said.pk}/back/").url == page
    for reader, address in ((alice, f"/exercise/{begun.pk}/"), (bob, f"/exercise/{begun.pk}/"), (dana, page)):
        assert "You stayed with it." not in page_of(reader, address)
    assert dana.client.post(f"{page}comment/{said.pk}/back/").status_code == 404


def test_a_comment_needs_words_and_leaves_what_was_there(dana, begun):
    page = f"/couples/{begun.couple_id}/exercises/{begun.pk}/"
    refused = dana.client.post(f"{page}comment/", {"text": "  "})
    assert (refused.status_code, Comment.objects.count()) == (409, 0)
    assert "Write a few words first." in refused.content.decode()


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "erin", "frank"])
def test_nobody_else_comments(request, begun, who):
    client = request.getfixturevalue(who).client
    page = f"/couples/{begun.couple_id}/exercises/{begun.pk}/comment/"
    assert client.post(page, {"text": "Mine"}).status_code == 404
    assert not Comment.objects.exists()


def test_a_comment_lies_encrypted_and_its_event_holds_no_words(dana, begun):
    actions.comment(actor=dana.viewer, run=begun, text="You stayed with it.")
    said = Comment.objects.get()
    assert said.data_key_id == begun.couple.data_key_id
    events = AuditEvent.objects.filter(event="exercise.commented")
    assert [event.facts for event in events] == [{"comment": str(said.pk)}]
