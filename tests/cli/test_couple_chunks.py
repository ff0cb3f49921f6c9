"""Files larger than memory: in pieces they give what they give whole, and are refused in the same words."""

import io
import json
from functools import reduce
from operator import add
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from troth.cli import main
from troth.commands.answers import BadInput
from troth.commands.couple_chunks import LIMITS, Limits, couples_of_file
from troth.commands.couple_form import side_by_side
from troth.commands.couple_singles import KEEP, SinglesRule
from troth.commands.tables import EMPTY, open_table
from troth.science.dyad.apim import apim, apim_finish, apim_partial
from troth.science.dyad.apim_table import apim_table

ACITELLI = Path(__file__).parents[1] / "science" / "data" / "dyadr_acipair.csv"
GOOD = (
    "couple,role,y,x\n1,wife,3,1\n1,husband,2,5\n2,wife,NA,4\n2,husband,1,2\n3,wife,2,2\n"
    "4,husband,7,3\n4,wife,1,NA\n5,husband,,\n5,wife,,\n6,wife,4,1\n6,husband,3,3\n"
)


def whole(path, role="role", dyad="couple", outcome="y", actor="x"):
    couples = side_by_side(open_table(path).whole(), dyad, role, [outcome, actor], singles=KEEP)
    table = apim_table(couples.values[outcome], {actor: couples.values[actor]}, roles=couples.roles)
    return apim_partial(table), couples.layout


def pieces(path, size, role="role", dyad="couple", outcome="y", actor="x"):
    return summed(path, Limits(piece=size), role, dyad, outcome, actor)


def summed(path, limits, role="role", dyad="couple", outcome="y", actor="x"):
    columns = [outcome, actor]
    parts = list(couples_of_file(open_table(path), dyad, role, columns, singles=KEEP, limits=limits))
    tables = [
        apim_table(part.values[outcome], {actor: part.values[actor]}, roles=part.roles) for part in parts
    ]
    return reduce(add, map(apim_partial, tables)), parts[0].layout


