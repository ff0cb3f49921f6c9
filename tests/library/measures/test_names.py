"""Every name leads to one questionnaire, or to the reason why there is none."""

from __future__ import annotations

import pytest

from troth.library import ContentNotFound, Instrument, NotTaken, load_library, named
from troth.library.check import check_content
from troth.library.names import forbidden

LIBRARY = load_library()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("ras", "ras"),
        ("RAS", "ras"),
        ("Relationship Assessment Scale", "ras"),
        ("csi-16", "csi-16"),
        ("CSI 16", "csi-16"),
        ("CSI(16)", "csi-16"),
        ("PHQ9", "phq-9"),
        ("DTS", "dyadic-trust"),
        ("Trust Pulse", "trust-pulse"),
        ("Revised Dyadic Adjustment Scale", "rdas"),
    ],
)
def test_case_spaces_and_signs_do_not_count(name, slug):
    assert named(LIBRARY, name).id == slug


def test_own_measures_are_found_too():
    assert isinstance(named(LIBRARY, "how-we-are"), Instrument)


@pytest.mark.parametrize("name", ["ORS", "srs", "OQ-45.2", "DAS", "MSI-B", "CTS2S", "Outcome Rating Scale"])
def test_what_must_not_be_used_is_refused_with_the_reason(name):
    with pytest.raises(NotTaken, match="cannot be used here: it"):
        named(LIBRARY, name)


def test_the_name_of_several_forms_lists_them():
    with pytest.raises(ContentNotFound, match=r"called 'pprs'\. There are: pprs-12, pprs-18\."):
        named(LIBRARY, "pprs")
    with pytest.raises(ContentNotFound, match=r"There are: csi-16, csi-32, csi-4\."):
        named(LIBRARY, "CSI")


@pytest.mark.parametrize(
    ("name", "items", "slug"), [("csi", 16, "csi-16"), ("PPRS", 12, "pprs-12"), ("ecr", 9, "ecr-rs")]
)
def test_the_number_of_items_tells_which_form_is_meant(name, items, slug):
    assert named(LIBRARY, name, items=items).id == slug
    with pytest.raises(ContentNotFound):
        named(LIBRARY, name, items=5)


def test_an_unknown_name_lists_everything():
    with pytest.raises(ContentNotFound, match=r"There are: cpq, .*trust-pulse"):
        named(LIBRARY, "itsr")


@pytest.mark.parametrize(
    ("title", "measure", "found"),
    [
        ("ORS", "ras", "ors"),
        ("My ORS form", "ras", "ors"),
        ("Outcome Rating Scale (adult)", "ras", "ors"),
        ("Session rating scale", "ras", "srs"),
        ("Dyadic Adjustment Scale", "rdas", "das"),
        ("Revised Dyadic Adjustment Scale", "rdas", None),
        ("Fragen über das Paar", "ras", None),
        ("Relationship Assessment Scale", "ras", None),
    ],
)
def test_a_title_is_searched_for_what_must_not_be_taken_in(title, measure, found):
    entry = forbidden(LIBRARY, title, LIBRARY.measure(measure))
    assert (entry.id if entry else None) == found


def test_a_name_that_leads_to_two_is_a_problem(content):
    content.replace("measures/kmss/measure.yaml", "version: 1", "version: 1\naliases: [RAS]")
    found = [problem.message for problem in check_content(content.root)]
    assert found == ['The name "ras" leads to several questionnaires: kmss, ras.']
