"""What does not fit is refused in one sentence with its place and remedy, and nothing is taken in."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.library.importing.conftest import as_csv, dictionary, own_yaml, questionnaire
from troth.library import load_library
from troth.library.importing import Taken, TextsRefused, read_texts


def refused(take, *given) -> str:
    with pytest.raises(TextsRefused) as told:
        take(*given)
    assert "\n" not in str(told.value)
    return str(told.value)


def changed(**paths) -> dict:
    """A good RAS questionnaire with one thing changed in its third item."""
    sheet = copy.deepcopy(questionnaire(7, 1, 5))
    sheet["item"][2] |= paths
    return sheet


FHIR = [
    (b"{", "ras.json, line 1: This is not JSON (Expecting property name enclosed in double quotes). Export"),
    (b"[" * 100_000, "ras.json: This is not JSON of a form."),
    (b"[]", "ras.json: This is no FHIR Questionnaire."),
    (b'{"resourceType": "Patient"}', "ras.json: This is no FHIR Questionnaire."),
    (b'{"a": 1, "a": 2}', 'ras.json: "a" stands twice in one place. Keep one of the two.'),
    (b"\xff\xfe{}", "ras.json: The file is not UTF-8 text. Save it again as UTF-8."),
    (b'{"a": "\0"}', "ras.json: The file holds NUL bytes."),
    (b" " * 500_001, "ras.json: The file is too large for a questionnaire. Keep it below 500 kB."),
    (questionnaire(7, 1, 5, item="no"), 'ras.json, linkId "": "item" is not a list of items.'),
    (questionnaire(0, 1, 5), "ras.json: The file holds 0 items."),
    (questionnaire(6, 1, 5), "ras.json: The file holds 6 items, but ras has 7. Give every item"),
    (questionnaire(8, 1, 5), "ras.json: The file holds 8 items, but ras has 7."),
    (questionnaire(7, 0, 4), 'linkId "1": Item 1 is answered from 0 to 4, but ras takes 1 to 5. Mend'),
    (changed(linkId="9"), 'linkId "9": "9" is no item of ras. Number the items 1 to 7'),
    (changed(linkId="44250-3"), 'linkId "44250-3": "44250-3" is no item of ras.'),
    (changed(linkId="2"), 'linkId "2": Item 2 stands twice (also at linkId "2"). Keep one'),
    (changed(type="string"), 'linkId "3": The type "string" cannot be scored. Use "choice" or "integer"'),
    (changed(answerOption="x"), 'linkId "3": "answerOption" is not a list.'),
    (changed(answerOption=[{"valueCoding": "x"}]), 'linkId "3": An answer has no valueCoding.'),
    (
        changed(answerOption=[{"valueCoding": {"code": "LA1", "display": "much"}}]),
        'linkId "3": The answer "much" has no number. Give it a whole number as code',
    ),
    (
        changed(answerOption=[{"valueInteger": value} for value in (1, 2, 4, 5)]),
        'linkId "3": Item 3 is answered from 1 to 5 with gaps, but ras takes 1 to 5.',
    ),
    (
        changed(answerOption=[{"valueInteger": value} for value in (1, 2, 3, 4, 4)]),
        'linkId "3": Two answers to item 3 have the same code.',
    ),
    (
        changed(answerOption=[], answerValueSet="elsewhere/answers"),
        'linkId "3": The answers are kept elsewhere ("elsewhere/answers"). Put them into answerOption.',
    ),
    (changed(text=""), 'linkId "3": The text of item 3 is empty.'),
    (changed(text="x" * 1001), 'linkId "3": The text of item 3 is too long. Use at most 1000 characters.'),
    (changed(text="Placeholder sentence 2"), 'linkId "3": Item 3 has the same words as item 2.'),
    (changed(text="See <b>this</b>"), 'linkId "3": There is HTML in the text of item 3.'),
    (changed(text="=HYPERLINK(1)"), 'linkId "3": The text of item 3 begins like a spreadsheet formula.'),
    (changed(text="Предложение номер три"), 'linkId "3": This item seems to be in another language'),
    (
        changed(text="Ich bin mit uns nicht im Reinen"),
        'linkId "3": This item seems to be in another language than the rest.',
    ),
    (
        changed(_text={"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation"}]}),
        'linkId "3": The item holds a translation, so languages are mixed.',
    ),
    (
        questionnaire(7, 1, 5, title="ORS"),
        'The file calls itself "ORS". Outcome Rating Scale cannot be taken in',
    ),
    (questionnaire(7, 1, 5, url="urn:forms/ors"), 'The file calls itself "ors". Outcome Rating Scale'),
    (questionnaire(7, 1, 5, title="PREPARE/ENRICH"), "PREPARE/ENRICH cannot be taken in: it is commercial"),
    (questionnaire(7, 1, 5, title="@now"), "ras.json: The title begins like a spreadsheet formula."),
    (questionnaire(7, 1, 5, title=""), "ras.json: The title is empty."),
    (
        questionnaire(7, 1, 5, title="Kansas Marital Satisfaction Scale"),
        'The file calls itself "Kansas Marital Satisfaction Scale", which is kmss and not ras. Take it in with',
    ),
]


@pytest.mark.parametrize(("data", "told"), FHIR, ids=[told[:70] for _, told in FHIR])
def test_a_questionnaire_that_does_not_fit_is_refused(take, data, told):
    if "another language than" in told:
        for item in data["item"][:2] + data["item"][3:]:
            item["text"] = f"I feel that my placeholder {item['linkId']} is here for you and this"
    assert told in refused(take, "ras.json", data, "ras")


def test_groups_that_lie_too_deep_are_refused(take):
    item = {"linkId": "1", "text": "x", "type": "integer"}
    for depth in range(12):
        item = {"linkId": f"g{depth}", "type": "group", "item": [item]}
    assert "Groups lie too deep" in refused(
        take, "ras.json", questionnaire(0, 1, 5) | {"item": [item]}, "ras"
    )


def redcap(row: int, cell: int, text: str) -> list[list[str]]:
    rows = dictionary(7, 1, 5)
    rows[row][cell] = text
    return rows


REDCAP = [
    (b"", 'ras.csv, line 1: The column "Variable / Field Name" is missing'),
    (b"a,b\n1,2\n", 'ras.csv, line 1: The column "Variable / Field Name" is missing'),
    (as_csv(dictionary(7, 1, 5)) + b'"open', "ras.csv, line 10: This is not CSV (unexpected end of data)."),
    (redcap(4, 4, "=1+1"), "ras.csv, line 5: A cell begins like a spreadsheet formula ('=1+1'). Begin"),
    (redcap(4, 4, "\tTabbed"), "ras.csv, line 5: A cell begins like a spreadsheet formula"),
    (redcap(4, 6, "@SUM(A1)"), "ras.csv, line 5: A cell begins like a spreadsheet formula ('@SUM(A1)')."),
    (redcap(4, 5, "-1+1, x | 2, y"), "ras.csv, line 5: The choice '-1+1, x' is not a number and words."),
    (redcap(4, 5, "+1, x | 2, y"), "ras.csv, line 5: A cell begins like a spreadsheet formula"),
    (redcap(4, 3, "notes"), 'ras.csv, line 5: The field type "notes" cannot be scored.'),
    (
        redcap(4, 0, "remarks"),
        'ras.csv, line 5: "remarks" is no item of ras. Number the items 1 to 7',
    ),
    (redcap(4, 0, "item_12"), 'ras.csv, line 5: "item_12" is no item of ras.'),
    (redcap(4, 0, "item_2"), "ras.csv, line 5: Item 2 stands twice (also at line 4)."),
    (redcap(4, 1, "other"), "ras.csv: The file holds several forms (some_sheet, other). Export one"),
    (redcap(4, 5, "1, a | 2, b | 3, c | 4, d"), "ras.csv, line 5: Item 3 is answered from 1 to 4, but ras"),
    (redcap(4, 5, "often"), "ras.csv, line 5: The choice 'often' is not a number and words."),
    (dictionary(6, 1, 5), "ras.csv: The file holds 6 items, but ras has 7."),
    (dictionary(7, 1, 5, form="ors"), 'ras.csv: The file calls itself "ors". Outcome Rating Scale cannot'),
]


@pytest.mark.parametrize(("data", "told"), REDCAP, ids=[told[:70] for _, told in REDCAP])
def test_a_dictionary_that_does_not_fit_is_refused(take, data, told):
    assert told in refused(take, "ras.csv", data, "ras", "en")


def yaml(old: str, new: str) -> str:
    text = own_yaml(7, 1, 5)
    assert old in text
    return text.replace(old, new, 1)


YAML = [
    (yaml("title: Some sheet", "title: Some: sheet"), "ras.yaml, line 1: This is not valid YAML"),
    (yaml("language: en\n", ""), 'ras.yaml, line 1: "language" is missing.'),
    (
        yaml("language: en", "language: English"),
        "ras.yaml, line 2: \"language\" is 'English', which has the wrong",
    ),
    (
        yaml("  3: Placeholder sentence 3", "  2: Placeholder sentence 3"),
        'ras.yaml, line 12: "2" stands here twice.',
    ),
    (
        yaml("  3: Placeholder sentence 3", "  0: Placeholder sentence 3"),
        'ras.yaml, line 12: "0" is no item of ras.',
    ),
    (
        yaml("  3: Placeholder sentence 3", "  3: {en: Placeholder sentence 3, de: Platzhalter 3}"),
        "ras.yaml, line 12: ",
    ),
    (
        yaml("  5: high answer\n", ""),
        "ras.yaml, line 9: Item 1 is answered from 1 to 4, but ras takes 1 to 5.",
    ),
    ("title: x\nlanguage: en\nitems: {}\n", 'ras.yaml, line 3: "items" is empty or too short.'),
    ("", "ras.yaml: The file is empty."),
]


@pytest.mark.parametrize(("text", "told"), YAML, ids=[told[:70] for _, told in YAML])
def test_a_yaml_that_does_not_fit_is_refused(take, text, told):
    assert told in refused(take, "ras.yaml", text, "ras")


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("ORS", "Outcome Rating Scale cannot be taken in: its individual licence forbids electronic"),
        ("srs", "Session Rating Scale cannot be taken in: its individual licence forbids electronic"),
        ("MSI-R", "Marital Satisfaction Inventory cannot be taken in: it is commercial"),
        ("trust-pulse", "trust-pulse is our own measure. Name a published measure."),
        ("itsr", "There is no questionnaire called 'itsr'."),
    ],
)
def test_a_measure_that_cannot_be_taken_in_is_refused(take, measure, told):
    assert told in refused(take, "x.json", questionnaire(4, 0, 10), measure)


def test_a_file_of_another_language_than_asked_for_is_refused(take):
    told = refused(take, "ras.json", questionnaire(7, 1, 5, language="de"), "ras", "en")
    assert told.startswith('ras.json: The file is in "de", but "en" was asked for.')


@pytest.mark.parametrize("name", ["ras.txt", "ras", "ras.xlsx"])
def test_an_ending_that_tells_nothing_is_refused(take, name):
    assert "The ending does not tell what it is. Give a FHIR" in refused(
        take, name, questionnaire(7, 1, 5), "ras"
    )


def test_the_nine_item_scale_under_the_name_of_the_mofs_is_refused(take):
    sheet = questionnaire(9, 1, 6, title="Marital Offence-Specific Forgiveness Scale")
    told = refused(take, "mofs.json", sheet, "mofs")
    assert told == (
        "mofs.json: The file holds 9 items. A nine-item scale goes about under this name in an archive; "
        "it is another questionnaire. Give the form with 10 items."
    )


def test_the_eighteen_item_trust_scale_is_refused(take):
    told = refused(take, "trust.json", questionnaire(18, 1, 7), "trust-scale")
    assert "An 18-item form of 1986, answered from 1 to 7, is another questionnaire." in told


def test_a_csi_without_the_code_of_every_answer_is_refused(take):
    sheet = questionnaire(4, 0, 5)
    for item in sheet["item"]:
        del item["answerOption"]
        item["type"] = "integer"
    told = refused(take, "csi.json", sheet, "csi-4")
    assert told == (
        'csi.json, linkId "1": Item 1 does not give the code of every answer. '
        "Give all answers with their codes 0 to 6."
    )


def test_a_csi_whose_first_item_has_six_options_is_refused(take):
    told = refused(take, "csi.json", questionnaire(32, 0, 5), "csi-32")
    assert 'linkId "1": Item 1 is answered from 0 to 5, but csi-32 takes 0 to 6.' in told


# Whatever a file holds, it is taken or refused; nothing else can happen.

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
NAMES = st.sampled_from(
    [
        "item",
        "linkId",
        "text",
        "type",
        "answerOption",
        "valueCoding",
        "valueInteger",
        "code",
        "display",
        "prefix",
        "system",
        "extension",
        "url",
        "valueDecimal",
        "_text",
        "answerValueSet",
        "contained",
        "compose",
        "title",
    ]
)
WORDS = st.sampled_from(
    ["1", "2", "choice", "integer", "group", "display", "urn:troth:scale", "/ordinalValue"]
)
ANYTHING = st.recursive(
    PLAIN | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)


def outcome_of(file: str, data: bytes) -> object:
    """Return what came of it: texts that were taken, or the file that a refusal names."""
    try:
        return type(read_texts(load_library(), file, data, measure="mqors", language="en"))
    except TextsRefused as told:
        return str(told).partition(",")[0].partition(":")[0]


@settings(deadline=None)
@given(sheet=st.dictionaries(NAMES, ANYTHING, max_size=5), items=st.lists(ANYTHING, max_size=4))
def test_any_questionnaire_is_taken_or_refused(sheet, items):
    assert outcome_of(
        "x.json", json.dumps(sheet | {"resourceType": "Questionnaire", "item": items}).encode()
    ) in {Taken, "x.json"}


@settings(deadline=None)
@given(
    data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode),
    end=st.sampled_from(["json", "csv", "yaml"]),
)
def test_any_bytes_are_taken_or_refused(data, end):
    assert outcome_of(f"x.{end}", data) in {Taken, f"x.{end}"}


@settings(deadline=None)
@given(cells=st.lists(st.lists(st.text(max_size=10), max_size=11), max_size=4))
def test_any_rows_of_a_dictionary_are_taken_or_refused(cells):
    assert outcome_of("x.csv", as_csv([*dictionary(0, 1, 5), *cells])) in {Taken, "x.csv"}


@settings(deadline=None)
@given(
    data=st.dictionaries(
        st.sampled_from(["title", "language", "options", "items", "scales", "range"]), ANYTHING
    )
)
def test_any_yaml_is_taken_or_refused(data):
    assert outcome_of("x.yaml", json.dumps(data).encode()) in {Taken, "x.yaml"}
