"""The table of the live couples, and its section of the page of figures."""

from __future__ import annotations

import datetime as dt
import sqlite3
import statistics
from typing import TYPE_CHECKING

import django

from bench import live_people, machine, speed_page
from bench.live import DRAFTS, EXERCISE, TARGET_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.live import Run, Size

HEAD = (
    "Who",
    "Steps",
    "Shown after ms, median",
    "95 % within ms",
    "Draft kept ms, median",
    "Requests a second",
    "Told that the other is here",
)
HEAD += ("Lost", "Target ms", "Met")


def table(runs: Sequence[Run]) -> str:
    """Return the figures as a Markdown table that also reads well in a terminal."""
    rows = [
        (
            run.name,
            str(len(run.shown)),
            f"{run.median:.0f}",
            f"{run.p95:.0f}",
            f"{statistics.median(run.drafts):.0f}",
            f"{run.requests / run.wall:.1f}",
            f"{run.heard:,}",
            str(len(run.lost)),
            f"≤ {TARGET_MS}",
            "yes" if run.is_met else "no",
        )
        for run in runs
    ]
    return speed_page.table(HEAD, rows)


def section(runs: Sequence[Run], size: Size, command: str) -> str:
    """Return the section of the reference page."""
    return f"""## Two devices

How soon a step of one partner stands on the other's device, measured by `{command}` on {dt.datetime.now(dt.UTC):%-d %B %Y}.
The site is one process of `troth serve` on SQLite, with pings in memory. Both partners of each couple do
`{EXERCISE}` to its end, each with a session and a WebSocket of their own. The time runs from pressing the button,
over keeping the step, answering with the next one, the ping and fetching the other's page anew, to the last byte on the other's device.
Somebody takes {size.pause:g} seconds for a step on average, and writes {DRAFTS - 1} draft before each text is handed in.
At steps that both share each page says every {live_people.BEAT:g} seconds that somebody is here, and hears so of the other.
Afterwards every text is compared with what was written: what is missing or other, or a run that is not done, is lost.
The people are threads on the same machine as the site and take part of its processor. The browser's drawing is not counted.

{table(runs)}

Machine: {machine.described(f"Django {django.get_version()}", f"SQLite {sqlite3.sqlite_version}")}.
"""
