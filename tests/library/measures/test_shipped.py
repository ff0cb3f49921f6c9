"""What is shipped about published measures: facts with their marks, and not a word of them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from troth.library import load_library
from troth.library.load import content_root
from troth.library.measure import Sourced
from troth.library.measures_page import page
from troth.library.score_measure import score_measure

LIBRARY = load_library()
MEASURES = LIBRARY.measures
FOLDER = content_root() / "measures"
PAGE = Path(__file__).parents[3] / "docs/reference/measures.md"
COMPLETE = [
    "cpq",
    "cpq-sf",
    "csi-16",
    "csi-32",
    "csi-4",
    "dyadic-trust",
    "e-hits",
    "ecr-r",
    "ecr-rs",
    "gad-7",
    "hits",
    "ies-r",
    "ios",
    "kmss",
    "pcl-5",
    "phq-9",
    "pprs-12",
    "pprs-18",
    "qmi",
    "ras",
    "rdas",
    "rse",
    "wast",
]
INCOMPLETE = ["dci", "isq", "mjs", "mofs", "mqors", "msis", "pair", "sf-mjs", "trim-18", "trust-scale"]


def sourced(found: object) -> list[Sourced]:
    if isinstance(found, tuple):
        return [each for part in found for each in sourced(part)]
    if not is_dataclass(found):
        return []
    inside = [each for field in fields(found) for each in sourced(getattr(found, field.name))]
    return [found, *inside] if isinstance(found, Sourced) else inside


def test_every_measure_with_a_key_is_there_and_every_one_without():
    assert [slug for slug, measure in MEASURES.items() if measure.status != "incomplete"] == COMPLETE
    assert [slug for slug, measure in MEASURES.items() if measure.status == "incomplete"] == INCOMPLETE
    assert {slug for slug in MEASURES if MEASURES[slug].needs_option_codes} == {"csi-4", "csi-16", "csi-32"}


@pytest.mark.parametrize(
    ("slug", "items"),
    [
        ("csi-32", 32),
        ("csi-16", 16),
        ("csi-4", 4),
        ("rdas", 14),
        ("ras", 7),
        ("kmss", 3),
        ("qmi", 6),
        ("dyadic-trust", 8),
        ("ecr-r", 36),
        ("ecr-rs", 9),
        ("cpq", 35),
        ("cpq-sf", 11),
        ("ios", 1),
        ("pprs-12", 12),
        ("pprs-18", 18),
        ("rse", 10),
        ("phq-9", 9),
        ("gad-7", 7),
        ("pcl-5", 20),
        ("ies-r", 22),
        ("hits", 4),
        ("e-hits", 5),
        ("wast", 8),
        ("trust-scale", 17),
        ("trim-18", 18),
        ("mofs", 10),
        ("mjs", 24),
        ("sf-mjs", 17),
        ("dci", 37),
        ("pair", 36),
        ("msis", 17),
        ("isq", 13),
        ("mqors", 0),
    ],
)
def test_the_number_of_items_is_the_published_one(slug, items):
    assert len(MEASURES[slug].items) == items


@pytest.mark.parametrize("slug", MEASURES)
def test_a_measure_is_facts_alone_and_has_no_file_of_words(slug):
    assert sorted(path.name for path in (FOLDER / slug).iterdir()) == [
        "README.md",
        "examples.yaml",
        "measure.yaml",
    ]


@pytest.mark.parametrize("slug", MEASURES)
def test_every_figure_says_how_well_it_is_verified(slug):
    found = sourced(MEASURES[slug])
    assert len(found) > len(MEASURES[slug].scales)
    assert [each for each in found if each.mark in {"V", "V2"} and not each.source] == []
    assert [each for each in found if each.mark in {"TV", "V2"} and not each.to_verify] == []


@pytest.mark.parametrize("slug", INCOMPLETE)
def test_without_a_key_nothing_is_scored(slug):
    measure = MEASURES[slug]
    result = score_measure(measure, {item: answers[0] for item, answers in (measure.ranges or {}).items()})
    assert {score.value for score in result.scores} == {None}
    assert {score.reason for score in result.scores} == {
        "not scored: its key must come with the practice's own file"
    }


def test_no_measure_of_trust_has_a_cutoff():
    for slug in ("dyadic-trust", "trust-scale"):
        assert [scale for scale in MEASURES[slug].scales if scale.cutoffs or scale.bands] == []


def test_violence_screens_are_guarded_and_say_what_a_low_score_means():
    guarded = {slug: measure for slug, measure in MEASURES.items() if measure.guarded}
    assert set(guarded) == {"hits", "e-hits", "wast"}
    assert all("clears nobody" in measure.cautions[0] for measure in guarded.values())


@pytest.mark.parametrize("slug", ["pcl-5", "ies-r"])
def test_distress_after_a_betrayal_is_never_called_a_diagnosis(slug):
    assert "never states one" in score_measure(MEASURES[slug], {}).warnings[-1]


@pytest.mark.parametrize(
    ("slug", "scale", "value", "upper", "mark"),
    [
        ("csi-32", "total", 104.5, None, "V2"),
        ("csi-16", "total", 51.5, None, "TV"),
        ("csi-4", "total", 13.5, None, "TV"),
        ("rdas", "total", 47.31, None, "V"),
        ("ras", "mean", 3.5, 4.0, "TV"),
        ("kmss", "total", 16, 17, "TV"),
        ("rse", "total", 15, None, "TV"),
        ("pcl-5", "total", 31, 33, "V"),
        ("ies-r", "total", 33, None, "V2"),
        ("e-hits", "total", 7, None, "V"),
        ("wast", "total", 13, None, "V"),
    ],
)
def test_default_cutoffs_carry_their_mark(slug, scale, value, upper, mark):
    cutoff = MEASURES[slug].scale(scale).default_cutoff
    assert (cutoff.value, cutoff.upper, cutoff.mark) == (value, upper, mark)


@pytest.mark.parametrize(
    ("slug", "value", "upper", "mark"),
    [
        ("csi-32", 12.54, None, "C"),
        ("csi-16", 6.66, None, "C"),
        ("csi-4", 2.72, None, "C"),
        ("rdas", 11.58, None, "V"),
        ("phq-9", 5, 6, "TV"),
        ("gad-7", 4, 5, "TV"),
        ("pcl-5", 10, None, "V"),
    ],
)
def test_reliable_change_carries_its_mark_and_what_was_computed_is_to_verify(slug, value, upper, mark):
    rci = MEASURES[slug].scale("total").rci
    assert (rci.value, rci.upper, rci.mark, rci.to_verify) == (value, upper, mark, mark != "V")


def test_commercial_measures_are_named_with_a_reason_and_nothing_else():
    assert list(LIBRARY.not_shipped) == [
        "cts2",
        "das",
        "gottman-check-up",
        "msi-r",
        "oq-45",
        "ors",
        "prepare-enrich",
        "srs",
        "stic",
    ]
    assert "forbids electronic or automated versions" in LIBRARY.not_shipped["ors"].reason


def test_the_reference_page_is_made_from_the_definitions():
    stored = PAGE.read_text("utf-8")
    assert stored == page(LIBRARY), "run: python -m troth.library.measures_page docs/reference/measures.md"


def test_a_table_row_of_the_page_shows_key_range_cutoff_and_marks():
    assert (
        "| `total` Adjustment | sum of 1–14 (V2, to verify) | 0 to 69 | distressed 47.31 (V) "
        "| alpha 0.9 (V2, to verify) | 11.58 (V) |"
    ) in page(LIBRARY)
