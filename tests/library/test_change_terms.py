"""What is published about a scale, as the numbers that judge a change."""

import pytest

from troth.library import load_library
from troth.library.change_terms import ChangeTerms, Origin, published_terms
from troth.library.judged_change import NO_INDEX, NO_SCORE, NO_SIDE, judge_change
from troth.science.change import ChangeClass, ChangeMethod, Cutoff, Healthy, ReliabilityKind


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


def test_bands_say_which_side_is_healthy_and_have_no_line_to_cross():
    phq = terms("phq-9")
    assert (phq.healthy, phq.cutoff, phq.rci) == (Healthy.BELOW, None, 6)
    assert judge_change(16, 10, phq).judged.change_class is ChangeClass.IMPROVED
    assert judge_change(4, 10, phq).judged.change_class is ChangeClass.DETERIORATED
    assert judge_change(16, 11, phq).judged.change_class is ChangeClass.UNCHANGED


def test_a_chosen_cutoff_stands_for_the_one_in_use():
    scale = load_library().measure("ies-r").scale("total")
    assert published_terms(scale).cutoff.value == 33
    assert published_terms(scale, "korean").cutoff.value == 25
    with pytest.raises(KeyError):
        published_terms(scale, "martian")


@pytest.mark.parametrize(
    ("pre", "post", "found", "why"),
    [
        (None, 40, ChangeTerms(), NO_SCORE),
        (40, None, ChangeTerms(rci=3, healthy=Healthy.ABOVE), NO_SCORE),
        (40, 45, ChangeTerms(healthy=Healthy.ABOVE), NO_INDEX),
        (40, 45, ChangeTerms(rci=3), NO_SIDE),
    ],
)
def test_what_is_not_judged_says_why(pre, post, found, why):
    each = judge_change(pre, post, found)
    assert (each.pre, each.post, each.judged, each.why) == (pre, post, None, why)
