"""The table of the pages, and its section of the page of figures."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import TYPE_CHECKING

import django

from bench import machine, speed_page

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
    return speed_page.table(HEAD, rows)


def section(result: Result, size: Size, command: str) -> str:
    """Return the section of the reference page."""
    few, many = result.caseload_queries
    return f"""## Pages

Server CPU of one request, measured by `{command}` on {dt.datetime.now(dt.UTC):%-d %B %Y}.
Each request goes through the whole middleware with a session in the database, template rendering,
encryption and the audit log, and takes a database connection that waits from the request before. Network, ASGI server and browser are not counted.
CPU time also grows when other work shares the cores, so the load average is given below.

The practice has one therapist with {size.couples} couples; both partners of each answered {size.weeks} weekly
questionnaires. Each request was made {size.requests} times after {size.warm_up} to warm up. A target is met when the
median is within it.

{table(result)}

The caseload takes {few} database queries with {size.few_couples} couples and {many} with {size.couples}.

Machine: {machine.described(f"Django {django.get_version()}", f"SQLite {sqlite3.sqlite_version}")}.
"""
