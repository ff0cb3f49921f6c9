"""The files shown in the how-to can be brought as they stand, and its limits are those of the reading."""

import re
from pathlib import Path

from troth.practice.conversation import following, reading, swaying
from troth.practice.conversation.states import Rated

PAGE = Path(__file__).parents[2] / "docs/how-to/bring-a-coded-conversation.md"


def test_both_files_are_read() -> None:
    files = re.findall(r"```\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    found = [
        reading.read_coded(text.encode(), rated)
        for text, rated in zip(files, (Rated.CODES, Rated.SCORES), strict=True)
    ]
    assert [len(rows) for rows in found] == [4, 4]
    assert (reading.step_of(found[0]), reading.step_of(found[1])) == (None, 6)


def test_limits_are_those_of_the_reading() -> None:
    text = PAGE.read_text("utf-8")
    said = [
        f"{reading.MOST_ROWS:,} rows",
        f"up to {reading.LONGEST_WORD} characters, up to {reading.MOST_CODES} different",
        f"-{reading.LARGEST_SCORE} to {reading.LARGEST_SCORE}",
        f"up to {reading.LONGEST_SECONDS}",
        f"{following.FEWEST_TURNS} turns",
        f"{swaying.FEWEST_STEPS} steps",
    ]
    assert [words for words in said if words not in text] == []
