"""What each expects of the other, beside what the other says; clinicians alone read it."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from tests.practice.formulation.story import both_say, scores
from troth.practice.formulation.seeing import seeing
from troth.practice.instruments.evidence import ScoreFact

NAMES = {"a": "Alice", "b": "Bob"}
ON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def fact(side, scale, value):
    couple, author = uuid4(), uuid4()
    return ScoreFact(
        couple, author, "therapist", "limited-secrets", False, ON, None, None,
        side, "where-we-stand", scale, value, 0, 4, ON, False,
    )  # fmt: skip


def test_an_expectation_that_is_lower_throughout_is_told_as_that():
    said = {"overall_trust": 3.0, "satisfaction": 3.0, "commitment": 4.0, "feeling_heard": 2.0}
    thought = {
        "expected_trust": 1.0, "expected_satisfaction": 1.5, "expected_commitment": 2.0, "expected_heard": 0.5,
    }  # fmt: skip
    facts = [fact("a", *each) for each in said.items()] + [fact("b", *each) for each in thought.items()]
    found = seeing(facts, NAMES)
    # gaps -2, -1.5, -2, -1.5: mean -1.75, SE 0.144, t(3) 3.182
    about = "-1.8 on average over 4 questions, -2.2 to -1.3; 2 March 2026"
    assert [one.words for one in found.sentences] == [
        f"Bob expects Alice to answer lower than Alice does ({about})."
    ]
    assert found.table.rows[0] == ["Trust, all in all", "3.0", "1.0", "–", "–"]


def test_a_gap_that_goes_both_ways_has_no_clear_side():
    facts = [fact("b", "overall_trust", 2.0), fact("b", "satisfaction", 2.0)]
    facts += [fact("a", "expected_trust", 3.0), fact("a", "expected_satisfaction", 1.0)]
    (sentence,) = seeing(facts, NAMES).sentences
    assert sentence.words.startswith(
        "Alice expects Bob neither clearly higher nor clearly lower than Bob answers"
    )


def test_one_answer_makes_a_row_and_no_sentence_and_none_makes_nothing():
    found = seeing([fact("a", "commitment", 4.0)], NAMES)
    assert found.sentences == []
    assert found.table.rows[2][1] == "4.0"
    assert seeing([], NAMES) is None


def test_the_therapist_reads_it_and_no_partner_does(dana, alice, bob, couple):
    both_say(dana, couple, alice, bob)
    scores(alice, couple, overall_trust=3.0, satisfaction=3.0)
    scores(bob, couple, expected_trust=1.0, expected_satisfaction=1.5)
    page = dana.client.get(f"/couples/{couple.pk}/formulation/").content.decode()
    assert "Bob expects Alice to answer lower" in page or "Bob expects Alice neither clearly" in page
    for actor in (alice, bob):
        for url in ("/understanding/", "/plan/", "/how-it-goes/", "/mine/"):
            assert "expects" not in actor.client.get(url).content.decode()


def test_a_guess_and_an_answer_of_other_weeks_are_not_compared():
    later = ON + dt.timedelta(days=8)
    thought = [fact("b", "expected_trust", 1.0), fact("b", "expected_satisfaction", 1.5)]
    said = [
        fact("a", scale, 3.0)._replace(answered_at=later, submitted_at=later)
        for scale in ("overall_trust", "satisfaction")
    ]
    (sentence,) = seeing([*thought, *said], NAMES).sentences
    assert sentence.words == (
        "What Bob expects of Alice is not compared: answered on 2 Mar 2026 and 10 Mar 2026, more than 7 days apart."
    )
