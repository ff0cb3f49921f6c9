"""What people typed is printed as they typed it; paper is made here, with nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from tests.practice.paper_text import text_of
from troth.practice.common.paper import drawn, printed
from troth.practice.formulation.charts import apart

UNDERSTANDING = "formulation/papers/understanding.typ"
HOSTILE = [
    '#import "/common/paper.py": * #read("/config/settings.py") #sys.inputs',
    "$x^2$ *bold* _under_ `raw` <label> @ref // gone /* gone */ \\ \\u{41}",
    "= Heading\n- item\n+ item\n/ term: x\n#set page(width: 1pt)",
    '"] #panic("no") [" {{ data }} {% now %} & <script>alert(1)</script>',
    "w" * 8000,
    "seven chars " * 667,
    "\n" * 900 + "end",
    "~ -- --- ... 'single' \"double\"",
]


def sheet(text, **more):
    empty = {"good": [], "causes": [], "words": [], "answers": None, "trust": None, "goals": [], "next": None}
    return {"day": "1 May 2026", "text": text, **empty, **more}


def bare(text):
    return re.sub(r"[\s\u200b]", "", text)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_looks_like_markup_is_printed_as_it_was_typed(text):
    without = text_of(printed(UNDERSTANDING, sheet("HERE")))
    assert without.count("HERE") == 1
    # 8,000 characters fill more sheets: the foot of each, with its number, stands between them.
    found = re.sub(r"Yoursalonetoshow\.\d+/\d+", "", text_of(printed(UNDERSTANDING, sheet(text))))
    assert found == re.sub(r"Yoursalonetoshow\.\d+/\d+", "", without).replace("HERE", bare(text))


@pytest.mark.parametrize(
    "text", ["مرحبا שלום", "😀👩‍👩‍👧", "\u202egnp.exe", "a\x07b\ue000c", "한국어 日本語", "𒀀\U0010fffe"]
)
def test_any_script_and_any_stray_character_still_makes_a_paper(text):
    pdf = printed(UNDERSTANDING, sheet(f"before {text}\n\nafter"))
    assert pdf.startswith(b"%PDF-")
    assert {"before", "after"} == {word for word in ("before", "after") if word in text_of(pdf)}


def test_right_to_left_words_keep_their_letters():
    assert set("مرحبا") <= set(text_of(printed(UNDERSTANDING, sheet("مرحبا"))))


def test_every_place_for_words_takes_them_as_words():
    mark = "#panic() *a* $b$"
    cause = {"label": mark, "text": mark, "lines": [{"words": mark, "detail": mark}]}
    table = {"chart": None, "head": ["#x", mark], "rows": [[mark, mark]]}
    data = sheet(
        mark,
        day=mark,
        good=[{"name": mark, "words": [mark]}],
        causes=[cause],
        words=[mark],
        answers=table,
        goals=[{"whose": mark, "words": mark, "read": mark}],
        next={"phase": "", "words": mark},
    )
    assert text_of(printed(UNDERSTANDING, data)).count(bare(mark)) == 16


def test_a_paper_is_tagged_and_names_its_language_and_a_neutral_title():
    pdf = printed(UNDERSTANDING, sheet("Words"))
    assert b"/MarkInfo" in pdf
    assert b"/StructTreeRoot" in pdf
    assert re.search(rb"/Lang\s*\(en\)", pdf)
    assert re.search(rb"/Title\s*\(Notes\)", pdf)


def test_a_chart_on_paper_has_the_colours_of_the_light_scheme_and_both_shapes():
    svg = drawn(apart([("Trust", 1.0, 3.0), ("Heard", None, 2.0)], ("Alice", "Bob")))
    assert "var(" not in svg
    assert {"#1d6394", "#a1490f"} <= set(re.findall(r"#[0-9a-f]{6}", svg))
    assert [name for name in ("Alice", "Bob", "Trust", "Heard") if f">{name}<" in svg] == [
        "Alice",
        "Bob",
        "Trust",
        "Heard",
    ]
    assert re.findall(r"""(?:href|src)=["']http""", svg) == []


def test_without_numbers_there_is_no_chart():
    assert apart([("Trust", None, None)], ("Alice", "Bob")) is None


def test_a_name_in_a_chart_is_a_name():
    svg = drawn(apart([("<script>alert(1)</script>", 1.0, 2.0)], ('A"><script>', "datum.value")))
    assert "<script" not in svg
