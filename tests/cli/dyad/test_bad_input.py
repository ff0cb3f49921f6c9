"""What is wrong with a file of couples is said in one line that names the place; nothing is answered or left behind."""

import subprocess
import sys

import polars as pl
import pytest

from tests.cli.dyad.conftest import ACITELLI, DIARY
from troth.cli import main

APIM = ["--dyad", "couple", "--role", "role", "--outcome", "y", "--actor", "x"]
HEAD = "couple,role,y,x,age\n"
GOOD = HEAD + "".join(
    f"{couple},{role},{(couple * 7 + seat * 3) % 11},{(couple * 5 + seat * 2) % 7},{30 + couple % 4}\n"
    for couple in range(1, 21)
    for seat, role in enumerate(("wife", "husband"))
)
LINES = GOOD.splitlines(keepends=True)


def test_the_good_file_is_good(told, write):
    assert told("apim", write(GOOD), *APIM)["n_couples"] == 20


def test_couples_may_have_numbers_of_any_length(told, write, tmp_path):
    file = tmp_path / "long.parquet"
    longer = pl.col("couple").cast(pl.Int128) + 2**70
    pl.read_csv(write(GOOD)).with_columns(couple=longer).write_parquet(file)
    expected = told("apim", write(GOOD), *APIM)["estimates"]
    assert told("apim", file, *APIM)["estimates"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            GOOD.replace("1,husband", "1,wife", 1),
            "{file}, line 3: couple 1 has a second row for wife; take one out, or mend role",
        ),
        (
            GOOD + "20,other,1,2,30\n",
            "{file}, line 42: couple 20 has a third member, a third row where two are needed; take one out",
        ),
        (
            GOOD.replace("20,husband", "20,other"),
            "{file}, line 41: role must have two values, and has 3: husband, other, wife; mend the file",
        ),
        (HEAD + "".join(LINES[1::2]), "{file}: no couple has two rows"),
        (HEAD + "".join(f"{line[:-1]}\n" for line in LINES[1:13]), "9 parameters and 6 usable couples"),
        (HEAD, "{file} has no rows"),
        ("", "{file} is empty"),
        (
            GOOD.replace("1,wife,7,5", "1,wife,much,5", 1),
            '{file}, line 2: y is "much", which is not a number',
        ),
        (GOOD.replace("1,wife,7,5", "1,wife,7,inf", 1), "{file}, line 2: x is infinite; leave it empty"),
        (GOOD.replace("1,wife,7,5", "1,wife,7,-1e999", 1), "{file}, line 2: x is infinite; leave it empty"),
        (
            GOOD.replace("1,wife", ",wife", 1),
            "{file}, line 2: couple is empty, and every row needs it: fill it in",
        ),
        (GOOD.replace("1,wife", "1,", 1), "{file}, line 2: role is empty"),
        (GOOD.replace(",y,", ",trust,", 1), "{file} has no column 'y': it has couple, role, trust, x, age"),
        (GOOD.replace("role", "roles", 1), "{file} has no column 'role': did you mean roles?"),
        (GOOD.replace("role", " role", 1), "{file} has no column 'role': did you mean ' role'?"),
        (GOOD.replace("couple,", "couples,", 1), "{file} has no column 'couple': did you mean couples?"),
        (GOOD.replace("age", "x", 1), "{file} has 2 columns named 'x'"),
        (GOOD.replace("y,x", "y,Trust", 1), "{file} has no column 'x': it has couple, role, y, Trust, age"),
        (GOOD.replace(",y,", ",Y,", 1), "{file} has no column 'y': did you mean Y?"),
        (GOOD.replace("role", "ROLE", 1), "{file} has no column 'role': did you mean ROLE?"),
        (HEAD + "\n \n,,,,\n", "{file} has no rows"),
        (
            GOOD.replace("1,wife,7,5", "\n1,wife,much,5", 1),
            '{file}, line 3: y is "much", which is not a number',
        ),
        (
            GOOD.replace("1,husband", "\n\n1,wife", 1),
            "{file}, line 5: couple 1 has a second row for wife",
        ),
    ],
    ids=[
        "roles-twice",
        "third-member",
        "third-role",
        "one-member-each",
        "few-couples",
        "no-rows",
        "empty",
        "word",
        "infinite",
        "overflow",
        "no-couple",
        "no-role",
        "no-column",
        "near-role",
        "spaced-role",
        "near-couple",
        "named-twice",
        "no-near-column",
        "near-in-another-case",
        "near-role-in-another-case",
        "only-blank-lines",
        "word-below-a-blank-line",
        "twice-below-blank-lines",
    ],
)
def test_a_file_that_does_not_fit_is_refused(refused, write, text, says):
    file = write(text)
    assert says.format(file=file) in refused("apim", file, *APIM)


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ("e80", "line 3: y is 1e+81, too large to be squared: give the column in another unit"),
        ("e-80", "line 3: y is 1e-79, the largest there is: give the column in another unit"),
    ],
    ids=["large", "small"],
)
def test_numbers_whose_squares_do_not_fit_are_refused(refused, write, unit, says):
    rows = [line.split(",") for line in LINES[1:]]
    file = write(HEAD + "".join(",".join([*row[:2], f"{row[2]}{unit}", *row[3:]]) for row in rows))
    assert says in refused("apim", file, *APIM)


