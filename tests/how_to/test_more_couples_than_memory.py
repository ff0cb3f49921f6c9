"""The page about more couples than fit in memory runs as it stands and prints what it shows."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/how-to/analyse-more-couples-than-fit-in-memory.md"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def test_the_page_runs_and_prints_what_it_shows(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(blocks("python")), PAGE.name, "exec"), {})  # noqa: S102 - our own page
    assert capsys.readouterr().out == "".join(blocks("text"))
    assert len(list(Path("couples").glob("*.parquet"))) == 4
