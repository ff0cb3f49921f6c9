"""Whether all lines of a CSV have as many fields as the first: told quickly, and as a careful reader would."""

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from troth.commands.csv_faults import csv_fault
from troth.commands.csv_shape import seems_even

CELLS = st.sampled_from(["", "1", "wife", "a,b", 'say "so"', "two\nlines", "é", ",", '"', "\n\n", " "])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 40),
)
def test_a_whole_file_is_even_wherever_its_blocks_end(tmp_path, rows, quoting, end, block):
    path = tmp_path / "whole.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=quoting, lineterminator=end).writerows([["a", "b", "c"], *rows])
    assert seems_even(path, ",", block=block)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(st.integers(0, 11), st.sampled_from([1, 2, 4]), st.booleans(), st.integers(1, 40), st.booleans())
def test_one_line_with_other_fields_is_found_wherever_it_stands(tmp_path, at, many, quoted, block, closed):
    path = tmp_path / "odd.csv"
    cell = '"a,b\n"' if quoted else "7"
    lines = [",".join([cell] * (many if row == at else 3)) for row in range(12)]
    path.write_text("\n".join(["a,b,c", *lines]) + "\n" * closed)
    assert not seems_even(path, ",", block=block)
    assert f"line {at * (4 if quoted else 1) + 2} has {many} field" in csv_fault(path)


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\r\n \r\n\t\n"])
def test_blank_lines_are_none(tmp_path, end):
    path = tmp_path / "blank.csv"
    path.write_bytes(("a;b\n\n1;2\n" + end).encode())
    assert seems_even(path, ";")


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
@pytest.mark.parametrize("broken", ["épouse".encode("latin-1"), b"a\0b", "é".encode()[:1]])
def test_another_encoding_is_found_to_the_end(tmp_path, broken, block):
    path = tmp_path / "latin.csv"
    path.write_bytes(b"a,b\n" + "épouse,1\n".encode() * 5 + broken)
    with pytest.raises(UnicodeDecodeError):
        seems_even(path, ",", block=block)


def test_a_quote_that_stays_open_is_in_doubt(tmp_path):
    path = tmp_path / "open.csv"
    path.write_text('a,b\n1,2\n3,4"')
    assert not seems_even(path, ",")
