"""What was found: the charts hold what their tables hold, the checklist tells what is left, and the plan's next step."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from tests.practice import door
from tests.practice.answering import answer
from tests.practice.formulation.story import CALM_WORK, TALK_WORK, proposes, releases, scores, sign
from tests.practice.paper_text import text_of
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.common.paper import drawn
from troth.practice.formulation import actions, checklist, feedback, feedback_actions, papers, standing
from troth.practice.formulation.aloud import mark, whose
from troth.practice.formulation.charts import apart
from troth.practice.formulation.models import ReleasedView
from troth.practice.formulation.states import Agenda, Phase
from troth.practice.formulation.suggesting import NextStep, next_step
from troth.practice.formulation.understanding import understanding
from troth.practice.instruments import actions as instruments
from troth.practice.instruments.evidence import ScoreFact
from troth.practice.people.models import Seat
from troth.practice.privacy.states import Audience

ON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
WORDS = load_library().instrument("where-we-stand").content_hash


def fact(side, scale, value, *, audience="therapist", awaited=False):
    return ScoreFact(
        uuid4(), uuid4(), audience, "limited-secrets", False, ON, None, None,
        side, "where-we-stand", scale, value, 0, 4, ON, WORDS, awaited,
    )  # fmt: skip


@pytest.fixture
def told(dana, alice, bob, couple):
    """Both named causes; Alice often checks."""
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="private-intake")
    answer(alice, "private-intake", causes=["betrayal"], goal="improve")
    answer(bob, "private-intake", causes=["communication"], goal="decide")
    scores(alice, couple, checking=3, attunement=1.5, feeling_heard=2, overall_trust=1)
    scores(bob, couple, attunement=3, overall_trust=2.5)
    return couple


def pictures(dana, couple):
    return feedback.feedback_page(dana.viewer, couple.pk).pictures


def test_the_profile_holds_both_views_of_each_cause_and_no_sum(told, dana):
    profile = pictures(dana, told).profile
    # Alice names it (3 · 1) and checks at 3 of 4, half the way beyond the middle (1 · 0.5): 3.5 / 4.
    assert profile.head == ["From 0 to 1", "May be said", "Alice", "Bob"]
    assert ["A betrayal", "no", "0.88", "0.00"] in profile.rows
    assert len(profile.rows) == 5
    points = {(one["about"], one["who"]): one["value"] for one in profile.spec["data"]["values"]}
    assert (points["A betrayal", "Alice"], points["A betrayal", "Bob"]) == (0.88, 0.0)
    assert {who for _, who in points} == {"Alice", "Bob"}


def test_how_heard_and_met_each_feels_stands_apart(told, dana):
    found = pictures(dana, told)
    assert found.met.rows == [["Feeling heard", "no", "2.0", "–"], ["Attunement", "no", "1.5", "3.0"]]
    assert "Attunement" not in {row[0] for row in found.standing.rows}


def test_without_answers_nothing_is_drawn(dana, couple):
    found = pictures(dana, couple)
    assert (found.standing, found.met, found.seeing, found.profile, found.trust.spec) == (None,) * 5


def test_a_line_is_marked_by_who_can_read_it():
    assert mark(True, "Alice") == (Audience.COUPLE, "May be said: both can read it")
    assert mark(False, "Alice") == (Audience.THERAPIST, "Private of Alice")
    assert mark(False, "Alice", "Bob").words == "Private of Alice and of Bob"
    assert whose({"Alice": True, "Bob": True}) == "yes"
    assert whose({"Alice": False, "Bob": True}) == "only Bob’s"
    assert (whose({"Alice": False, "Bob": False}), whose({})) == ("no", "no")


def test_a_number_is_open_when_both_can_read_it_and_none_is_awaited():
    shared, private = (fact("a", "faith", 3, audience=audience) for audience in ("couple", "therapist"))
    assert (shared.is_open, private.is_open) == (True, False)
    assert not fact("a", "faith", 3, audience="couple", awaited=True).is_open


def test_where_each_answers_highest_is_a_sentence_each_and_leaves_distrust_out():
    facts = [
        fact("a", "doubt", 4),
        fact("a", "faith", 3),
        fact("a", "intimacy", 1),
        fact("a", "commitment", 3.5),
    ]
    (said,) = standing.highest(facts, {"a": "Alice", "b": "Bob"})
    assert said.words == "Alice answers highest on commitment (3.5) and faith (3.0), of 4."
    assert said.mark.words == "Private of Alice"


def test_own_answers_are_told_in_plain_words():
    facts = [
        fact("a", "faith", 3),
        fact("a", "intimacy", 1),
        fact("a", "commitment", 3.5),
        fact("b", "faith", 0),
    ]
    assert standing.in_plain_words(facts, "a") == [
        "Your answers are highest here: wanting a future (3.5 of 4) and being cared for (3.0 of 4).",
        "They are lowest here: being close (1.0 of 4).",
    ]
    assert standing.in_plain_words(facts[:1], "a") == ["You gave much the same answer to all of it."]
    assert standing.in_plain_words(facts, "c") == []
    assert set(standing.PLAIN) == set(standing.SCALES)


def test_the_next_step_is_the_first_work_that_is_not_done():
    phases = {"stability": CALM_WORK, "understand": TALK_WORK}
    assert next_step(phases, set()) == NextStep(Phase.STABILITY, "A pause with an agreed return")
    assert next_step(phases, {"time-out"}) == NextStep(Phase.UNDERSTAND, "What trust means")
    assert next_step(phases, {"time-out", "what-trust-means-to-me"}) is None
    assert next_step({"repair": {"words": "One talk a week", "work": []}}, set()) == NextStep(
        Phase.REPAIR, "One talk a week"
    )
    assert next_step({}, set()) is None


def test_the_checklist_tells_what_is_left_before_and_after(told, dana, alice, bob):
    def left():
        page = feedback.feedback_page(dana.viewer, told.pk)
        return [one.words for one in (*page.before, *page.after) if not one.done]

    assert left() == [
        "See Alice alone",
        "See Bob alone",
        "Read both private checks, once each has answered",
        "Work together is closed",
        "No agreement about secrets is in force",
        "Note that the session took place",
        "Release own words to Alice",
        "Release own words to Bob",
        "Put a plan before both",
        "Let all three sign it",
    ]
    door.open_the_door(dana, told, (alice, bob))
    releases(dana, told)
    feedback_actions.note_feedback_held(actor=dana.viewer, couple=told, held_on=clock.today())
    assert left() == [
        "No agreement about secrets is in force",
        "Put a plan before both",
        "Let all three sign it",
    ]
    plan = proposes(dana, told)
    assert left()[1:] == ["Let all three sign it"]
    sign(plan, alice, bob, dana)
    assert left() == ["No agreement about secrets is in force"]


def test_what_to_leave_out_follows_what_the_two_want(told, dana):
    page = dana.client.get(f"/couples/{told.pk}/feedback/").content.decode()
    assert [words for words in checklist.AVOID[Agenda.MIXED] if words not in page] == []
    assert set(checklist.AVOID) == set(Agenda)


def test_the_signed_plan_stands_in_place_of_the_suggestion(told, dana, alice, bob):
    door.open_the_door(dana, told, (alice, bob))
    releases(dana, told)
    before = text_of(papers.feedback_paper(dana.viewer, told.pk))
    assert ("Noplanisagreedyet" in before, "Theplanthatallthreesigned" in before) == (True, False)
    sign(proposes(dana, told), alice, bob, dana)
    after = text_of(papers.feedback_paper(dana.viewer, told.pk))
    assert ("Noplanisagreedyet" in after, "Theplanthatallthreesigned" in after) == (False, True)
    for text in (after, text_of(papers.understanding_paper(alice.viewer))):
        assert "Apausewithanagreedreturn" in text


def test_a_partner_reads_own_goals_and_shared_ones_on_page_and_paper(told, dana, alice, bob):
    releases(dana, told)
    for actor, text in ((alice, "To sleep through"), (bob, "To say it the same day")):
        goal = actions.word_goal(actor=actor.viewer, text=text)
        if actor is bob:
            actions.share_goal(actor=bob.viewer, goal=goal, audience=Audience.COUPLE)
    assert [(one.own, one.text) for one in understanding(alice.viewer).goals] == [
        (True, "To sleep through"),
        (False, "To say it the same day"),
    ]
    text = text_of(papers.understanding_paper(alice.viewer))
    assert "Yours:TosleepthroughReadbyonlyyou." in text
    assert "Bob:TosayitthesamedayReadbybothofyouandyourtherapist." in text


def test_own_trust_is_drawn_and_the_others_once_the_week_has_opened(told, dana, alice, bob):
    releases(dana, told)
    instruments.assign_instrument(actor=dana.viewer, couple=told, slug="trust-pulse")
    answer(alice, "trust-pulse")

    def drawn_for(actor):
        spec = understanding(actor.viewer).trust.spec
        return {one["who"] for one in spec["data"]["values"]} if spec else set()

    assert (drawn_for(alice), drawn_for(bob)) == ({"You"}, set())
    answer(bob, "trust-pulse")
    assert (drawn_for(alice), drawn_for(bob)) == ({"You", "Bob"}, {"Alice", "You"})
    assert understanding(alice.viewer).trust.expected_rows == []


def test_two_of_the_same_name_stay_apart_on_every_page_and_paper(told, dana, alice):
    Seat.objects.filter(couple=told).update(called="Alex")
    releases(dana, told)
    page = feedback.feedback_page(dana.viewer, told.pk)
    assert page.pictures.profile.head[2:] == ["Alex (1)", "Alex (2)"]
    who = {one["who"] for one in page.pictures.standing.spec["data"]["values"]}
    assert who == {"Alex (1)", "Alex (2)"}
    assert "Alex(1)answershighest" in text_of(papers.feedback_paper(dana.viewer, told.pk))
    assert dana.client.get(f"/couples/{told.pk}/").status_code == 200
    assert alice.client.get("/how-it-goes/").status_code == 200
    assert understanding(alice.viewer).answers.head[1].startswith("You, ")


def test_long_labels_go_on_below_and_the_legend_names_who_has_numbers():
    svg = drawn(apart([("A conflict that stays open", 1.0, None)], ("Alice", "Bob")))
    assert (">A conflict that<" in svg, ">stays open<" in svg, ">Bob<" in svg) == (True, True, False)
    assert "NaN" not in svg


def test_a_number_that_is_older_than_its_column_tells_its_own_day():
    earlier = fact("a", "faith", 2.0)._replace(answered_at=ON - dt.timedelta(days=30))
    found = standing.standing([fact("a", "overall_trust", 3.0), earlier], {"a": "Alice", "b": "Bob"})
    assert found.head == ["From 0 to 4", "Alice, 2 Mar 2026"]
    assert [row[1] for row in found.rows] == ["3.0", "2.0 (31 Jan 2026)"]


def test_two_of_the_same_name_are_two_steps_afterwards(told, dana, alice):
    Seat.objects.filter(couple=told).update(called="Sam")
    releases(dana, told)
    ReleasedView.objects.filter(couple=told).exclude(author_id=alice.person.pk).update(withdrawn_at=ON)
    words = [step.words for step in feedback.feedback_page(dana.viewer, told.pk).after]
    assert words[1:3] == ["Sam (1) can read own words from you", "Release own words to Sam (2)"]


def test_two_of_the_same_name_are_two_steps_before(told, dana):
    Seat.objects.filter(couple=told).update(called="Sam")
    words = [step.words for step in feedback.feedback_page(dana.viewer, told.pk).before]
    assert words[:2] == ["See Sam (1) alone", "See Sam (2) alone"]


def test_what_a_partner_left_out_is_not_to_be_said(told, dana):
    page = dana.client.get(f"/couples/{told.pk}/feedback/").content.decode()
    left_out = [part.split("</li>")[0] for part in page.split("has not answered")[1:]]
    assert left_out
    assert all("For you: not to be said" in part for part in left_out)
