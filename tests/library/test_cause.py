"""The five causes as the practice will read them, and each thing that their author can get wrong."""

from __future__ import annotations

import pytest

from troth.library import ContentNotFound, load_library
from troth.library.cause import Indicator, NeededGate, Suggestion
from troth.library.check import check_content

BETRAYAL = "causes/betrayal/cause.yaml"
WORDS = "causes/betrayal/words.en.yaml"
EVIDENCE = "causes/betrayal/evidence.md"
NAMED = "{id: named, instrument: private-intake, item: causes, any_of: [betrayal], weight: 3}"
CHECKING = "{id: checking, instrument: where-we-stand, scale: checking, direction: high, weight: 1}"
TRUST = "{id: what-trust-means-to-me, kind: exercise, phase: understand}"

# file, what is there, what is put in its place, the line it is found on (by its text), the message
FAULTS = [
    (
        BETRAYAL,
        "id: betrayal",
        "id: betrayed",
        "id: betrayed",
        'The id is "betrayed" but the folder is "betrayal".',
    ),
    (BETRAYAL, NAMED, NAMED.replace("weight: 3", "weight: 0"), "weight: 0", '"weight" is 0.'),
    (
        BETRAYAL,
        NAMED,
        NAMED.replace("private-intake", "intake"),
        "instrument: intake",
        'There is no instrument "intake".',
    ),
    (
        BETRAYAL,
        NAMED,
        NAMED.replace("item: causes", "item: cause"),
        "item: cause,",
        '"private-intake" has no item "cause".',
    ),
    (
        BETRAYAL,
        NAMED,
        NAMED.replace("[betrayal]", "[lies]"),
        "[lies]",
        '"lies" cannot be answered to "causes".',
    ),
    (
        BETRAYAL,
        NAMED,
        NAMED.replace(" any_of: [betrayal],", ""),
        "item: causes",
        '"named" does not say which answers count.',
    ),
    (
        BETRAYAL,
        NAMED,
        NAMED.replace("item:", "scale: trust, item:"),
        "scale: trust",
        '"named" needs either a scale or an item.',
    ),
    (
        BETRAYAL,
        NAMED,
        NAMED.replace("weight", "direction: low, weight"),
        "direction: low, weight: 3",
        '"named" counts an item, which has no direction.',
    ),
    (
        BETRAYAL,
        NAMED,
        NAMED.replace(
            "private-intake, item: causes, any_of: [betrayal]", "private-check, item: afraid, any_of: [often]"
        ),
        "private-check",
        '"named" would count answers about safety.',
    ),
    (
        BETRAYAL,
        CHECKING,
        CHECKING.replace("where-we-stand", "later"),
        "scale: checking",
        'There is no instrument "later".',
    ),
    (
        BETRAYAL,
        CHECKING,
        CHECKING.replace(" direction: high,", ""),
        "scale: checking",
        '"checking" does not say which end of the scale counts.',
    ),
    (
        BETRAYAL,
        CHECKING,
        CHECKING.replace("weight", "at: 1.0, weight"),
        "at: 1.0",
        '"checking" leaves no room beyond 1.',
    ),
    (
        BETRAYAL,
        CHECKING,
        CHECKING.replace("weight", "any_of: [x], weight"),
        "any_of: [x]",
        '"checking" counts a scale, which has no named answers.',
    ),
    (
        BETRAYAL,
        CHECKING,
        CHECKING.replace("where-we-stand", "trust-pulse"),
        "trust-pulse",
        '"trust-pulse" has no scale "checking".',
    ),
    (
        BETRAYAL,
        CHECKING,
        CHECKING.replace("checking,", "named,", 1),
        "indicators:",
        '"named" stands twice in indicators.',
    ),
    (
        BETRAYAL,
        TRUST,
        TRUST.replace("what-trust-means-to-me", "trust"),
        "id: trust,",
        'There is no exercise "trust".',
    ),
    (
        BETRAYAL,
        TRUST,
        TRUST.replace("exercise", "programme"),
        "kind: programme, phase: understand",
        'There is no programme "what-trust-means-to-me".',
    ),
    (BETRAYAL, "phase: stability}", "phase: calm}", "phase: calm", "\"phase\" is 'calm'."),
    (
        WORDS,
        "  checking: often",
        "  cheking: often",
        "cheking",
        'There are words for "cheking" under "indicators", but it does not exist.',
    ),
    (
        WORDS,
        "  checking: often",
        "  cheking: often",
        "indicators:",
        'The words for "checking" are missing under "indicators".',
    ),
    (WORDS, "label: A betrayal\n", "", "explanation", '"label" is missing.'),
]


