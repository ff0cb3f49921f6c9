"""On paper stands what stands on its reader's page: the session for the care team, the understanding for its partner."""

from __future__ import annotations

import re

import pytest

from tests.library.importing.conftest import own_yaml
from tests.practice import cast, planting
from tests.practice.answering import answer
from tests.practice.formulation.story import confirms, releases, scores
from tests.practice.instruments.measuring import measure, summing_to
from tests.practice.paper_text import text_of
from tests.practice.planting_words import take_in
from troth.practice.common.errors import Absent
from troth.practice.common.models import AuditEvent
from troth.practice.formulation import actions, feedback, papers
from troth.practice.formulation.understanding import understanding
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import sharing_actions as sharing
from troth.practice.people.queries import seats_of
from troth.practice.privacy.states import PolicyKind

MINE = "/understanding/paper/"


def session(couple):
    return f"/couples/{couple.pk}/feedback/paper/"


@pytest.fixture
def told(dana, alice, bob, couple):
    """Both have written and answered; each reads what Dana released."""
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="private-intake")
    answer(alice, "private-intake", causes=["betrayal"], goal="improve", still_value="MARK-garden")
    answer(bob, "private-intake", causes=["betrayal"], goal="decide", still_value="MARK-laughing",
           what_happened="MARK-only-for-dana")  # fmt: skip
    scores(alice, couple, strengths=3.0, overall_trust=1.0, doubt=3.5, satisfaction=2.0)
    scores(bob, couple, strengths=2.5, overall_trust=3.0, expected_trust=3.0, expected_satisfaction=3.5)
    releases(dana, couple)
    return couple


def test_the_session_on_paper_holds_what_the_page_holds(told, dana):
    page = feedback.feedback_page(dana.viewer, told.pk)
    text = text_of(papers.feedback_paper(dana.viewer, told.pk))
    wanted = [
        "AliceandBob",
        "MARK-garden",
        "MARK-laughing",
        str(page.agenda.label),
        *(one.words for one in page.gaps),
    ]
    wanted += [cause.label for cause in page.causes] + [row[0] for row in page.pictures.standing.rows]
    wanted += [feedback.LIMITS, "Doubt", "see each partner alone first", "Forcliniciansonly."]
    assert [words for words in wanted if re.sub(r"\s", "", words) not in text] == []
    assert text.index("MARK-garden") < text.index(
        "Predictability" if "Predictability" in text else "Strengths"
    )
    assert text.count("Strengths") == 2, "once in the chart, once in its table"


def test_numbers_on_page_chart_and_paper_are_the_same(told, dana):
    page = feedback.feedback_page(dana.viewer, told.pk)
    drawn = {
        (one["about"], one["who"]): one["value"] for one in page.pictures.standing.spec["data"]["values"]
    }
    assert (drawn["Strengths", "Alice"], drawn["Strengths", "Bob"]) == (3.0, 2.5)
    assert ["Strengths", "no", "3.0", "2.5"] in page.pictures.standing.rows
    assert ["Doubt", "no", "3.5", "–"] in page.pictures.standing.rows
    assert ("Doubt", "Bob") not in drawn
    between = {
        (one["about"], one["who"]): one["value"] for one in page.pictures.seeing.spec["data"]["values"]
    }
    assert between["Alice: Trust,\nall in all", "says"] == 1.0
    assert between["Alice: Trust,\nall in all", "guess"] == 3.0


def test_measures_that_others_published_stand_on_the_session_s_page_and_paper_alone(told, dana, alice, bob):
    take_in(dana, "gad-7", own_yaml(7, 0, 3))
    for ago, value in ((4, 14), (1, 9)):
        measure(dana, told, "gad-7-en", ((alice, summing_to(value, 7)), (bob, [0] * 7)), ago=ago)
    page = dana.client.get(f"/couples/{told.pk}/feedback/").content.decode()
    text = text_of(papers.feedback_paper(dana.viewer, told.pk))
    assert ("Other measures" in page, "Othermeasures" in text) == (True, True)
    assert ("improved" in page, "improved" in text) == (True, True)
    for partner in (alice, bob):
        own = partner.client.get("/understanding/").content.decode()
        assert "improved" not in own + text_of(papers.understanding_paper(partner.viewer))


def test_a_cause_that_the_therapist_added_is_told_too(told, dana):
    actions.add_cause(actor=dana.viewer, couple=told, label="Two countries", words="Far apart for years")
    causes = feedback.feedback_page(dana.viewer, told.pk).causes
    assert [(one.label, one.text) for one in causes][-1] == ("Two countries", "Far apart for years")
    assert "Twocountries" in text_of(papers.feedback_paper(dana.viewer, told.pk))


def test_a_partners_paper_holds_own_numbers_strengths_and_what_was_released(told, alice):
    text = text_of(papers.understanding_paper(alice.viewer))
    order = [text.index(words) for words in ("MARK-garden", "Foryou,Alice", "Whatyouanswered")]
    assert order == sorted(order)
    assert "Trust,allinall1.0" in text
    assert "noneofitisforcustodyoracourt" in text


