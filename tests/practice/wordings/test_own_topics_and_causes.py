"""A clinic words topics for agreements and causes anew: what was begun, released or agreed keeps its words."""

from __future__ import annotations

import pytest

from tests.practice import cast, door
from tests.practice.answering import answer
from tests.practice.boundaries import story
from tests.practice.wordings.story import page, texts, word
from troth.library import load_library
from troth.practice.boundaries import actions as boundaries
from troth.practice.boundaries.kinds import TOPIC
from troth.practice.boundaries.models import Position
from troth.practice.common.errors import Refused
from troth.practice.formulation import actions as formulation
from troth.practice.formulation import queries as formulations
from troth.practice.formulation.kinds import CAUSE
from troth.practice.instruments import actions as instruments
from troth.practice.people.queries import seats_of
from troth.practice.wordings import actions, queries
from troth.practice.wordings.models import OwnWording

PHONES = story.TOPIC
TITLE = load_library().boundary_topic(PHONES).title
QUESTION, EXAMPLE, WATCH = (
    words[0]
    for words in (
        load_library().boundary_topic(PHONES).questions,
        load_library().boundary_topic(PHONES).examples,
        load_library().boundary_topic(PHONES).watch_for,
    )
)
OURS, OUR_QUESTION = "Screens at our place", "What would I like a screen to do less of?"
TOPIC_WORDS = {TITLE: OURS, QUESTION: OUR_QUESTION}

BETRAYAL = load_library().cause("betrayal")
LABEL, OUR_LABEL = BETRAYAL.label, "A promise that broke"
WORK, OUR_WORK = "A pause with an agreed return", "Our pause, and back again"
NAMED, OUR_NAMED = "names a betrayal as something", "tells of a promise that broke as something"
CAUSE_WORDS = {f"label: {LABEL}": f"label: {OUR_LABEL}", WORK: OUR_WORK, NAMED: OUR_NAMED}


@pytest.fixture
def told(dana, alice, bob, couple):
    """Alice names a betrayal, Bob the way they talk; Dana begins the formulation and takes the betrayal in."""
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="private-intake")
    answer(alice, "private-intake", causes=["betrayal"], goal="improve")
    answer(bob, "private-intake", causes=["communication"], goal="improve")
    formulation.draft_formulation(actor=dana.viewer, couple=couple)
    formulation.accept_cause(actor=dana.viewer, couple=couple, cause_id="betrayal")
    return couple


def topic_page(actor):
    return page(actor, f"/agreements/topic/{PHONES}/")


def test_a_topic_is_read_in_the_words_of_the_practice_by_its_couples_alone(dana, alice, charlie, erin):
    gus = cast.partners(erin, "Gus", "Hana")[1]
    before = topic_page(gus)
    word(dana, TOPIC, PHONES, TOPIC_WORDS)
    for actor in (alice, charlie):
        for words in (OURS, OUR_QUESTION):
            assert words in topic_page(actor)
        assert OURS in page(actor, "/agreements/")
    assert (QUESTION in before, QUESTION in topic_page(gus), OUR_QUESTION in topic_page(gus)) == (
        True,
        True,
        False,
    )


def test_whoever_has_begun_keeps_the_questions_they_began_with_and_the_other_learns_nothing(
    dana, alice, bob, couple
):
    boundaries.save_position(actor=alice.viewer, topic=PHONES, said=story.side())
    word(dana, TOPIC, PHONES, TOPIC_WORDS)
    boundaries.save_position(actor=alice.viewer, topic=PHONES, said=story.side(need="I need calm"))
    assert Position.objects.get().content_hash == load_library().boundary_topic(PHONES).content_hash
    assert (QUESTION in topic_page(alice), OUR_QUESTION in topic_page(alice)) == (True, False)
    assert (QUESTION in topic_page(bob), OUR_QUESTION in topic_page(bob)) == (False, True)
    boundaries.save_position(actor=bob.viewer, topic=PHONES, said=story.side())
    actions.use_wording(actor=dana.viewer, kind=TOPIC, slug=PHONES, number=0)
    assert (QUESTION in topic_page(bob), OUR_QUESTION in topic_page(bob)) == (False, True)


