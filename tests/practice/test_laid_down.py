from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from channels.layers import get_channel_layer
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation

from tests.practice import cast, door
from tests.practice.laid_down import SOON, Kept, _tables, ground, laid_down
from troth.practice.common import audit, clock, crypto, keyring
from troth.practice.people import actions, queries
from troth.practice.people.models import Person, Practice
from troth.practice.people.states import Stage

if connection.vendor != "sqlite":
    pytest.skip("Stories are laid down on SQLite alone", allow_module_level=True)


@pytest.fixture
def tellings():
    """How the database looked at the end of each telling."""
    return []


@pytest.fixture
def pause(db, tellings):
    """A story in which rows are made, changed and deleted; Dana and her couple, on a pause."""

    @laid_down
    def tell():
        dana = cast.founder("Elm Street Practice", "Dana")
        couple, alice, bob = cast.partners(dana, "Alice", "Bob")
        door.open_the_door(dana, couple, (alice, bob))
        Authenticator.objects.create(user=alice.person, type=Authenticator.Type.TOTP, data={}).delete()
        tellings.append(_tables())
        return dana, couple, alice

    return tell


@pytest.fixture
def next_test(db):
    """Take back all that was done, as at the end of a test, and begin another."""
    point = connection.savepoint()
    ground.start = ground.at = Kept()

    def turn(between=lambda: None):
        ground.end()
        connection.savepoint_rollback(point)
        between()
        ground.begin(ground.patch)

    yield turn
    ground.start = Kept()


def test_what_is_laid_down_is_what_was_told_row_for_row(pause, next_test, tellings):
    for _ in range(3):
        pause()
        assert _tables() == tellings[0]
        next_test()
    assert len(tellings) == 1


def test_rows_are_counted_on_from_there(pause, next_test):
    numbers = []
    for _ in range(2):
        _, _, alice = pause()
        numbers.append(Authenticator.objects.create(user=alice.person, type="totp", data={}).pk)
        next_test()
    last = Authenticator.objects.count()
    assert numbers == [last + 3] * 2  # Dana's, and one that was deleted


def test_rows_that_were_there_are_changed_and_deleted_too(next_test):
    @laid_down
    def renames():
        Practice.objects.filter(name="Elm").update(name="Oak")
        Practice.objects.filter(name="Ash").delete()

    def found():
        actions.start_practice(name="Elm", country="GB", admin_email="a@example.org")
        actions.start_practice(name="Beech", country="GB", admin_email="b@example.org")
        Practice.objects.create(name="Ash", country="GB")

    founds = laid_down(found)
    for _ in range(2):
        founds()
        renames()
        assert list(Practice.objects.order_by("name").values_list("name", flat=True)) == ["Beech", "Oak"]
        next_test()


def test_stories_follow_each_other(next_test):
    seen = []
    for names in (("Alice", "Bob"), ("Anna", "Boris"), ("Alice", "Bob")):
        dana = cast.founder("Elm Street Practice", "Dana")
        couple, *both = cast.partners(dana, *names)
        door.open_the_door(dana, couple, both)
        seen.append((dana.person.pk, couple.pk, both[0].viewer.display_name, _tables()))
        next_test()
    assert seen[0] == seen[2]
    assert seen[1][0] == seen[0][0]
    assert seen[1][1] != seen[0][1]
    assert seen[1][2] == "Anna"


def test_everybody_can_act_on_and_the_audit_holds(pause, next_test):
    for _ in range(2):
        dana, couple, alice = pause()
        events = audit.verify().events
        assert dana.client.get(f"/couples/{couple.pk}/").status_code == 200
        assert alice.client.get("/", follow=True).status_code == 200
        actions.move_stage(actor=dana.viewer, couple=couple, stage=Stage.WORKING)
        report = audit.verify()
        assert report.ok, report.problem
        assert report.events > events
        next_test()


def test_what_a_test_changes_reaches_no_other(pause, next_test):
    dana, couple, alice = pause()
    stage = couple.stage
    couple.stage, dana.person.email = "changed", "changed@example.org"
    alice.client.cookies.clear()
    alice.client.changed = True
    next_test()
    dana, couple, alice = pause()
    assert (couple.stage, dana.person.email) == (stage, "dana@example.org")
    assert "sessionid" in alice.client.cookies
    assert not hasattr(alice.client, "changed")


def test_what_a_story_was_given_is_as_the_story_left_it(pause, next_test):
    @laid_down
    def moves(dana, couple):
        actions.move_stage(actor=dana.viewer, couple=couple, stage=Stage.WORKING)
        couple.refresh_from_db()
        return couple

    for _ in range(2):
        dana, couple, _ = pause()
        assert moves(dana, couple).stage == couple.stage == Stage.WORKING
        next_test()