@pytest.mark.parametrize("more", [[], ["--indistinguishable"]], ids=["apart", "alike"])
def test_a_constant_predictor_is_named(refused, write, more):
    rows = [line.split(",") for line in LINES[1:]]
    file = write(HEAD + "".join(",".join([*row[:3], "4", row[4]]) for row in rows))
    line = refused("apim", file, *APIM, *more)
    assert line.startswith(f"troth: {file}, y on x: x of husband is 4 in every couple: leave it out")


def test_a_predictor_that_repeats_another_is_named(refused, write):
    rows = [line.rstrip().split(",") for line in LINES[1:]]
    file = write(HEAD + "".join(",".join([*row[:4], str(2 * int(row[3]))]) + "\n" for row in rows))
    assert "cannot be told apart, for one repeats the others" in refused(
        "apim", file, *APIM, "--actor", "age"
    )


def test_an_outcome_that_is_its_predictor_is_refused(refused, write):
    assert "Less than" in refused("apim", write(GOOD), *APIM[:-1], "y")


def test_every_column_that_repeats_the_partner_s_must_agree(refused, write):
    rows = [line.rstrip().split(",") for line in LINES[1:]]
    turned = [rows[at + 1 if at % 2 == 0 else at - 1] for at in range(len(rows))]
    both = [[*own, other[2], other[3]] for own, other in zip(rows, turned, strict=True)]
    both[6][6] = "99"
    head = HEAD.rstrip() + ",y_partner,x_partner\n"
    line = refused("apim", write(head + "".join(",".join(row) + "\n" for row in both)), *APIM)
    assert "line 8: x_partner is 99, but the partner's x is" in line


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le", "utf-32-be", "cp1252"])
def test_another_encoding_is_refused(refused, write, encoding):
    file = write(GOOD.replace("wife", "épouse"), encoding=encoding)
    assert f"{file} is not UTF-8 text: save it again as CSV in UTF-8" in refused("apim", file, *APIM)


def test_a_file_that_is_not_there_or_broken_is_named(refused, write, tmp_path):
    assert refused("apim", "none.csv", *APIM) == "troth: there is no file none.csv"
    assert f"there is no file {tmp_path}" in refused("apim", tmp_path, *APIM)
    assert "cannot be read: " in refused("apim", f"{'x' * 300}.csv", *APIM)
    broken = write("PAR1 and no more", "broken.parquet")
    assert f"{broken} cannot be read as Parquet" in refused("apim", broken, *APIM)
    cut = tmp_path / "cut.parquet"
    pl.DataFrame({"couple": [1, 1]}).write_parquet(cut)
    cut.write_bytes(cut.read_bytes()[:-20])
    assert f"{cut} cannot be read as Parquet" in refused("apim", cut, *APIM)


