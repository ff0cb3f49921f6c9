"""On a page that holds both a question and what hangs on it, the page says so in words."""

from __future__ import annotations

import pytest

from troth.library import load_library
from troth.practice.instruments.forms import AnswerForm
from troth.practice.instruments.paging import pages_of

STRUCTURE = """\
id: short
version: 1
kind: routine
schedule: once
audience: me
minutes: 1
validated: false
licence: Apache-2.0
source: Made up. Not validated.
answer_sets: {much: {range: [0, 4]}, yes_no: {values: ["yes", "no"]}}
sections:
  - id: all
    items:
      - {id: worry, kind: rating, answers: much}
      - {id: alone, kind: choice, answers: yes_no}
      - {id: by_number, kind: text, show_when: {item: worry, at_least: 2}}
      - {id: by_answer, kind: text, show_when: {item: alone, any_of: ["yes"]}}
  - id: more
    show_when: {scale: worries, at_least: 3}
    items:
      - {id: by_scale, kind: text}
scales:
  - {id: worries, method: mean, items: [worry], range: [0, 4], minimum_answered: 1}
"""
WORDS = """\
title: Short
purpose: To test.
intro: Read.
thanks: Thanks.
sections: {all: {title: All}, more: {title: More}}
items: {worry: {text: I worry.}, alone: {text: Alone?}, by_number: {text: A?}, by_answer: {text: B?}, by_scale: {text: C?}}
answer_sets: {much: {0: none, 4: all}, yes_no: {"yes": "Yes", "no": "No"}}
scales: {worries: Worries}
"""


@pytest.fixture
def short(tmp_path):
    folder = tmp_path / "instruments" / "short"
    folder.mkdir(parents=True)
    (folder / "instrument.yaml").write_text(STRUCTURE, "utf-8")
    (folder / "items.en.yaml").write_text(WORDS, "utf-8")
    return load_library(tmp_path).instrument("short")


def test_what_hangs_on_the_same_page_is_shown_with_its_condition(short):
    (page,) = pages_of(short, turned=False)
    form = AnswerForm(short, page, answers={})
    helps = {name: field.help_text for name, field in form.fields.items()}
    assert helps == {
        "worry": "",
        "alone": "",
        "by_number": "Only if you chose 2 or more for “I worry.”",
        "by_answer": "Only if you chose “Yes” above.",
        "by_scale": "Only if your answers above call for it.",
    }


def test_only_what_is_always_asked_goes_without_the_word_optional(short):
    (page,) = pages_of(short, turned=False)
    ((_, questions), (_, more)) = AnswerForm(short, page, answers={}).sections()
    shown = {each.item.id: each.field.field.required for each in [*questions, *more]}
    assert shown == {"worry": True, "alone": True, "by_number": False, "by_answer": False, "by_scale": False}
