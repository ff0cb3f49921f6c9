"""What one wrote privately is on the therapist's page and paper, and neither on the other's nor in anything about it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.practice import cast, door, planting
from tests.practice.answering import answer
from tests.practice.formulation.story import proposes, releases, scores, sign
from tests.practice.paper_text import text_of
from troth.practice.common import clock
from troth.practice.formulation import actions, feedback, papers
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import sharing_actions as sharing
from troth.practice.instruments.models import Response
from troth.practice.privacy.states import Audience, PolicyKind

MARK = "MARK-between-us"
CHANGES = re.compile(rb"\b[A-Za-z0-9]{64}\b|[0-9a-f]{8}-[0-9a-f-]{27}")
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def goal(alice, audience):
    found = actions.word_goal(actor=alice.viewer, text=MARK)
    if audience is not Audience.ME:
        actions.share_goal(actor=alice.viewer, goal=found, audience=audience)


def writes(audience, dana, alice, couple):
    """Let a sentence of this audience come to be."""
    if audience is Audience.SEALED:
        answer(alice, "private-intake", still_value=MARK)
    elif audience is Audience.NOTE:
        actions.add_cause(actor=dana.viewer, couple=couple, label=MARK, words="")
    else:
        goal(alice, audience)


READERS = {
    Audience.ME: set(),
    Audience.NOTE: {"dana"},
    Audience.THERAPIST: {"dana"},
    Audience.SEALED: {"dana"},
    Audience.COUPLE: {"dana", "bob"},
}


def seen_by_bob(bob):
    with clock.telling_of(NOON):
        paper = papers.understanding_paper(bob.viewer)
    with CaptureQueriesContext(connection) as asked:
        page = bob.client.get("/understanding/").content
    return CHANGES.sub(b"", page), paper, len(asked)


def seen_by_dana(dana, couple):
    page = dana.client.get(f"/couples/{couple.pk}/feedback/").content.decode()
    return page, text_of(papers.feedback_paper(dana.viewer, couple.pk))


@pytest.fixture(params=list(PolicyKind))
def agreed(request, dana, alice, bob, couple):
    """Under each agreement: both were asked, and Bob reads what Dana released, while Alice has written nothing."""
    cast.agree_on(dana, couple, (alice, bob), request.param)
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="private-intake")
    releases(dana, couple)
    return couple


@pytest.mark.parametrize("audience", list(READERS))
def test_a_sentence_reaches_its_readers_on_page_and_paper_and_nothing_else_changes(
    audience, agreed, dana, alice, bob
):
    seen_by_bob(bob)
    before = seen_by_bob(bob)
    writes(audience, dana, alice, agreed)
    page, paper, _ = after = seen_by_bob(bob)
    theirs = seen_by_dana(dana, agreed)
    assert [MARK in one for one in theirs] == ["dana" in READERS[audience]] * 2
    assert [MARK in page.decode(), MARK in text_of(paper)] == ["bob" in READERS[audience]] * 2
    assert (after == before) is ("bob" not in READERS[audience])


def test_private_numbers_and_evidence_change_nothing_that_the_other_reads(agreed, dana, alice, bob):
    instruments.assign_instrument(actor=dana.viewer, couple=agreed, slug="where-we-stand")
    instruments.assign_instrument(actor=dana.viewer, couple=agreed, slug="trust-pulse")
    seen_by_bob(bob)
    before = seen_by_bob(bob)
    answer(alice, "private-intake", causes=["betrayal"])
    answer(alice, "where-we-stand", trust_overall=1, weighs_betrayal=4)
    answer(alice, "trust-pulse")
    page, paper = seen_by_dana(dana, agreed)
    for words in ("Alice says that a betrayal weighs", "Private of Alice", "How trust went"):
        assert (words in page, re.sub(r"\s", "", words) in paper) == (True, True)
    assert seen_by_bob(bob) == before


def test_own_numbers_stay_the_same_whether_the_other_answered(agreed, dana, alice, bob):
    instruments.assign_instrument(actor=dana.viewer, couple=agreed, slug="where-we-stand")
    answer(bob, "where-we-stand", trust_overall=3, weighs_betrayal=4)
    seen_by_bob(bob)
    before = seen_by_bob(bob)
    assert b"says that a betrayal weighs" in before[0]
    answer(alice, "where-we-stand", trust_overall=1, weighs_betrayal=4)
    assert seen_by_bob(bob) == before


def test_no_partner_reads_a_mark_a_weight_a_band_or_a_checklist(agreed, dana, alice, bob):
    for actor in (alice, bob):
        answer(actor, "private-intake", causes=["betrayal"], still_value="The garden")
    scores(alice, agreed, overall_trust=1.0, doubt=3.5)
    scores(bob, agreed, expected_trust=3.0, overall_trust=2.0)
    marks = ["Maybesaid", "PrivateofAlice", "Weight", "SeeAlicealone", "Doubt", "thoughtAlice"]
    page, paper = (re.sub(r"\s", "", one) for one in seen_by_dana(dana, agreed))
    assert [one for one in marks if one not in page or one not in paper] == []
    for actor in (alice, bob):
        theirs = re.sub(r"\s", "", actor.client.get("/understanding/").content.decode())
        assert [one for one in marks if one in theirs] == []
        assert [one for one in marks if one in text_of(papers.understanding_paper(actor.viewer))] == []


def test_a_line_may_be_said_once_its_author_opened_it_and_the_other_has_answered(dana, alice, bob, couple):
    cast.agree_on(dana, couple, (alice, bob), PolicyKind.NO_SECRETS)
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="where-we-stand")
    hers = answer(alice, "where-we-stand", trust_overall=1, weighs_betrayal=4)
    releases(dana, couple)

    def marked():
        page = feedback.feedback_page(dana.viewer, couple.pk)
        (cause,) = page.causes
        return page.pictures.standing.rows[1][:2], {line.mark.audience for line in cause.sides[0].lines}

    assert marked() == (["Trust, all in all", "no"], {Audience.THERAPIST})
    planting.bring(dana, hers.pk, alice)
    assert marked() == (["Trust, all in all", "no"], {Audience.THERAPIST}), "Bob's own answer is awaited"
    answer(bob, "where-we-stand", trust_overall=3, weighs_betrayal=0)
    assert marked() == (["Trust, all in all", "only Alice’s"], {Audience.COUPLE})
    his = Response.objects.get(author=bob.person)
    sharing.share_own_answers(actor=bob.viewer, response_id=his.pk)
    assert marked()[0] == ["Trust, all in all", "yes"]


def test_a_draft_of_the_plan_is_no_next_step(agreed, dana, alice, bob):
    for actor in (alice, bob):
        answer(actor, "private-intake")
    door.see_alone(dana, agreed)
    door.screen(dana, agreed, (alice, bob))
    seen_by_bob(bob)
    before = seen_by_bob(bob)
    plan = proposes(dana, agreed)
    assert seen_by_bob(bob) == before
    sign(plan, alice, bob, dana)
    for page in (*seen_by_bob(bob)[:1], dana.client.get(f"/couples/{agreed.pk}/feedback/").content):
        assert "A pause with an agreed return" in page.decode()
