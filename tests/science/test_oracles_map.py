"""The map from published numbers to tests names only tests that there are, and no script is forgotten."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ORACLES = ROOT / "tests/oracles"
MAP = (ORACLES / "README.md").read_text("utf-8")


def test_every_test_that_the_map_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", MAP)
    assert len(named) > 20
    lost = [(file, test) for file, test in named if f"def {test}" not in (ROOT / file).read_text("utf-8")]
    assert lost == []


def test_every_script_has_a_row():
    scripts = {each.name for each in ORACLES.glob("*.R")}
    assert scripts == set(re.findall(r"`(\w+\.R)`", MAP))
