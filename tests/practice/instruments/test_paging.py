"""A long questionnaire goes page by page, loses nothing, and comes in another order for each partner."""

from __future__ import annotations

from html import unescape
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.practice.answering import calm
from troth.library import load_library
from troth.practice.instruments import answering, queries
from troth.practice.instruments.models import Response, Score
from troth.practice.instruments.paging import Path, pages_of
from troth.practice.instruments.personal_data import HOLDINGS

BATTERY = load_library().instrument("where-we-stand")
TODAY = {"trust_overall": 1, "content_with_us": 2, "better_with_us": 3, "want_a_future": 4, "put_in_work": 3}
WEIGHS = {
    "weighs_betrayal": 0,
    "weighs_earlier": 0,
    "weighs_insecurity": 0,
    "weighs_talking": 1,
    "weighs_conflict": 0,
}


@pytest.fixture
def alices(ask, copy_of, alice):
    """Alice's copy of the battery."""
    return copy_of(ask("where-we-stand"), alice)


@pytest.fixture
def turn(alice, alices):
    """Alice presses a button on a page; returns where it leads."""

    def _turn(number, button, **given):
        response = alice.client.post(f"{url(alices)}?page={number}", given | {button: "1"})
        return response.status_code, response.headers.get("Location", "").rpartition("?page=")[2]

    return _turn


def url(copy):
    return reverse("answer", args=[copy.pk])


def page(actor, copy, number=""):
    return unescape(actor.client.get(f"{url(copy)}?page={number}").content.decode())


def test_a_long_one_is_asked_part_by_part_and_a_short_one_at_once(alice, alices):
    first = page(alice, alices)
    assert "Part 1 of 9" in first
    assert first.count('name="trust_overall"') == 5
    assert 'name="weighs_betrayal"' not in first
    assert ('name="_next"' in first, 'name="_back"' in first, 'name="_send"' in first) == (True, False, False)
    for slug in ("trust-pulse", "private-intake", "private-check", "session-check-in", "injured-checklist"):
        assert len(pages_of(load_library().instrument(slug), turned=False)) == 1


def test_next_and_back_keep_what_was_chosen(alice, alices, turn):
    assert turn(1, "_next", **TODAY) == (302, "2")
    assert turn(2, "_back", weighs_betrayal=2) == (302, "1")
    assert queries.draft_answers(alices) == TODAY | {"weighs_betrayal": 2}
    assert 'name="_back"' in page(alice, alices, 2)


def test_next_stays_where_something_is_open_and_keeps_the_rest(alice, alices):
    response = alice.client.post(f"{url(alices)}?page=1", {"trust_overall": 1, "_next": "1"})
    assert response.status_code == 422
    assert response.content.decode().count("Please answer this one.") == 4
    assert queries.draft_answers(alices) == {"trust_overall": 1}


def test_back_asks_for_nothing(turn):
    turn(1, "_next", **TODAY)
    assert turn(2, "_back") == (302, "1")


def test_a_core_that_calls_for_more_leads_there_and_the_count_of_parts_stays(alice, alices, turn):
    turn(1, "_next", **TODAY)
    assert turn(2, "_next", **WEIGHS) == (302, "7")  # the four follow-ups are left out
    assert turn(2, "_next", **WEIGHS | {"weighs_betrayal": 1}) == (302, "3")
    more = page(alice, alices, 3)
    assert 'name="betrayal_kind"' in more
    assert "Part 2 of 9" in more
    assert "Part 3 of 9" in page(alice, alices, 7)


def test_it_goes_on_where_it_was_left(alice, alices, turn):
    turn(1, "_next", **TODAY)
    turn(2, "_later", weighs_betrayal=1)
    assert 'name="weighs_earlier"' in page(alice, alices)
    assert 'name="trust_overall"' in page(alice, alices, 1)


def test_both_see_the_middle_in_another_order(ask, copy_of, alice, bob):
    asked = ask("where-we-stand")
    alices, bobs = copy_of(asked, alice), copy_of(asked, bob)
    assert 'name="weighs_betrayal"' in page(alice, alices, 2)
    assert 'name="pictures_come"' in page(bob, bobs, 2)
    for actor, copy in ((alice, alices), (bob, bobs)):
        assert 'name="trust_overall"' in page(actor, copy, 1)
        assert 'name="small_kindness"' in page(actor, copy, 14)


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_from_the_first_page_to_the_last_everything_is_kept_and_sent(ask, copy_of, name, request):
    actor = request.getfixturevalue(name)
    copy = copy_of(ask("where-we-stand"), actor)
    answers = calm("where-we-stand", weighs_betrayal=3, good_about_us="We laugh")
    where, seen = f"{url(copy)}?page=1", []
    while "?page=" in where:
        shown = actor.client.get(where).content.decode()
        given = {item: value for item, value in answers.items() if f'name="{item}"' in shown}
        seen.append(given.keys())
        button = "_send" if 'name="_send"' in shown else "_next"
        where = actor.client.post(where, given | {button: "1"}).headers["Location"]
    assert where == reverse("answers", args=[copy.round_id])
    assert Response.objects.get().answers == answers
    assert all(one.isdisjoint(other) for one, other in pairwise(seen))
    assert Score.objects.get(scale="betrayal").value == 3.0


