"""The table of the scoring benchmark, and its section of the page of figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bench import machine, speed_page
from bench.scoring import TARGET_ROWS, TARGET_SECONDS, TASK

if TYPE_CHECKING:
    from bench.scoring import Result, Size

HEAD = ("Who", "CPU s, median", "least to most", "Wall s, median", "Times", "CPU against ours", "With")
NAMES = {
    "troth": "Troth, `score_many` and `change_many`",
    "pandas": "pandas, vectorised",
    "scoreFast": "R psych, `scoreFast`",
    "scoreItems": "R psych, `scoreItems` (also alpha and correlations)",
}


def table(result: Result) -> str:
    """Return the figures as a table."""
    ours = result.figures[0].cpu
    return speed_page.table(
        HEAD,
        [
            (
                NAMES[each.name],
                f"{each.cpu:.3f}",
                f"{each.least:.3f} to {each.most:.3f}",
                f"{each.wall:.3f}",
                str(each.times),
                f"{each.cpu / ours:.1f} ×",
                each.version,
            )
            for each in result.figures
        ],
    )


def section(result: Result, size: Size, command: str) -> str:
    """Return the section of the reference page."""
    return f"""## Scoring and reliable change

Measured by `{command}` on {dt.datetime.now(dt.UTC):%-d %B %Y}. {size.rows:,} questionnaires of {TASK["items"]} items,
{len(TASK["reversed"])} of them reversed, with gaps in about 2 % of the answers, are scored with prorating from
{TASK["least"]} answers on; each score is then compared with an earlier one (reliable change index {TASK["rci"]}, cut-off
{TASK["cutoff"]}). All sides read the same doubles from memory, use one thread, and took turns on the same machine.
Reading files is not counted. Ours alone also checks that every answer is possible. psych has no rule for too few
answers, so its scores are compared where there are enough.

{table(result)}

{_target(result, size)}
{_compared(result)}
{_absent(result)}
Machine: {machine.described()}.
"""


def _target(result: Result, size: Size) -> str:
    if size.rows < TARGET_ROWS:
        return f"The target is for {TARGET_ROWS:,} questionnaires and was not tried."
    verdict = "missed" if result.missed else "met"
    return f"Target: at most {TARGET_SECONDS} s of CPU for {TARGET_ROWS:,} questionnaires; {verdict}."


def _compared(result: Result) -> str:
    if not result.compared:
        return "No other side was there to compare with."
    counts = ", ".join(f"{name} {count:,}" for name, count in result.compared.items())
    return f"Scores (to a part in 10¹²) and change classes equal to ours, before any time was read: {counts}."


def _absent(result: Result) -> str:
    return "".join(f"\nAbsent: {name} ({why}).\n" for name, why in result.absent.items())
