"""One installation, from nothing to a practice, as its administrator lives it."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def states(answer: str) -> dict[str, str]:
    return {finding["name"]: finding["state"] for finding in json.loads(answer)["findings"]}


def test_the_doctor_says_what_a_fresh_installation_lacks(troth: Run):
    asked = troth("doctor", "--json")
    assert asked.returncode == 1
    assert {name for name, state in states(asked.stdout).items() if state == "missing"} == {
        "database",
        "static files",
    }
    assert "Run `troth prepare`." in asked.stdout


def test_nothing_is_read_from_a_database_that_is_not_up_to_date(troth: Run):
    for command in (("audit", "verify"), ("keys", "rotate")):
        asked = troth(*command)
        assert (asked.returncode, asked.stdout) == (2, "")
        assert asked.stderr == "troth: The database is not up to date: run `troth prepare` first\n"


@pytest.mark.usefixtures("prepared_before")
def test_a_practice_is_created_verified_and_given_new_keys(troth: Run, tmp_path: Path):
    assert troth("prepare").returncode == 0
    created = troth(
        "practice", "create", "Elm Street Practice", "--country", "ie", "--admin-email", "frank@example.org"
    )
    assert created.returncode == 0, created.stderr
    assert created.stdout.startswith("http://127.0.0.1:8000/")
    verified = json.loads(troth("audit", "verify", "--json").stdout)
    assert verified["ok"]
    assert verified["events"] > 0
    rotated = troth("keys", "rotate")
    assert rotated.returncode == 0
    assert int(rotated.stdout.split()[0]) > 0
    assert json.loads(troth("audit", "verify", "--json").stdout) == verified
    healthy = troth("doctor", "--json")
    assert healthy.returncode == 0, healthy.stdout
    _alter_one_event(tmp_path / "home" / "troth.sqlite3")
    altered = troth("audit", "verify", "--json")
    assert altered.returncode == 1
    assert json.loads(altered.stdout)["ok"] is False


@pytest.mark.usefixtures("prepared_before")
def test_the_doctor_minds_a_key_that_others_can_read(troth: Run, tmp_path: Path):
    key = tmp_path / "home" / "keys" / "signing.key"
    assert states(troth("doctor", "--json").stdout)["key files"] == "ok"
    key.chmod(0o644)
    asked = troth("doctor")
    assert asked.returncode == 1
    assert f"chmod 600 {key}" in asked.stdout


def test_an_unknown_database_address_is_one_line(troth: Run):
    asked = troth("prepare", TROTH_DATABASE_URL="mysql://host/name")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert len(asked.stderr.splitlines()) == 1
    assert "mysql" in asked.stderr


def test_a_database_that_does_not_answer_is_one_line(troth: Run):
    asked = troth("prepare", TROTH_DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert len(asked.stderr.splitlines()) == 1
    assert "TROTH_DATABASE_URL" in asked.stderr


def test_a_home_that_is_a_file_is_one_line(troth: Run, tmp_path: Path):
    (tmp_path / "home").write_text("not a folder")
    asked = troth("prepare")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert len(asked.stderr.splitlines()) == 1
    assert "TROTH_HOME" in asked.stderr


def _alter_one_event(database: Path) -> None:
    """As somebody would who owns the database file."""
    with sqlite3.connect(database) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE common_auditevent SET event = 'practice.forged' WHERE sequence = 1")
    connection.close()
