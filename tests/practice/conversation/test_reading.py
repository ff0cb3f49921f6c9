"""A file is read whole or not at all; every fault has one sentence that names its line."""

from __future__ import annotations

import pytest

from troth.practice.common.errors import Refused
from troth.practice.conversation.reading import LARGEST, MOST_ROWS, Row, read_coded
from troth.practice.conversation.states import Rated

GOOD = "speaker,code\nW,complain\nH,withdraw\n"


def refusal(text: str | bytes, rated: Rated = Rated.CODES) -> str:
    with pytest.raises(Refused) as refused:
        read_coded(text if isinstance(text, bytes) else text.encode(), rated)
    return refused.value.reason


def test_rows_come_in_order_with_their_lines() -> None:
    assert read_coded(b"time,speaker,code\n0,W,complain\n\n4.5, H ,withdraw\n", Rated.CODES) == [
        Row(2, "W", "complain", 0.0),
        Row(4, "H", "withdraw", 4.5),
    ]


@pytest.mark.parametrize(
    "data",
    [
        "speaker,score\nW,-1.5\nH,2\n".encode("utf-8-sig"),
        b"Speaker;SCORE\r\nW;-1,5\r\nH;2\r\n;\r\n",
        b'speaker,score\nW,"-1,5"\nH,+2.0\n',
        "speaker;score\rW;\N{MINUS SIGN}1,5\rH;2".encode(),
    ],
)
def test_spreadsheets_write_the_same_in_several_ways(data) -> None:
    assert [row[1:] for row in read_coded(data, Rated.SCORES)] == [("W", -1.5, None), ("H", 2.0, None)]


@pytest.mark.parametrize("words", ["été", "质问", "“so”, he said"])
def test_codes_are_words_of_any_language(words) -> None:
    rows = read_coded(f'speaker,code\nW,"{words}"\nH,o\n'.encode(), Rated.CODES)
    assert rows[0].value == words


FAULTS = [
    ("", "The file is empty."),
    ("\n\n", "The file is empty."),
    ("\ufeff", "The file is empty."),
    (b"speaker,code\nW,caf\xe9\nH,o\n", "Line 2 is not in UTF-8."),
    (GOOD.encode("utf-16"), "Line 1 is not in UTF-8."),
    (b"x" * (LARGEST + 1), "The file is larger than 1 MB."),
    ("W,complain\nH,withdraw\n", "Line 1 must name the columns speaker and code"),
    ("speaker,codes\nW,c\nH,w\n", "There is no column “code”."),
    ("speaker,score\nW,1\nH,2\n", "There is no column “code”."),
    ("speaker\tcode\nW\tc\nH\tw\n", "There is no column “speaker”."),
    ("speaker,code,text\nW,c,secret\n", "Leave out the column “text”."),
    ("speaker,code,\nW,c,\nH,w,\n", "Leave out the column “”."),
    ("speaker,code,code\nW,c,d\n", "The column “code” is there twice."),
    (GOOD + "W\n", "Line 4 has 1 cells, but the first line names 2 columns."),
    (GOOD + "W,c,3\n", "Line 4 has 3 cells"),
    (GOOD + "W;c\n", "Line 4 has 1 cells"),
    (GOOD + 'W,"complain\nH,withdraw\n', "Line 5 cannot be read"),
    (GOOD + 'W,"com"plain\n', "Line 4 cannot be read"),
    (GOOD + f'W,"{"x" * 200_000}"\n', "Line 4 cannot be read"),
    (GOOD + ",complain\n", "Line 4 has no speaker."),
    (GOOD + "W, \n", "Line 4 has no code."),
    (GOOD + f"W,{'x' * 61}\n", "Line 4: the code is longer than 60 characters."),
    (GOOD + 'W,"two\nlines"\n', "Line 5: the code holds a sign that cannot be shown."),
    (GOOD + "W\0,c\n", "Line 4: the speaker holds a sign that cannot be shown."),
    (GOOD + "W,c\u202eh\n", "Line 4: the code holds a sign that cannot be shown."),
    (GOOD + "W,Complain\n", "The codes “Complain” and “complain” differ in capitals alone."),
    (GOOD + "w,complain\n", "The speakers “W” and “w” differ in capitals alone."),
    ("speaker,code\n", "The file needs two rows or more"),
    ("speaker,code\nW,c\n", "The file needs two rows or more"),
    ("speaker,code\nW,c\nW,d\n", "All rows are of “W”."),
    (GOOD + "".join(f"S{i},c\n" for i in range(5)), "The file has 7 different speakers; at most 6"),
    (GOOD + "".join(f"W,c{i}\n" for i in range(39)), "The file has 41 different codes; at most 40"),
    (GOOD + "W,complain\n" * (MOST_ROWS - 1), f"The file has {MOST_ROWS + 1} rows; at most {MOST_ROWS}"),
    ("speaker,code,time\nW,c,0\nH,w,\n", "Line 3 has no time, but line 2 has one."),
    ("speaker,code,time\nW,c,\nH,w,4\n", "Line 2 has no time, but line 3 has one."),
    ("speaker,code,time\nW,c,9\nH,w,4\n", "Line 3 lies before line 2 in time."),
    ("speaker,code,time\nW,c,-1\nH,w,4\n", "Line 2: the time is -1. It can be 0 to 86400."),
    ("speaker,code,time\nW,c,0\nH,w,0:04\n", "Line 3: the time is “0:04”, which is no number."),
]


@pytest.mark.parametrize(("data", "sentence"), FAULTS)
def test_each_fault_is_told_with_its_line(data, sentence) -> None:
    told = refusal(data)
    assert sentence in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("", "the score is missing."),
        ("good", "the score is “good”, which is no number."),
        ("nan", "which is no number."),
        ("inf", "which is no number."),
        ("1e3", "which is no number."),
        ("1_0", "which is no number."),
        ("٣", "which is no number."),
        ("1001", "the score is 1001. It can be -1000 to 1000."),
    ],
)
def test_a_score_is_a_plain_number_in_reach(cell, sentence) -> None:
    told = refusal(f"speaker,score\nW,1\nH,{cell}\n", Rated.SCORES)
    assert told.startswith("Line 3: ")
    assert sentence in told


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ("W 0 H 0 W 6 H 6 W 9 H 9", "Line 4: 6 seconds lies between the steps"),
        ("W 0 H 0 W 1 H 1 W 900 H 900", "With steps of 1 seconds most moments would be empty."),
        ("W 0 H 0 H 0", "“H” has 2 rows at 0 seconds."),
        ("W 0 H 0", "All rows have the same time."),
    ],
)
def test_moments_lie_in_equal_steps(times, sentence) -> None:
    words = times.split()
    rows = "".join(f"{who},1,{at}\n" for who, at in zip(words[::2], words[1::2], strict=True))
    if "6" in times:
        rows = rows.replace("9", "10")
    assert sentence in refusal("speaker,score,time\n" + rows, Rated.SCORES)


def test_two_short_turns_in_one_second_are_still_turns() -> None:
    data = b"speaker,score,time\nW,1,0\nH,2,0\nW,1,3\nH,2,8\n"
    assert len(read_coded(data, Rated.SCORES)) == 4
