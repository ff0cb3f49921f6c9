"""What every Python side does around its work: FOLDER REPEATS and what else it needs."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def given() -> tuple[Path, int, list[str]]:
    return Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]


def timed(work: Callable[[], Any], repeats: int) -> tuple[Any, list[tuple[float, float]]]:
    """Do the work again and again; return the last result, and CPU and wall clock of each time.

    What is repeated is done four times before the clock starts: memory that a process has never touched comes slowly, and
    which memory it keeps for later settles only after some results have come and gone.
    """
    seconds, found = [], None
    for _ in range(4 if repeats > 1 else 0):
        found = work()
    for _ in range(repeats):
        cpu, wall = time.process_time(), time.perf_counter()
        found = work()
        seconds.append((time.process_time() - cpu, time.perf_counter() - wall))
    return found, seconds


def tell(seconds: list[tuple[float, float]], version: str, *, share: float = 1.0, **found: Any) -> None:
    """Print the times, the share of the work that was done, the most memory held (MB), and what was found."""
    told = {"seconds": seconds, "version": version, "share": share, "peak": _peak(), "found": found}
    print(json.dumps(told))


def _peak() -> float:
    """Return the most memory this process held, in MB. What `resource` says counts the process that started it too."""
    facts = Path("/proc/self/status")
    if not facts.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    line = next(line for line in facts.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000
