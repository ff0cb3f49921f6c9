"""From words and facts to a questionnaire that can be shown, answered and scored."""

from __future__ import annotations

import pytest

from tests.library.importing.conftest import labels, questionnaire
from troth.library import load_library
from troth.library.importing import MeasureTexts, instrument_from
from troth.library.score_measure import score_measure


def built(take, count, low, high, slug):
    taken = take("words.json", questionnaire(count, low, high), slug)
    return instrument_from(taken.texts, taken.measure)


def test_a_measure_becomes_an_instrument_of_its_language(take):
    ras = built(take, 7, 1, 5, "ras")
    assert (ras.id, ras.version, ras.title) == ("ras-en", 1, "How things are between you")
    assert (ras.kind, ras.audience, ras.guarded, ras.minutes) == ("routine", "therapist", False, 1)
    assert ras.source == "Relationship Assessment Scale, Hendrick 1988."
    assert [section.id for section in ras.sections] == ["all"]
    assert [option.label for option in ras.items[0].options] == [label for _, label in labels(1, 5)]
    assert [item.id for item in ras.items if item.reverse] == ["4", "7"]


def test_the_instrument_scores_as_the_measure_does(take):
    ras = built(take, 7, 1, 5, "ras")
    answers = dict(zip("1234567", (5, 4, 5, 1, 4, 5, 2), strict=True))
    by_measure = score_measure(load_library().measure("ras"), answers).scores
    assert [(s.scale, s.value) for s in ras.score(answers)] == [(s.scale.id, s.value) for s in by_measure]
    assert ras.score({**answers, "3": None})[0].value is None


def test_scales_and_their_arithmetic_agree(take):
    ies = built(take, 22, 0, 4, "ies-r")
    assert [scale.id for scale in ies.scales] == ["total", "intrusion", "avoidance", "hyperarousal"]
    pairs = zip(ies.scales, ies.definitions, strict=True)
    assert all(scale.range == definition.range for scale, definition in pairs)


@pytest.mark.parametrize(
    ("slug", "count", "answers", "sizes"),
    [("phq-9", 9, (0, 3), [9]), ("ies-r", 22, (0, 4), [11, 11]), ("cpq", 35, (1, 9), [12, 12, 11])],
)
def test_a_long_measure_is_several_pages(take, slug, count, answers, sizes):
    instrument = built(take, count, *answers, slug)
    assert [len(section.items) for section in instrument.sections] == sizes
    assert [item.id for item in instrument.items] == [str(number) for number in range(1, count + 1)]


def test_item_nine_raises_its_alert_is_protected_and_may_be_left_out(take):
    phq = built(take, 9, 0, 3, "phq-9")
    nine = phq.item("9")
    assert [alert.is_raised_by(answer) for alert in nine.alerts for answer in (0, 1, 3)] == [
        False,
        True,
        True,
    ]
    assert (nine.protected, nine.required, phq.item("8").required) == (True, False, True)
    assert phq.asks_about_safety


def test_a_violence_screen_is_guarded_and_nothing_in_it_is_required(take):
    hits = built(take, 4, 1, 5, "hits")
    assert (hits.kind, hits.guarded, hits.protected, hits.audience) == ("safety", True, True, "therapist")
    assert all(item.protected and not item.required for item in hits.items)
    assert "violen" not in hits.title.lower()


def test_numbers_without_words_are_a_rating_and_words_a_choice(take):
    sheet = questionnaire(3, 1, 7)
    assert built(take, 3, 1, 7, "kmss").items[0].kind == "choice"
    for item in sheet["item"]:
        item["answerOption"] = [{"valueInteger": value} for value in range(1, 8)]
    taken = take("words.json", sheet, "kmss")
    assert instrument_from(taken.texts, taken.measure).items[0].kind == "rating"


def test_other_words_have_another_hash_and_the_same_words_the_same(take):
    first = take("words.json", questionnaire(7, 1, 5), "ras")
    again = MeasureTexts.from_json(first.texts.to_json())
    other = take("words.json", questionnaire(7, 1, 5, language="de"), "ras")
    hashes = [
        instrument_from(texts, first.measure).content_hash for texts in (first.texts, again, other.texts)
    ]
    assert hashes[0] == hashes[1] != hashes[2]
