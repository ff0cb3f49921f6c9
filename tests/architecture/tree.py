"""The files that git tracks, and what pyproject.toml says about the house."""

import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PRACTICE = ROOT / "src" / "troth" / "practice"


@cache
def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def under(folder: str, *endings: str) -> list[Path]:
    base = ROOT / folder
    return [path for path in tracked() if path.is_relative_to(base) and path.suffix in endings]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def areas() -> list[str]:
    return sorted(room.parent.name for room in PRACTICE.glob("*/__init__.py"))


def contracts() -> list[dict[str, Any]]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return table["tool"]["importlinter"]["contracts"]


def storeys() -> dict[str, int]:
    """Every area that may exist, with its storey; 0 is the top."""
    (stack,) = [contract["layers"] for contract in contracts() if contract["name"] == "Areas stack"]
    return {area.strip(" ()"): storey for storey, layer in enumerate(stack) for area in layer.split("|")}
