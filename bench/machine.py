"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def described(*parts: str) -> str:
    """Return processor, system, Python, the given parts, and how busy the machine is."""
    known = [f"Python {platform.python_version()}", *parts]
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}; {', '.join(known)}; "
        f"load average {os.getloadavg()[0]:.1f} at the end"
    )


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text("utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
