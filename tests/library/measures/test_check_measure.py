"""Each thing that can be wrong with a definition is found, by file and line, with its remedy."""

from __future__ import annotations

import pytest

from troth.library.check import check_content

RAS = "measures/ras/measure.yaml"
RDAS = "measures/rdas/measure.yaml"
IES = "measures/ies-r/measure.yaml"
CSI = "measures/csi-32/measure.yaml"
PHQ = "measures/phq-9/measure.yaml"
RSE = "measures/rse/measure.yaml"
HITS = "measures/hits/measure.yaml"
TRUST = "measures/trust-scale/measure.yaml"
EXAMPLES = "measures/ras/examples.yaml"
PCL_EXAMPLES = "measures/pcl-5/examples.yaml"
PHQ_EXAMPLES = "measures/phq-9/examples.yaml"

# file, what is there, what is put in its place, the line it is found on (by its text), the message
FAULTS = [
    (RAS, "id: ras", "id: ros", "id: ros", 'The id is "ros" but the folder is "ras".'),
    (RAS, "mark: TV\nscales", "mark: VT\nscales", "mark: VT", "\"mark\" is 'VT'."),
    (RAS, "reverse: 4, 7", "reverse: 4, 8", "reverse: 4, 8", "There is no item 8."),
    (RAS, "reverse: 4, 7", "reverse: 4, 4", "reverse: 4, 4", "Item 4 stands here twice."),
    (
        RAS,
        "items: 1-7",
        "items: 1-6",
        "reverse: 4, 7",
        'Item 7 is reversed on "total", which does not count it.',
    ),
    (
        RAS,
        "items: 1-7",
        "items: one",
        "items: one",
        "\"items\" cannot be read: 'one' is no item number: write them such as 1-3, 7.",
    ),
    (
        RAS,
        "items: 1-7",
        "items: 7-1",
        "items: 7-1",
        "\"items\" cannot be read: '7-1' does not go up from 1 to at most 200.",
    ),
    (
        RAS,
        "range: [7, 35]",
        "range: [0, 35]",
        "range: [0, 35]",
        'The scale "total" says 0 to 35, which its answers do not give.',
    ),
    (RAS, "id: mean", "id: total", "scales:", '"total" stands twice in scales.'),
    (RAS, "upper: 4.0", "upper: 3.0", "upper: 3.0", '"distressed" ends before it begins.'),
    (
        RAS,
        "value: 3.5",
        "value: 0.5",
        "value: 0.5",
        'The cut-off 0.5 lies outside the scale "mean".',
    ),
    (
        RAS,
        "source: hendrick-1988}",
        "source: hendrik}",
        "hendrik}",
        'The source "hendrik" is not listed under sources.',
    ),
    (
        RAS,
        "key: {mark: V2, source: calculators}",
        "key: {mark: V2}",
        "key: {mark: V2}",
        "Something is marked V2 but names no source.",
    ),
    (
        RAS,
        "sources:\n",
        "sources:\n  nobody: Nobody.\n",
        "nobody: Nobody.",
        'The source "nobody" is listed but nothing rests on it.',
    ),
    (
        RAS,
        "status: complete",
        "status: incomplete",
        "status: incomplete",
        "It is called incomplete, but every scale has its key.",
    ),
    (
        TRUST,
        "status: incomplete",
        "status: complete",
        "status: complete",
        'It is called complete, but the scale "predictability" has no items.',
    ),
    (
        TRUST,
        "count: 5",
        "count: 5\n    reverse: 1",
        "reverse: 1",
        'The scale "predictability" reverses items but does not say which it counts.',
    ),
    (RAS, "default: [1, 5]", "default: [5, 1]", "default: [5, 1]", "The answers go from 5 to 1."),
    (RDAS, "items: {11: [0, 4]}", "items: {15: [0, 4]}", "15: [0, 4]", "There is no item 15."),
    (
        RDAS,
        "items: {11: [0, 4]}",
        "items: {last: [0, 4]}",
        "last: [0, 4]",
        "\"last\" cannot be read: 'last' is no item number: write them such as 1-3, 7.",
    ),
    (
        RDAS,
        "items: 1-14",
        "items: 1-14\n    minimum_answered: 15",
        "minimum_answered: 15",
        'The scale "total" needs more answers than it has items.',
    ),
    (
        CSI,
        "method: sum",
        "method: mean",
        "method: mean",
        'The scale "total" takes the mean of items with different ranges.',
    ),
    (
        CSI,
        "value: 12.54",
        "value: 13.54",
        "value: 13.54",
        "The reliable change is written as 13.54 but computes to 12.54.",
    ),
    (
        IES,
        "scales: [intrusion,",
        "scales: [intrusions,",
        "scales: [intrusions",
        'The scale "sum_of_means" does not say which scales it adds.',
    ),
    (
        IES,
        "range: [0, 12]",
        "range: [0, 87]",
        "range: [0, 87]",
        'The scale "sum_of_means" says 0 to 87, which its answers do not give.',
    ),
    (
        IES,
        "default: false",
        "default: true",
        "    cutoffs:",
        'The scale "total" has several default cut-offs.',
    ),
    (IES, "id: korean", "id: probable", "    cutoffs:", '"probable" stands twice in cutoffs.'),
    (PHQ, "items: 9, any_of: [1", "items: 10, any_of: [1", "items: 10", "There is no item 10."),
    (
        PHQ,
        "any_of: [1, 2, 3]",
        "any_of: [1, 2, 4]",
        "any_of: [1, 2, 4]",
        "An alert waits for an answer that item 9 does not have.",
    ),
    (RSE, '"3, 5, 8, 9, 10"', '"3, 5, 8, 9, 11"', "9, 11", "There is no item 11."),
    (
        HITS,
        "cautions:\n  - A low score clears nobody. Across",
        "coding:\n  - A low score clears nobody. Across",
        "guarded: true",
        "A violence screen says nothing beside its score.",
    ),
    (
        EXAMPLES,
        "scores: {total: 32,",
        "scores: {total: 22,",
        "{total: 22,",
        '"Uneven answers, 5 + 4 + 5 + 5 + 4 + 5 + 4": "total" is 22, but it scores 32.',
    ),
    (
        EXAMPLES,
        "scores: {total: 27,",
        "scores: {sum: 27,",
        "{sum: 27",
        '"All 5, so 5 × 5 + 2 × 1": there is no scale "sum".',
    ),
    (
        EXAMPLES,
        "answers: {1-7: 5}",
        "answers: {1-8: 5}",
        "{1-8: 5}",
        '"All 5, so 5 × 5 + 2 × 1": there is no item 8.',
    ),
    (
        EXAMPLES,
        "answers: {1-7: 5}",
        "answers: {1-7: 5, 7: 5}",
        "{1-7: 5, 7: 5}",
        '"All 5, so 5 × 5 + 2 × 1": the answers cannot be scored: item 7 is answered twice',
    ),
    (
        EXAMPLES,
        "answers: {1-7: 5}",
        "answers: {1-7: 6}",
        "{1-7: 6}",
        (
            '"All 5, so 5 × 5 + 2 × 1": the answers cannot be scored: '
            "Item '1': 6 is not a whole number from 1 to 5."
        ),
    ),
    (
        EXAMPLES,
        "bands: {mean: {distressed: not distressed}}",
        "bands: {mean: {distressed: distressed}}",
        "bands: {mean: {distressed: distressed}}",
        (
            '"Uneven answers, 5 + 4 + 5 + 5 + 4 + 5 + 4": "distressed" of "mean" is written as '
            '"distressed", but it gives "not distressed".'
        ),
    ),
    (
        PCL_EXAMPLES,
        "rules: {symptom_rule: false}",
        "rules: {symptom_rule: true}",
        "rules: {symptom_rule: true}",
        '"High, yet the symptom rule is not met, 20 + 2 + 28 + 24": the rule "symptom_rule" gives False.',
    ),
    (
        PCL_EXAMPLES,
        "rules: {symptom_rule: false}",
        "rules: {rule: false}",
        "rules: {rule: false}",
        '"High, yet the symptom rule is not met, 20 + 2 + 28 + 24": there is no rule "rule".',
    ),
    (
        PHQ_EXAMPLES,
        "    alerts: [danger_to_self]\n",
        "",
        "answers: {1-8: 0, 9: 1}",
        '"Only item 9, and an alert all the same": the answers raise danger_to_self.',
    ),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "at", "message"), FAULTS, ids=[f"{f[0].split('/')[1]} {f[4]}" for f in FAULTS]
)
def test_a_fault_is_found_with_its_line_and_remedy(content, name, old, new, at, message):
    content.replace(name, old, new)
    found = [problem for problem in check_content(content.root) if problem.message == message]
    assert [problem.file for problem in found][:1] == [f"content/{name}"]
    assert found[0].remedy
    if name.endswith("measure.yaml"):
        assert found[0].line == content.line_of(name, at.splitlines()[0])


def test_a_measure_without_examples_or_page_is_a_problem(content):
    for name in ("examples.yaml", "README.md"):
        (content.root / "measures/ras" / name).unlink()
    assert [(problem.file, problem.message) for problem in check_content(content.root)] == [
        ("content/measures/ras/README.md", "The file is missing."),
        ("content/measures/ras/examples.yaml", "The file is missing."),
    ]


def test_a_broken_list_of_what_is_not_shipped_is_found(content):
    content.replace("measures/not-shipped.yaml", "reason: its individual", "why: its individual")
    found = {problem.message for problem in check_content(content.root)}
    assert '"reason" is missing.' in found
