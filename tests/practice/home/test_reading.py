"""The pages of articles: what fits, what is found, what stands beside a text, and that none of it tells."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.urls import reverse

from tests.practice import door
from tests.practice.formulation.story import proposes, sign
from tests.practice.giving import give
from troth.library import load_library
from troth.practice.formulation import actions as formulation
from troth.practice.people.queries import seats_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

FITS = "Fits what you work on"
REPAIR = {"repair": {"words": "One step at a time", "work": []}}
TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
TITLE = re.compile(r"<title>(.*?)</title>")


def page(actor, path: str = "/reading/") -> str:
    answer = actor.client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def fits(actor) -> list[str]:
    """Return the articles that are said to fit, by name."""
    _, _, after = page(actor).partition(FITS)
    return re.findall(r'href="/reading/([a-z-]+)/"', after.partition("</section>")[0])


def listed(text: str) -> list[str]:
    return re.findall(r'href="/reading/([a-z-]+)/"', text)


def look_for(actor, words: str):
    return actor.client.post("/reading/", {"words": words})


def understand(dana, couple) -> None:
    """Let Dana take in the betrayal and prepare a view for each, without releasing it."""
    formulation.draft_formulation(actor=dana.viewer, couple=couple)
    formulation.accept_cause(actor=dana.viewer, couple=couple, cause_id="betrayal")
    for side in ("a", "b"):
        formulation.prepare_view(
            actor=dana.viewer, couple=couple, side=side, text="For you", cause_ids=["betrayal"]
        )


def test_both_articles_are_listed_by_topic_with_the_minutes_they_take(alice, dana):
    text = page(alice)
    assert listed(text) == ["pebbles", "lanterns"]
    assert re.findall(r'<h2 id="topic-\d">(.*?)</h2>', text) == ["Trust", "Talking and listening"]
    assert "4 minutes" in text
    assert FITS not in text
    assert "for: A betrayal" in page(dana)
    assert "A betrayal" not in text


def test_a_cause_fits_once_it_is_released_and_for_that_partner_alone(dana, couple, alice, bob):
    understand(dana, couple)
    assert (fits(alice), fits(bob)) == ([], [])
    before = page(bob)
    seat = seats_of(couple.pk)[0]
    formulation.release_view(actor=dana.viewer, couple=couple, seat=seat)
    assert (fits(alice), fits(bob)) == (["pebbles"], [])
    assert TOKEN.sub("", page(bob)) == TOKEN.sub("", before)
    formulation.withdraw_view(actor=dana.viewer, couple=couple, seat=seat)
    assert fits(alice) == []


def test_a_plan_fits_once_all_have_signed_it(dana, couple, alice, bob):
    door.see_alone(dana, couple)
    door.screen(dana, couple, (alice, bob))
    plan = proposes(dana, couple, **REPAIR)
    sign(plan, alice, dana)
    assert (fits(alice), fits(bob)) == ([], [])
    sign(plan, bob)
    assert (fits(alice), fits(bob)) == (["lanterns"], ["lanterns"])


def test_what_fits_is_not_listed_a_second_time(dana, couple, alice):
    understand(dana, couple)
    formulation.release_view(actor=dana.viewer, couple=couple, seat=seats_of(couple.pk)[0])
    assert listed(page(alice)) == ["pebbles", "lanterns"]


def test_a_search_finds_by_words_and_says_where_there_are_none(alice):
    found = look_for(alice, "slowly").content.decode()
    assert listed(found) == ["lanterns"]
    assert 'value="slowly"' in found
    assert "Nothing found" in look_for(alice, "<b>xyz</b>").content.decode()


@pytest.mark.parametrize(
    ("words", "told"), [("  ", "Write at least one word"), ("x" * 81, "at most 80 char")]
)
def test_a_search_that_cannot_be_made_says_why_and_keeps_the_list(alice, words, told):
    answer = look_for(alice, words)
    assert answer.status_code == 409
    assert told in answer.content.decode()
    assert listed(answer.content.decode()) == ["pebbles", "lanterns"]


def test_what_is_looked_for_stays_out_of_the_address(alice):
    assert listed(page(alice, "/reading/?words=slowly")) == ["pebbles", "lanterns"]
    assert '<form method="post" action="/reading/"' in page(alice)


def test_an_article_shows_its_text_its_sources_and_what_goes_with_it(alice):
    text = page(alice, "/reading/pebbles/")
    assert "<h1>Pebbles in a jar</h1>" in text
    assert "by Troth contributors · not reviewed by a clinician yet" in text
    assert "Stone (2001)" in text
    assert "stated by the source itself" in text
    assert "Nobody has counted the pebbles yet" in text
    assert listed(text.partition("Read on")[2]) == ["lanterns"]
    assert "reviewed by Dr. Ada Field, 2 October 2026" in page(alice, "/reading/lanterns/")


def test_a_draft_is_not_there(alice, dana):
    assert load_library().article("embers").status == "draft"
    for actor in (alice, dana):
        nothing = actor.client.get("/reading/nothing/")
        draft = actor.client.get("/reading/embers/")
        assert (draft.status_code, draft.content) == (404, nothing.content)
        assert "embers" not in page(actor)


def test_every_link_of_an_article_leads_somewhere(alice):
    text = page(alice, "/reading/pebbles/")
    places = set(re.findall(r'href="#([\w-]+)"', text)) - {"main"}
    assert places == {"source-s1", "source-s2", "exercise-what-trust-means-to-me", "exercise-jar-of-days"}
    assert places <= set(re.findall(r'\bid="([\w-]+)"', text))
    assert 'href="../lanterns/"' in text


def test_an_exercise_leads_to_the_couples_own_while_the_door_is_open(dana, couple, alice, bob):
    door.open_the_door(dana, couple, (alice, bob))
    assert "Your therapist can give it to you." in page(alice, "/reading/pebbles/")
    run = give(dana, couple, "what-trust-means-to-me", reason="Now")
    own = f'href="{reverse("exercise", args=[run.pk])}"'
    assert own in page(alice, "/reading/pebbles/")
    assert own not in page(dana, "/reading/pebbles/")


def test_no_title_in_the_browser_says_what_is_read(alice):
    paths = ("/reading/", "/reading/pebbles/", "/reading/lanterns/")
    assert {TITLE.search(page(alice, path))[1] for path in paths} == {"Reading · Troth"}


def test_reading_and_looking_leave_no_trace(alice):
    def rows() -> dict[str, int]:
        return {model.__name__: model.objects.count() for model in apps.get_models()}

    before = rows()
    page(alice)
    page(alice, "/reading/pebbles/")
    look_for(alice, "slowly")
    assert rows() == before


def test_both_roles_find_the_way(alice, dana, couple):
    ways = [(alice, "/today/"), (alice, "/together/"), (alice, "/mine/"), (dana, f"/couples/{couple.pk}/")]
    for actor, path in ways:
        assert 'href="/reading/"' in page(actor, path).partition("<main")[2].partition("</main>")[0]
    assert 'href="/reading/"' in page(dana, "/caseload/").partition("<footer")[2]
