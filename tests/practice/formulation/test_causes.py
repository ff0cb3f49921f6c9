"""What the therapist does with causes, and how the answers are told."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.practice.formulation.story import both_say, scores
from troth.library import load_library
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.formulation import actions, queries
from troth.practice.formulation.models import Formulation, ReleasedView
from troth.practice.formulation.states import CauseStanding, GateKind
from troth.practice.formulation.understanding import understanding
from troth.practice.people import actions as people
from troth.practice.people.queries import seats_of
from troth.practice.people.states import Stage

pytestmark = pytest.mark.django_db


def choices(dana, couple):
    return {one.id: one for one in queries.formulation_page(dana.viewer, couple.pk).choices}


def test_each_partners_word_makes_the_order_and_stays_apart(dana, alice, bob, begun):
    # Alice names it (3 · 1) and checks at 3 of 4, half the way beyond the middle (1 · 0.5): 3.5 / 4.
    scores(alice, begun, checking=3)
    betrayal = choices(dana, begun)["betrayal"].line
    a, b = betrayal.sides
    assert (a.name, a.score, [line.share for line in a.lines]) == (
        "Alice",
        pytest.approx(0.875),
        [0.75, 0.125],
    )
    assert (b.name, b.score, b.silent) == ("Bob", 0.0, 1)
    assert betrayal.agreement == "Only Alice points to it."
    assert a.lines[1].words == "often feels the need to check"
    assert a.lines[1].detail.startswith("3.0 on a scale from 0 to 4, ")
    assert len(a.missing) == 4


def test_equal_views_share_a_place(dana, begun):
    lines = {name: one.line for name, one in choices(dana, begun).items()}
    assert {name: (line.rank, line.tied) for name, line in lines.items()} == {
        "betrayal": (1, True),
        "communication": (1, True),
        "conflict": (3, True),
        "earlier-trauma": (3, True),
        "insecurity": (3, True),
    }


def test_without_answers_nothing_is_known_and_the_page_says_so(dana, couple):
    page = queries.formulation_page(dana.viewer, couple.pk)
    assert {view.score for one in page.choices for view in one.line.sides} == {None}
    assert {one.line.agreement for one in page.choices} == {"One view is missing."}


def test_a_cause_is_taken_in_set_aside_worded_and_added(dana, begun):
    actions.reject_cause(actor=dana.viewer, couple=begun, cause_id="conflict")
    actions.word_cause(actor=dana.viewer, couple=begun, cause_id="betrayal", words="The hidden loan")
    actions.add_cause(actor=dana.viewer, couple=begun, label="A move abroad", words="")
    found = choices(dana, begun)
    (own,) = [one for one in found.values() if one.line is None]
    assert (own.label, own.standing) == ("A move abroad", CauseStanding.ACCEPTED)
    assert (found["betrayal"].standing, found["betrayal"].words) == (
        CauseStanding.ACCEPTED,
        "The hidden loan",
    )
    assert found["conflict"].standing is CauseStanding.REJECTED
    assert found["insecurity"].standing is None
    accepted = queries.accepted_causes(queries.latest_formulation(begun.pk), load_library())
    assert [cause.id for cause in accepted] == ["betrayal"]


def test_a_new_version_starts_from_the_old_one_and_leaves_it_as_it_was(dana, begun):
    actions.summarise(actor=dana.viewer, couple=begun, summary="First view")
    second = actions.draft_formulation(actor=dana.viewer, couple=begun)
    actions.summarise(actor=dana.viewer, couple=begun, summary="Second view")
    actions.accept_cause(actor=dana.viewer, couple=begun, cause_id="conflict")
    old, new = Formulation.objects.filter(couple=begun).order_by("number")
    assert (new.pk, new.number, new.summary) == (second.pk, 2, "Second view")
    assert (old.summary, set(old.causes), set(new.causes)) == (
        "First view",
        {"betrayal"},
        {"betrayal", "conflict"},
    )


def test_the_therapists_judgement_settles_only_what_is_hers_to_judge(dana, begun):
    actions.judge_settled(
        actor=dana.viewer, couple=begun, gates=[GateKind.CRISIS_SETTLED, GateKind.SAFETY_REVIEWED]
    )
    page = queries.formulation_page(dana.viewer, begun.pk)
    assert page.settled == [GateKind.CRISIS_SETTLED, GateKind.SHARED_GOAL]


def test_a_released_view_is_replaced_and_taken_back(dana, alice, begun):
    seat = seats_of(begun.pk)[0]
    for text in ("First words", "Better words"):
        actions.prepare_view(actor=dana.viewer, couple=begun, side="a", text=text, cause_ids=["betrayal"])
        actions.release_view(actor=dana.viewer, couple=begun, seat=seat)
    page = understanding(alice.viewer)
    assert (page.text, [cause.label for cause in page.causes]) == ("Better words", ["A betrayal"])
    assert [line.words for line in page.causes[0].lines] == [
        "names a betrayal as something that has worn down trust"
    ]
    actions.withdraw_view(actor=dana.viewer, couple=begun, seat=seat)
    assert understanding(alice.viewer) is None
    assert ReleasedView.objects.count() == 2
    with pytest.raises(Refused, match="Nothing is released to Alice"):
        actions.withdraw_view(actor=dana.viewer, couple=begun, seat=seat)


def test_what_was_released_keeps_its_words_when_the_formulation_goes_on(dana, alice, begun):
    actions.word_cause(actor=dana.viewer, couple=begun, cause_id="betrayal", words="The hidden loan")
    actions.prepare_view(actor=dana.viewer, couple=begun, side="a", text="For you", cause_ids=["betrayal"])
    actions.release_view(actor=dana.viewer, couple=begun, seat=seats_of(begun.pk)[0])
    actions.word_cause(actor=dana.viewer, couple=begun, cause_id="betrayal", words="Something else")
    actions.prepare_view(actor=dana.viewer, couple=begun, side="a", text="Not yet", cause_ids=[])
    page = understanding(alice.viewer)
    assert (page.text, page.causes[0].explanation) == ("For you", "The hidden loan")


def test_nothing_is_released_that_was_not_written_or_not_taken_in(dana, begun):
    seat = seats_of(begun.pk)[1]
    with pytest.raises(Refused, match="Nothing is written for Bob yet"):
        actions.release_view(actor=dana.viewer, couple=begun, seat=seat)
    with pytest.raises(Refused, match="Take the cause in first"):
        actions.prepare_view(actor=dana.viewer, couple=begun, side="b", text="Words", cause_ids=["conflict"])


@pytest.mark.parametrize(
    ("act", "given", "reason"),
    [
        (actions.accept_cause, {"cause_id": "envy"}, "no such cause"),
        (actions.word_cause, {"cause_id": "betrayal", "words": "  "}, "no words yet"),
        (actions.summarise, {"summary": "x" * 4001}, "has 4001 characters, and 4000 fit"),
        (actions.add_cause, {"label": "", "words": "y"}, "no words yet"),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_changes_nothing(dana, begun, act, given, reason):
    before = Formulation.objects.get().causes
    with pytest.raises(Refused, match=reason):
        act(actor=dana.viewer, couple=begun, **given)
    assert (Formulation.objects.get().causes, Formulation.objects.get().summary) == (before, None)


def test_a_formulation_is_begun_before_anything_is_decided(dana, couple):
    with pytest.raises(Refused, match="Begin the formulation first"):
        actions.accept_cause(actor=dana.viewer, couple=couple, cause_id="betrayal")


def test_only_the_care_team_formulates_and_only_while_the_work_goes_on(dana, alice, erin, frank, begun):
    for actor in (alice, erin, frank):
        with pytest.raises(Absent):
            actions.accept_cause(actor=actor.viewer, couple=begun, cause_id="conflict")
        with pytest.raises(Absent):
            queries.formulation_page(actor.viewer, begun.pk)
    people.move_stage(actor=dana.viewer, couple=begun, stage=Stage.ENDED)
    begun.refresh_from_db()
    with pytest.raises(Refused, match="has ended"):
        actions.accept_cause(actor=dana.viewer, couple=begun, cause_id="conflict")


def test_every_act_and_every_reading_is_in_the_log_without_words(dana, begun):
    actions.word_cause(actor=dana.viewer, couple=begun, cause_id="betrayal", words="MARK words")
    queries.formulation_page(dana.viewer, begun.pk)
    events = AuditEvent.objects.filter(event__startswith="formulation.").order_by("sequence")
    assert list(events.values_list("event", flat=True)) == [
        "formulation.drafted",
        "formulation.cause-accepted",
        "formulation.cause-worded",
        "formulation.read",
    ]
    assert not [event for event in events if "MARK" in str(event.facts) or "betrayal" in str(event.facts)]


def test_neither_causes_nor_words_lie_open_in_the_database(dana, alice, bob, couple):
    both_say(dana, couple, alice, bob)
    actions.draft_formulation(actor=dana.viewer, couple=couple)
    actions.accept_cause(actor=dana.viewer, couple=couple, cause_id="betrayal")
    actions.summarise(actor=dana.viewer, couple=couple, summary="MARK summary")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM formulation_formulation")
        row = b" ".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for value in cursor.fetchone()
        )
    assert b"MARK" not in row
    assert b"betrayal" not in row
