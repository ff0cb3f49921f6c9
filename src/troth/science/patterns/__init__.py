"""What a couple's diary says beyond chance, judged together so that few couples are told of a pattern that is none."""

from troth.science.patterns.diaries import Diaries
from troth.science.patterns.findings import ALPHA, MINIMUM, WINDOW, Finding, Pattern, Silence, findings

__all__ = ["ALPHA", "MINIMUM", "WINDOW", "Diaries", "Finding", "Pattern", "Silence", "findings"]
