"""While two pause, or have parted, what they share is only read: every address that takes something × every shared thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import connection
from django.urls import get_resolver

from tests.practice import cast, planting
from tests.practice.cast import confirm
from tests.practice.privacy.test_leak_matrix import ANY_PARTNER, MATRIX, address
from tests.practice.privacy.test_same_for_the_other import FORM_TOKEN
from troth.practice.common.errors import Refused
from troth.practice.growth import return_actions
from troth.practice.people import actions as people
from troth.practice.people.parting import AT_REST, OPEN_IN_A_PAUSE, STAYS_OPEN, TO_ONESELF_OR_THE_THERAPIST
from troth.practice.people.states import Stage
from troth.practice.privacy.actions import export_own_data
from troth.practice.privacy.states import PolicyKind

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from tests.practice.planting import Planted

pytestmark = pytest.mark.django_db

OF_A_PERSON = {"research-agreement", "take-back-research", "erase-me"}  # also of who left their seat
SIDES_OF_THE_HOUSE = {"common.AuditEvent", "sessions.Session", "people.Person"}
GIVEN = {
    "contact": {"may_mail": "no"},
    "keep-day": {"on": "2020-05-03", "what_helps": "A walk"},
    "plan": {"text": "Sleep well"},
    "share-goal": {"audience": "therapist"},
    "rate-goal": {"value": 5},
    "exercise-save": {"field": "draft", "text": "Mine"},
    "look-back": {"worked": "Words", "signs": "Words", "act": "hand-in"},
    "keeping-plan": {"rituals": "Sundays", "known": 2},
    "check-up": {"text": "Words"},
    "diary": {"closeness": 5, "trust": 5, "stress": 5, "conflict": "no", "audience": "couple"},
}


def shared_addresses() -> list[str]:
    """Return the addresses that are partners' alone and not one's own."""
    own = STAYS_OPEN | OF_A_PERSON
    return [
        name for name, row in MATRIX.items() if row.opens <= ANY_PARTNER and row.opens and name not in own
    ]


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, but for the log and the visits themselves."""
    found = {}
    for model in apps.get_models():
        if model._meta.label in SIDES_OF_THE_HOUSE:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own table's name
            found[model._meta.label] = sorted(cursor.fetchall(), key=repr)
    return found


@pytest.fixture
def planted(shelf, couple, alice, bob, dana) -> Planted:
    cast.agree_on(dana, couple, (alice, bob), PolicyKind.LIMITED_SECRETS)
    return planting.plant(couple, alice, bob, dana, PolicyKind.LIMITED_SECRETS)


@pytest.fixture
def parted(planted, dana, couple) -> Planted:
    couple.refresh_from_db()
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.SEPARATED)
    return planted


def sent_to_what_is_shared(actor: Actor, planted: Planted) -> dict[str, tuple[int, bool]]:
    replies = {}
    for name in shared_addresses():
        reply = actor.client.post(address(name, planted), GIVEN.get(name, {}))
        replies[name] = (reply.status_code, AT_REST in reply.content.decode())
    return replies


@pytest.mark.parametrize("role", ["alice", "bob"])
def test_whatever_is_sent_to_what_the_two_share_is_refused_in_the_same_words(
    role: str, parted: Planted, alice: Actor, bob: Actor
) -> None:
    before = everything()
    replies = sent_to_what_is_shared({"alice": alice, "bob": bob}[role], parted)
    assert {name: reply for name, reply in replies.items() if reply != (409, True)} == {}
    assert everything() == before


def test_so_it_is_in_a_pause_but_for_what_is_ones_own_behind_the_door(
    planted: Planted, dana: Actor, couple, alice: Actor
) -> None:
    couple.refresh_from_db()
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.PAUSED)
    before = everything()
    replies = sent_to_what_is_shared(alice, planted)
    others = {name for name, reply in replies.items() if reply != (409, True)}
    assert others == OPEN_IN_A_PAUSE
    assert everything() == before


def test_before_they_part_something_would_have_been_kept(planted: Planted, bob: Actor) -> None:
    before = everything()
    replies = sent_to_what_is_shared(bob, planted)
    changed = {label for label, rows in everything().items() if rows != before[label]}
    assert {"growth.LookBack", "growth.KeepingPlan", "growth.CheckUpWords", "programme.Run"} <= changed
    assert not any(is_at_rest for _, is_at_rest in replies.values())


def test_what_one_keeps_for_oneself_goes_on_and_shows_nowhere_to_the_other(
    parted: Planted, alice: Actor, bob: Actor
) -> None:
    pages = [
        address(name, parted)
        for name, row in MATRIX.items()
        if "bob" in row.opens and not row.post and name not in {"leave", "out", "download-my-data"}
    ]

    def seen() -> dict[str, bytes]:
        return {url: FORM_TOKEN.sub(b"", bob.client.get(url).content) for url in pages}

    seen()
    before, rows = seen(), everything()
    for name in sorted(TO_ONESELF_OR_THE_THERAPIST):
        if "alice" in MATRIX[name].opens:
            reply = alice.client.post(address(name, parted), GIVEN.get(name, {}))
            assert (name, AT_REST in reply.content.decode()) == (name, False)
    assert seen() == before
    changed = {label for label, found in everything().items() if found != rows[label]}
    assert {"growth.HardDay", "people.SafeContact", "formulation.Goal"} <= changed


def test_every_address_on_the_list_is_there() -> None:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert (STAYS_OPEN | OPEN_IN_A_PAUSE) - names == set()


def test_who_wrote_meanwhile_gets_the_words_back(parted: Planted, alice: Actor) -> None:
    page = alice.client.post(address("check-up", parted), {"text": "We argue less"})
    assert page.status_code == 409
    assert "We argue less" in page.content.decode()


def test_each_takes_out_all_of_their_own_and_nothing_of_the_other(
    parted: Planted, alice: Actor, bob: Actor
) -> None:
    for role, actor in (("alice", alice), ("bob", bob)):
        body = export_own_data(actor=actor.viewer).decode()
        assert {mark for mark in parted.marks if mark in body} == {
            mark for mark, author in parted.authors.items() if author == role
        }


def test_one_who_erases_everything_leaves_the_others_account_as_it_is(
    parted: Planted, alice: Actor, bob: Actor
) -> None:
    before = export_own_data(actor=bob.viewer)
    confirm(alice, alice.client.post(address("erase-me", parted), {"sure": "on"}).url)
    alice.person.refresh_from_db()
    assert alice.person.erased_at is not None
    assert bob.client.get(address("mine", parted)).status_code == 200
    assert export_own_data(actor=bob.viewer) == before


def test_what_has_ended_or_parted_is_not_taken_up_again(dana: Actor, parted: Planted, couple) -> None:
    couple.refresh_from_db()
    for stage in (Stage.WORKING, Stage.MAINTAINING, Stage.PAUSED):
        with pytest.raises(Refused):
            people.move_stage(actor=dana.viewer, couple=couple, stage=stage)
    with pytest.raises(Refused):
        return_actions.open_return(actor=dana.viewer, couple=couple)
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.ENDED)
    couple.refresh_from_db()
    with pytest.raises(Refused):
        return_actions.open_return(actor=dana.viewer, couple=couple)
