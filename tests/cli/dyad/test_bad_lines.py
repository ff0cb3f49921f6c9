"""Lines of a CSV that do not fit are named; those that hold nothing are left out."""

import pytest

from tests.cli.dyad.test_bad_input import APIM, GOOD, LINES

SHORT = "add what is missing, for an empty cell the separator alone"
ADVICE = "put a cell that holds the separator in quotes, or take out what is too much"
UNCLOSED = "a quote opens there and is not closed: close it, or take it out"
STRAY = "a quote stands within a cell: put the whole cell in quotes and write the quote twice, or take it out"


@pytest.mark.parametrize(
    ("given", "instead", "says"),
    [
        ("2,wife,3", "2,wife,3,9", f"line 4 has 6 fields, and the first line names 5: {ADVICE}"),
        (
            "2,wife,3",
            '"2\n2",wife,3,9',
            f"line 4 has 6 fields, and the first line names 5: {ADVICE}",
        ),
        ("2,wife,3,3,32", "2,wife,3,0", f"line 4 has 4 fields, and the first line names 5: {SHORT}"),
        ("2,wife,3,3,32", "\n2", f"line 5 has 1 field, and the first line names 5: {SHORT}"),
        ("2,wife,3,3,32", '2,"wife,3",0', f"line 4 has 3 fields, and the first line names 5: {SHORT}"),
        (
            "1,husband,10,0,31\n2,wife,3,3,32",
            '1,"hus\nband",10,0,31\n2,wife,3',
            f"line 5 has 3 fields, and the first line names 5: {SHORT}",
        ),
        (
            "20,husband,0,4,30\n",
            "20,husband,0,4",
            f"line 41 has 4 fields, and the first line names 5: {SHORT}",
        ),
        ("2,wife,3", '2,"wife,3', f"line 4: {UNCLOSED}"),
        ("2,wife,3", '2,"wife"s,3', f"line 4: {STRAY}"),
        ("2,wife,3", '2,wife"s,3', f"line 4: {STRAY}"),
    ],
    ids=[
        "too-many",
        "over-two-lines",
        "too-few",
        "one-alone",
        "few-by-quotes",
        "few-below-two-lines",
        "few-at-the-end",
        "unclosed",
        "after-a-quote",
        "within",
    ],
)
@pytest.mark.parametrize("analysis", ["apim", "agreement"])
def test_a_line_that_does_not_fit_is_named(refused, write, analysis, given, instead, says):
    file = write(GOOD.replace(given, instead, 1))
    asked = APIM if analysis == "apim" else APIM[:-2]
    assert refused(analysis, file, *asked) == f"troth: {file}, {says}"


@pytest.mark.parametrize("analysis", ["apim", "agreement"])
def test_lines_without_anything_in_them_are_left_out(told, write, analysis):
    asked = APIM if analysis == "apim" else APIM[:-2]
    expected = told(analysis, write(GOOD), *asked)
    gaps = ["\n", " , ,,NA,\n", " \n", ",\n", "NA\n", "\n"]
    holes = "".join([*LINES[:4], "\n", *LINES[4:9], ",,,,\n", *LINES[9:], *gaps])
    found = told(analysis, write(holes), *asked)
    assert found == expected
