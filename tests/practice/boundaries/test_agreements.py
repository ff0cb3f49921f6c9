"""From the first wording to two names, and to the end: by a day, by one of the two, or by neither."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.practice import cast
from tests.practice.boundaries import story
from tests.practice.boundaries.story import PHONES, TOPIC, in_days
from tests.practice.paper_text import text_of
from troth.practice.boundaries import actions, dates, queries
from troth.practice.boundaries.models import Agreement, Proposal, Signature
from troth.practice.boundaries.states import AgreementKind, AgreementState
from troth.practice.boundaries.terms import Term
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.privacy import actions as privacy
from troth.practice.safety import actions as safety

pytestmark = pytest.mark.django_db
BED = Term("", "a", "My phone sleeps in the kitchen.")


def later(days):
    return clock.telling_of(timezone.now() + dt.timedelta(days=days))


def page_of(actor, agreement):
    return actor.client.get(f"/agreements/{agreement.pk}/").content.decode()


def form_of(*terms, **changed):
    given = {
        "seen": 1,
        "start_on": in_days(0),
        "review_on": in_days(28),
        "note": "",
        "never": "on",
        **changed,
    }
    for index, term in enumerate(terms):
        given |= {f"id_{index}": term.id, f"words_{index}": term.words, f"whose_{index}": term.whose}
    return given


def test_both_names_bring_a_wording_into_force(talking, alice, bob):
    story.think(alice, talking)
    story.sign(alice, talking)
    talking.refresh_from_db()
    assert (talking.state, talking.signed) == (AgreementState.TALKING, None)
    story.think(bob, talking)
    story.sign(bob, talking)
    talking.refresh_from_db()
    assert talking.state == AgreementState.STANDING
    assert (talking.started_on, talking.review_on) == (in_days(0), in_days(28))
    assert talking.signed.read_terms[0].words == PHONES.words
    events = AuditEvent.objects.filter(subject_id=talking.pk).order_by("sequence")
    assert list(events.values_list("event", flat=True)) == [
        "agreement.begun",
        "agreement.proposed",
        "agreement.signed",
        "agreement.signed",
    ]


def test_nobody_sees_that_the_other_has_signed_before_both_have(talking, alice, bob):
    before = story.seen_by(bob, talking)
    story.think(alice, talking)
    story.sign(alice, talking)
    assert story.seen_by(bob, talking) == before
    assert "Signed by Alice" not in page_of(bob, talking)
    story.think(bob, talking)
    story.sign(bob, talking)
    assert "Signed by Alice" in page_of(bob, talking)


def test_terms_come_after_both_sides(open_door, alice):
    story.hand_in(alice)
    with pytest.raises(Refused, match=r"^First each of you writes"):
        story.begin(alice)


def test_there_is_one_agreement_at_a_time_in_a_topic(talking, bob):
    with pytest.raises(Refused, match="There is an agreement about this already"):
        story.begin(bob)
    actions.withdraw(actor=bob.viewer, agreement=talking)
    assert story.begin(bob).state == AgreementState.TALKING
    assert Agreement.objects.count() == 2


def test_every_wording_is_kept_and_what_changed_can_be_read(talking, alice, bob):
    first = story.latest(talking).read_terms[0]
    longer = Term(first.id, "both", "From six to nine our phones lie in the hall.")
    actions.propose(actor=bob.viewer, agreement=talking, seen=1, wording=story.wording(longer, BED))
    actions.propose(
        actor=alice.viewer,
        agreement=talking,
        seen=2,
        wording=story.wording(story.latest(talking).read_terms[1]),
    )
    told = queries.agreement_page(alice.viewer, talking)
    shown = [told.latest, *told.earlier]
    assert [(one.proposal.number, one.by) for one in shown] == [(3, "Alice"), (2, "Bob"), (1, "Alice")]
    assert [[(one.kind, one.now.words) for one in each.changes] for each in shown] == [
        [("same", BED.words), ("gone", longer.words)],
        [("changed", longer.words), ("new", BED.words)],
        [("new", PHONES.words)],
    ]
    assert shown[1].changes[0].was.words == PHONES.words
    assert f"<del>{PHONES.words} (both)</del> <ins>{longer.words} (both)</ins>" in page_of(bob, talking)


def test_who_words_a_term_at_the_same_moment_reads_the_other_first(talking, alice, bob):
    first = story.latest(talking).read_terms[0]
    mine = Term(first.id, "both", "Alice’s words")
    theirs = Term(first.id, "both", "Bob’s words")
    actions.propose(actor=alice.viewer, agreement=talking, seen=1, wording=story.wording(mine))
    with pytest.raises(Refused, match="There is a newer wording, number 2"):
        actions.propose(actor=bob.viewer, agreement=talking, seen=1, wording=story.wording(theirs))
    answer = bob.client.post(f"/agreements/{talking.pk}/wording/", form_of(theirs))
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Bob’s words" in body
    assert "Alice’s words" in body
    assert Proposal.objects.count() == 2
    assert '<input type="hidden" name="seen" value="2"' in body, "sent again, it answers the newer wording"
    assert bob.client.post(f"/agreements/{talking.pk}/wording/", form_of(theirs, seen=2)).status_code == 302
    assert story.latest(talking).read_terms[0].words == "Bob’s words"


def test_an_old_wording_cannot_be_signed(talking, alice, bob):
    story.think(alice, talking)
    actions.propose(actor=bob.viewer, agreement=talking, seen=1, wording=story.wording(BED))
    with pytest.raises(Refused, match=r"^This is wording 1, and there is a newer one, number 2. Read that"):
        story.sign(alice, talking, number=1)
    assert not Signature.objects.exists()


def test_what_is_in_force_holds_until_both_have_signed_the_next_wording(standing, alice, bob):
    actions.propose(actor=bob.viewer, agreement=standing, seen=1, wording=story.wording(BED))
    story.think(bob, standing)
    story.sign(bob, standing)
    standing.refresh_from_db()
    assert standing.signed.number == 1
    story.think(alice, standing)
    story.sign(alice, standing)
    standing.refresh_from_db()
    assert standing.signed.number == 2


def test_signing_asks_once_more_who_this_is(talking, alice):
    story.think(alice, talking)
    sent = {"number": 1, "agree": "on", "signed_name": "Alice"}
    asked = alice.client.post(f"/agreements/{talking.pk}/sign/", sent)
    assert "reauthenticate" in asked.url
    assert not Signature.objects.exists()
    cast.confirm(alice, asked.url)
    assert Signature.objects.get().signed_name == "Alice"


def test_signing_twice_is_signing_once_and_a_name_is_needed(talking, alice):
    story.think(alice, talking)
    with pytest.raises(Refused, match="Write your name"):
        actions.sign(actor=alice.viewer, agreement=talking, number=1, signed_name=" ")
    story.sign(alice, talking)
    story.sign(alice, talking)
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"start_on": -1}, "Choose today or a later day"),
        ({"review_on": 0}, "Choose a day, after it begins"),
        ({"start_on": 30}, "Choose a day, after it begins"),
        ({"end_on": 27}, "It would end before you look at it again"),
    ],
)
def test_days_that_cannot_be_are_told(opened, alice, changed, reason):
    days = {name: in_days(number) for name, number in changed.items()}
    with pytest.raises(Refused, match=reason):
        story.begin(alice, **days)
    assert not Agreement.objects.exists()


def test_a_wording_that_lay_too_long_is_put_forward_anew(talking, alice):
    story.think(alice, talking)
    with later(28), pytest.raises(Refused, match="The days of this wording have passed"):
        story.sign(alice, talking)


def test_an_agreement_ends_by_itself_after_its_last_day(opened, alice, bob):
    agreement = story.both_sign(story.begin(alice, end_on=in_days(60)), alice, bob)
    with later(60):
        assert agreement.is_in_force
    with later(61):
        assert agreement.standing is AgreementState.ENDED
        assert "no longer in force" in page_of(alice, agreement)
        with pytest.raises(Refused, match=r"^This agreement ended on .*, as you had agreed"):
            story.look_back(alice, agreement)
        with pytest.raises(Refused, match="as you had agreed"):
            actions.propose(actor=alice.viewer, agreement=agreement, seen=1, wording=story.wording(BED))
        assert story.begin(bob).state == AgreementState.TALKING


def test_a_clock_that_jumps_ahead_and_back_ends_nothing(opened, alice, bob):
    agreement = story.both_sign(story.begin(alice, end_on=in_days(60)), alice, bob)
    with later(4000):
        page_of(alice, agreement)
        assert not agreement.is_in_force
    agreement.refresh_from_db()
    assert agreement.is_in_force
    with later(-10):
        assert agreement.is_in_force


def test_either_ends_it_at_any_time_and_nobody_is_named(standing, alice, bob):
    safety.close_for_myself(actor=alice.viewer)
    assert "Let it end" in bob.client.get(f"/agreements/{standing.pk}/withdraw/").content.decode()
    assert bob.client.post(f"/agreements/{standing.pk}/withdraw/").status_code == 302
    standing.refresh_from_db()
    assert standing.state == AgreementState.ENDED
    safety.reopen_for_myself(actor=alice.viewer)
    body = page_of(alice, standing)
    assert "no longer in force" in body
    assert "Bob" not in body.split("How the wording came about")[0].split("Signed by")[0]
    actions.withdraw(actor=alice.viewer, agreement=standing)
    assert AuditEvent.objects.filter(event="agreement.ended").count() == 1


def test_behind_a_closed_door_nothing_is_read_or_signed(talking, alice, bob, dana):
    story.think(alice, talking)
    assert PHONES.words in page_of(bob, talking)
    safety.close_for_myself(actor=bob.viewer)
    for actor in (alice, bob):
        assert PHONES.words not in page_of(actor, talking)
        assert "I want this to end" in page_of(actor, talking)
        assert PHONES.words not in actor.client.get(f"/agreements/{talking.pk}/wording/").content.decode()
    with pytest.raises(Refused, match=r"^Work together is not open"):
        story.sign(alice, talking)
    with pytest.raises(Refused, match=r"^Work together is not open"):
        actions.propose(actor=alice.viewer, agreement=talking, seen=1, wording=story.wording(BED))


def test_a_deleted_account_ends_what_was_agreed_and_leaves_no_name(standing, alice, bob):
    privacy.erase_person(actor=alice.viewer)
    standing.refresh_from_db()
    assert standing.state == AgreementState.ENDED
    assert sorted(Signature.objects.values_list("signed_name", flat=True)) == ["Bob", "erased"]
    body = page_of(bob, standing)
    assert "no longer in force" in body
    with pytest.raises(Refused, match="has ended"):
        actions.begin_agreement(
            actor=bob.viewer, topic=TOPIC, kind=AgreementKind.BOUNDARY, wording=story.wording(BED)
        )


def test_nobody_else_finds_it(standing, charlie, dana, erin, frank):
    for actor in (charlie, dana, erin, frank):
        assert actor.client.get(f"/agreements/{standing.pk}/").status_code == 404
        with pytest.raises(Absent):
            actions.withdraw(actor=actor.viewer, agreement=standing)
    with pytest.raises(Absent):
        story.sign(charlie, standing)


def test_a_mark_brings_it_to_a_session(standing, alice, dana, charlie, erin):
    care = f"/couples/{standing.couple_id}/agreements/"
    assert "for the session" not in dana.client.get(care).content.decode()
    alice.client.post(f"/agreements/{standing.pk}/session/")
    assert "for the session" in dana.client.get(care).content.decode()
    dana.client.post(f"{care}{standing.pk}/session/", {"off": "1"})
    standing.refresh_from_db()
    assert not standing.for_session
    for actor in (charlie, erin):
        with pytest.raises(Absent):
            actions.bring_to_session(actor=actor.viewer, agreement=standing, wanted=True)


def test_on_paper_stand_terms_days_and_both_names_after_asking_who_this_is(standing, alice, bob):
    asked = alice.client.post(f"/agreements/{standing.pk}/paper/")
    assert "reauthenticate" in asked.url
    cast.confirm(alice, asked.url)
    words = text_of(alice.client.post(f"/agreements/{standing.pk}/paper/").content)
    for part in (PHONES.words, "Alice", "Bob", "never tracks"):
        assert part.replace(" ", "") in words.replace(" ", "")
    safety.close_for_myself(actor=bob.viewer)
    assert alice.client.post(f"/agreements/{standing.pk}/paper/").status_code == 409


def test_terms_are_put_forward_on_the_page(opened, alice):
    url = f"/agreements/topic/{TOPIC}/begin/boundary/"
    assert "Where could you meet?" in alice.client.get(url).content.decode()
    assert alice.client.post(url, form_of()).status_code == 409
    answer = alice.client.post(url, form_of(PHONES, seen=0))
    assert answer.url == f"/agreements/{Agreement.objects.get().pk}/"
    assert alice.client.get("/agreements/topic/money/begin/transparency/").status_code == 404


@pytest.mark.parametrize(
    ("day", "months", "later_day"),
    [
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2027, 8, 31), 6, dt.date(2028, 2, 29)),
        (dt.date(2026, 1, 15), 6, dt.date(2026, 7, 15)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, later_day):
    assert dates.months_after(day, months) == later_day