def test_sending_with_a_gap_shows_the_page_that_has_it(alice, alices, turn):
    given = calm("where-we-stand", weighs_betrayal=0)
    for number in range(2, 14):
        alice.client.post(f"{url(alices)}?page={number}", given | {"_later": "1"})
    response = alice.client.post(f"{url(alices)}?page=14", given | {"_send": "1"})
    assert response.status_code == 422
    assert response.content.decode().count("Please answer this one.") == 5
    assert "Part 1 of 9" in response.content.decode()
    assert Response.objects.get().submitted_at is None


def test_an_older_tab_takes_nothing_back(alice, alices, turn):
    turn(1, "_next", **TODAY)
    turn(1, "_later")  # a tab in which nothing was chosen yet
    assert queries.draft_answers(alices) == TODAY


def test_an_older_tab_keeps_answers_that_are_no_longer_asked(alices, turn, dana, alice):
    turn(2, "_next", **WEIGHS | {"weighs_betrayal": 2})
    turn(2, "_next", **WEIGHS)
    turn(3, "_later", betrayal_kind=["lies"], over="no")
    kept = queries.draft_answers(alices)
    assert (kept["betrayal_kind"], kept["over"]) == (["lies"], "no")
    assert "over" not in BATTERY.counted(kept)


def test_a_number_from_nowhere_finds_a_page(alice, alices):
    assert "Part 1 of 9" in page(alice, alices, "0")
    assert "Part 1 of 9" in page(alice, alices, "one")
    assert "Part 3 of 9" in page(alice, alices, 3)  # a follow-up nobody called for: the next page


def test_a_stale_token_leads_back_to_the_same_page(alice, alices):
    client = Client(enforce_csrf_checks=True)
    client.cookies = alice.client.cookies
    response = client.post(f"{url(alices)}?page=2", {"weighs_betrayal": 2, "_next": "1"})
    assert response.status_code == 403
    assert f'action="{url(alices)}?page=2"' in response.content.decode()


def test_what_is_not_asked_is_neither_read_nor_lost(ask, send, alice, dana):
    asked = ask("where-we-stand")
    answers = calm("where-we-stand", weighs_betrayal=3) | {"weighs_betrayal": 0, "over": "no"}
    send(asked, alice, answers)
    read = {item.item_id for item in queries.visible_answers(dana.viewer, asked.pk)["a"]}
    assert "weighs_betrayal" in read
    assert "over" not in read
    assert Response.objects.get().answers["over"] == "no"
    (sheet,) = next(each for each in HOLDINGS if each.model == "instruments.Response").export(alice.person.pk)
    own = {each["question"] for each in sheet["answers"]}
    assert BATTERY.item("over").text in own


def test_reading_keeps_the_order_of_the_content_under_its_headings(ask, send, bob, dana, couple):
    asked = ask("where-we-stand")
    send(asked, bob, calm("where-we-stand", weighs_betrayal=0))
    read = queries.visible_answers(dana.viewer, asked.pk)["b"]
    order = [item.id for item in BATTERY.items]
    assert [item.item_id for item in read] == sorted((item.item_id for item in read), key=order.index)
    shown = unescape(dana.client.get(f"/couples/{couple.pk}/answers/{asked.pk}/").content.decode())
    places = [shown.index(f"<h3>{section.title}</h3>") for section in BATTERY.sections if section.place]
    assert places == sorted(places)
    assert "<h3>Through the other's eyes</h3>" in unescape(
        bob.client.get(f"/answers/{asked.pk}/").content.decode()
    )


def any_answer(item):
    values = [option.value for option in item.options]
    if item.kind == "choices":
        return st.lists(st.sampled_from(values), min_size=1, unique=True)
    return st.sampled_from(values) if values else st.just("Some words.")


ANSWERS = st.fixed_dictionaries({}, optional={item.id: any_answer(item) for item in BATTERY.items})


@settings(deadline=None)  # speed is measured in the benchmarks
@given(ANSWERS, st.booleans())
def test_whatever_is_answered_the_pages_ask_what_is_asked_and_nothing_else(answers, turned):
    path = Path(BATTERY, answers, turned=turned)
    shown = [item.id for page in path.pages for item in page.shown(path.counted)]
    assert sorted(shown) == sorted(item.id for item in BATTERY.asked(answers))
    missing = [item.id for item in answering.missing(BATTERY, answers)]
    gaps = [name for page in path.pages for name in path.gaps_on(page)]
    assert sorted(gaps) == sorted(missing)
    assert not set(missing) - {item.id for item in path.asked if item.required}


@settings(deadline=None)  # speed is measured in the benchmarks
@given(ANSWERS, st.booleans())
def test_next_and_back_walk_the_same_pages(answers, turned):
    path = Path(BATTERY, answers, turned=turned)
    for one, other in pairwise(path.pages):
        assert (path.after(one), path.before(other)) == (other, one)
    assert (path.before(path.pages[0]), path.after(path.pages[-1])) == (None, None)
    assert {page.parts for page in path.pages} == {9}
