"""Causes, whose words a practice can change: what speaks for one and what must be settled stays Troth's."""

from __future__ import annotations

from typing import Any

from troth.library import Cause, cause_from
from troth.practice.wordings.kind import Kind

CAUSE: Kind[Cause] = Kind(
    "cause",
    "Causes of distrust",
    files={
        "words.en.yaml": "Words for the two and for you, names of the work",
        "evidence.md": "What it rests on",
    },
    fixed=("cause.yaml",),
    items=lambda library: library.causes,
    read=cause_from,
    shown=lambda cause, _: cause,
    preview="formulation/_shown_cause.html",
    counts="A change counts from then on. What was released to a partner, or stands in a plan, keeps its words.",
)
KINDS: tuple[Kind[Any], ...] = (CAUSE,)
