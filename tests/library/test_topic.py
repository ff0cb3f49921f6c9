"""The boundary topics as they come with Troth, and what their author can get wrong."""

from __future__ import annotations

import re

import pytest

from tests.library.faults import Fault, told_of
from troth.library import ContentNotFound, load_library

TOPIC = "boundary_topics/money/topic.yaml"
WORDS = "boundary_topics/money/words.en.yaml"
FIRST = '"Each of us has the same sum to spend without saying on what."'
SECOND = '"If I have made a debt, I tell it within a week."'
FAULTS = [
    Fault(TOPIC, "id: money", "id: cash", 'The id is "cash" but the folder is "money".'),
    Fault(TOPIC, "place: 6", "place: 0", '"place" is 0.'),
    Fault(
        WORDS,
        FIRST,
        SECOND,
        '"If I have made a debt, I tell it within a week." stands twice under examples.',
        "examples:",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_each_fault_is_told_with_its_line_and_a_remedy(content, fault):
    found, told = told_of(content, fault)
    assert found == told


def test_evidence_that_says_nothing_is_told(content):
    (content.root / "boundary_topics/money/evidence.md").write_text("\n", "utf-8")
    from troth.library.check import check_content

    assert [(one.file, one.message) for one in check_content(content.root)] == [
        ("content/boundary_topics/money/evidence.md", "The file says nothing.")
    ]


def test_a_topic_that_is_not_there_is_said():
    with pytest.raises(ContentNotFound, match="boundary topic"):
        load_library().boundary_topic("weather")


def test_the_thirteen_topics_stand_in_their_order():
    topics = sorted(load_library().boundary_topics.values(), key=lambda topic: topic.place)
    assert [topic.place for topic in topics] == list(range(1, 14))
    assert [topic.id for topic in topics if topic.openness] == [
        "privacy-and-phones",
        "work",
        "social-media",
        "outside-contact",
    ]


def test_no_example_watches_anybody():
    forbidden = re.compile(
        r"\b(track|location|gps|spy|password|read(s|ing)? (my|your|the other|each other))", re.IGNORECASE
    )
    assert forbidden.search("We read each other’s messages.")
    assert forbidden.search("I share my location.")
    examples = [line for topic in load_library().boundary_topics.values() for line in topic.examples]
    assert len(examples) >= 13 * 4
    assert [line for line in examples if forbidden.search(line)] == []


@pytest.mark.parametrize("topic", load_library().boundary_topics.values(), ids=lambda topic: topic.id)
def test_the_name_of_a_topic_tells_a_bystander_nothing(topic):
    shown = f"{topic.id} {topic.title}".lower()
    assert re.findall(r"affair|infidel|unfaithful|cheat|betray|violen|abuse|sex", shown) == []
