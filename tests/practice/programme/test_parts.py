"""An exercise in which the two have different parts: Bob tells, Alice hears."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest

from tests.practice.giving import give
from tests.practice.programme.shelf import with_test_exercises
from tests.practice.programme.story import goes_on, writes
from tests.practice.programme.test_kinds import what_is_got
from tests.practice.programme.test_views import page, post
from troth.practice.common.errors import Refused
from troth.practice.programme import queries
from troth.practice.programme.models import Entry, Run

TELLER, HEARER = ("Words only for the one who tells.", "Words only for the one who hears.")


def with_other_words_for_the_teller():
    library = with_test_exercises()
    exercise = library.exercises["two-parts"]
    changed = tuple(
        dataclasses.replace(step, title="Quite different", text="<p>Much longer, and other</p>" * 9)
        if step.id in {"before", "tell", "notes"}
        else step
        for step in exercise.views[0]
    )
    other = dataclasses.replace(exercise, views=(changed, exercise.views[1]))
    return dataclasses.replace(library, exercises=MappingProxyType({**library.exercises, "two-parts": other}))


def test_each_reads_only_the_words_of_their_part(alice, bob, parted):
    assert TELLER in page(bob, parted)
    assert HEARER not in page(bob, parted)
    assert HEARER in page(alice, parted)
    assert TELLER not in page(alice, parted)


def test_the_other_one_waits_with_words_of_their_own(alice, bob, parted):
    goes_on(alice, parted, "before")
    waiting, got = page(alice, parted), what_is_got(alice, parted)
    assert "Take a walk meanwhile." in waiting
    assert "Look again" in waiting
    assert "Instructions of the teller." not in waiting
    assert "What do you want to be heard?" not in waiting
    goes_on(bob, parted, "before")
    assert "Instructions of the teller." in page(bob, parted)
    assert "Take a walk meanwhile." not in page(bob, parted)
    writes(bob, parted, "tell", "It hurt")
    assert what_is_got(alice, parted) == got
    goes_on(bob, parted, "tell")
    assert what_is_got(alice, parted) != got
    goes_on(alice, parted, "tell")


def test_nobody_goes_past_what_the_other_one_does_nor_answers_it(alice, parted):
    goes_on(alice, parted, "before")
    with pytest.raises(Refused):
        goes_on(alice, parted, "tell")
    with pytest.raises(Refused) as caught:
        writes(alice, parted, "tell", "In another's place")
    assert caught.value.reason.startswith("There is nothing to write in this step.")
    assert not Entry.objects.exists()


def test_nothing_that_one_gets_depends_on_the_words_of_the_other_part(monkeypatch, alice, bob, parted):
    def with_words(get):
        with monkeypatch.context() as patch:
            patch.setattr("troth.library.load._shipped", lambda _language: with_other_words_for_the_teller())
            return get()

    goes_on(bob, parted, "before")
    assert with_words(lambda: what_is_got(bob, parted)) != what_is_got(bob, parted)
    for step in ("before", "tell"):
        assert with_words(lambda: what_is_got(alice, parted)) == what_is_got(alice, parted)
        if step == "tell":
            writes(bob, parted, "tell", "It hurt")
            goes_on(bob, parted, "tell")
            assert with_words(lambda: what_is_got(alice, parted)) == what_is_got(alice, parted)
        goes_on(alice, parted, step)


def test_two_parts_are_gone_through_to_the_end(dana, alice, bob, parted):
    goes_on(alice, parted, "before")
    goes_on(bob, parted, "before")
    writes(bob, parted, "tell", "It hurt")
    goes_on(bob, parted, "tell")
    goes_on(alice, parted, "tell")
    post(alice, parted, "next", step="notes", notes="calm")
    goes_on(bob, parted, "notes")
    assert "It hurt" in page(alice, parted)
    assert "Bob wrote" in page(alice, parted)
    assert "You wrote" in page(bob, parted)
    goes_on(alice, parted, "read")
    goes_on(bob, parted, "read")
    turns = queries.player(alice.viewer, parted).turns
    assert [turn.name for turn in turns] == ["Alice", "Bob"]
    goes_on(alice, parted, "talk")
    parted.refresh_from_db()
    assert parted.state == "done"
    therapists = dana.client.get(f"/couples/{parted.couple_id}/exercises/{parted.pk}/").content.decode()
    assert "It hurt" in therapists
    assert "Calm" not in therapists
    assert queries.run_page(dana.viewer, parted.couple_id, parted.pk).parts == [
        ("The one who was hurt", "Bob"),
        ("The one who did it", "Alice"),
    ]


def test_no_partner_reads_what_the_parts_are_called(alice, bob, parted):
    for actor in (alice, bob):
        got = repr(what_is_got(actor, parted))
        assert "One tells, one hears" in got
        assert "who was hurt" not in got
        assert "who did it" not in got


@pytest.mark.parametrize("part_a", ["", "c"])
def test_the_therapist_must_say_who_takes_which_part(shelf, dana, seen, part_a):
    with pytest.raises(Refused) as caught:
        give(dana, seen, "two-parts", reason="", part_a=part_a)
    assert caught.value.reason == "Say who takes which part in this exercise, then give it again."
    assert not Run.objects.exists()


def test_the_parts_are_given_on_the_therapists_page(shelf, dana, seen):
    address = f"/couples/{seen.pk}/exercises/give/two-parts/"
    assert "Who is the one who was hurt?" in dana.client.get(address).content.decode()
    assert dana.client.post(address, {"reason": ""}).status_code == 409
    assert dana.client.post(address, {"part_a": "b"}).status_code == 302
    assert Run.objects.get().part_a == "b"


def test_an_exercise_without_parts_takes_no_notice_of_them(shelf, dana, seen):
    run = give(dana, seen, "a-quiet-evening", reason="", part_a="b")
    assert run.part_a == "a"