def same(one, other):
    (sums, layout), (expected, words) = one, other
    np.testing.assert_allclose(sums.moments.mean, expected.moments.mean, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(sums.moments.products, expected.moments.products, rtol=1e-9, atol=1e-9)
    assert (sums.design, sums.moments.n, sums.dropped, layout) == (
        expected.design,
        expected.moments.n,
        expected.dropped,
        words,
    )
    return True


def said(read, *arguments, **given):
    with pytest.raises(BadInput) as refused:
        read(*arguments, **given)
    return str(refused.value)


def files(text, folder):
    """Write the same table as CSV and, where its words allow it, as Parquet."""
    (folder / "couples.csv").write_text(text, "utf-8")
    frame = pl.read_csv(io.StringIO(text), null_values=EMPTY, infer_schema_length=None)
    frame.write_parquet(folder / "couples.parquet")
    return folder / "couples.csv", folder / "couples.parquet"


@pytest.mark.parametrize("role", ["role", None])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_pieces_of_any_size_count_and_drop_as_the_whole(tmp_path, size, role):
    for path in files(GOOD, tmp_path):
        found = pieces(path, size, role)
        assert same(found, whole(path, role))
        assert found[0].dropped == {
            "no values of either partner": 1,
            "one partner only": 1,
            "missing outcome": 1,
            "missing predictor": 1,
        }


@st.composite
def couples_in_a_file(draw):
    """Return rows of couples: some with one partner, some with gaps, in order or in any other."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(1, 30))
    here = np.repeat(np.arange(n), 2)
    keep = rng.random(2 * n) < draw(st.sampled_from([1.0, 0.8]))
    keep[:2] = True
    numbers = rng.normal(5, 2, (2, 2 * n))
    numbers[rng.random(numbers.shape) < draw(st.sampled_from([0.0, 0.2]))] = np.nan
    names = np.array([f"c{couple}" for couple in here]) if draw(st.booleans()) else here
    frame = pl.DataFrame({"couple": names, "role": np.tile(["w", "h"], n), "y": numbers[0], "x": numbers[1]})
    frame = frame.filter(keep)
    shuffled = draw(st.booleans())
    return frame[rng.permutation(frame.height)] if shuffled else frame


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(couples_in_a_file(), st.integers(1, 20), st.sampled_from(["role", None]))
def test_whatever_the_order_of_rows_and_the_size_of_pieces_the_sums_are_those_of_the_whole(
    tmp_path, frame, size, role
):
    path = tmp_path / "couples.parquet"
    frame.write_parquet(path)
    assert same(pieces(path, size, role), whole(path, role))


def test_a_published_file_gives_the_same_estimates_in_both_forms_and_both_likelihoods():
    columns = {"role": "Gender", "dyad": "CoupleID", "outcome": "Satisfaction_A", "actor": "OtherPos_A"}
    found, layout = pieces(ACITELLI, 17, **columns)
    expected, words = whole(ACITELLI, **columns)
    assert layout == words == "pairwise (Satisfaction_P repeats the partner's Satisfaction_A)"
    for form in ({}, {"reml": True}, {"distinguishable": False}, {"distinguishable": False, "reml": True}):
        one, other = apim_finish(found, **form), apim_finish(expected, **form)
        assert one.estimates == pytest.approx(other.estimates, rel=1e-10)
        assert one.loglik == pytest.approx(other.loglik, rel=1e-12)


@pytest.mark.parametrize("size", [1, 2, 4, 100])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("7,3\n", "much,3\n"),
        ("4,1\n", "4,inf\n"),
        ("4,1\n", "4,-1e60\n"),
        ("6,husband", "6,wife"),
        ("2,husband", "1,husband"),
        ("5,husband", "1,husband"),
        ("6,wife,4,1\n6,husband", "1,wife,4,1\n1,husband"),
        ("3,wife", "3,other"),
        ("3,wife,2,2\n", "3,wife,2,2\n3,husband,1,1\n1,other,2,3\n"),
        ("husband", "wife"),
        ("4,wife", ",wife"),
        ("4,wife", "4,"),
        ("y,x\n", "z,x\n"),
        ("role,", "roles,"),
        (GOOD.partition("\n")[2], ""),
    ],
    ids=[
        "word",
        "infinite",
        "large",
        "twice",
        "twice-near",
        "twice-later",
        "twice-both",
        "roles",
        "third-role",
        "one-role",
        "no-couple",
        "no-role",
        "missing",
        "near",
        "no-rows",
    ],
)
def test_what_is_wrong_is_said_in_the_same_words_with_the_same_place(tmp_path, old, new, size):
    broken = GOOD.replace(old, new) if new == "wife" else GOOD.replace(old, new, 1)
    for path in files(broken, tmp_path):
        words = said(whole, path)
        assert said(pieces, path, size) == words
        assert "\n" not in words
        assert str(path) in words


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize(("old", "new"), [("2,wife", "1,wife"), ("3,wife", "1,wife"), ("6,", "1,")])
def test_a_third_member_is_found_wherever_it_stands(tmp_path, old, new, size):
    for path in files(GOOD.replace(old, new), tmp_path):
        words = said(whole, path, role=None)
        assert "couple 1 has a third member, a third row where two are needed" in words
        assert said(pieces, path, size, role=None) == words


@pytest.mark.parametrize("size", [1, 2, 100])
def test_partners_may_each_have_a_name_of_their_own_and_stand_in_one_row_only(tmp_path, size):
    def both(path):
        form = {
            "dyad": "couple",
            "role": "role",
            "columns": ["y", "x"],
            "exchangeable": True,
            "singles": KEEP,
        }
        at_once = side_by_side(open_table(path).whole(), **form)
        some = list(couples_of_file(open_table(path), **form, limits=Limits(piece=size)))
        return at_once, {name: np.concatenate([each.values[name] for each in some]) for name in "yx"}

    head, *rows = GOOD.splitlines()
    named = [row.replace("husband", f"n{at}").replace("wife", f"n{at}") for at, row in enumerate(rows)]
    for path in files("\n".join([head, *named]), tmp_path):
        expected, found = both(path)
        assert not expected.by_role
        for name, values in found.items():
            np.testing.assert_array_equal(np.sort(values, axis=0), np.sort(expected.values[name], axis=0))
    named[-1] = named[-1].replace("n10", "n9")
    for path in files("\n".join([head, *named]), tmp_path):
        assert f"{12 if path.suffix == '.csv' else 11}: couple 6 has a second row for the same role" in said(
            both, path
        )


@pytest.mark.parametrize("size", [1, 3])
def test_a_partner_column_that_says_something_else_is_refused_alike(tmp_path, size):
    text = "couple,role,y_A,y_P\n1,a,1,2\n1,b,2,1\n2,a,3,4\n2,b,5,3\n3,a,1,2\n"
    for path in files(text, tmp_path):
        words = said(whole, path, outcome="y_A", actor="y_A")
        row = "line 4" if path.suffix == ".csv" else "row 3"
        assert f"{row}: y_P is 4, but the partner's y_A is 5" in words
        assert said(pieces, path, size, outcome="y_A", actor="y_A") == words


@pytest.mark.parametrize("size", [1, 3])
def test_a_column_of_which_all_is_too_small_is_refused_alike_and_a_small_piece_is_not(tmp_path, size):
    text = "couple,role,y,x\n1,a,1,1e-60\n1,b,2,0\n2,a,3,-3e-60\n2,b,1,\n3,a,1,2e-60\n3,b,2,0\n"
    for path in files(text, tmp_path):
        words = said(whole, path)
        assert "x is -3e-60, the largest there is: give the column in another unit" in words
        assert said(pieces, path, size) == words
    for path in files(text + "4,a,1,3\n4,b,2,5\n", tmp_path):
        assert same(pieces(path, size), whole(path))


@pytest.mark.parametrize("size", [1, 3, 100])
def test_pieces_leave_out_lines_without_anything_in_them_and_name_the_same_line(tmp_path, size):
    path = tmp_path / "couples.csv"
    holes = GOOD.replace("2,wife", "\n,,,\n , ,NA,\n2,wife", 1) + "\n\n"
    path.write_text(holes)
    plain = tmp_path / "plain.csv"
    plain.write_text(GOOD)
    assert same(pieces(path, size), whole(plain))
    path.write_text(holes.replace("3,wife,2,2", "3,wife,much,2"))
    words = said(whole, path)
    assert words.startswith(f'{path}, line 9: y is "much"')
    assert said(pieces, path, size) == words


def test_what_is_no_table_is_refused_alike(tmp_path):
    (tmp_path / "no.parquet").write_text("words")
    (tmp_path / "latin.csv").write_text(GOOD.replace("wife", "épouse"), "latin-1")
    (tmp_path / "ragged.csv").write_text(GOOD.replace("1,wife,3,1", "1,wife,3,1,9"))
    (tmp_path / "unread.csv").write_text(
        GOOD.replace("\n", ",7\n").replace("x,7", "x,z").replace("3,1,7", "3,1,7,9")
    )
    (tmp_path / "empty.csv").write_text("")
    for name in ("no.parquet", "latin.csv", "ragged.csv", "unread.csv", "empty.csv", "none.csv"):
        assert said(pieces, tmp_path / name, 2) == said(whole, tmp_path / name)


def test_a_column_that_is_no_role_is_not_read_to_its_end(tmp_path):
    rows = "".join(f"{row // 2},{row},1,{row % 7}\n" for row in range(1500))
    for path in files(f"couple,role,y,x\n{rows}", tmp_path):
        assert said(pieces, path, 1100) == (
            f"{path}: role must have two values, and has more than 1000; mend the file, or name another column"
        )
        assert said(whole, path) == said(pieces, path, 1100)


@pytest.mark.parametrize("missing", ["complete", "fiml"])
def test_the_command_reads_a_file_of_several_pieces(tmp_path, capsys, missing):
    n = LIMITS.piece * 3 // 4
    rng = np.random.default_rng(6)
    x, years = rng.normal(size=(n, 2)), np.repeat(rng.normal(size=n), 2)
    sleep = rng.normal(size=(n, 2))
    y = x + x[:, ::-1] * 0.2 + sleep * 0.3 + rng.normal(size=(n, 2)) + rng.normal(size=(n, 1))
    columns = {"y": y.ravel(), "x": x.ravel(), "years": years, "sleep": sleep.ravel()}
    sides = {"couple": np.repeat(np.arange(n), 2), "role": np.tile(["a", "b"], n)}
    pl.DataFrame(sides | columns).write_parquet(tmp_path / "long.parquet")
    asked = [
        "--outcome",
        "y",
        "--actor",
        "x",
        "--covariate",
        "years",
        "--covariate",
        "sleep",
        "--json",
        "--missing",
    ]
    assert main(["dyad", "apim", str(tmp_path / "long.parquet"), *asked, missing]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["columns"]["covariate"] == {"years": "of the couple", "sleep": "of the person"}
    expected = apim(y, {"x": x}, covariates={"years": years[::2], "sleep": sleep})
    assert told["n_couples"] == n
    assert told["estimates"] == pytest.approx(expected.estimates, rel=1e-6)
    assert told["se"] == pytest.approx(expected.se, rel=1e-4)


@pytest.fixture
def long(tmp_path):
    """Read a file with limits far below it, which stand in for a file far above memory."""

    def sums(rows, **limits):
        path = tmp_path / "long.parquet"
        frame = pl.DataFrame(rows, schema=["couple", "role", "y", "x"], orient="row")
        frame.write_parquet(path)
        found = summed(path, Limits(piece=4, **limits))
        assert same(found, whole(path))
        return found[0]

    return sums


def rows_of(couples, roles="ab"):
    return [(couple, role, couple % 3 + 1.0, couple % 5 + 2.0) for couple in couples for role in roles]


def test_a_long_file_in_order_may_have_any_number_of_couples(long):
    assert long(rows_of(range(40)), remembered=3).moments.n == 40


def test_a_long_file_in_order_may_have_any_number_of_people_without_a_partner(long):
    rows = rows_of([0]) + rows_of(range(1, 40), "b")
    assert long(rows, alone=3).dropped == {"one partner only": 39}


def test_in_order_a_third_member_is_found_without_remembering(long):
    rows = rows_of(range(40))
    with pytest.raises(BadInput, match="row 73: couple 35 has a third member"):
        long([*rows[:72], rows[70], *rows[72:]], remembered=3)


@pytest.mark.parametrize("limits", [{"remembered": 3}, {"alone": 3}])
def test_a_long_file_in_no_order_is_refused_with_the_way_to_sort_it(long, limits):
    rows = rows_of(range(40), "a") + rows_of(range(40), "b")
    with pytest.raises(BadInput) as refused:
        long([rows[41], *rows[:41], *rows[42:]], **limits)
    told = str(refused.value)
    assert "long.parquet is too large to be put together in the order it has: sort it by couple first" in told
    assert ".sort('couple').sink_parquet('sorted.parquet')" in told


def test_one_who_comes_back_after_others_were_forgotten_is_no_new_couple(long):
    rows = rows_of(range(40))
    with pytest.raises(BadInput, match="sort it by couple first"):
        long([*rows, *rows[:2]], remembered=3)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_couple_with_one_member_is_refused_alike_wherever_it_stands(tmp_path, size):
    def at_once(path):
        return side_by_side(open_table(path).whole(), "couple", "role", ["y"])

    def in_pieces(path):
        return list(couples_of_file(open_table(path), "couple", "role", ["y"], limits=Limits(piece=size)))

    for path in files(GOOD.replace("6,husband", "7,husband"), tmp_path):
        words = said(at_once, path)
        row = "line 6" if path.suffix == ".csv" else "row 5"
        assert f"{path}, {row}: couple 3 has one member only, wife (3 such couples in the file)" in words
        assert said(in_pieces, path) == words


@pytest.mark.parametrize(
    "limits", [{}, {"alone": 3}, {"remembered": 3}], ids=["short", "alone", "remembered"]
)
def test_all_of_them_are_counted_in_a_long_file_too(tmp_path, limits):
    path = tmp_path / "long.parquet"
    rows = [*rows_of(range(20)), *rows_of(range(20, 40), "b"), *rows_of(range(40, 60))]
    pl.DataFrame(rows, schema=["couple", "role", "y", "x"], orient="row").write_parquet(path)
    asked = (open_table(path), "couple", "role", ["y"])
    with pytest.raises(BadInput, match=r"row 41: couple 20 has one member only, b \(20 such couples"):
        list(couples_of_file(*asked, limits=Limits(piece=4, **limits)))
    left = list(couples_of_file(*asked, singles=SinglesRule("drop"), limits=Limits(piece=4, **limits)))
    assert sum(part.singles.count for part in left) == 20
    ids = np.sort(np.concatenate([part.ids for part in left]))
    np.testing.assert_array_equal(ids, [*range(20), *range(40, 60)])
    assert not any(np.isnan(part.values["y"]).any() for part in left)
