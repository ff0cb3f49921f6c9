"""Three formats, one result."""

from __future__ import annotations

import json

import pytest

from tests.library.importing.conftest import as_json, dictionary, labels, own_yaml, questionnaire, sentence
from troth.library.importing import MeasureTexts

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def test_the_three_formats_give_the_same_words(take):
    fhir = take("ras.json", questionnaire(7, 1, 5), "ras").texts
    redcap = take("ras.csv", dictionary(7, 1, 5), "ras", "en").texts
    own = take("ras.yaml", own_yaml(7, 1, 5), "ras").texts
    assert fhir.items == redcap.items == own.items
    assert (fhir.format, redcap.format, own.format) == ("fhir", "redcap", "yaml")
    assert (fhir.measure, fhir.measure_version, fhir.language) == ("ras", 1, "en")
    assert [item.id for item in fhir.items] == list("1234567")
    assert fhir.items[3].text == sentence(4)
    assert list(fhir.items[3].options) == labels(1, 5)


def test_words_survive_the_journey_through_json(take):
    key = "scales:\n  - {id: faith, items: 1-7, reverse: 2, method: mean}\n"
    texts = take("trust.yaml", own_yaml(17, -3, 3, key), "trust-scale").texts
    assert MeasureTexts.from_json(json.loads(json.dumps(texts.to_json()))) == texts


def test_items_are_matched_by_number_and_not_by_place(take):
    sheet = questionnaire(7, 1, 5)
    sheet["item"].reverse()
    assert (
        take("ras.json", sheet, "ras").texts.items
        == take("ras.json", questionnaire(7, 1, 5), "ras").texts.items
    )


def test_groups_displays_and_shared_answers_are_read(take):
    sheet = questionnaire(3, 1, 7)
    for item in sheet["item"]:
        del item["answerOption"]
        item["answerValueSet"] = "#shared"
    concepts = [
        {"code": f"LA{code}", "display": label, "extension": [{"url": ORDINAL, "valueDecimal": code}]}
        for code, label in labels(1, 7)
    ]
    value_set = {
        "resourceType": "ValueSet",
        "id": "shared",
        "compose": {"include": [{"concept": concepts}]},
    }
    hello = {"linkId": "hello", "type": "display", "text": "Take your time."}
    group = {"linkId": "all", "type": "group", "item": [hello, *sheet["item"]]}
    texts = take("kmss.json", sheet | {"contained": [value_set], "item": [group]}, "kmss").texts
    assert texts.instructions == "Take your time."
    assert list(texts.items[0].options) == labels(1, 7)


def test_whole_numbers_with_their_ends_are_answers_too(take):
    ends = [
        {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 1},
        {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 7},
    ]
    sheet = questionnaire(3, 1, 7)
    for item in sheet["item"]:
        del item["answerOption"]
        item |= {"type": "integer", "extension": ends}
    texts = take("kmss.json", sheet, "kmss").texts
    assert texts.items[0].options == tuple((code, str(code)) for code in range(1, 8))
    rows = dictionary(3, 1, 7)
    for row in rows[2:]:
        row[3], row[5], row[7], row[8], row[9] = "text", "", "integer", "1", "7"
    assert take("kmss.csv", rows, "kmss", "en").texts.items == texts.items


def test_a_form_that_says_nothing_about_answers_is_taken_with_a_note(take):
    sheet = questionnaire(3, 1, 7)
    for item in sheet["item"]:
        del item["answerOption"]
        item["type"] = "integer"
    taken = take("kmss.json", sheet, "kmss")
    assert taken.warnings[0] == "Item 1 says nothing about its answers: 1 to 7 is taken."


