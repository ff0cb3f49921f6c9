"""Troth's own questionnaires, whose words a practice can change: numbers and alerts rest on all else."""

from __future__ import annotations

from typing import Any

from troth.library import Instrument, questionnaire_from
from troth.practice.wordings.kind import Kind

INSTRUMENT: Kind[Instrument] = Kind(
    "instrument",
    "Questionnaires",
    files={"items.en.yaml": "Title, questions, answers and names of the scales"},
    fixed=("instrument.yaml",),
    items=lambda library: library.instruments,
    read=questionnaire_from,
    shown=lambda instrument, _: instrument,
    preview="instruments/_shown_instrument.html",
    counts=(
        "A change counts for what is asked from then on. What is open or answered keeps the words it was asked with."
    ),
)
KINDS: tuple[Kind[Any], ...] = (INSTRUMENT,)