def test_a_partners_page_and_paper_hold_nothing_of_the_others_and_nothing_for_clinicians(
    told, dana, alice, bob
):
    theirs = text_of(papers.feedback_paper(dana.viewer, told.pk))
    hidden = ["MARK-only-for-dana", "3.5", "Onewantstoworkontherelationship", "thoughtAlicewouldsay", "Doubt"]
    assert [words for words in hidden[1:] if words in theirs] == hidden[1:], "the leak is possible"
    for actor, other in ((alice, "Foryou,Bob"), (bob, "Foryou,Alice")):
        paper = text_of(papers.understanding_paper(actor.viewer))
        page = re.sub(r"\s", "", actor.client.get("/understanding/").content.decode())
        assert [words for words in [*hidden, other] if words in paper or words in page] == ([]), (
            "what the other wrote for Dana, expects, or reads stays theirs"
        )
    assert "1.0" not in text_of(papers.understanding_paper(bob.viewer)).partition("Whatyouanswered")[2]


def named(actor):
    return [words.split(",")[0] for words in understanding(actor.viewer).answers.head[1:]]


def test_the_others_numbers_appear_once_their_author_shared_them(told, dana, alice, bob):
    instruments.assign_instrument(actor=dana.viewer, couple=told, slug="where-we-stand")
    hers = answer(alice, "where-we-stand", trust_overall=1)
    answer(bob, "where-we-stand", trust_overall=3)
    assert (named(alice), named(bob)) == (["You"], ["You"])
    sharing.share_own_answers(actor=alice.viewer, response_id=hers.pk)
    assert (named(alice), named(bob)) == (["You"], ["Alice", "You"])
    assert ["Trust, all in all", "1.0", "3.0"] in understanding(bob.viewer).answers.rows
    assert "Doubt" not in text_of(papers.understanding_paper(bob.viewer))


@pytest.mark.parametrize("policy", list(PolicyKind))
def test_no_paper_holds_a_mark_that_its_reader_may_not_read(policy, dana, alice, bob, couple):
    cast.agree_on(dana, couple, (alice, bob), policy)
    planted = planting.plant(couple, alice, bob, dana, policy)
    seat = seats_of(couple.pk)[1]
    actions.release_view(actor=dana.viewer, couple=couple, seat=seat)
    marks = {**planted.marks, "MARK-prepared": frozenset({"bob", "dana"})}
    seen = {
        "alice": text_of(papers.understanding_paper(alice.viewer)),
        "bob": text_of(papers.understanding_paper(bob.viewer)),
        "dana": text_of(papers.feedback_paper(dana.viewer, couple.pk)),
    }
    for role, text in seen.items():
        held = {mark for mark in marks if mark in text}
        assert held - {mark for mark, readers in marks.items() if role in readers} == set()
    assert {"MARK-cause", "MARK-view", "MARK-sealed"} <= {mark for mark in marks if mark in seen["alice"]}
    assert "MARK-prepared" in seen["bob"]
    assert {"MARK-sealed", "MARK-told-goal"} <= {mark for mark in marks if mark in seen["dana"]}


def test_the_partners_papers_differ_only_by_what_is_theirs(dana, alice, bob, couple):
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="private-intake")
    for actor, goal in ((alice, "improve"), (bob, "part")):
        answer(actor, "private-intake", causes=["betrayal"], goal=goal, still_value="Words")
    releases(dana, couple)
    hers, his = (text_of(papers.understanding_paper(one.viewer)) for one in (alice, bob))
    assert ("Foryou,Alice" in hers, "•Alicenames" in hers, "Bobnames" in hers) == (True, True, False)
    assert _own(hers, "Alice", "YouWordsBobWords") == _own(his, "Bob", "AliceWordsYouWords")


def _own(text, name, good):
    assert good in text
    return text.replace(good, "").replace(f"Foryou,{name}", "").replace(f"•{name}names", "•")


def test_each_paper_asks_again_who_this_is_and_is_kept_nowhere(told, dana, alice):
    for actor, url in ((dana, session(told)), (alice, MINE)):
        assert actor.client.get(url).status_code == 405
        asks = actor.client.post(url)
        assert (asks.status_code, asks.url.split("?")[0]) == (302, "/accounts/reauthenticate/")
        confirms(actor)
        found = actor.client.post(url)
        assert (found.status_code, found["Content-Type"]) == (200, "application/pdf")
        assert found["Content-Disposition"] == 'attachment; filename="notes.pdf"'
        assert "no-store" in found["Cache-Control"]
        assert found.content.startswith(b"%PDF-")


def test_each_printing_is_in_the_log(told, dana, alice):
    papers.feedback_paper(dana.viewer, told.pk)
    papers.understanding_paper(alice.viewer)
    events = AuditEvent.objects.filter(event__endswith=".printed", couple_id=told.pk)
    assert {(event.event, event.actor_id) for event in events} == {
        ("feedback.printed", dana.person.pk),
        ("understanding.printed", alice.person.pk),
    }


def test_a_paper_is_not_there_for_others_or_before_something_was_released(
    told, dana, alice, bob, charlie, erin, frank
):
    for actor in (alice, bob, charlie, erin, frank):
        with pytest.raises(Absent):
            papers.feedback_paper(actor.viewer, told.pk)
        assert actor.client.post(session(told)).status_code == 404
    for actor in (charlie, dana, erin, frank):
        with pytest.raises(Absent):
            papers.understanding_paper(actor.viewer)
        assert actor.client.post(MINE).status_code == 404
    actions.withdraw_view(actor=dana.viewer, couple=told, seat=seats_of(told.pk)[0])
    assert alice.client.post(MINE).status_code == 404
    assert "MARK-garden" not in alice.client.get("/understanding/").content.decode()
