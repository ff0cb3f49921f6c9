import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from troth.cli import main


@pytest.fixture
def content(tmp_path: Path) -> Path:
    with as_file(files("troth") / "content") as shipped:
        shutil.copytree(shipped, tmp_path / "content")
    return tmp_path / "content"


def test_shipped_content_is_in_order(capsys: pytest.CaptureFixture[str]):
    assert main(["content", "check"]) == 0
    assert capsys.readouterr().out == "The content is in order.\n"


def test_an_edited_copy_is_checked_in_place(content: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["content", "check", str(content), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "problems": []}


def test_a_broken_file_is_named_with_line_and_remedy(content: Path, capsys: pytest.CaptureFixture[str]):
    broken = content / "instruments" / "trust-pulse" / "instrument.yaml"
    broken.write_text("id: trust-pulse\nversion: [1\n", "utf-8")
    assert main(["content", "check", str(content), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (problem,) = [
        found for found in told["problems"] if found["file"].endswith("trust-pulse/instrument.yaml")
    ]
    assert told["ok"] is False
    assert problem["line"] in {2, 3}
    assert problem["message"]
    assert problem["remedy"]


def test_a_person_reads_the_same_in_plain_lines(content: Path, capsys: pytest.CaptureFixture[str]):
    (content / "instruments" / "trust-pulse" / "instrument.yaml").write_text("id: [", "utf-8")
    assert main(["content", "check", str(content)]) == 1
    *lines, last = capsys.readouterr().out.splitlines()
    assert "instrument.yaml" in "".join(lines)
    assert last == f"{len(lines)} to mend."
