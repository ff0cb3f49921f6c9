"""Judges bands and signals on simulated couples: `python -m bench.alerts --help`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from bench.alerts import page, speed
from bench.alerts.judging import choices
from bench.alerts.study import FULL, QUICK, followed

CHOOSING, REPORTING = 1, 2  # seeds: rules are chosen on other couples than they are reported on


def main() -> int:
    """Simulate, choose, report."""
    parser = ArgumentParser(
        prog="python -m bench.alerts", description="Judge bands and signals on simulated couples."
    )
    parser.add_argument("--quick", action="store_true", help="fewer couples")
    parser.add_argument("--write", metavar="FILE", type=Path, help="put the figures into this page")
    given = parser.parse_args()
    size = QUICK if given.quick else FULL
    print("Choosing ...", file=sys.stderr)
    tuned = choices(followed(size, CHOOSING))
    print("Reporting ...", file=sys.stderr)
    command = "python -m bench.alerts" + " --quick" * given.quick
    words = page.figures(tuned, followed(size, REPORTING), speed.measured(), command)
    print(words)
    if given.write:
        page.rewrite(given.write, words)
    return 0


if __name__ == "__main__":
    sys.exit(main())
