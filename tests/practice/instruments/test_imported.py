"""A measure with the practice's own words is shown, answered and scored like every other questionnaire."""

from __future__ import annotations

import pytest

from tests.library.importing.conftest import as_json, questionnaire
from troth.library import load_library
from troth.library.importing import instrument_from, read_texts
from troth.practice.instruments import answering
from troth.practice.instruments.forms import AnswerForm


@pytest.fixture
def measure():
    def build(slug: str, count: int, low: int, high: int):
        data = as_json(questionnaire(count, low, high))
        taken = read_texts(load_library(), "words.json", data, measure=slug)
        return instrument_from(taken.texts, taken.measure)

    return build


def test_the_form_asks_every_item_and_its_answers_are_scored(measure):
    ras = measure("ras", 7, 1, 5)
    form = AnswerForm(ras, dict(zip("1234567", "5451452", strict=True)), answers={})
    assert form.is_valid(), form.errors
    answers = answering.merged(ras, {}, form.given())
    assert answering.missing(ras, answers) == []
    assert {score.scale: score.value for score in ras.score(answers)} == {
        "total": 32,
        "mean": pytest.approx(32 / 7),
    }


def test_an_answer_outside_the_options_is_refused_beside_its_item(measure):
    form = AnswerForm(measure("ras", 7, 1, 5), {"4": "6"}, answers={})
    assert not form.is_valid()
    assert list(form.errors) == ["4"]


def test_item_nine_tells_the_therapist_and_narrows_the_score(measure):
    phq = measure("phq-9", 9, 0, 3)
    assert answering.alerts_of(phq, {"9": 1}) == ("danger_to_self",)
    assert answering.alerts_of(phq, {"9": 0, "1": 3}) == ()
    assert answering.terms_of_scale(phq, phq.scales[0])[1] is True