def test_ends_alone_may_be_named_where_the_range_is_given(take):
    text = own_yaml(3, 1, 7).replace("options:\n", "range: [1, 7]\noptions:\n")
    for line in [f"  {code}: {label}\n" for code, label in labels(1, 7)][1:-1]:
        text = text.replace(line, "", 1)
    options = take("kmss.yaml", text, "kmss").texts.items[0].options
    assert options == ((1, "low answer"), *((code, str(code)) for code in range(2, 7)), (7, "top answer"))


def test_option_codes_may_run_down_and_stay_in_the_order_of_the_form(take):
    sheet = questionnaire(4, 0, 5)
    up = [{"valueCoding": {"code": str(code), "display": label}} for code, label in labels(0, 6)]
    sheet["item"][0]["answerOption"] = list(reversed(up))
    texts = take("csi.json", sheet, "csi-4").texts
    assert [code for code, _ in texts.items[0].options] == [6, 5, 4, 3, 2, 1, 0]


def test_redcap_columns_go_by_their_export_names_too(take):
    rows = dictionary(3, 1, 7)
    rows[0] = [
        "field_name",
        "form_name",
        "section_header",
        "field_type",
        "field_label",
        "select_choices_or_calculations",
        "field_note",
        "text_validation_type_or_show_slider_number",
        "text_validation_min",
        "text_validation_max",
        "field_annotation",
    ]
    assert len(take("kmss.csv", rows, "kmss", "en").texts.items) == 3


def test_a_section_header_or_a_descriptive_row_before_the_items_is_the_introduction(take):
    rows = dictionary(3, 1, 7)
    rows[2][2] = "Think of last week."
    rows.insert(2, ["hello", "some_sheet", "", "descriptive", "Welcome.", *[""] * 6])
    assert take("kmss.csv", rows, "kmss", "en").texts.instructions == "Welcome. Think of last week."


def test_printed_labels_are_item_names_too(take):
    rows = dictionary(11, 1, 9)
    for row, label in zip(
        rows[2:], ["a1", "a2", "a3a", "a3b", "b4", "b5", "b6", "b7a", "b7b", "b8a", "b8b"], strict=True
    ):
        row[0] = f"cpqsf_{label}"
    texts = take("cpq.csv", rows, "cpq-sf", "en").texts
    assert [item.id for item in texts.items] == [str(number) for number in range(1, 12)]


def test_a_language_that_nobody_says_is_taken_as_english_and_told(take):
    taken = take("kmss.csv", dictionary(3, 1, 7), "kmss")
    assert (taken.texts.language, taken.warnings[0]) == (
        "en",
        "The file does not say its language: en is taken.",
    )


def test_what_must_be_known_about_the_codes_is_told(take):
    sheet = questionnaire(14, 0, 5)
    sheet["item"][10]["answerOption"].pop()
    sheet = json.loads(as_json(sheet))
    for item in sheet["item"]:
        item["answerOption"] = questionnaire(1, 0, 4 if item["linkId"] == "11" else 5)["item"][0][
            "answerOption"
        ]
    assert 'so that "never" is 5' in take("rdas.json", sheet, "rdas").warnings[0]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_does_no_harm(take, mark):
    assert len(take("ras.json", mark + as_json(questionnaire(7, 1, 5)), "ras").texts.items) == 7


@pytest.mark.parametrize("name", ["{}", "ras_{}", "ras-{}", "phq9_{}", "q{}", "item{}"])
def test_an_item_is_known_by_the_number_its_name_ends_in(take, name):
    sheet = questionnaire(7, 1, 5)
    for item in sheet["item"]:
        item["linkId"] = name.format(item["linkId"])
    assert take("ras.json", sheet, "ras").texts.items[6].text == sentence(7)


def test_an_item_is_known_by_its_printed_number_where_its_name_is_a_code(take):
    sheet = questionnaire(7, 1, 5)
    for item in sheet["item"]:
        item |= {"prefix": f"{item['linkId']}.", "linkId": f"/4425{item['linkId']}-9"}
    assert take("ras.json", sheet, "ras").texts.items[6].text == sentence(7)
