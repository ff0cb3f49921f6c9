"""Missing answers, the practice's own choices, and what is said beside a score."""

from __future__ import annotations

import pytest

from troth.library import ContentNotFound, load_library
from troth.library.score_measure import judge, score_measure

RAS = load_library().measure("ras")
RDAS = load_library().measure("rdas")
IES = load_library().measure("ies-r")
HITS = load_library().measure("hits")
SIX = dict.fromkeys("123456", 3)


def first(measure, answers, **choices):
    return score_measure(measure, answers, **choices).scores[0]


def test_one_missing_answer_means_no_score_and_says_which():
    score = first(RAS, SIX)
    assert (score.value, score.n_answered, score.band) == (None, 6, None)
    assert score.reason == "not scored: 1 of 7 items not answered (7), and all are needed"


def test_many_missing_answers_are_not_all_listed():
    assert "(1, 2, 3, 4, 5, 6, 7, 8 and others)" in first(RDAS, {}).reason


def test_a_practice_may_prorate_and_the_score_says_so():
    result = score_measure(RAS, SIX, minimum_answered={"total": 6})
    assert (result.scores[0].value, result.scores[0].prorated) == (21, True)
    assert (result.scores[1].value, result.scores[1].prorated) == (None, False)
    assert "total: prorated from 6 of 7 answers." in result.warnings


def test_prorating_has_its_limit_too():
    score = first(RAS, dict.fromkeys("12345", 3), minimum_answered={"total": 6})
    assert score.reason == "not scored: 2 of 7 items not answered (6, 7), and 6 needed"


def test_more_answers_than_items_cannot_be_asked_for():
    with pytest.raises(ValueError, match="between 1 and 7"):
        score_measure(RAS, SIX, minimum_answered={"total": 8})


def test_a_sum_of_means_needs_every_mean():
    answers = {item: 1 for item in IES.items if item != "4"}
    scores = {score.scale.id: score for score in score_measure(IES, answers).scores}
    assert scores["intrusion"].value == 1
    assert scores["sum_of_means"].reason == "not scored: hyperarousal has no score"


def test_a_default_that_is_to_verify_is_named_with_value_source_and_mark():
    warnings = score_measure(RAS, SIX | {"7": 3}).warnings
    assert warnings == (
        "mean: the band rests on the default 3.5–4 (source: none confirmed; TV, to verify).",
        (
            "total, mean: the key is a default (source: Web pages that score the scale; "
            "a later edition of one agrees with this key; V2, to verify)."
        ),
    )


def test_a_verified_cutoff_and_a_verified_key_need_no_warning():
    result = score_measure(RDAS, dict.fromkeys(RDAS.items, 3))
    assert (result.scores[0].value, result.scores[0].band) == (42, "distressed")
    assert [warning for warning in result.warnings if "band" in warning] == []
    cpq = load_library().measure("cpq")
    assert score_measure(cpq, dict.fromkeys(cpq.items, 3)).warnings == ()


def test_where_the_practice_must_choose_there_is_no_band_and_it_is_told():
    result = score_measure(HITS, dict.fromkeys(HITS.items, 2))
    assert result.scores[0].band is None
    assert result.warnings[0] == (
        "total: several cut-offs are published; the practice must choose one: "
        "original (11) or women-veterans (6)."
    )
    assert result.warnings[1].startswith("A low score clears nobody.")


def test_a_choice_that_does_not_exist_is_told_what_does():
    with pytest.raises(ContentNotFound, match=r"no scale of ras called 'sum'\. There are: total, mean"):
        score_measure(RAS, SIX, chosen={"sum": "distressed"})
    with pytest.raises(ContentNotFound, match=r"no cut-off of total called 'low'\. There are: original"):
        score_measure(HITS, {}, chosen={"total": "low"})


def test_an_answer_outside_its_range_is_refused():
    with pytest.raises(ValueError, match="Item '11': 5 is not a whole number from 0 to 4"):
        score_measure(RDAS, {"11": 5})


def test_a_score_from_elsewhere_can_be_judged_without_answers():
    dci = load_library().measure("dci").scale("total")
    assert [judge(dci, value)[0].band for value in (110, 111, 145, 146)] == [
        "low",
        "normal",
        "normal",
        "high",
    ]


def test_scales_cutoffs_and_items_are_found_by_name():
    assert RAS.scale("mean").cutoff("distressed").value == 3.5
    with pytest.raises(KeyError):
        RAS.scale("sum")
    with pytest.raises(KeyError):
        RAS.scale("mean").cutoff("other")
    short = load_library().measure("cpq-sf")
    assert [short.item_id(name) for name in ("A3a", "a3A", "3", "12", "C1")] == ["3", "3", "3", None, None]
