"""What is published about a scale, as the numbers that judge a change."""

import pytest

from troth.library import load_library
from troth.library.change_terms import ChangeTerms, Origin, published_terms
from troth.science.change import ChangeMethod, Cutoff, Healthy, ReliabilityKind


def terms(measure: str, scale: str = "total") -> ChangeTerms:
    return published_terms(load_library().measure(measure).scale(scale))


def test_a_published_index_and_cutoff_keep_their_source():
    rdas = terms("rdas")
    assert (rdas.rci, rdas.cutoff) == (11.58, Cutoff(47.31, Healthy.ABOVE))
    assert rdas.index_from == rdas.cutoff_from == Origin(rdas.index_from.source, "V")
    assert rdas.rule(ChangeMethod.JACOBSON_TRUAX).threshold == pytest.approx(11.58)


def test_two_published_cutoffs_leave_room_between_them():
    assert terms("kmss").cutoff == Cutoff(16, Healthy.ABOVE, upper=17, value_is="below")


def test_where_the_practice_must_choose_a_cutoff_only_the_side_is_known():
    hits = terms("hits")
    assert (hits.healthy, hits.cutoff) == (Healthy.BELOW, None)


def test_a_scale_without_an_index_is_not_judged():
    assert terms("ecr-r", "anxiety").rule(ChangeMethod.JACOBSON_TRUAX) is None
    with pytest.raises(ValueError, match="needs the SD and the reliability"):
        terms("ecr-r", "anxiety").rule(ChangeMethod.EDWARDS_NUNNALLY)


def test_retest_comes_before_alpha_and_the_smaller_of_a_range():
    for measure in load_library().measures.values():
        for scale in measure.scales:
            found = published_terms(scale)
            retests = [each.value for each in scale.reliability if each.kind == "retest"]
            known = retests or [each.value for each in scale.reliability]
            assert found.reliability == (min(known) if known else None)
            if retests:
                assert found.reliability_kind is ReliabilityKind.RETEST