def test_a_column_of_lists_is_refused(refused, tmp_path):
    file = tmp_path / "lists.parquet"
    pl.DataFrame({"couple": [1, 1], "role": ["a", "b"], "y": [[1], [2]], "x": [1, 2]}).write_parquet(file)
    assert f"{file}: y holds List(Int64), and neither numbers nor words" in refused("apim", file, *APIM)


def test_a_column_of_records_is_refused(refused, tmp_path):
    file = tmp_path / "records.parquet"
    roles = [{"role": "a"}, {"role": "b"}]
    pl.DataFrame({"couple": [1, 1], "role": roles, "y": [1, 2], "x": [1, 2]}).write_parquet(file)
    assert f"{file}: role holds Struct({{'role': String}}), and neither" in refused("apim", file, *APIM)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--bootstrap", "100"], "--bootstrap needs --seed"),
        (["--seed", "1"], "--seed is of use only where something is drawn"),
        (["--bootstrap", "49", "--seed", "1"], "'49' is not a whole number of 50 or more"),
        (["--bootstrap", "100001", "--seed", "1"], "100001 is too many: give 50 to 100,000"),
        (["--bootstrap", "9" * 30, "--seed", "1"], "is too many: give 50 to 100,000"),
        (["--bootstrap", "many", "--seed", "1"], "'many' is not a whole number"),
        (["--bootstrap", "100", "--seed", "-1"], "'-1' is not a whole number of 0 or more"),
        (["--missing", "fiml", "--reml"], "leave out --reml"),
        (["--missing", "fiml", "--moderator", "age"], "moderators have no place"),
        (["--missing", "fiml", "--se", "nlme"], "nlme fits no FIML"),
        (["--se", "robust"], "invalid choice: 'robust'"),
        (["--equal", "love"], "love cannot be held equal: choose from intercept, actor, partner, variance"),
        (["--actor", "x"], "--actor names x twice: leave one out"),
        (["--covariate", "x"], "x is given twice"),
        (["--moderator", "years"], "has no column 'years'"),
        (["--plot", "out.png"], "--plot draws SVG: out.png must end in .svg"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_that_do_not_fit_are_refused(refused, write, more, says):
    assert says in refused("apim", write(GOOD), *APIM, *more)


def test_partners_that_nothing_tells_apart_are_refused(refused, write):
    file = write(GOOD.replace("role", "who", 1))
    line = refused("apim", file, "--outcome", "y", "--actor", "x")
    assert "--role, or say that they are --indistinguishable" in line
    assert "--role" in refused("growth", file, "--time", "age", "--outcome", "y")


def test_a_file_without_a_column_of_couples_is_refused(refused, write):
    none, two = (
        write(GOOD.replace("couple", "pair", 1), "none.csv"),
        write(GOOD.replace("age", "Dyad_ID", 1), "two.csv"),
    )
    given = ["--role", "role", "--outcome", "y", "--actor", "x"]
    assert "with --dyad: it has pair, role, y, x, age" in refused("apim", none, *given)
    assert "with --dyad: both couple and Dyad_ID may be it" in refused("apim", two, *given)


GROWTH = ["--role", "gender", "--time", "diaryday", "--outcome", "closeness"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("1,1,0,female", "1,1,,female", "line 2: diaryday is empty"),
        ("1,1,0,female", "1,1,inf,female", "line 2: diaryday is infinite"),
        ("1,1,0,female", "1,1,monday,female", 'line 2: diaryday is "monday", which is not a number'),
        ("2,1,0,male", "1,1,0,female", "line 3: couple 1 at 0 has a second row for female"),
        (
            "2,1,0,male",
            "2,1,0,other",
            "line 3: gender must have two values, and has 3: female, male, other; mend the file",
        ),
    ],
    ids=["no-time", "infinite", "word", "twice", "third"],
)
def test_a_diary_that_does_not_fit_is_refused(refused, mixed, old, new, says):
    mixed.write_text(mixed.read_text().replace(old, new, 1))
    assert f"{mixed}" in refused("growth", mixed, *GROWTH)
    assert says in refused("growth", mixed, *GROWTH)