@pytest.mark.parametrize(("name", "old", "new", "found_on", "message"), FAULTS)
def test_a_fault_is_found_on_its_line(content, name, old, new, found_on, message):
    content.replace(name, old, new)
    if message.startswith('There is no exercise "trust"'):
        content.replace(WORDS, "  what-trust-means-to-me:", "  trust:")
    found = [(each.message, each.line) for each in check_content(content.root) if each.file.endswith(name)]
    if '"label"' in message:
        assert message in [text for text, _ in found]
    else:
        assert (message, content.line_of(name, found_on)) in found


def test_empty_evidence_is_a_fault(content):
    content.write(EVIDENCE, "\n")
    assert [(each.file, each.message) for each in check_content(content.root)] == [
        (f"content/{EVIDENCE}", "The file says nothing.")
    ]


def test_planned_work_may_be_missing_and_counts_as_well_once_it_is_there(content):
    library = load_library(content.root)
    assert not [
        one for one in library.cause("betrayal").suggestions if one.id in library.exercises and one.planned
    ]
    content.replace(BETRAYAL, TRUST, TRUST.replace("understand", "understand, planned: true"))
    assert check_content(content.root) == []


def test_a_cause_holds_everything_its_readers_need():
    betrayal = load_library().cause("betrayal")
    assert betrayal.label == "A betrayal"
    assert betrayal.indicators[0] == Indicator(
        "named",
        "private-intake",
        None,
        "high",
        0.5,
        "causes",
        ("betrayal",),
        3,
        "names a betrayal as something that has worn down trust",
    )
    assert betrayal.gates[0] == NeededGate("safety_reviewed", "stability")
    assert betrayal.suggestions[0] == Suggestion(
        "time-out", "exercise", "stability", False, "A pause with an agreed return"
    )
    assert betrayal.phases == ("stability", "understand", "repair", "strengthen", "keep")
    assert "Protocols that fit" in betrayal.evidence


def test_phases_come_in_their_order_and_only_where_there_is_work():
    assert load_library().cause("conflict").phases == ("stability", "understand", "repair", "keep")


def test_an_unknown_cause_is_named():
    with pytest.raises(ContentNotFound, match="no cause called 'envy'"):
        load_library().cause("envy")


def test_a_small_folder_of_ones_own_is_enough(tmp_path):
    folder = tmp_path / "causes" / "own"
    folder.mkdir(parents=True)
    (folder / "cause.yaml").write_text(
        "id: own\nversion: 1\nlicence: CC0\nsource: A clinic.\n"
        "indicators: [{id: said, instrument: later, scale: s, direction: low, weight: 2, planned: true}]\n"
        "suggests: [{id: walk, kind: exercise, phase: keep, planned: true}]\n"
    )
    (folder / "words.en.yaml").write_text(
        "label: Own\nexplanation: Words.\ntherapist_note: Words.\nmistaken_for: [Other]\n"
        "indicators: {said: says so}\nsuggests: {walk: A walk}\n"
    )
    (folder / "evidence.md").write_text("None.\n")
    own = load_library(tmp_path).cause("own")
    assert (own.indicators[0].direction, own.gates, own.phases) == ("low", (), ("keep",))
