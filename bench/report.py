"""The table, and the file that keeps it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from bench.pages import Result, Size

HEAD = ("Request", "Queries", "Median ms", "90 % within ms", "Target ms", "Met")


def table(result: Result) -> str:
    """Return the figures as a Markdown table that also reads well in a terminal."""
    rows = [
        (
            each.page,
            str(each.queries),
            f"{each.median:.1f}",
            f"{each.p90:.1f}",
            "" if each.target is None else f"≤ {each.target:g}",
            each.verdict,
        )
        for each in result.figures
    ]
    widths = [max(map(len, column)) for column in zip(HEAD, *rows, strict=True)]
    lines = [HEAD, tuple("-" * width for width in widths), *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    )


def page(result: Result, size: Size, command: str) -> str:
    """Return the reference page."""
    few, many = result.caseload_queries
    return f"""# Speed

Server CPU of one request, measured by `{command}` on {dt.datetime.now(dt.UTC):%-d %B %Y}; the page is written by
that command. Each request goes through the whole middleware with a session in the database, template rendering,
encryption and the audit log, and opens its own database connection. Network, ASGI server and browser are not counted.
CPU time also grows when other work shares the cores, so the load average is given below.

The practice has one therapist with {size.couples} couples; both partners of each answered {size.weeks} weekly
questionnaires. Each request was made {size.requests} times after {size.warm_up} to warm up. A target is met when the
median is within it.

{table(result)}

The caseload takes {few} database queries with {size.few_couples} couples and {many} with {size.couples}.

Machine: {_machine()}.
"""


def _machine() -> str:
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}; Python {platform.python_version()}, "
        f"Django {django.get_version()}, SQLite {sqlite3.sqlite_version}; "
        f"load average {os.getloadavg()[0]:.1f} at the end"
    )


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text("utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
