from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.programme.shelf import with_test_exercises
from troth.practice.common.errors import Refused
from troth.practice.programme.answers import matched, read_answer, worded

EVENING = with_test_exercises().exercise("a-quiet-evening")
WISHES = EVENING.step("wishes")
choices = st.sets(st.sampled_from([mark.key for mark in WISHES.marks])).map("\n".join)


@pytest.mark.parametrize(
    ("step", "sent", "kept"),
    [
        ("closeness", "", ""),
        ("closeness", "7", "7"),
        ("mood", "\ncalm", "calm"),
        ("wishes", "\r\nwalk\r\ncook", "walk\ncook"),
        ("thanks", " The tea \n\n Your call", "The tea\nYour call"),
    ],
)
def test_an_answer_is_kept_one_on_each_line(step, sent, kept):
    assert read_answer(EVENING.step(step), sent) == kept


@pytest.mark.parametrize(
    ("step", "sent", "reason"),
    [
        ("closeness", "0", "Choose a number from 1 to 7."),
        ("closeness", "8", "Choose a number from 1 to 7."),
        ("closeness", "3\n4", "Choose a number from 1 to 7."),
        ("closeness", "²", "Choose a number from 1 to 7."),
        ("mood", "angry", "Choose from the words that are offered."),
        ("mood", "calm\ntired", "Choose no more than 1. Take some out, then save again."),
        ("wishes", "walk\ncook\nread", "Choose no more than 2. Take some out, then save again."),
        ("thanks", "a\nb\nc\nd", "Keep it to 3 lines. Take some out, then save again."),
        ("thanks", "x" * 4001, "Your text is 1 characters too long. Shorten it to 4000, then save again."),
    ],
)
def test_what_was_not_offered_is_refused_in_one_sentence(step, sent, reason):
    with pytest.raises(Refused) as caught:
        read_answer(EVENING.step(step), sent)
    assert caught.value.reason == reason


def test_people_read_words_and_not_ids():
    assert worded(EVENING.step("closeness"), "6") == "6 (1: far apart; 7: very close)"
    assert worded(WISHES, "walk\nread") == "A walk by the river\nReading to each other"
    assert worded(EVENING.step("thanks"), "The tea") == "The tea"


def test_a_word_that_was_taken_out_of_the_content_is_shown_by_its_id():
    assert worded(WISHES, "swim") == "swim"


def test_a_paced_step_lasts_as_long_as_its_lines():
    assert [EVENING.step(name).seconds for name in ("settle", "picture", "still")] == [30, 50, 120]


def test_the_match_is_what_both_marked_in_the_order_of_the_step():
    assert matched(WISHES, "read\nwalk", "walk\nread") == ["A walk by the river", "Reading to each other"]
    assert matched(WISHES, "read", "walk") == []


@given(choices, choices)
def test_a_match_tells_each_only_what_they_marked_themselves(mine, theirs):
    found = matched(WISHES, mine, theirs)
    own = [WISHES.mark(key) for key in mine.split()]
    assert set(found) <= set(own)
    assert found == matched(WISHES, theirs, mine)


@given(choices, choices, choices)
def test_what_the_other_marked_beyond_it_changes_nothing(mine, theirs, more):
    unmatched = "\n".join(set(more.split()) - set(mine.split()))
    assert matched(WISHES, mine, f"{theirs}\n{unmatched}") == matched(WISHES, mine, theirs)
