"""A key that the definition lacks may come with the file; one that it has must be the same."""

from __future__ import annotations

import pytest

from tests.library.importing.conftest import dictionary, own_yaml, questionnaire
from troth.library.importing import KeyedScale, TextsRefused, completed, instrument_from
from troth.library.score_measure import score_measure

TRIM = """\
scales:
  - {id: avoidance, items: 1-7}
  - {id: revenge, items: 8-12}
  - {id: benevolence, items: 13-18}
  - {id: total, items: 1-18, reverse: 13-18}
"""


def test_a_key_from_the_file_scores_and_is_marked_as_the_practices(take):
    taken = take("trim.yaml", own_yaml(18, 1, 5, TRIM), "trim-18")
    measure = completed(taken.measure, taken.texts)
    result = score_measure(measure, {str(number): 1 if number > 12 else 5 for number in range(1, 19)})
    assert {score.scale.id: score.value for score in result.scores} == {
        "avoidance": 35,
        "revenge": 25,
        "benevolence": 6,
        "total": 90,
    }
    assert measure.status == "key supplied by the practice"
    assert {score.scale.key.source for score in result.scores} == {"key supplied by the practice"}
    assert {score.scale.key.to_verify for score in result.scores} == {True}


def test_a_key_for_some_scales_leaves_the_others_unscored(take):
    first_scale = "".join(TRIM.splitlines(keepends=True)[:2])
    taken = take("trim.yaml", own_yaml(18, 1, 5, first_scale), "trim-18")
    assert taken.warnings == (
        "The file brings no key for revenge, benevolence, total: answers are kept, not scored.",
    )
    instrument = instrument_from(taken.texts, taken.measure)
    assert [scale.id for scale in instrument.scales] == ["avoidance"]


def test_without_a_key_the_words_are_taken_and_nothing_is_scored(take):
    taken = take("trim.json", questionnaire(18, 1, 5), "trim-18")
    assert taken.texts.keys == ()
    assert instrument_from(taken.texts, taken.measure).score({"1": 3}) == ()


def test_a_dictionary_says_its_key_in_the_annotations(take):
    rows = dictionary(18, 1, 5)
    for number, row in enumerate(rows[2:], start=1):
        scale = "avoidance" if number <= 7 else "revenge" if number <= 12 else "benevolence"
        row[10] = f"scale: {scale} {'reverse' if number > 12 else 'scale'}: total"
    keys = take("trim.csv", rows, "trim-18", "en").texts.keys
    assert {key.id: key for key in keys}["total"] == KeyedScale(
        "total",
        tuple(str(number) for number in range(1, 19)),
        tuple(str(number) for number in range(13, 19)),
    )


def test_a_questionnaire_says_its_key_in_the_codes_of_its_items(take):
    sheet = questionnaire(17, -3, 3)
    for number, item in enumerate(sheet["item"], start=1):
        kind = "reverse" if number == 2 else "scale"
        item["code"] = [{"system": f"urn:troth:{kind}", "code": "faith" if number <= 7 else "dependability"}]
    taken = take("trust.json", sheet, "trust-scale")
    assert {key.id: (len(key.items), key.reverse) for key in taken.texts.keys} == {
        "faith": (7, ("2",)),
        "dependability": (10, ()),
    }
    assert (
        '"dependability" counts 10 items in the file, and 5 in what we know (TV, to verify).'
        in taken.warnings
    )


def test_a_measure_of_unknown_length_takes_its_items_from_the_file(take):
    taken = take("mqors.yaml", own_yaml(5, 0, 10, "scales:\n  - {id: total, items: 1-5}\n"), "mqors")
    instrument = instrument_from(taken.texts, taken.measure)
    assert [score.value for score in instrument.score(dict.fromkeys("12345", 7))] == [7]


def test_the_same_key_as_ours_is_no_difference(take):
    key = "scales:\n  - {id: total, items: 1-7, reverse: 4, 7}\n".replace("4, 7", '"4, 7"')
    assert take("ras.yaml", own_yaml(7, 1, 5, key), "ras").texts.keys == ()


@pytest.mark.parametrize(
    ("measure", "count", "answers", "key", "told"),
    [
        (
            "ras",
            7,
            (1, 5),
            '{id: total, items: 1-7, reverse: "6"}',
            'The key of "total" differs from the definition, which reverses 4, 7. Number the items',
        ),
        (
            "rse",
            10,
            (0, 3),
            '{id: total, items: 1-10, reverse: "3, 5, 8, 9, 10"}',
            (
                'The key of "total" is that of another printing of rse, in another order: '
                "it reverses 3, 5, 8, 9, 10, the definition 2, 5, 6, 8, 9."
            ),
        ),
        (
            "trim-18",
            18,
            (1, 5),
            "{id: forgiveness, items: 1-7}",
            'The key names the scale "forgiveness", which trim-18 does not have. Use one of: avoidance,',
        ),
        (
            "trim-18",
            18,
            (1, 5),
            "{id: avoidance, items: 1-19}",
            "names item 19, which trim-18 does not have.",
        ),
        (
            "trim-18",
            18,
            (1, 5),
            "{id: avoidance, items: 1-7, reverse: 8}",
            "reverses item 8, which it does not count.",
        ),
        (
            "trim-18",
            18,
            (1, 5),
            '{id: avoidance, items: "1-7, 7"}',
            'The key of "avoidance" names an item twice.',
        ),
        (
            "sf-mjs",
            17,
            (1, 7),
            "{id: cognitive, items: 1-6}",
            'The key does not fit: "cognitive" counts 6 items in the file, and 5 in what we know.',
        ),
    ],
)
def test_a_key_that_does_not_fit_is_refused(take, measure, count, answers, key, told):
    text = own_yaml(count, *answers, f"scales:\n  - {key}\n")
    with pytest.raises(TextsRefused) as refused:
        take("words.yaml", text, measure)
    assert told in str(refused.value)
