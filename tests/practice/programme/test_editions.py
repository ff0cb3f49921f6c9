"""What a couple was given stays as it was, whatever a newer version says."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest

from tests.practice.giving import give
from tests.practice.programme.story import goes_on, writes
from troth.library import ContentError, exercise_from, load_library
from troth.practice.programme import personal_data, queries
from troth.practice.programme.models import Entry, Run
from troth.practice.wordings.models import Edition

SLUG = "what-trust-means-to-me"
OLD = load_library().exercise(SLUG)


@pytest.fixture
def upgraded(monkeypatch):
    """Give the exercise a new version, in which the words have changed and a step has gone."""

    def upgrade():
        files = {**OLD.files, "partner.en.md": OLD.files["partner.en.md"].replace("Just for you", "Alone")}
        newer = exercise_from(SLUG, files)
        library = load_library()
        exercises = MappingProxyType({**library.exercises, SLUG: newer})
        newest = dataclasses.replace(library, exercises=exercises)
        monkeypatch.setattr("troth.library.load._shipped", lambda _language: newest)
        return newer

    return upgrade


@pytest.mark.parametrize("slug", load_library().exercises)
def test_every_exercise_can_be_read_again_from_its_own_files(slug):
    exercise = load_library().exercise(slug)
    again = exercise_from(slug, exercise.files)
    assert again == exercise
    assert again.content_hash == exercise.content_hash


def test_broken_files_are_refused_with_every_problem():
    with pytest.raises(ContentError, match="The file is missing"):
        exercise_from(SLUG, {"exercise.yaml": OLD.files["exercise.yaml"]})


def test_a_run_keeps_its_words_after_an_upgrade(alice, begun, upgraded):
    goes_on(alice, begun, "why")
    writes(alice, begun, "draft", "What I wrote to the old words")
    newer = upgraded()
    run = Run.objects.get(pk=begun.pk)
    assert (run.content, newer.content_hash) != (newer, OLD.content_hash)
    page = alice.client.get(f"/exercise/{begun.pk}/").content.decode()
    assert ("Just for you" in page, "Alone" in page) == (True, False)
    assert [entry.text for entry in queries.entries_for(alice.viewer, run)] == [
        "What I wrote to the old words"
    ]


def test_what_is_given_after_the_upgrade_has_the_new_words(dana, alice, seen, upgraded):
    newer = upgraded()
    run = give(dana, seen, SLUG)
    assert (run.content, run.content_hash) == (newer, newer.content_hash)
    assert Edition.objects.get(kind="exercise").pk == newer.content_hash


def test_each_edition_is_kept_once(dana, seen, begun):
    Run.objects.update(state="done")
    give(dana, seen, SLUG)
    assert [edition.slug for edition in Edition.objects.filter(kind="exercise")] == [SLUG]


def test_where_an_edition_was_not_kept_the_newest_is_shown(begun, upgraded):
    newer = upgraded()
    Edition.objects.all().delete()
    Run.objects.update(content_hash="0" * 64)
    assert Run.objects.get().content == newer
    assert Run.objects.get().given is None


def test_words_to_a_step_that_is_gone_are_still_taken_out(alice, begun):
    goes_on(alice, begun, "why")
    writes(alice, begun, "draft", "Mine, whatever becomes of the step")
    Entry.objects.update(step="a-step-of-long-ago")
    exports = {one.model: one.export for one in personal_data.HOLDINGS}
    (entry,) = exports["programme.Entry"](alice.person.pk)
    assert entry["text"] == "Mine, whatever becomes of the step"
