"""A clinic words a questionnaire anew: people answer the words they were asked, and no number changes its meaning."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from types import MappingProxyType

import pytest

from tests.practice import cast
from tests.practice.answering import answer
from tests.practice.instruments.conftest import PULSE
from tests.practice.wordings.story import page, texts, word
from troth.library import load_library, questionnaire_from
from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import queries as answering
from troth.practice.instruments.kinds import INSTRUMENT
from troth.practice.instruments.models import Assignment, Response, Round, Score
from troth.practice.safety.models import Alert
from troth.practice.wordings import actions, queries
from troth.practice.wordings.models import OwnWording

PULSE_SLUG, CHECK_IN, CHECK = "trust-pulse", "session-check-in", "private-check"
TITLE, OURS = "How this week was", "Seven days, and us"
QUESTION, OUR_QUESTION = "All in all, I trusted my partner this week.", "Taken together, this week I trusted."
WORDS = {f"title: {TITLE}": f"title: {OURS}", QUESTION: OUR_QUESTION}
LOW, OUR_LOW = "    0: not at all", "    0: not one bit"


def ask(dana, couple, slug=PULSE_SLUG):
    return instruments.assign_instrument(actor=dana.viewer, couple=couple, slug=slug)


def sheet_of(actor, asked):
    copy = Assignment.objects.get(round=asked, seat_id=actor.viewer.seat_id)
    return f"/answer/{copy.pk}/"


def newer(monkeypatch, **changed):
    """A newer Troth whose weekly questionnaire has another structure."""
    library, old = load_library(), load_library().instrument(PULSE_SLUG)
    structure = {**json.loads(old.files["instrument.yaml"]), **changed}
    files = {**old.files, "instrument.yaml": json.dumps(structure)}
    if "sections" in changed:
        words = json.loads(old.files["items.en.yaml"])
        words["items"]["one_more"] = {"text": "One more."}
        files["items.en.yaml"] = json.dumps(words)
    newest = questionnaire_from(PULSE_SLUG, files)
    shelf = MappingProxyType({**library.instruments, PULSE_SLUG: newest})
    newest_library = dataclasses.replace(library, instruments=shelf)
    monkeypatch.setattr("troth.library.load._shipped", lambda _language: newest_library)
    return newest


def test_who_is_asked_by_this_practice_reads_its_words_and_nobody_of_another(dana, alice, bob, couple, erin):
    theirs, gus, _ = cast.partners(erin, "Gus", "Hana")
    word(dana, INSTRUMENT, PULSE_SLUG, WORDS)
    mine, others = ask(dana, couple), ask(erin, theirs)
    for actor, asked, words, not_words in (
        (alice, mine, OUR_QUESTION, QUESTION),
        (bob, mine, OUR_QUESTION, QUESTION),
        (gus, others, QUESTION, OUR_QUESTION),
    ):
        shown = page(actor, sheet_of(actor, asked))
        assert (words in shown, not_words in shown) == (True, False)
    waiting = [answering.open_assignments(actor.viewer)[0].title for actor in (alice, gus)]
    assert waiting == [OURS, TITLE]
    assert [
        OURS in page(actor, f"/couples/{of.pk}/assign/") for actor, of in ((dana, couple), (erin, theirs))
    ] == [True, False]


def test_an_open_copy_keeps_the_words_it_began_with_and_what_comes_next_has_the_new(dana, alice, couple):
    asked = ask(dana, couple)
    word(dana, INSTRUMENT, PULSE_SLUG, WORDS)
    before = page(alice, sheet_of(alice, asked))
    assert (QUESTION in before, OUR_QUESTION in before) == (True, False)
    instruments.withdraw_round(actor=dana.viewer, couple=couple, round_id=asked.pk)
    again = ask(dana, couple)
    after = page(alice, sheet_of(alice, again))
    assert (QUESTION in after, OUR_QUESTION in after) == (False, True)


def test_answers_and_scores_stay_tied_to_the_words_whatever_is_worded_later(dana, alice, bob, couple):
    asked = ask(dana, couple)
    for actor in (alice, bob):
        answer(actor, PULSE_SLUG, **PULSE)
    word(dana, INSTRUMENT, PULSE_SLUG, {**WORDS, LOW: OUR_LOW})
    actions.use_wording(actor=dana.viewer, kind=INSTRUMENT, slug=PULSE_SLUG, number=0)
    own = OwnWording.objects.get().edition_id
    shipped = load_library().instrument(PULSE_SLUG).content_hash
    sides = answering.visible_answers(alice.viewer, asked.pk)
    assert {one.text for one in sides["a"]} >= {QUESTION}
    actions.use_wording(actor=dana.viewer, kind=INSTRUMENT, slug=PULSE_SLUG, number=1)
    second = ask(dana, couple)
    for actor in (alice, bob):
        answer(actor, PULSE_SLUG, **PULSE)
    told = [answering.visible_answers(alice.viewer, one.pk)["b"][-1].text for one in (asked, second)]
    assert told == [QUESTION, OUR_QUESTION]
    for rows in (Response.objects, Score.objects, Round.objects.filter(instrument=PULSE_SLUG)):
        assert set(rows.values_list("content_hash", flat=True)) == {shipped, own}


def test_no_number_changes_with_the_words(dana, alice, bob, couple):
    for begun in (None, WORDS):
        if begun:
            word(dana, INSTRUMENT, PULSE_SLUG, begun)
        ask(dana, couple)
        for actor in (alice, bob):
            answer(actor, PULSE_SLUG, **PULSE)
    values: dict[str, dict[str, list[float]]] = {}
    for score in Score.objects.all():
        values.setdefault(score.content_hash, {}).setdefault(score.scale, []).append(score.value)
    first, second = values.values()
    assert first == second
    assert first["trust"] == [pytest.approx((7 + 8 + 6 + (10 - 2) + 7 + 6 + 7) / 7)] * 2


@pytest.mark.parametrize(
    ("slug", "old", "new", "message"),
    [
        (PULSE_SLUG, "  overall:\n", "  in_all:\n", 'The words for "overall" are missing under "items".'),
        (PULSE_SLUG, "  week:\n", "  weeks:\n", 'The words for "week" are missing under "sections".'),
        (PULSE_SLUG, "  openness: Open", "  open: Open", 'The words for "openness" are missing'),
        (PULSE_SLUG, "    10: compl", "    11: compl", 'The answer "10" of "this_week" has no words.'),
        (PULSE_SLUG, "title: ", "titel: ", '"titel" is not a field that belongs here'),
        (CHECK, "you fear for yourself", "you feel tense", '"afraid" under items is worded anew'),
        (CHECK, "rarely: Once or twice", "rarely: Not really", '"often" under answer_sets is worded anew'),
        ("private-intake", "might_act: Yes", "might_act: Maybe", "answer_sets is worded anew"),
    ],
)
def test_what_numbers_and_alerts_rest_on_is_refused_with_file_and_line(dana, slug, old, new, message):
    files = texts(dana, INSTRUMENT, slug, {old: new})
    item, problems = queries.read(dana.viewer.practice_id, INSTRUMENT, slug, files)
    assert item is None
    (found,) = [one for one in problems if message in one.message]
    assert found.file == f"content/instruments/{slug}/items.en.yaml"
    assert isinstance(found.line, int)
    assert found.remedy
    with pytest.raises(Refused):
        word(dana, INSTRUMENT, slug, {old: new})
    assert not OwnWording.objects.exists()


def test_the_structure_is_not_a_file_that_a_practice_has(dana):
    structure = load_library().instrument(PULSE_SLUG).files["instrument.yaml"]
    files = {
        **texts(dana, INSTRUMENT, PULSE_SLUG, WORDS),
        "instrument.yaml": structure.replace('"reverse":["wondered_what_is_hidden"]', '"reverse":[]'),
    }
    assert files["instrument.yaml"] != structure
    with pytest.raises(Refused) as told:
        actions.save_wording(
            actor=dana.viewer, kind=INSTRUMENT, slug=PULSE_SLUG, files=files, note="Key", begun_from=0
        )
    assert told.value.reason == '"instrument.yaml" stays as it came with Troth. Word items.en.yaml instead.'
    answered = dana.client.post(
        f"/instruments/{PULSE_SLUG}/word/", {**files, "note": "Key", "begun_from": 0, "keep": "1"}
    )
    assert answered.status_code == 302  # what has no field is not read
    kept = queries.library_for(dana.viewer.practice_id).instrument(PULSE_SLUG)
    assert kept.definitions == load_library().instrument(PULSE_SLUG).definitions


def test_the_kind_words_around_a_question_of_danger_can_change_and_its_alert_is_raised(
    dana, alice, bob, couple
):
    word(dana, INSTRUMENT, "private-intake", {"title: ": "title: Ours, "})
    asked = ask(dana, couple, "private-intake")
    assert Round.objects.get(pk=asked.pk).content_hash == OwnWording.objects.get().edition_id
    own = queries.library_for(dana.viewer.practice_id).instrument("private-intake")
    ours = {item.id: item.alerts for item in own.items if item.alerts}
    troths = {
        item.id: item.alerts for item in load_library().instrument("private-intake").items if item.alerts
    }
    assert ours == troths
    answer(alice, "private-intake", dark_thoughts="often")
    assert [alert.concerns["danger_to_self"] for alert in Alert.objects.filter(couple=couple)] == [1]


def test_with_a_newer_troth_the_own_words_stand_in_its_structure(dana, alice, couple, monkeypatch):
    word(dana, INSTRUMENT, PULSE_SLUG, WORDS)
    newest = newer(monkeypatch, minutes=9)
    used = queries.library_for(dana.viewer.practice_id).instrument(PULSE_SLUG)
    assert (used.title, used.minutes, newest.title) == (OURS, 9, TITLE)
    asked = ask(dana, couple)
    assert "About 9 minutes" in page(alice, sheet_of(alice, asked))


def test_words_that_lack_what_a_newer_troth_asks_give_way_and_the_page_says_so(
    dana, alice, couple, monkeypatch
):
    word(dana, INSTRUMENT, PULSE_SLUG, WORDS)
    before = ask(dana, couple)
    old = json.loads(load_library().instrument(PULSE_SLUG).files["instrument.yaml"])["sections"]
    more = {"id": "one_more", "kind": "rating", "answers": "this_week"}
    newer(monkeypatch, sections=[{**old[0], "items": [*old[0]["items"], more]}])
    assert queries.library_for(dana.viewer.practice_id).instrument(PULSE_SLUG).title == TITLE
    assert "This wording cannot be read" in page(dana, f"/instruments/{PULSE_SLUG}/wordings/")
    shown = page(alice, sheet_of(alice, before))
    assert (OUR_QUESTION in shown, "One more." in shown) == (True, False)


def test_an_edition_that_cannot_be_read_gives_way_to_troths_words(dana, alice, couple, unreadable):
    made = word(dana, INSTRUMENT, PULSE_SLUG, WORDS)
    asked = ask(dana, couple)
    unreadable(made.edition_id)
    assert QUESTION in page(alice, sheet_of(alice, asked))


def test_a_measure_says_from_when_it_is_worded_anew(dana, alice, bob, couple):
    page_of_it, told = f"/couples/{couple.pk}/measures/{CHECK_IN}/", "Worded anew on"
    for ago, words in ((3, None), (1, {"title: ": "title: Ours, "})):
        with clock.telling_of(clock.now() - dt.timedelta(weeks=ago)):
            if words:
                word(dana, INSTRUMENT, CHECK_IN, words)
            ask(dana, couple, CHECK_IN)
            for actor in (alice, bob):
                answer(actor, CHECK_IN)
        assert (told in page(dana, page_of_it)) is (words is not None)
    day = clock.today() - dt.timedelta(weeks=1)
    shown = page(dana, page_of_it)
    assert f"{told} {day:%-d %B %Y}" in shown
    assert "<h1>Ours, " in shown
    assert "Ours, " in page(dana, f"/couples/{couple.pk}/")
