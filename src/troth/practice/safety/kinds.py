"""Whom to call, country by country: a practice checks the numbers and adds those of its town."""

from __future__ import annotations

from typing import Any

from troth.library import CrisisPage, crisis_page_from
from troth.practice.wordings.kind import Kind

CRISIS: Kind[CrisisPage] = Kind(
    "crisis_page",
    "Whom to call in a crisis",
    files={"*.yaml": "Numbers, and when you last checked them"},
    place="safety/crisis",
    items=lambda library: library.countries,
    read=crisis_page_from,
    shown=lambda page, _: page,
    preview="safety/_numbers.html",
    counts="A change is read from then on by everybody of your practice who has signed in. Others read Troth’s own.",
)
KINDS: tuple[Kind[Any], ...] = (CRISIS,)
