"""What is marked about fear: no agreement about secrets brings it to the other, and no screen shows it again."""

from __future__ import annotations

import dataclasses
import html
import json
from importlib import import_module
from types import MappingProxyType

import pytest
from django.apps import apps

from tests.practice import cast
from tests.practice.giving import give
from tests.practice.paper_text import text_of
from tests.practice.privacy.test_same_for_the_other import FORM_TOKEN
from tests.practice.programme.story import goes_on, writes
from troth.library import exercise_from, load_library
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import PolicyKind
from troth.practice.privacy.visibility import is_releasable
from troth.practice.programme import actions, sheets
from troth.practice.programme.models import Entry, Run
from troth.practice.safety import actions as safety

SLUG, STEP = "saying-no", "after-a-no"
AFRAID = "I am afraid, so I hardly say it"
KEPT_OFF = "Answers about feeling safe and free are never shown again here"


@pytest.fixture
def asked(dana, alice, bob, seen) -> Run:
    """Alice is where she is asked about fear; no secrets was agreed on."""
    cast.agree_on(dana, seen, (alice, bob), PolicyKind.NO_SECRETS)
    run = give(dana, seen, SLUG, reason="")
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    actions.start(actor=alice.viewer, run=run)
    run.refresh_from_db()
    before = [step.id for step in run.content.steps]
    for step in before[: before.index(STEP)]:
        if run.step(step).is_written:
            writes(alice, run, step, "Something else")
        goes_on(alice, run, step)
    return run


def marks(alice, run, answer) -> Entry:
    writes(alice, run, STEP, answer)
    goes_on(alice, run, STEP)
    return Entry.objects.get(run=run, step=STEP)


def stopped_page(alice, run) -> bytes:
    return FORM_TOKEN.sub(b"", alice.client.get(f"/exercise/{run.pk}/").content)


def test_a_mark_of_fear_can_never_be_released_where_other_words_to_the_therapist_could(alice, asked):
    mark = marks(alice, asked, "afraid")
    assert (mark.audience, mark.promise, mark.protected) == ("therapist", PolicyKind.NO_SECRETS, True)
    assert is_releasable(mark) is False
    mark.protected = False
    assert is_releasable(mark) is True


def test_what_stopped_somebody_can_never_be_released_either(alice, asked):
    actions.stop_run(actor=alice.viewer, run=asked)
    actions.say_what_stopped(actor=alice.viewer, run=asked, text="I was afraid", audience="therapist")
    assert is_releasable(Entry.objects.get(run=asked, step="~stopped")) is False


def test_no_own_page_shows_the_mark_again_and_both_read_why(alice, bob, asked):
    marks(alice, asked, "afraid")
    actions.stop_run(actor=alice.viewer, run=asked)
    for actor in (alice, bob):
        shown = html.unescape(stopped_page(actor, asked).decode())
        assert (AFRAID in shown, KEPT_OFF in shown) == (False, True)


def test_the_page_is_the_same_whatever_was_marked(alice, asked):
    marks(alice, asked, "afraid")
    actions.stop_run(actor=alice.viewer, run=asked)
    stopped_page(alice, asked)
    after_fear = stopped_page(alice, asked)
    entry = Entry.objects.get(run=asked, step=STEP)
    entry.text = "fine"
    entry.save()
    assert stopped_page(alice, asked) == after_fear
    entry.protected = False
    entry.save()
    assert stopped_page(alice, asked) != after_fear


def test_the_author_still_has_it_where_one_is_asked_who_one_is(alice, asked):
    marks(alice, asked, "afraid")
    assert "afraid" in text_of(sheets.own_sheet(alice.viewer, asked, "own"))
    own = json.loads(privacy.export_own_data(actor=alice.viewer))["programme.Entry"]
    assert [entry["step"] for entry in own if "afraid" in entry["text"]] == [STEP]
    address = f"/exercise/{asked.pk}/sheet/own/"
    alice.client.session.flush()
    assert alice.client.post(address).status_code == 302


def test_the_therapist_reads_it_and_is_told_to_pass_none_of_it_on(alice, dana, couple, asked):
    marks(alice, asked, "afraid")
    page = dana.client.get(f"/couples/{couple.pk}/exercises/{asked.pk}/").content.decode()
    assert "no agreement about secrets lets it be passed on" in page


def test_an_older_wording_that_does_not_say_so_protects_as_the_newest_does(dana, alice, seen, monkeypatch):
    newest = load_library()
    exercise = newest.exercise(SLUG)
    text = exercise.files["exercise.yaml"].replace('"protected":true,', "")
    older = exercise_from(SLUG, {**exercise.files, "exercise.yaml": text})
    library = dataclasses.replace(newest, exercises=MappingProxyType({**newest.exercises, SLUG: older}))
    with monkeypatch.context() as before:
        before.setattr("troth.library.load._shipped", lambda _language: library)
        run = give(dana, seen, SLUG, reason="")
    assert [step.id for step in run.content.steps if step.protected] == []
    assert [step.id for step in run.content.steps if run.is_protected(step.id)] == [STEP]


def test_what_was_written_for_the_therapist_before_is_protected_by_the_upgrade(alice, asked):
    marks(alice, asked, "afraid")
    Entry.objects.update(protected=False)
    import_module("troth.practice.programme.migrations.0016_protected_answers").protect(apps, None)
    assert dict(Entry.objects.values_list("audience", "protected")) == {"therapist": True} | {
        entry.audience: False for entry in Entry.objects.exclude(audience="therapist")
    }
