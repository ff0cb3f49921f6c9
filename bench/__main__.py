"""Measures what a request costs: `python -m bench --help`."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path


def main() -> int:
    """Make a practice in a temporary folder, measure it, and print the table; 1 where a target is missed."""
    given = _given()
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as home:
        _open(home)
        from bench import pages, report

        size = pages.QUICK if given.quick else pages.FULL
        result = pages.measured(size, lambda words: print(words, file=sys.stderr))
        print(report.table(result))
        few, many = result.caseload_queries
        print(f"Caseload queries: {few} with {size.few_couples} couples, {many} with {size.couples}.")
        if given.write:
            command = "python -m bench --quick" if given.quick else "python -m bench"
            given.write.parent.mkdir(parents=True, exist_ok=True)
            given.write.write_text(report.page(result, size, command), "utf-8")
    return int(few != many or any(each.verdict == "no" for each in result.figures))


def _given() -> Namespace:
    parser = ArgumentParser(
        prog="python -m bench", description="Measure the server CPU of the busiest pages."
    )
    parser.add_argument("--quick", action="store_true", help="a smaller practice and fewer requests")
    parser.add_argument("--write", metavar="FILE", type=Path, help="also store the figures in this file")
    return parser.parse_args()


def _open(home: str) -> None:
    """Start Django with the settings of production and nothing of this shell's own installation."""
    for name in [name for name in os.environ if name.startswith("TROTH_")]:
        del os.environ[name]
    os.environ["TROTH_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "troth.practice.config.settings"
    from troth.commands.preparing import open_practice, prepare

    open_practice()
    prepare()


if __name__ == "__main__":
    sys.exit(main())
