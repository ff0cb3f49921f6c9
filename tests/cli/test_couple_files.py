"""Files of couples: read as they lie, and refused in one line that names the place."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from troth.commands.answers import BadInput
from troth.commands.couple_form import side_by_side
from troth.commands.couple_singles import KEEP
from troth.commands.tables import open_table

ACITELLI = Path(__file__).parents[1] / "science" / "data" / "dyadr_acipair.csv"
GOOD = "couple,role,y,x\n1,wife,3,1\n1,husband,2,5\n2,wife,NA,4\n2,husband,1,2\n3,wife,2,2\n"


@pytest.fixture
def read(tmp_path):
    def couples(text, role="role", columns=("y", "x"), name="couples.csv", encoding="utf-8"):
        (tmp_path / name).write_text(text, encoding)
        return side_by_side(open_table(tmp_path / name).whole(), "couple", role, columns, singles=KEEP)

    return couples


def test_partners_stand_side_by_side_whatever_the_order_of_rows(read):
    found = read(GOOD)
    head, *rows = GOOD.splitlines()
    turned = read("\n".join([head, *rows[::-1]]))
    for one in (found, turned):
        assert (one.roles, one.ids.tolist(), one.layout) == (
            ("husband", "wife"),
            ["1", "2", "3"],
            "long (one row a person)",
        )
        np.testing.assert_array_equal(one.values["y"], [[2, 3], [1, np.nan], [np.nan, 2]])
        np.testing.assert_array_equal(one.values["x"], [[5, 1], [2, 4], [np.nan, 2]])


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_found(read, separator):
    np.testing.assert_array_equal(read(GOOD.replace(",", separator)).values["y"], read(GOOD).values["y"])


def test_a_byte_order_mark_does_not_hide_the_first_column(read):
    assert read(GOOD, encoding="utf-8-sig").ids.tolist() == ["1", "2", "3"]


def test_without_a_role_the_partners_come_as_in_the_file(read):
    found = read(GOOD, role=None)
    assert found.roles == ("a", "b")
    np.testing.assert_array_equal(found.values["x"], [[1, 5], [4, 2], [2, np.nan]])


def test_parquet_is_read_alike(read, tmp_path):
    expected = read(GOOD)
    pl.read_csv(tmp_path / "couples.csv", null_values="NA").write_parquet(tmp_path / "couples.parquet")
    found = side_by_side(
        open_table(tmp_path / "couples.parquet").whole(), "couple", "role", ["y", "x"], singles=KEEP
    )
    np.testing.assert_array_equal(found.values["y"], expected.values["y"])


def test_a_pairwise_file_is_known_by_its_partner_columns_and_padded_roles_are_trimmed():
    found = side_by_side(open_table(ACITELLI).whole(), "CoupleID", "Gender", ["Satisfaction_A", "OtherPos_A"])
    assert (len(found), found.roles) == (148, ("Husband", "Wife"))
    assert found.layout == "pairwise (Satisfaction_P repeats the partner's Satisfaction_A)"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("3,1\n", "much,1\n", 'couples.csv, line 2: y is "much", which is not a number'),
        ("1,2\n", "1,inf\n", "couples.csv, line 5: x is infinite"),
        ("1,husband", "1,wife", "couples.csv, line 3: couple 1 has a second row for wife"),
        (
            "3,wife",
            "3,other",
            "couples.csv, line 6: role must have two values, and has 3: husband, other, wife",
        ),
        ("2,wife", ",wife", "couples.csv, line 4: couple is empty"),
        ("y,x\n", "z,x\n", "couples.csv has no column 'y': it has couple, role, z, x"),
        ("role,", "roles,", "couples.csv has no column 'role': did you mean roles?"),
        (GOOD.partition("\n")[2], "", "couples.csv has no rows"),
        (GOOD, "", "couples.csv is empty"),
        ("1,wife,3,1", "1,wife,3,1,9", "couples.csv, line 2 has 5 fields, and the first line names 4"),
    ],
    ids=["word", "infinite", "twice", "roles", "unnamed", "missing", "near", "no-rows", "empty", "ragged"],
)
def test_what_is_wrong_is_said_in_one_line_with_its_place(read, old, new, says):
    with pytest.raises(BadInput) as refused:
        read(GOOD.replace(old, new, 1))
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_third_member_is_refused(read):
    with pytest.raises(BadInput, match="line 4: couple 1 has a third member"):
        read(GOOD.replace("2,wife", "1,wife"), role=None)


def test_another_encoding_is_refused(read):
    with pytest.raises(BadInput, match=r"couples.csv is not UTF-8 text: save it again as CSV in UTF-8"):
        read(GOOD.replace("wife", "épouse"), encoding="latin-1")


def test_a_partner_column_that_says_something_else_is_refused(read):
    text = "couple,role,y_A,y_P\n1,a,1,2\n1,b,2,1\n2,a,3,4\n2,b,5,3\n"
    with pytest.raises(BadInput, match="line 4: y_P is 4, but the partner's y_A is 5"):
        read(text, columns=["y_A"])


def test_a_file_that_is_not_there_or_is_no_parquet_is_named(tmp_path):
    with pytest.raises(BadInput, match="there is no file"):
        open_table(tmp_path / "none.csv").whole()
    (tmp_path / "no.parquet").write_text("words")
    with pytest.raises(BadInput, match="cannot be read as Parquet"):
        open_table(tmp_path / "no.parquet").whole()