def test_an_agreement_goes_by_what_the_practice_calls_its_topic_and_its_terms_stay(dana, alice, bob, couple):
    door.open_the_door(dana, couple, (alice, bob))
    for actor in (alice, bob):
        story.hand_in(actor)
    standing = story.both_sign(story.begin(alice), alice, bob)
    word(dana, TOPIC, PHONES, TOPIC_WORDS)
    for actor, address in (
        (alice, f"/agreements/{standing.pk}/"),
        (dana, f"/couples/{couple.pk}/agreements/"),
    ):
        shown = page(actor, address)
        assert (OURS in shown, TITLE in shown) == (True, False)
    assert story.PHONES.words in page(bob, f"/agreements/{standing.pk}/")


def test_openness_can_be_worded_into_no_topic(dana, alice):
    closed = next(one.id for one in load_library().boundary_topics.values() if not one.openness)
    files = texts(dana, TOPIC, closed, {"title: ": "openness: true\ntitle: "})
    item, (problem,) = queries.read(dana.viewer.practice_id, TOPIC, closed, files)
    assert (item, problem.file) == (None, f"content/boundary_topics/{closed}/words.en.yaml")
    assert '"openness" is not a field that belongs here' in problem.message
    structure = load_library().boundary_topic(closed).files["topic.yaml"].replace("}", ',"openness":true}')
    with pytest.raises(Refused, match=r'"topic\.yaml" stays as it came with Troth'):
        actions.save_wording(
            actor=dana.viewer,
            kind=TOPIC,
            slug=closed,
            files={**texts(dana, TOPIC, closed, {}), "topic.yaml": structure},
            note="Open",
            begun_from=0,
        )
    assert not OwnWording.objects.exists()


@pytest.mark.parametrize(
    ("kind", "slug", "old", "new", "message"),
    [
        (TOPIC, PHONES, "watch_for:", "watch:", "watch"),
        (
            CAUSE,
            "betrayal",
            "  named: ",
            "  names: ",
            'The words for "named" are missing under "indicators".',
        ),
        (CAUSE, "betrayal", "  time-out: ", "  day-out: ", 'There are words for "day-out" under "suggests"'),
        (CAUSE, "betrayal", "label: ", "label: <b>", "There is HTML in the text"),
    ],
)
def test_what_is_broken_is_never_kept_and_is_named_with_its_file(dana, kind, slug, old, new, message):
    files = texts(dana, kind, slug, {old: new})
    item, problems = queries.read(dana.viewer.practice_id, kind, slug, files)
    place = f"content/{kind.folder}/{slug}/words.en.yaml"
    assert item is None
    assert any(message in one.message and one.remedy and one.file == place and one.line for one in problems)
    sent = {**files, "note": "x", "begun_from": 0, "keep": "1"}
    answered = dana.client.post(f"/{kind.folder}/{slug}/word/", sent)
    assert (answered.status_code, OwnWording.objects.exists()) == (409, False)


def test_a_cause_is_told_in_the_words_of_the_practice_and_counts_as_before(dana, alice, told):
    def lines():
        choices = formulations.formulation_page(dana.viewer, told.pk).choices
        return {one.id: one.line for one in choices}

    before = lines()
    word(dana, CAUSE, "betrayal", CAUSE_WORDS)
    after = lines()
    assert after["betrayal"].cause.label == OUR_LABEL
    assert [one.agreement for one in after.values()] == [one.agreement for one in before.values()]
    assert [one.id for one in after["betrayal"].cause.indicators] == [one.id for one in BETRAYAL.indicators]
    shown = page(dana, f"/couples/{told.pk}/formulation/")
    assert (OUR_LABEL in shown, OUR_NAMED[1:] in shown, NAMED[1:] in shown) == (True, True, False)
    labels = [work.label for part in formulations.suggestion_for(dana.viewer, told) for work in part.work]
    assert (OUR_WORK in labels, WORK in labels) == (True, False)


def test_what_was_released_to_a_partner_keeps_its_words(dana, alice, erin, told):
    side = seats_of(told.pk)[0]
    formulation.prepare_view(
        actor=dana.viewer, couple=told, side=side.side, text="How I see it", cause_ids=["betrayal"]
    )
    formulation.release_view(actor=dana.viewer, couple=told, seat=side)
    word(dana, CAUSE, "betrayal", CAUSE_WORDS)
    shown = page(alice, "/understanding/")
    assert (LABEL in shown, OUR_LABEL in shown) == (True, False)
    formulation.release_view(actor=dana.viewer, couple=told, seat=side)
    assert OUR_LABEL in page(alice, "/understanding/")
    assert queries.library_for(erin.viewer.practice_id).cause("betrayal").label == LABEL
