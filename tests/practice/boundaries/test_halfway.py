"""Both sides point by point, and a wording made of the parts that somebody ticked."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.boundaries import story
from tests.practice.boundaries.story import PHONES, TOPIC, in_days
from troth.practice.boundaries import halfway, queries
from troth.practice.boundaries.halfway import Choice, built, pieces_of, points
from troth.practice.boundaries.models import Agreement
from troth.practice.boundaries.states import AgreementState, Way
from troth.practice.boundaries.terms import Term
from troth.practice.common.errors import Refused
from troth.practice.safety import actions as safety

URL = f"/agreements/topic/{TOPIC}/meet/"
NAMES = {"a": "Alice", "b": "Bob"}
SAID = {
    "a": story.side(
        need="I need calm", ask="No phones at table. Charge it in the hall.", offer="I cook", firm="must"
    ),
    "b": story.side(need="I need trust", ask="Ask me first", offer="Mine stays off\n\nI say so", firm="wish"),
}
PIECES = pieces_of(SAID)


def words_of(*picked, way=Way.PLAIN, **more):
    return [(one.whose, one.words) for one in built(PIECES, Choice(picked, way, **more))]


def test_what_one_asks_for_stands_beside_what_the_other_offers():
    needs, alice_asks, bob_asks = points(SAID, NAMES)
    assert [half.words[0] for half in needs.halves] == ["I need calm", "I need trust"]
    assert alice_asks.heading == "What Alice asks for, and what Bob offers"
    told = [
        [(half.name, half.firm, [piece.words for piece in half.pieces]) for half in point.halves]
        for point in (alice_asks, bob_asks)
    ]
    assert told == [
        [
            ("Alice", "a must for me", ["No phones at table.", "Charge it in the hall."]),
            ("Bob", "", ["Mine stays off", "I say so"]),
        ],
        [("Bob", "a wish", ["Ask me first"]), ("Alice", "", ["I cook"])],
    ]


def test_a_part_that_is_asked_for_is_the_others_to_do_and_an_offer_is_ones_own():
    assert {piece.id: piece.whose for piece in PIECES.values()} == {
        "a-ask-0": "b",
        "a-ask-1": "b",
        "a-offer-0": "a",
        "b-ask-0": "a",
        "b-offer-0": "b",
        "b-offer-1": "b",
    }


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("At 7.30 p.m. we eat. Then we talk!", ["At 7.30 p.m. we eat.", "Then we talk!"]),
        ("One line\nanother line", ["One line", "another line"]),
        ("Écris-moi. Élise aussi.", ["Écris-moi.", "Élise aussi."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_and_lines_become_pieces(text, pieces):
    found = pieces_of({"a": {**SAID["a"], "ask": text, "offer": ""}, "b": {}})
    assert [piece.words for piece in found.values()] == pieces


def test_each_way_makes_terms_of_what_was_ticked():
    assert words_of("a-ask-0", "b-ask-0") == [("b", "No phones at table."), ("a", "Ask me first")]
    assert words_of("a-ask-0", way=Way.TRY) == [("b", "For a try of two weeks: No phones at table.")]
    assert words_of("a-ask-0", "b-ask-0", way=Way.SWAP) == words_of("a-ask-0", "b-ask-0")
    assert words_of("a-ask-0", "b-ask-0", way=Way.TURNS) == [
        ("b", "In the first week, and then every second week: No phones at table."),
        ("a", "In the weeks between: Ask me first"),
    ]
    assert words_of("a-offer-0", "b-offer-0", way=Way.SPLIT, situations=("we eat", "guests come")) == [
        ("a", "When we eat: I cook"),
        ("b", "When guests come: Mine stays off"),
    ]
    assert words_of(question="What else?") == [
        ("both", "By the day we look at it again, each of us answers: “What else?”")
    ]


@pytest.mark.parametrize(
    ("picked", "way", "reason"),
    [
        ((), Way.PLAIN, "Tick at least one part that fits, or choose a question"),
        (("c-ask-0",), Way.PLAIN, "Tick at least one part that fits"),
        (("a-ask-0", "b-offer-0"), Way.SWAP, "something that each of you does"),
        (("a-ask-0",), Way.TURNS, "This way needs two parts"),
        (("a-ask-0", "b-ask-0"), Way.SPLIT, "Say for which situation"),
    ],
)
def test_a_way_that_needs_something_else_says_so(picked, way, reason):
    with pytest.raises(Refused, match=reason):
        words_of(*picked, way=way)


@given(picked=st.lists(st.sampled_from(sorted(PIECES)), unique=True), way=st.sampled_from(Way))
def test_nothing_becomes_a_term_that_was_not_ticked(picked, way):
    try:
        made = built(PIECES, Choice(picked, way, ("one", "two")))
    except Refused:
        return
    assert len(made) == len(picked)
    for term, one in zip(made, picked, strict=True):
        assert term.words.endswith(PIECES[one].words)
        assert (term.whose, term.id) == (PIECES[one].whose, "")


@pytest.mark.parametrize(
    ("firm", "words"),
    [
        (("must", "must"), "For each of you it is a must."),
        (("must", "wish"), "For Alice it is a must, and a must may stay. What would make it fair to Bob?"),
        (
            ("important", "must"),
            "For Bob it is a must, and a must may stay. What would make it fair to Alice?",
        ),
        (("wish", "wish"), "For each of you it is a wish."),
        (("wish", "important"), "It matters, and each of you can move a little."),
        (("important", "important"), "It matters, and each of you can move a little."),
    ],
)
def test_how_firm_each_is_asks_a_question_and_tells_nobody_to_give_way(firm, words):
    said = {side: {**SAID[side], "firm": one} for side, one in zip("ab", firm, strict=True)}
    told = halfway.bending(said, NAMES)
    assert told.startswith(words)
    assert not re.search(r"should|must give|has to", told)


def tick(actor, *picked, **more):
    return actor.client.post(URL, {"round": 1, "picked": picked, "way": "plain", "kind": "boundary", **more})


@pytest.mark.django_db
def test_the_page_shows_both_sides_and_how_near_both_marked(opened, alice, bob):
    body = alice.client.get(URL).content.decode()
    assert "What Alice asks for, and what Bob offers" in body
    assert "once both of you have marked" in body
    assert re.findall(r'type="checkbox"[^>]*', body) != []
    assert re.findall(r'type="checkbox"[^>]* checked', body) == [], "nothing is ticked for anybody"
    marks = dict.fromkeys(("need", "ask", "offer"), "alike")
    story.actions.mark_nearness(actor=bob.viewer, topic=TOPIC, marks=marks)
    assert "once both of you have marked" in alice.client.get(URL).content.decode()
    story.actions.mark_nearness(actor=alice.viewer, topic=TOPIC, marks=marks)
    assert "Both of you marked: the same." in alice.client.get(URL).content.decode()


@pytest.mark.django_db
def test_what_was_ticked_lands_in_the_form_and_from_there_in_an_agreement(opened, alice):
    page = tick(alice, "a-offer-0", "b-offer-0", way="try").content.decode()
    assert f'action="/agreements/topic/{TOPIC}/begin/boundary/"' in page
    assert page.count("For a try of two weeks: Mine stays in the hall") == 2
    assert f'name="end_on" value="{in_days(14).isoformat()}"' in page
    assert not Agreement.objects.exists(), "nothing is kept before it is put forward"
    sent = {"seen": 0, "start_on": in_days(0), "review_on": in_days(14), "end_on": in_days(14), "never": "on"}
    terms = {"words_0": "For a try of two weeks: Bob’s phone stays in the hall", "whose_0": "b"}
    answer = alice.client.post(f"/agreements/topic/{TOPIC}/begin/boundary/", {**sent, **terms})
    assert answer.status_code == 302
    assert Agreement.objects.get().state == AgreementState.TALKING


@pytest.mark.django_db
def test_beside_an_agreement_the_new_terms_follow_those_that_stand(talking, bob):
    page = tick(bob, "a-ask-0", way="plain").content.decode()
    assert f'action="/agreements/{talking.pk}/wording/"' in page
    assert re.findall(r'<textarea name="words_\d"[^>]*>\s*([^<]*)</textarea>', page)[:2] == [
        PHONES.words,
        "No phones at the table",
    ]
    assert 'name="seen" value="1"' in page


@pytest.mark.django_db
def test_one_for_one_says_that_it_is_in_good_faith(opened, alice):
    page = tick(alice, "a-ask-0", "b-ask-0", way="swap").content.decode()
    assert "One for one: each does their own part" in page


@pytest.mark.django_db
def test_openness_can_be_made_of_it_where_the_topic_allows(opened, alice):
    page = tick(alice, "b-offer-0", kind="transparency").content.decode()
    assert f'action="/agreements/topic/{TOPIC}/begin/transparency/"' in page
    assert 'name="about_0"' in page


@pytest.mark.django_db
def test_what_is_refused_keeps_what_was_ticked_and_typed(opened, alice):
    answer = tick(alice, "a-ask-0", way="split", first="we eat")
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "This way needs two parts" in body
    assert 'value="a-ask-0" id="id_a-ask-0" checked' in body
    assert 'value="we eat"' in body


@pytest.mark.django_db
def test_sides_that_were_written_anew_are_read_again_first(opened, alice, bob):
    for actor in (alice, bob):
        story.hand_in(actor, ask="Something else")
    answer = tick(alice, "a-ask-0")
    assert (answer.status_code, "Both sides were written anew" in answer.content.decode()) == (409, True)


@pytest.mark.django_db
def test_an_agreement_holds_only_so_many_terms(opened, alice):
    story.begin(alice, *(Term("", "both", f"Term {number}") for number in range(8)))
    answer = tick(alice, "a-ask-0")
    assert (answer.status_code, "That makes 9 terms" in answer.content.decode()) == (409, True)


@pytest.mark.django_db
def test_it_opens_only_with_both_sides_and_an_open_door(open_door, alice, bob, charlie):
    story.hand_in(alice)
    away = f"/agreements/topic/{TOPIC}/"
    assert [actor.client.get(URL).url for actor in (alice, bob)] == [away, away]
    story.hand_in(bob)
    assert alice.client.get(URL).status_code == 200
    safety.close_for_myself(actor=bob.viewer)
    assert [actor.client.get(URL).url for actor in (alice, bob, charlie)] == [away, away, away]
    assert queries.topic_page(alice.viewer, TOPIC).said == {}
