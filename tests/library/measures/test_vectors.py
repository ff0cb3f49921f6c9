"""The published keys, by vectors worked by hand: each row says what a wrong key would give."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from troth.library import load_library
from troth.library.check_measure_examples import answers_of
from troth.library.folder import Folder
from troth.library.load import content_root
from troth.library.measure_sources import MeasureExamplesSource, expanded
from troth.library.score_measure import score_measure

LIBRARY = load_library()
MEASURES = LIBRARY.measures


def given(written: str) -> dict[str, int]:
    """Read `1-6:5 7:4` as answers by item."""
    pairs = (part.rsplit(":", 1) for part in written.split())
    return {item: int(answer) for span, answer in pairs for item in expanded(span)}


def scores(slug: str, written: str) -> dict[str, float | None]:
    result = score_measure(MEASURES[slug], given(written))
    return {score.scale.id: score.value for score in result.scores}


def bands(slug: str, written: str, scale: str = "total") -> dict[str, str | None]:
    result = score_measure(MEASURES[slug], given(written))
    (score,) = [score for score in result.scores if score.scale.id == scale]
    return {judgement.id: judgement.band for judgement in score.judgements}


VECTORS = [
    ("csi-32", "1:6 2-32:5", {"total": 161}),
    ("csi-16", "1:6 2-16:5", {"total": 81}),
    ("csi-4", "1:6 2-4:5", {"total": 21}),
    ("csi-32", "1-32:0", {"total": 0}),
    ("csi-16", "1-16:0", {"total": 0}),
    ("csi-4", "1-4:0", {"total": 0}),
    ("rdas", "1-10:5 11:4 12-14:5", {"consensus": 30, "satisfaction": 20, "cohesion": 19, "total": 69}),
    ("ras", "1:5 2:4 3:5 4:1 5:4 6:5 7:2", {"total": 32, "mean": 4.571}),
    ("ras", "1-7:5", {"total": 27, "mean": 3.857}),
    ("ras", "1-7:1", {"total": 15, "mean": 2.143}),
    ("dyadic-trust", "1-2:1 3-5:7 6:1 7-8:7", {"total": 56}),
    (
        "ecr-r",
        "1-8:1 9:7 10:1 11:7 12-19:1 20:7 21:1 22:7 23-25:1 26-31:7 32:1 33-36:7",
        {"anxiety": 1, "avoidance": 1},
    ),
    ("ecr-r", "1-36:7", {"anxiety": 6.333, "avoidance": 3}),
    ("ecr-r", "1-36:1", {"anxiety": 1.667, "avoidance": 5}),
    ("ecr-rs", "1-4:7 5-9:1", {"avoidance": 1, "anxiety": 1}),
    ("ecr-rs", "1-9:7", {"avoidance": 3, "anxiety": 7}),
    ("cpq", "1:9 24:9 26:9 2:1 6:1 8:1 23:1 25:1 27:1", {"constructive": 9}),
    (
        "cpq",
        "1-2:1 3:9 4-8:1 9:9 10:1 11:9 12:1 13:9 14-16:1 17:9 18:1 19:9 20-31:1 32:9 33-35:1",
        {"self_demand": 63, "partner_demand": 7, "constructive": 33},
    ),
    ("rse", "1:3 2:0 3-4:3 5-6:0 7:3 8-9:0 10:3", {"total": 30}),
    ("rse", "1-10:0", {"total": 15}),
    ("rse", "1-10:3", {"total": 15}),
    ("pcl-5", "1-5:4 6-7:1 8-20:4", {"total": 74}),
    ("pcl-5", "1:2 2-5:0 6:2 7:0 8-9:2 10-14:0 15-16:2 17-20:0", {"total": 12}),
    (
        "ies-r",
        "1-22:4",
        {"total": 88, "intrusion": 4, "avoidance": 4, "hyperarousal": 4, "sum_of_means": 12},
    ),
    ("wast", "1-8:1", {"total": 8}),
    ("wast", "1-8:3", {"total": 24}),
    ("phq-9", "1-8:0 9:1", {"total": 1}),
]


@pytest.mark.parametrize(("slug", "written", "expected"), VECTORS)
def test_the_key_gives_what_was_counted_by_hand(slug, written, expected):
    found = scores(slug, written)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=0.0005)


@pytest.mark.parametrize(
    ("slug", "written", "cutoff", "expected"),
    [
        ("csi-32", "1:6 2-20:5 21:3 22-32:0", "distressed", "distressed"),  # 104
        ("csi-32", "1:6 2-20:5 21:4 22-32:0", "distressed", "not distressed"),  # 105
        ("csi-16", "1:6 2-10:5 11-16:0", "distressed", "distressed"),  # 51
        ("csi-16", "1:6 2-10:5 11:1 12-16:0", "distressed", "not distressed"),  # 52
        ("csi-4", "1:6 2:5 3:2 4:0", "distressed", "distressed"),  # 13
        ("csi-4", "1:6 2:5 3:3 4:0", "distressed", "not distressed"),  # 14
        ("rdas", "1-6:4 7-10:3 11:2 12-14:3", "distressed", "distressed"),  # 47
        ("rdas", "1-6:4 7-10:3 11:2 12-13:3 14:4", "distressed", "not distressed"),  # 48
        ("pcl-5", "1-5:4 6-7:1 8-20:4", "probable", "above the cut-off"),
        ("pcl-5", "1:2 2-5:0 6:2 7:0 8-9:2 10-14:0 15-16:2 17-20:0", "probable", "below the cut-off"),
    ],
)
def test_a_cutoff_divides_where_it_was_published(slug, written, cutoff, expected):
    assert bands(slug, written)[cutoff] == expected


@pytest.mark.parametrize(
    ("written", "at_6", "at_11"),
    [
        ("1-3:1 4:2", "screen negative", "screen negative"),
        ("1-2:1 3-4:2", "screen positive", "screen negative"),
        ("1-2:2 3-4:3", "screen positive", "screen negative"),
        ("1:2 2-4:3", "screen positive", "screen positive"),
    ],
)
def test_hits_has_two_published_cutoffs_and_the_practice_chooses(written, at_6, at_11):
    assert bands("hits", written) == {"original": at_11, "women-veterans": at_6}
    free = score_measure(MEASURES["hits"], given(written)).scores[0]
    chosen = score_measure(MEASURES["hits"], given(written), chosen={"total": "women-veterans"}).scores[0]
    assert (free.band, chosen.band) == (None, at_6)


@pytest.mark.parametrize(
    ("written", "met"),
    [
        ("1-5:4 6-7:1 8-20:4", False),
        ("1:2 2-5:0 6:2 7:0 8-9:2 10-14:0 15-16:2 17-20:0", True),
        ("1:2 2-5:0 6:2 7:0 8-9:2 10-14:0 15:2 17-20:0", None),
    ],
)
def test_the_symptom_rule_is_not_the_total(written, met):
    (rule,) = score_measure(MEASURES["pcl-5"], given(written)).rules
    assert (rule.id, rule.met) == ("symptom_rule", met)


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_item_nine_is_an_alert_whatever_the_total(answer):
    alone = score_measure(MEASURES["phq-9"], {"9": answer})
    assert [(alert.kind, alert.item) for alert in alone.alerts] == [("danger_to_self", "9")]
    assert alone.scores[0].value is None
    assert score_measure(MEASURES["phq-9"], given("1-8:3 9:0")).alerts == ()


# The errors that secondary sources make. Each test gives the wrong number beside the right one.


def flipped(slug: str, scale_id: str, reverse: set[str]):
    """Return a measure whose scale reverses other items."""
    measure = MEASURES[slug]
    scales = [
        replace(scale, reverse=tuple(reverse)) if scale.id == scale_id else scale for scale in measure.scales
    ]
    return replace(measure, scales=tuple(scales))


def total(measure, written: str, scale: str = "total") -> float | None:
    return next(s.value for s in score_measure(measure, given(written)).scores if s.scale.id == scale)


def test_ras_reverses_4_and_7_and_not_6():
    row = "1:5 2:4 3:5 4:1 5:4 6:5 7:2"
    assert total(MEASURES["ras"], row) == 32
    assert total(flipped("ras", "total", {"6"}), row) == 22
    assert total(flipped("ras", "total", {"4", "6"}), row) == 26
    assert total(flipped("ras", "total", set()), "1-7:5") == 35


def test_csi_32_ends_at_161_and_only_item_1_has_seven_options():
    measure = MEASURES["csi-32"]
    assert measure.scale("total").range == (0, 161)
    assert {item for item, answers in measure.ranges.items() if answers == (0, 6)} == {"1"}
    assert {answers for item, answers in measure.ranges.items() if item != "1"} == {(0, 5)}
    assert measure.scale("total").reliability[0].value == 0.98


def test_rdas_ends_at_69_with_cohesion_at_19_and_calls_48_not_distressed():
    measure = MEASURES["rdas"]
    assert {scale.id: scale.range for scale in measure.scales} == {
        "total": (0, 69),
        "consensus": (0, 30),
        "satisfaction": (0, 20),
        "cohesion": (0, 19),
    }
    assert all(scale.reverse == () for scale in measure.scales)
    assert (measure.scale("total").cutoffs[0].value, measure.scale("total").rci.value) == (47.31, 11.58)


def test_dyadic_trust_without_its_reverse_key_would_give_38():
    row = "1-2:1 3-5:7 6:1 7-8:7"
    assert total(MEASURES["dyadic-trust"], row) == 56
    assert total(flipped("dyadic-trust", "total", set()), row) == 38


def test_rse_is_keyed_by_item_so_another_printing_is_not_scored_by_position():
    row = "1:3 2:0 3-4:3 5-6:0 7:3 8-9:0 10:3"
    assert total(MEASURES["rse"], row) == 30
    assert total(flipped("rse", "total", {"3", "5", "8", "9", "10"}), row) == 18
    assert MEASURES["rse"].printings[0].reverse == ("3", "5", "8", "9", "10")


def test_ecr_r_scores_the_same_in_blocks_and_in_alternation():
    blocks = {str(number): 1 + number % 7 for number in range(1, 37)}
    alternating = {item: blocks[item] for pair in range(1, 19) for item in (str(pair), str(pair + 18))}
    assert list(blocks) != list(alternating)
    first, second = (score_measure(MEASURES["ecr-r"], each) for each in (blocks, alternating))
    assert [score.value for score in first.scores] == [score.value for score in second.scores]


def test_the_trust_scale_has_three_facets_and_no_key_until_one_is_confirmed():
    measure = MEASURES["trust-scale"]
    assert measure.status == "incomplete"
    assert [(scale.id, scale.count, scale.items, scale.reverse) for scale in measure.scales] == [
        ("predictability", 5, None, ()),
        ("dependability", 5, None, ()),
        ("faith", 7, None, ()),
        ("total", 17, None, ()),
    ]


def test_the_cutoff_of_the_ies_r_belongs_to_the_sum_and_never_to_means():
    measure = MEASURES["ies-r"]
    assert {scale.id for scale in measure.scales if scale.cutoffs} == {"total"}
    assert measure.scale("total").default_cutoff.value == 33
    assert bands("ies-r", "1-22:4", "sum_of_means") == {}


@pytest.mark.parametrize("slug", [slug for slug, measure in MEASURES.items() if measure.items])
def test_a_score_does_not_depend_on_the_order_of_the_answers(slug):
    measure = MEASURES[slug]
    chance = random.Random(slug)
    answers = {item: chance.randint(*answers) for item, answers in measure.ranges.items()}
    shuffled = dict(chance.sample(list(answers.items()), len(answers)))
    assert score_measure(measure, shuffled) == score_measure(measure, answers)


# Every key is held by its examples: one item more or less in the reverse key, and one of them fails.

KEYED = [
    (slug, scale.id, item)
    for slug, measure in MEASURES.items()
    for scale in measure.scales
    for item in scale.items or ()
]


def examples(slug: str):
    folder = Folder(content_root(), content_root() / "measures" / slug, [])
    return folder.document("examples.yaml", MeasureExamplesSource)[1].examples


EXAMPLES = {slug: examples(slug) for slug in MEASURES}


def agrees(measure, slug: str) -> bool:
    for example in EXAMPLES[slug]:
        found = {s.scale.id: s.value for s in score_measure(measure, answers_of(example)).scores}
        if any(found[name] != pytest.approx(value, abs=0.0005) for name, value in example.scores.items()):
            return False
    return True


@pytest.mark.parametrize("slug", MEASURES)
def test_examples_hold_for_the_key_as_it_stands(slug):
    assert agrees(MEASURES[slug], slug)


@pytest.mark.parametrize(("slug", "scale_id", "item"), KEYED)
def test_one_reversed_item_more_or_less_fails_an_example(slug, scale_id, item):
    key = set(MEASURES[slug].scale(scale_id).reverse) ^ {item}
    assert not agrees(flipped(slug, scale_id, key), slug)


@pytest.mark.parametrize(
    ("slug", "scale_id"),
    [(slug, scale.id) for slug, measure in MEASURES.items() for scale in measure.scales if scale.reverse],
)
def test_one_reversed_item_in_place_of_another_fails_an_example(slug, scale_id):
    scale = MEASURES[slug].scale(scale_id)
    key = set(scale.reverse)
    swaps = [(key - {gone}) | {come} for gone in key for come in scale.items if come not in key]
    assert swaps or key == set(scale.items)
    assert [swap for swap in swaps if agrees(flipped(slug, scale_id, swap), slug)] == []
