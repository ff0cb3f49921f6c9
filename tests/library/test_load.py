"""Loading: what comes out, and where it comes from."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from troth.library import ContentNotFound, load_library

PULSE = "instruments/trust-pulse/instrument.yaml"
PULSE_WORDS = "instruments/trust-pulse/items.en.yaml"
ITEMS = """\
title: Three
purpose: To test.
intro: Read.
thanks: Thanks.
sections: {all: {title: All}}
items: {a: {text: A?}, b: {text: B?}}
answer_sets: {yes_no: {"yes": Yes, "no": No}}
"""
INSTRUMENT = """\
id: three
version: 1
kind: routine
schedule: once
audience: me
minutes: 1
validated: false
licence: Apache-2.0
source: A test.
answer_sets: {yes_no: {values: [yes, no]}}
sections:
  - id: all
    items:
      - {id: a, kind: choice, answers: yes_no}
      - {id: b, kind: text, show_when: {item: a, any_of: [yes]}}
"""


def hashes(root):
    library = load_library(root)
    return {
        name: item.content_hash
        for kind in (library.instruments, library.exercises, library.letters, library.countries)
        for name, item in kind.items()
    }


def test_the_shipped_library_is_read_once():
    assert load_library() is load_library()


def test_three_small_files_are_a_library(tmp_path):
    folder = tmp_path / "instruments" / "three"
    folder.mkdir(parents=True)
    (folder / "instrument.yaml").write_text(INSTRUMENT, "utf-8")
    (folder / "items.en.yaml").write_text(ITEMS, "utf-8")
    instrument = load_library(tmp_path).instrument("three")
    assert [(o.value, o.label) for o in instrument.item("a").options] == [("yes", "Yes"), ("no", "No")]
    assert instrument.score({"a": "yes"}) == ()


def test_yes_and_norway_stay_words_and_a_helpline_keeps_its_zero(content):
    content.replace("safety/crisis/NO.yaml", "113", "0800")
    content.replace("safety/crisis/NO.yaml", "Norwegian", "no")
    norway = load_library(content.root).crisis("NO")
    assert (norway.country, norway.lines[0].languages, norway.lines[-1].number) == ("NO", ("no",), "0800")


def test_what_does_not_exist_is_said_with_what_does():
    with pytest.raises(ContentNotFound, match=r"no exercise called 'nothing'. There are: .*what-trust"):
        load_library().exercise("nothing")
    with pytest.raises(ContentNotFound, match="no instrument called 'nothing'"):
        load_library().instrument("nothing")
    with pytest.raises(ContentNotFound, match="no letter called 'nothing'"):
        load_library().letter("nothing")


@pytest.mark.parametrize(
    ("code", "country"), [("DE", "DE"), ("gb", "GB"), ("XX", "international"), ("", "international")]
)
def test_a_country_without_a_page_gets_the_international_one(code, country):
    assert load_library().crisis(code).country == country


def test_a_language_without_translation_is_read_in_english():
    assert load_library(language="fr").instrument("trust-pulse") == load_library().instrument("trust-pulse")


def test_a_translation_is_read_where_there_is_one(content):
    english = (content.root / PULSE_WORDS).read_text("utf-8")
    content.write(
        "instruments/trust-pulse/items.de.yaml", english.replace("How this week was", "Diese Woche")
    )
    assert load_library(content.root, "de").instrument("trust-pulse").title == "Diese Woche"
    assert load_library(content.root, "en").instrument("trust-pulse").title == "How this week was"


@pytest.mark.parametrize("language", ["", "../en", "english", "EN"])
def test_a_language_is_a_code(language):
    with pytest.raises(ValueError, match="is not a language code"):
        load_library(language=language)


def test_content_cannot_be_changed_after_loading():
    pulse = load_library().instrument("trust-pulse")
    with pytest.raises(FrozenInstanceError):
        pulse.title = "Other"
    with pytest.raises(TypeError):
        load_library().instruments["other"] = pulse


def test_layout_and_comments_leave_the_hash_alone(content):
    before = hashes(content.root)
    content.replace(PULSE, "minutes: 2", "# a comment\nminutes:   2")
    name = "letters/mail-invitation/body.en.md"
    text = (content.root / name).read_bytes()
    (content.root / name).write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"  \r\n"))
    assert hashes(content.root) == before


@pytest.mark.parametrize(
    ("name", "old", "new", "item"),
    [
        (PULSE, "minimum_answered: 5", "minimum_answered: 6", "trust-pulse"),
        (PULSE_WORDS, "All in all", "Overall", "trust-pulse"),
        ("exercises/what-trust-means-to-me/evidence.md", "No effect", "No result", "what-trust-means-to-me"),
        ("letters/mail-invitation/body.en.md", "Hello", "Dear", "mail-invitation"),
        ("safety/crisis/DE.yaml", "110", "112", "DE"),
    ],
)
def test_a_changed_word_changes_the_hash_of_that_item_alone(content, name, old, new, item):
    before = hashes(content.root)
    content.replace(name, old, new)
    after = hashes(content.root)
    assert {key for key in before if before[key] != after[key]} == {item}