def test_a_diary_that_tells_too_little_is_refused(refused, mixed):
    few = mixed.with_name("few.csv")
    pl.read_csv(mixed).filter(pl.col("coupleID") < 10).write_csv(few)
    assert refused("growth", few, *GROWTH).startswith(
        f"troth: {few}, closeness over diaryday: Growth has 17 parameters"
    )
    once = mixed.with_name("once.csv")
    pl.read_csv(mixed).filter(pl.col("diaryday") < 2).write_csv(once)
    assert "No couple has three answers" in refused("growth", once, *GROWTH)
    flat = mixed.with_name("flat.csv")
    pl.read_csv(mixed).with_columns(closeness=pl.lit(3)).write_csv(flat)
    assert "has one score throughout" in refused("growth", flat, *GROWTH)


def test_a_covariate_that_changes_within_a_couple_is_refused(refused, mixed):
    line = refused("growth", mixed, *GROWTH, "--covariate", "provided_support")
    assert "within couple 1, and must be one value for each couple" in line


def test_a_third_person_of_a_couple_is_refused(refused, mixed):
    mixed.write_text(mixed.read_text() + "999,1,99,female,x,1,1\n")
    line = refused("growth", mixed, "--role", "personID", *GROWTH[2:], "--indistinguishable")
    assert "couple 1 has a third member" in line


def test_one_answer_each_is_too_little_to_agree_on(refused, write):
    flat = write(HEAD + "".join(f"{n},{role},1,{n},3\n" for n in range(9) for role in ("a", "b")))
    assert "gives the same answer in every couple" in refused("agreement", flat, "--outcome", "y")
    short = write("".join(LINES[:7]), "short.csv")
    assert refused("agreement", short, "--outcome", "y").startswith(
        f"troth: {short}, y: Agreement has 3 parameters"
    )


@pytest.mark.parametrize("more", [[], ["--permutations", "60", "--seed", "1"]], ids=["plain", "strangers"])
def test_profiles_without_a_shape_are_refused(refused, write, more):
    flat = write("couple,role,a,b,c\n" + "".join(f"{n},{role},3,3,3\n" for n in range(9) for role in "hw"))
    items = ["--outcome", "a", "--outcome", "b", "--outcome", "c"]
    line = refused("agreement", flat, *items, *more)
    assert line.startswith(f"troth: {flat}, a, b, c: in every couple a partner gives all of them one answer")


def test_the_command_itself_ends_with_2_and_one_line(surroundings, tmp_path):
    command = [
        sys.executable,
        "-m",
        "troth",
        "dyad",
        "apim",
        str(ACITELLI),
        "--dyad",
        "CoupleID",
        "--role",
        "Gender",
    ]
    given = ["--outcome", "Satisfaction", "--actor", "OtherPos_A", "--json", "--plot", "out.svg"]
    done = subprocess.run(
        [*command, *given], env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"troth: {ACITELLI} has no column 'Satisfaction': did you mean Satisfaction_A or Satisfaction_P?\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_every_analysis_refuses_a_wrong_column_before_it_starts(refused):
    given = {
        "apim": ["--actor", "x"],
        "common-fate": ["--predictor", "x"],
        "growth": ["--time", "diaryday"],
        "dynamics": ["--time", "diaryday"],
        "agreement": [],
    }
    for analysis, more in given.items():
        line = refused(analysis, DIARY, "--role", "gender", "--outcome", "closenes", *more)
        assert "has no column 'closenes': did you mean closeness?" in line, analysis


@pytest.mark.parametrize("name", ["couples.csv", "couples.parquet"])
def test_what_is_not_installed_is_named(refused, write, monkeypatch, name):
    file = write(GOOD, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    line = refused("apim", file, *APIM)
    assert line == "troth: research files need polars: pip install 'troth[research]'"


def test_a_missing_option_is_asked_for(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["dyad", "apim", str(ACITELLI)])
    assert stopped.value.code == 2
    assert "--outcome/--score, --actor" in capsys.readouterr().err
