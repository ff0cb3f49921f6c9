"""Whatever one of the two does for themselves alone, in any order: the other's pages stay the same, byte for byte."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.practice.patterns.drawing import draw, draw_both
from tests.practice.patterns.telling import tell
from tests.practice.privacy.test_same_for_the_other import FORM_TOKEN
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.patterns import actions, cycle_actions, detecting
from troth.practice.patterns import reminder_actions as habits
from troth.practice.patterns.states import Kind, Place
from troth.practice.patterns.told import Choice
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.practice.cast import Actor

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
PAGES = ("/week/", "/diary/", "/moments/", "/cycle/", "/cycle/mine/", "/patterns/", "/together/", "/mine/")
ALONE = st.sampled_from([Audience.ME, Audience.THERAPIST])
UNSHARED = st.sampled_from([Audience.ME, Audience.THERAPIST, Audience.SEALED])
# Bob sealed a repair: Alice seals anything but that, for what both seal opens to both.
KINDS = st.sampled_from([kind for kind in Kind if kind is not Kind.REPAIR])
ON = st.integers(0, 2)
Act = tuple[str, tuple[object, ...]]
HISTORIES = st.lists(
    st.one_of(
        st.tuples(
            st.just("tell"), st.tuples(ON, KINDS, ALONE, UNSHARED, st.sampled_from(Place), st.booleans())
        ),
        st.tuples(st.just("take_back"), st.tuples(ON)),
        st.tuples(st.just("forget"), st.tuples(ON)),
        st.tuples(st.just("readers"), st.tuples(ON, ALONE, ALONE)),
        st.tuples(st.just("side"), st.tuples(st.sampled_from(["draw", "hand in", "take back"]))),
        st.tuples(st.just("zone"), st.tuples(st.sampled_from(["", "Pacific/Auckland", "America/Lima"]))),
        st.tuples(st.just("habit"), st.tuples(ALONE, UNSHARED)),
    ),
    min_size=1,
    max_size=8,
)


def tells(alice: Actor, ago, kind, audience, moment, place, counts) -> None:
    tell(alice, kind, "MARK", on=day(ago), audience=audience, moment=moment, place=place, counts=counts)


def takes_back(alice: Actor, ago) -> None:
    actions.take_moment_back(actor=alice.viewer, on=day(ago))


def forgets(alice: Actor, ago) -> None:
    actions.forget_day(actor=alice.viewer, on=day(ago))


def changes_readers(alice: Actor, ago, audience, moment) -> None:
    actions.change_readers(actor=alice.viewer, on=day(ago), choice=Choice(audience), moment_audience=moment)


def draws(alice: Actor, step) -> None:
    if step == "draw":
        draw(alice, "MARK")
    elif step == "hand in":
        cycle_actions.hand_in_side(actor=alice.viewer)
    else:
        cycle_actions.take_side_back(actor=alice.viewer)


def sets_zone(alice: Actor, zone) -> None:
    habits.choose_zone(actor=alice.viewer, zone=zone)


def sets_habit(alice: Actor, audience, moment) -> None:
    actions.choose_for_days(actor=alice.viewer, choice=Choice(audience, counts=True), moment_audience=moment)


ACTS: dict[str, Callable[..., None]] = {
    "tell": tells,
    "take_back": takes_back,
    "forget": forgets,
    "readers": changes_readers,
    "side": draws,
    "zone": sets_zone,
    "habit": sets_habit,
}


def day(ago: int) -> dt.date:
    return clock.today() - ago * DAY


def look(actor: Actor) -> dict[str, tuple[bytes, int]]:
    """Return each page's bytes, and how many questions the database was asked for it."""
    seen = {}
    for url in PAGES:
        with CaptureQueriesContext(connection) as asked:
            body = actor.client.get(url).content
        seen[url] = (FORM_TOKEN.sub(b"", body), len(asked))
    return seen


def live(alice: Actor, history: list[Act]) -> int:
    """Let Alice do all of it; return how much was possible. What is refused is refused to her alone."""
    done = 0
    for name, given_to in history:
        try:
            with transaction.atomic():
                ACTS[name](alice, *given_to)
        except (Refused, Absent):
            continue
        done += 1
    detecting.look(alice.viewer.own_couple_id)
    return done


@pytest.fixture
def between(opened, alice, bob):
    """Both share a day and a moment, have a map, and Bob sealed a moment of yesterday."""
    tell(bob, Kind.REPAIR, on=day(1), moment=Audience.SEALED, place=Place.DO)
    tell(bob, Kind.CONNECTION, audience=Audience.COUPLE, moment=Audience.COUPLE, place=Place.TOP)
    draw_both(alice, bob, "hers", "his")
    look(bob)
    return look(bob)


@given(history=HISTORIES)
@settings(
    max_examples=12, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_history_of_what_one_keeps_changes_the_other_s_pages(history, between, alice, bob) -> None:
    with transaction.atomic():
        live(alice, history)
        after = look(bob)
        transaction.set_rollback(True)
    assert after == between


def test_a_difference_would_be_seen(between, alice, bob) -> None:
    assert live(alice, [("tell", (0, Kind.CONFLICT, Audience.ME, Audience.COUPLE, Place.DO, False))]) == 1
    changed = {url for url, seen in look(bob).items() if seen != between[url]}
    assert changed == {"/week/", "/cycle/"}


def test_most_of_a_history_is_possible(between, alice) -> None:
    history = [
        ("tell", (0, Kind.CONFLICT, Audience.THERAPIST, Audience.SEALED, Place.DO, True)),
        ("take_back", (0,)),
        ("tell", (1, Kind.BREACH, Audience.ME, Audience.THERAPIST, Place.DO, True)),
        ("readers", (1, Audience.THERAPIST, Audience.ME)),
        ("forget", (1,)),
        ("side", ("draw",)),
        ("side", ("hand in",)),
        ("side", ("take back",)),
        ("zone", ("Pacific/Auckland",)),
        ("habit", (Audience.THERAPIST, Audience.SEALED)),
    ]
    assert live(alice, history) == len(history)
