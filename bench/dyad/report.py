"""The tables of the dyad benchmark, and its page."""

from __future__ import annotations

import datetime as dt
import textwrap
from math import isinf
from typing import TYPE_CHECKING

import numpy as np
import scipy

from bench import machine, speed_page
from bench.dyad.big_file import MOST_MB

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.dyad.big_file import Read
    from bench.dyad.contest import Figure, Outcome
    from bench.dyad.cost import Point
    from bench.dyad.running import Results
    from bench.dyad.tasks import Size

HEAD = (
    "Who",
    "CPU s, median",
    "least to most",
    "Wall s, median",
    "Times",
    "CPU against ours",
    "Goal",
    "Met",
    "Apart from ours",
    "With",
)
KINDS = {"estimates": "", "se": "errors ", "loglik": "log-likelihood "}
FILE_HEAD = ("Rows", "File MB", "CPU s, median", "Wall s, median", "Rows a second", "Peak memory MB", "Met")
COST_HEAD = ("Couples", "CPU s, median", "Couples a second", "Peak memory MB")


def words(results: Results) -> str:
    """Return all tables, as they are printed and as they stand on the page."""
    parts = [_part(outcome, results.size) for outcome in results.outcomes]
    return "\n\n".join([*parts, _file(results.file), _cost(results.points)])


def page(results: Results, command: str, plot: str) -> str:
    """Return the section of the reference page; `plot` is the picture beside it."""
    parts = machine.described(f"NumPy {np.__version__}", f"SciPy {scipy.__version__}")
    intro = (
        "Every side works on the same made-up couples from memory on one thread, by turns on the same machine; reading "
        "files and making a peer’s own table of them is not counted, but where a file is named. What is timed more than once "
        "is done four times before, so that code is compiled and memory in hand. CPU time also grows when other work shares "
        "the cores: the ratios are the result. *Apart from ours* is the largest relative distance of estimates and of "
        "standard errors, and the distance of the log-likelihoods: a time counts only where the numbers are the same."
    )
    return f"""Measured by `{command} --write docs/reference/dyad-speed.md` on {dt.datetime.now(dt.UTC):%-d %B %Y}.
Machine: {parts}.

{textwrap.fill(intro, 120)}

{_verdict(results)}

{words(results)}

![CPU seconds by number of couples, both axes logarithmic]({plot})
"""


def _part(outcome: Outcome, size: Size) -> str:
    task = outcome.task
    says = textwrap.fill(f"{task.n:,} couples. {task.says}", 120)
    said = f"### {task.title}\n\n{says}\n\n{_table(outcome, size)}"
    if task.most is not None:
        verdict = "met" if outcome.ours.cpu <= task.most else "missed"
        said += f"\n\nGoal for ours: at most {task.most:g} s of CPU; {verdict}."
    return said + "".join(f"\n\nAbsent: {title} ({why})." for title, why in outcome.absent.items())


def _table(outcome: Outcome, size: Size) -> str:
    return speed_page.table(
        HEAD,
        [
            (
                each.title,
                f"{each.cpu:.3g}",
                f"{each.least:.3g} to {each.most:.3g}",
                f"{each.wall:.3g}",
                f"{each.times}" + (f", {each.share:.0%} each" if each.share < 1 else ""),
                f"{_number(outcome.ratio(each))} ×",
                f"≥ {_number(each.goal)} ×" if each.goal else "",
                _met(outcome, each, size),
                _apart(each.apart) if each is not outcome.ours else "",
                each.version,
            )
            for each in outcome.figures
        ],
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _met(outcome: Outcome, each: Figure, size: Size) -> str:
    if not each.is_same:
        return "other numbers"
    if each.goal is None or not size.has_goals:
        return ""
    return "yes" if outcome.is_met(each) else "no"


def _apart(apart: Mapping[str, float]) -> str:
    return ", ".join(
        f"{KINDS[kind]}{'not comparable' if isinf(far) else format(far, '.0e')}"
        for kind, far in apart.items()
    )


def _verdict(results: Results) -> str:
    if not results.size.has_goals:
        return "The goals are for the full size and were not tried."
    return f"Goals missed in: {'; '.join(results.missed)}." if results.missed else "All goals are met."


def _file(read: Read) -> str:
    row = (
        f"{read.rows:,}",
        f"{read.file_mb:,.0f}",
        f"{read.cpu:.3g}",
        f"{read.wall:.3g}",
        f"{read.rows / read.cpu:,.0f}",
        f"{read.peak:,.0f}",
        "no" if read.missed else "yes",
    )
    return f"""### From a file

`troth dyad apim` reads a Parquet file with one row a person in pieces; reading and all that the command says is counted,
and polars may use as many threads as it likes. Estimates lie {read.apart:.0e} from those of the same couples in memory.
Goal: at most {MOST_MB} MB of memory.

{speed_page.table(FILE_HEAD, [row])}"""


def _cost(points: Sequence[Point]) -> str:
    rows = [(f"{p.couples:,}", f"{p.cpu:.3g}", f"{p.couples / p.cpu:,.0f}", f"{p.peak:,.0f}") for p in points]
    return f"""### What more couples cost

`apim` of distinguishable partners, from two arrays in memory, each size in a process of its own; the peak holds the data
too, and 10 million couples are 320 MB of it.

{speed_page.table(COST_HEAD, rows)}"""