def test_what_waits_for_the_end_of_the_transaction_waits_again(next_test, django_capture_on_commit_callbacks):
    for _ in range(2):
        mail.outbox.clear()
        dana = cast.founder("Elm Street Practice", "Dana")
        with django_capture_on_commit_callbacks(execute=True):
            cast.partners(dana, "Alice", "Bob")
        assert [letter.to for letter in mail.outbox] == [["alice@example.org"], ["bob@example.org"]]
        next_test()


def test_nobody_is_counted_or_called_in_a_test_for_what_they_did_in_another(pause, next_test):
    layers = []
    for _ in range(2):
        dana, _, _ = pause()
        layers.append(get_channel_layer())
        assert cache.get(dana.person.pk) is None
        cache.set(dana.person.pk, "ten times a minute")
        next_test()
    assert layers[0] is not layers[1]


def test_a_story_that_sends_letters_is_refused(next_test):
    with pytest.raises(AssertionError, match="letters"):
        laid_down(lambda: mail.send_mail("A", "B", None, ["dana@example.org"]))()


def test_a_story_that_fails_fails_each_time(next_test):
    def fails(name):
        Practice.objects.create(name=name, country="GB")
        raise ValueError(name)

    for _ in range(2):
        with pytest.raises(ValueError, match="Elm"):
            laid_down(fails)("Elm")
        assert Practice.objects.count() == 1
        next_test()


def write():
    Practice.objects.create(name="Harbour", country="GB")


def write_and_delete():
    write()
    Practice.objects.filter(name="Harbour").delete()


@pytest.mark.parametrize("act", [write, write_and_delete])
def test_it_is_told_anew_after_anything_else_was_written(pause, next_test, tellings, act):
    pause()
    next_test()
    act()
    pause()
    assert len(tellings) == 2
    assert tellings[1] == _tables() != tellings[0]


def test_it_is_told_anew_after_anything_was_written_between_two_tests(pause, next_test, tellings):
    pause()
    next_test(between=write)
    pause()
    assert len(tellings) == 2
    assert Practice.objects.count() == 2


def test_it_is_told_anew_where_it_can_be_taken_back(pause, next_test, tellings):
    pause()
    next_test()
    with transaction.atomic():
        pause()
        transaction.set_rollback(True)
    assert len(tellings) == 2
    assert not Person.objects.exists()
    pause()
    assert len(tellings) == 3


def age():
    for kept in ground.start.then.values():
        kept.told -= SOON


def test_it_is_told_anew_after_a_while(pause, next_test, tellings):
    pause()
    next_test(between=age)
    pause()
    assert len(tellings) == 2


def test_it_is_told_anew_under_other_settings(pause, next_test, tellings, settings):
    pause()
    next_test()
    settings.TROTH_DEMO = True
    pause()
    assert len(tellings) == 2


def test_it_is_told_anew_under_another_key(pause, next_test, tellings):
    keys = [*keyring.ring().values()]
    pause()
    next_test()
    keyring.write_file([crypto.new_key(), *keys])
    pause()
    keyring.write_file(keys)
    assert len(tellings) == 2


def test_it_is_told_anew_where_something_stands_in_the_place_of_our_code(
    pause, next_test, tellings, monkeypatch
):
    pause()
    next_test()
    monkeypatch.setattr(actions, "invite_partner", actions.invite_partner)
    pause()
    assert len(tellings) == 2


def test_it_is_told_anew_from_other_content(pause, next_test, tellings):
    pause()
    next_test()
    with pytest.MonkeyPatch.context() as patch:
        from tests.practice.programme.shelf import with_test_exercises

        library = with_test_exercises()
        patch.setattr("troth.library.load._shipped", lambda _language: library)
        pause()
    assert len(tellings) == 2


def test_it_is_told_anew_in_another_language(pause, next_test, tellings):
    pause()
    next_test()
    with translation.override("de"):
        pause()
    assert len(tellings) == 2


def test_it_is_told_anew_while_the_clock_goes_elsewhere(pause, next_test, tellings, time_machine):
    pause()
    next_test()
    time_machine.move_to(dt.datetime.combine(clock.today(), dt.time(12), dt.UTC), tick=True)
    pause()
    assert len(tellings) == 2


@pytest.mark.parametrize("ahead", [dt.timedelta(0), dt.timedelta(days=400)])
def test_where_the_clock_stands_everything_happens_at_that_moment(pause, next_test, tellings, ahead):
    pause()
    for moment in (clock.now() + ahead, clock.now() + ahead):
        for _ in range(2):
            next_test()
            with clock.telling_of(moment):
                _, couple, _ = pause()
            assert couple.created_at == moment
    assert len(tellings) == 3


def test_the_cast_of_this_test_is_the_cast_of_the_product(dana, couple, alice, bob):
    assert [seat.called for seat in queries.seats_of(couple.pk)] == ["Alice", "Bob"]
    assert Person.objects.count() == 3
