"""What a couple's diary says beyond chance, judged at few looks so that few couples are told of a pattern that is none."""

from troth.science.patterns.diaries import Diaries
from troth.science.patterns.findings import (
    ALPHA,
    WINDOW,
    Finding,
    agreement_findings,
    findings,
    share_findings,
    trust_findings,
)
from troth.science.patterns.kinds import MINIMUM, Pattern, Silence
from troth.science.patterns.looks import BETWEEN, Look, last_look, next_look

__all__ = [
    "ALPHA",
    "BETWEEN",
    "MINIMUM",
    "WINDOW",
    "Diaries",
    "Finding",
    "Look",
    "Pattern",
    "Silence",
    "agreement_findings",
    "findings",
    "last_look",
    "next_look",
    "share_findings",
    "trust_findings",
]
