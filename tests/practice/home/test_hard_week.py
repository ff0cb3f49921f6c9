"""After a hard week of one's own something short comes first; the other's page stays as it is."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.practice import door
from tests.practice.answering import answer
from tests.practice.giving import give
from tests.practice.home.test_pages import without_token
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.instruments import actions as instruments
from troth.practice.instruments.hard_week import had_a_hard_week
from troth.practice.people import actions as people

PAGES = ("/today/", "/together/", "/account/")
LONG, SHORT = "what-trust-means-to-me", "appreciation"
PULSE = ("knew_what_to_expect", "could_count_on", "told_openly", "faith_ahead", "safe_to_show", "overall")


@pytest.fixture
def both(dana, couple, alice, bob):
    """Both are settled; a long exercise was given first, then a short one."""
    door.open_the_door(dana, couple, (alice, bob))
    for actor in (alice, bob):
        people.choose_safe_contact(actor=actor.viewer, may_mail=False, address="")
    for slug in (LONG, SHORT):
        give(dana, couple, slug)
    minutes = [load_library().exercise(slug).minutes for slug in (LONG, SHORT)]
    assert minutes[0] > minutes[1]
    return couple, alice, bob


def trust(dana, couple, values, *, ago):
    """Some partners answer the weekly pulse so many days ago, each with one number throughout."""
    with clock.telling_of(clock.now() - dt.timedelta(days=ago)):
        instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse")
        for actor, value in values:
            given = dict.fromkeys(PULSE, str(value)) | {"wondered_what_is_hidden": str(10 - value)}
            answer(actor, "trust-pulse", **given)


def first_of(actor):
    page = actor.client.get("/today/").content.decode()
    titles = {slug: load_library().exercise(slug).title for slug in (LONG, SHORT)}
    return min(titles, key=lambda slug: page.index(titles[slug]))


def test_after_a_fall_of_two_points_the_short_one_comes_first(both, dana) -> None:
    couple, alice, _ = both
    trust(dana, couple, [(alice, 7)], ago=9)
    assert first_of(alice) == LONG
    trust(dana, couple, [(alice, 5)], ago=2)
    assert first_of(alice) == SHORT


@pytest.mark.parametrize(
    ("before", "last", "ago", "is_hard"),
    [
        ((7,), 6, 2, False),
        ((7, 7, 4), 4, 2, True),
        ((4, 4, 4, 4), 4, 2, False),
        ((7,), 5, 9, False),
        ((), 1, 2, False),
        ((3,), 8, 2, False),
    ],
    ids=["one point", "still low", "always low", "long ago", "the first one", "a rise"],
)
def test_a_week_is_hard_by_the_own_weeks_before(both, dana, before, last, ago, is_hard) -> None:
    couple, alice, _ = both
    for weeks, value in enumerate(reversed(before), start=1):
        trust(dana, couple, [(alice, value)], ago=ago + 7 * weeks)
    trust(dana, couple, [(alice, last)], ago=ago)
    assert had_a_hard_week(alice.viewer) is is_hard


def test_the_hard_week_of_one_changes_nothing_for_the_other(both, dana) -> None:
    couple, alice, bob = both
    trust(dana, couple, [(alice, 8), (bob, 8)], ago=9)
    trust(dana, couple, [(alice, 7), (bob, 8)], ago=5)
    before = [without_token(bob, path) for path in PAGES]
    trust(dana, couple, [(alice, 1), (bob, 8)], ago=1)
    assert first_of(alice) == SHORT
    assert [without_token(bob, path) for path in PAGES] == before
    assert not had_a_hard_week(bob.viewer)
