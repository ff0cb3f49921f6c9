"""The site as a practice runs it: `troth serve` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def running(home: Path) -> Iterator[str]:
    """Yield the address of a site on this home, until the end of the block."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TROTH_")}
    command = [sys.executable, "-m", "troth", "serve", "--port", "0"]
    surroundings = kept | {"TROTH_HOME": str(home)}
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if line.startswith("Ready: "))
            yield line.removeprefix("Ready: ").strip().rstrip("/")
        finally:
            process.terminate()
