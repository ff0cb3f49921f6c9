"""Numbers of helplines."""

from __future__ import annotations

import pytest

from troth.library import load_library
from troth.library.crisis import CrisisLine


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("116 123", "116123"),
        ("+44 20 7946-0000", "+442079460000"),
        ("+44 (0)20 7946 0000", ""),
        ("1-800-799-7233", "18007997233"),
        ("text HOME to 741741", ""),
        ("", ""),
    ],
)
def test_a_number_is_dialled_without_what_stands_between_its_digits(number, dialled):
    line = CrisisLine("A line", number, "Anyone", "", ("English",), None)
    assert line.dialled == dialled


def test_every_number_that_ships_can_be_dialled():
    lines = [line for page in load_library().countries.values() for line in page.lines]
    assert [line.name for line in lines if not line.dialled] == []
