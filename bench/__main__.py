"""Measures what a request costs, scoring and the dyad engine beside their peers, and two devices: `python -m bench --help`."""

from __future__ import annotations

import os
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

WHAT = ("pages", "scoring", "dyad", "coverage", "live", "patterns")


def main() -> int:
    """Measure what was asked for, one after another, and print the tables; 1 where a target is missed."""
    given = _given()
    measures = dict(zip(WHAT, (_pages, _scoring, _dyad, _coverage, _live, _patterns), strict=True))
    return max(measures[what](given) for what in given.what)


def _pages(given: Namespace) -> int:
    """Make a practice in a temporary folder and ask for its busiest pages."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as home:
        _open(home)
        from bench import pages, report

        size = pages.QUICK if given.quick else pages.FULL
        result = pages.measured(size, _told)
        print(report.table(result))
        few, many = result.caseload_queries
        print(f"Caseload queries: {few} with {size.few_couples} couples, {many} with {size.couples}.")
        _write(given, "pages", report.section(result, size, _command(given)))
    return int(few != many or any(each.verdict == "no" for each in result.figures))


def _scoring(given: Namespace) -> int:
    """Score the same questionnaires with Troth and its peers."""
    from bench import scoring, scoring_report

    size = scoring.QUICK if given.quick else scoring.FULL
    result = scoring.measured(size, _told)
    print(scoring_report.table(result))
    for name, why in result.absent.items():
        print(f"Absent: {name} ({why}).")
    _write(given, "scoring", scoring_report.section(result, size, _command(given, "scoring")))
    return int(result.missed)


def _dyad(given: Namespace) -> int:
    """Analyse the same couples with Troth and its peers, and ever more couples with Troth."""
    from bench.dyad import cost, report, running, tasks

    size = tasks.QUICK if given.quick else tasks.FULL
    results = running.measured(size, _told)
    print(report.words(results))
    if given.write:
        plot = given.write.with_suffix(".svg")
        plot.write_text(cost.drawn(results.points), "utf-8")
        _write(given, "dyad", report.page(results, _command(given, "dyad"), plot.name))
    return int(size.has_goals and bool(results.missed))


def _coverage(given: Namespace) -> int:
    """Simulate couples whose truth is known, and count how often the intervals hold it."""
    from bench.coverage import models, page, study

    rows = study.studied(models.studies(), study.QUICK if given.quick else study.FULL, _told)
    print(page.tables(rows))
    _write(given, "coverage", page.section(rows, _command(given, "coverage")))
    return 0


def _live(given: Namespace) -> int:
    """Let couples do an exercise on two devices each, one alone and then many at once."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as home:
        _open(home)
        from bench import live, live_report

        size = live.QUICK if given.quick else live.FULL
        runs = live.measured(Path(home), size, _told)
        print(live_report.table(runs))
        for loss in [loss for run in runs for loss in run.lost][:10]:
            print(f"Lost: {loss}.")
        _write(given, "live", live_report.section(runs, size, _command(given, "live")))
    return int(not all(run.is_met for run in runs))


def _patterns(given: Namespace) -> int:
    """Plant patterns in simulated diaries, see how often they are found, and how long a site takes."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as home:
        _open(home)
        from bench import patterns, patterns_report, patterns_site

        size = patterns.QUICK if given.quick else patterns.FULL
        site = patterns_site.QUICK if given.quick else patterns_site.FULL
        speed = patterns_site.measured(site, _told)
        result = patterns.measured(size, _told)
        told = patterns_site.words(speed, site.couples)
        print(patterns_report.table(result), told, sep="\n\n")
        _write(given, "patterns", patterns_report.section(result, size, told, _command(given, "patterns")))
    return 0


def _given() -> Namespace:
    parser = ArgumentParser(prog="python -m bench", description="Measure Troth.")
    parser.add_argument(
        "what",
        nargs="*",
        type=_known,
        default=["pages"],
        help="pages: the server CPU of the busiest pages (default); scoring: beside pandas and R; dyad: couples analysed "
        "beside R and Python packages; coverage: what the intervals of the dyad engine hold; live: couples on two devices; patterns: "
        "how often those planted in simulated diaries are found",
    )
    parser.add_argument("--quick", action="store_true", help="less data and fewer repeats")
    parser.add_argument("--write", metavar="FILE", type=Path, help="also store the figures in this file")
    return parser.parse_args()


def _known(what: str) -> str:
    if what not in WHAT:
        raise ArgumentTypeError(f"{what} is not one of {', '.join(WHAT)}")
    return what


def _command(given: Namespace, what: str = "") -> str:
    return f"python -m bench{what and f' {what}'}{' --quick' if given.quick else ''}"


def _told(words: str) -> None:
    print(words, file=sys.stderr)


def _write(given: Namespace, name: str, section: str) -> None:
    if given.write:
        from bench import speed_page

        speed_page.store(given.write, name, section)


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
