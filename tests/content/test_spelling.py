"""Every word that partners and clinicians read is an English word, or stands in `words.txt` beside this test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from spellchecker import SpellChecker

from troth.library import content_root, load_library

KNOWN = SpellChecker(language="en")
ADDED = [word for word in (Path(__file__).parent / "words.txt").read_text("utf-8").split("\n") if word]
ROOT = content_root()
TEXTS = sorted(
    str(path.relative_to(ROOT))
    for path in [*ROOT.glob("*/*/*.md"), *ROOT.glob("*/*/*.en.yaml")]
    if path.name != "README.md"
)
COUNTRIES = load_library().countries


def misspelt(text: str) -> set[str]:
    """Return the words that nobody knows; addresses, names in `code` and ids in {braces} are no words."""
    text = re.sub(r"`[^`]*`|\{[^}]*\}|\]\([^)]*\)|https?://\S+|doi\.org/\S+", " ", text.replace("’", "'"))
    words = re.findall(r"[A-Za-z](?:[A-Za-z']*[A-Za-z])?", text)
    plain = {word.lower().removesuffix("'s") for word in words}
    return KNOWN.unknown(plain - set(ADDED))


def test_a_slip_of_the_pen_is_found():
    assert misspelt("You can sotp at any time, and nobdy asks; behaviour and `linkId` are no slips.") == {
        "nobdy",
        "sotp",
    }


@pytest.mark.parametrize("name", TEXTS)
def test_every_word_is_spelt_right(name):
    assert misspelt((ROOT / name).read_text("utf-8")) == set()


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_word_of_a_crisis_page_is_spelt_right(country):
    page = COUNTRIES[country]  # the names of its helplines are in the country's own language
    lines = [word for one in page.lines for word in (one.for_whom, one.hours, *one.languages)]
    assert misspelt("\n".join([page.country_name, *lines, page.note])) == set()


def test_the_added_words_are_in_order_and_needed():
    assert sorted(set(ADDED)) == ADDED
    assert KNOWN.unknown(ADDED) == set(ADDED)
