"""A measure with the practice's own words is answered and scored like every other questionnaire."""

from __future__ import annotations

import pytest

from tests.library.importing.conftest import as_json, questionnaire
from troth.library import load_library
from troth.library.importing import instrument_from, read_texts
from troth.practice.common.errors import Refused
from troth.practice.instruments import answering


@pytest.fixture
def measure():
    def build(slug: str, count: int, low: int, high: int):
        data = as_json(questionnaire(count, low, high))
        taken = read_texts(load_library(), "words.json", data, measure=slug)
        return instrument_from(taken.texts, taken.measure)

    return build


def test_answers_are_read_kept_and_scored(measure):
    ras = measure("ras", 7, 1, 5)
    answers = answering.merged(ras, {}, dict(zip("123456", "545145", strict=True)))
    assert [item.id for item in answering.missing(ras, answers)] == ["7"]
    answers = answering.merged(ras, answers, {"7": "2"})
    assert {score.scale: score.value for score in ras.score(answers)} == {
        "total": 32,
        "mean": pytest.approx(32 / 7),
    }
    assert answering.in_words(ras.item("4"), answers["4"]) == "low answer"


@pytest.mark.parametrize("given", [{"4": "6"}, {"8": "1"}, {"4": ["1", "2"]}])
def test_an_answer_that_the_measure_does_not_take_is_refused(measure, given):
    with pytest.raises(Refused):
        answering.merged(measure("ras", 7, 1, 5), {}, given)


def test_item_nine_tells_the_therapist_and_narrows_the_score(measure):
    phq = measure("phq-9", 9, 0, 3)
    assert answering.alerts_of(phq, {"9": 1}) == ("danger_to_self",)
    assert answering.alerts_of(phq, {"9": 0, "1": 3}) == ()
    assert answering.terms_of_scale(phq, phq.scales[0])[1] is True
