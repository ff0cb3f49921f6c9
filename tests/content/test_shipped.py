"""What is shipped keeps the promises of the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from troth.library import content_root, load_library

LIBRARY = load_library()
COUNTRIES = [
    "AT",
    "AU",
    "BE",
    "CA",
    "CH",
    "DE",
    "DK",
    "ES",
    "FI",
    "FR",
    "GB",
    "IE",
    "IN",
    "IT",
    "NL",
    "NO",
    "NZ",
    "PL",
    "PT",
    "SE",
    "US",
    "ZA",
    "international",
]
GENDERED = re.compile(
    r"\b(husband|wife|wives|spouse|marriage|married(?! or not)|girlfriend|boyfriend|he|she|his|her|him)\b"
)
READERS = {
    "me": r"Nobody (else|but you) can read|Only you can read",
    "therapist": r"[Yy]our therapist can read",
    "sealed": r"Your therapist can read it once you hand it in\.\s+Your partner can read it only when both",
    "couple": r"(Both of you|your partner) and your therapist can read",
}
PARTNER_WORDS = [
    path
    for pattern in (
        "instruments/*/items.en.yaml",
        "exercises/*/partner.en.md",
        "letters/*/body.en.md",
        "causes/*/words.en.yaml",
        "boundary_topics/*/words.en.yaml",
        "articles/*/body.en.md",
    )
    for path in sorted(content_root().glob(pattern))
]


def test_all_content_of_the_first_road_is_there():
    assert {"how-we-are", "private-check", "private-intake", "trust-pulse"} <= set(LIBRARY.instruments)
    assert "what-trust-means-to-me" in LIBRARY.exercises
    assert sorted(LIBRARY.countries) == sorted(COUNTRIES)
    assert sorted(LIBRARY.causes) == ["betrayal", "communication", "conflict", "earlier-trauma", "insecurity"]


def test_no_work_that_is_written_is_still_called_planned():
    suggested = [(cause.id, one) for cause in LIBRARY.causes.values() for one in cause.suggestions]
    assert [(cause, one.id) for cause, one in suggested if one.planned and one.id in LIBRARY.exercises] == []


@pytest.mark.parametrize("cause", LIBRARY.causes.values(), ids=LIBRARY.causes)
def test_no_work_is_proposed_before_safety_was_looked_at(cause):
    assert cause.gates[0].gate == "safety_reviewed"
    assert cause.gates[0].phase == "stability" == cause.phases[0]


def test_the_baseline_has_four_facets_of_eight():
    baseline = LIBRARY.instrument("how-we-are")
    assert len(baseline.items) == 32
    assert [(scale.id, len(scale.items), scale.is_facet) for scale in baseline.scales] == [
        ("closeness", 8, True),
        ("reliance", 8, True),
        ("openness", 8, True),
        ("ease", 8, True),
    ]


@pytest.mark.parametrize("instrument", LIBRARY.instruments.values(), ids=LIBRARY.instruments)
def test_own_measures_are_marked_unvalidated(instrument):
    assert not instrument.validated
    assert "Not validated" in instrument.source


@pytest.mark.parametrize("instrument", LIBRARY.instruments.values(), ids=LIBRARY.instruments)
def test_titles_tell_a_bystander_nothing(instrument):
    assert re.findall(r"trust|safe|violen|partner|abuse|affair|therap", instrument.title.lower()) == []


@pytest.mark.parametrize("article", LIBRARY.articles.values(), ids=LIBRARY.articles)
def test_the_name_of_an_article_tells_a_bystander_nothing(article):
    shown = f"{article.id} {article.title}".lower()
    assert re.findall(r"affair|infidel|unfaithful|cheat|betray|violen|abuse|fear of", shown) == []


@pytest.mark.parametrize("path", PARTNER_WORDS, ids=lambda path: path.parent.name)
def test_no_gender_and_no_marriage_is_taken_for_granted(path):
    assert GENDERED.findall("he and his wife, married or not married") == ["he", "his", "wife", "married"]
    assert GENDERED.findall(path.read_text("utf-8").lower()) == []


@pytest.mark.parametrize("exercise", LIBRARY.exercises.values(), ids=LIBRARY.exercises)
def test_where_partners_write_the_words_say_who_can_read_it(exercise):
    written = {step.id: step for step in exercise.steps if step.is_written}
    assert written
    unsaid = [name for name, step in written.items() if not re.search(READERS[step.audience], step.text)]
    assert unsaid == []


@pytest.mark.parametrize("page", LIBRARY.countries.values(), ids=LIBRARY.countries)
def test_no_number_is_called_verified_before_a_practice_has_checked_it(page):
    assert page.verified_on is None
    assert "The practice must check these numbers" in page.note
    assert re.fullmatch(r"\d{3}", page.emergency_number)


@pytest.mark.parametrize("page", LIBRARY.countries.values(), ids=LIBRARY.countries)
def test_helpline_addresses_are_words_and_never_links(page):
    assert [line.web for line in page.lines if line.web and "/" in line.web] == []


def test_no_name_that_was_ever_shipped_has_gone():
    """What somebody was given is retired, never deleted: their pages still need it. New names are added to the list."""
    ever = Path(__file__).with_name("names.txt").read_text("utf-8").split()
    kinds = (
        "articles",
        "boundary_topics",
        "causes",
        "exercises",
        "instruments",
        "letters",
        "measures",
        "programmes",
    )
    there = [f"{kind}/{name}" for kind in kinds for name in sorted(getattr(LIBRARY, kind))]
    assert ever == there
