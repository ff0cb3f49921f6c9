"""The worst leak first: what the other wrote, by trying, by counting, or behind a closed door."""

from __future__ import annotations

import pytest

from tests.practice.patterns.telling import NUMBERS, tell
from troth.practice.common.errors import Refused
from troth.practice.patterns import actions
from troth.practice.patterns.models import Day, Moment
from troth.practice.patterns.rules import SEALED_STAYS
from troth.practice.patterns.states import Kind, Stance
from troth.practice.privacy.states import Audience
from troth.practice.safety import actions as safety
from troth.practice.safety.states import NEUTRAL_SENTENCE

pytestmark = pytest.mark.django_db

ME, THERAPIST, COUPLE, SEALED = Audience.ME, Audience.THERAPIST, Audience.COUPLE, Audience.SEALED


def week_of(actor) -> str:
    return actor.client.get("/week/").content.decode()


def couple_week(actor, couple) -> str:
    return actor.client.get(f"/couples/{couple.pk}/week/").content.decode()


def without_token(page: str) -> str:
    return page.split("<main")[1]


def test_what_is_shared_can_be_read_by_the_other(opened, alice, bob) -> None:
    tell(alice, Kind.REPAIR, "MARK-shared", moment=COUPLE)
    assert "MARK-shared" in week_of(bob)


@pytest.mark.parametrize("audience", [ME, THERAPIST, SEALED])
def test_the_other_s_page_is_the_same_whatever_was_not_shared(opened, alice, bob, audience) -> None:
    before = without_token(week_of(bob))
    tell(alice, Kind.CONFLICT, "MARK-mine", moment=audience, audience=ME if audience == SEALED else audience)
    assert without_token(week_of(bob)) == before


@pytest.mark.parametrize("audience", [ME, THERAPIST, COUPLE])
def test_what_one_did_in_a_conflict_is_shown_to_nobody_else(opened, alice, bob, dana, audience) -> None:
    told = NUMBERS._replace(conflict=True)
    tell(alice, numbers=told, audience=audience, counts=True)
    before = without_token(week_of(bob)), without_token(couple_week(dana, opened))
    tell(alice, numbers=told._replace(stance=Stance.PULLED_BACK), audience=audience, counts=True)
    assert Day.objects.get(author=alice.person).told["stance"] == "pulled-back"
    assert (without_token(week_of(bob)), without_token(couple_week(dana, opened))) == before


def test_the_therapist_reads_all_but_what_is_the_author_s_alone(opened, alice, bob, dana) -> None:
    tell(alice, Kind.CONFLICT, "MARK-mine")
    tell(bob, Kind.CONFLICT, "MARK-told", moment=THERAPIST)
    page = couple_week(dana, opened)
    assert "MARK-told" in page
    assert "MARK-mine" not in page


def test_sealed_moments_of_one_family_open_for_both(opened, alice, bob) -> None:
    tell(alice, Kind.BID_MADE, "MARK-asked", moment=SEALED)
    tell(bob, Kind.BID_MISSED, "MARK-missed", moment=SEALED)
    for actor in (alice, bob):
        page = week_of(actor)
        assert "You both noted this" in page
        assert "MARK-asked" in page
        assert "MARK-missed" in page


def test_sealed_moments_of_two_families_stay_closed(opened, alice, bob) -> None:
    tell(alice, Kind.CONFLICT, "MARK-alice", moment=SEALED)
    tell(bob, Kind.REPAIR, "MARK-bob", moment=SEALED)
    assert set(Moment.objects.values_list("opened_at", flat=True)) == {None}
    assert "MARK-bob" not in week_of(alice)
    assert "MARK-alice" not in week_of(bob)


def test_an_open_moment_opens_no_sealed_one(opened, alice, bob) -> None:
    tell(bob, Kind.CONFLICT, "MARK-bob", moment=SEALED)
    tell(alice, Kind.CONFLICT, "MARK-alice", moment=COUPLE)
    assert "MARK-bob" not in week_of(alice)


def test_a_sealed_moment_cannot_be_tried_out_in_turn(opened, alice, bob) -> None:
    tell(bob, Kind.REPAIR, "MARK-bob", moment=SEALED)
    tell(alice, Kind.CONFLICT, moment=SEALED)
    with pytest.raises(Refused) as refused:
        tell(alice, Kind.REPAIR, moment=SEALED)
    assert refused.value.reason == SEALED_STAYS
    actions.take_moment_back(actor=alice.viewer, on=Day.objects.first().on)
    with pytest.raises(Refused, match="You took back a sealed moment"):
        tell(alice, Kind.REPAIR, moment=SEALED)
    assert "MARK-bob" not in week_of(alice)


def test_nothing_is_shared_or_read_of_the_other_behind_a_closed_door(opened, alice, bob) -> None:
    tell(alice, Kind.REPAIR, "MARK-shared", moment=COUPLE, audience=COUPLE)
    assert "MARK-shared" in week_of(bob)
    safety.close_for_myself(actor=alice.viewer)
    page = week_of(bob)
    assert "MARK-shared" not in page
    assert NEUTRAL_SENTENCE in page
    with pytest.raises(Refused, match="Work together is not open at the moment"):
        tell(bob, Kind.REPAIR, moment=COUPLE)
    assert "MARK-shared" in week_of(alice)


def test_another_couple_reads_nothing(opened, alice, charlie, erin, frank) -> None:
    tell(alice, Kind.REPAIR, "MARK-shared", moment=COUPLE, audience=COUPLE)
    assert "MARK-shared" not in week_of(charlie)
    for other in (charlie, erin, frank):
        assert other.client.get(f"/couples/{opened.pk}/week/").status_code == 404
