"""The options of `troth change`, without loading what it needs to run."""

from __future__ import annotations

import math
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

METHODS = (
    "jacobson-truax",
    "gulliksen-lord-novick",
    "hsu-lin-linn",
    "edwards-nunnally",
    "nunnally-kotsch",
    "hageman-arrindell",
)
PRECISION = {
    "sd": "SD of the reference group before",
    "reliability": "reliability of the score, retest where known",
    "mean": "mean of the reference group before, for methods that ask for it",
    "mean_post": "its mean after",
    "sd_post": "its SD after",
    "reliability_post": "reliability after",
    "correlation": "correlation of before and after",
}
NUMBERS = {
    "cutoff": "where distress ends, instead of the published one",
    "rci": "a reliable change index, instead of the published one",
    **PRECISION,
}


def add_arguments(change: ArgumentParser) -> None:
    """Add files and options to the command."""
    change.add_argument("instrument", metavar="INSTRUMENT", help="its id or name, such as rdas")
    for name, what in (("pre", "the first time"), ("post", "the second time")):
        change.add_argument(
            name, type=Path, metavar=name.upper(), help=f'{what}: answers, {{"scales": {{…}}}}, or a number'
        )
    change.add_argument(
        "--partner", nargs=2, type=Path, metavar=("PRE", "POST"), help="the partner's files: adds the couple"
    )
    change.add_argument("--scale", metavar="SCALE", help="only this scale")
    change.add_argument(
        "--method", choices=METHODS, default=METHODS[0], help="how to judge (default: %(default)s)"
    )
    change.add_argument("--healthy", choices=("above", "below"), help="the side on which people are well")
    for name, what in NUMBERS.items():
        change.add_argument(f"--{name.replace('_', '-')}", type=_finite, metavar="NUMBER", help=what)
    change.add_argument(
        "--reliability-kind",
        choices=("retest", "alpha", "unknown"),
        default="unknown",
        help="what --reliability was computed from",
    )
    change.add_argument("--json", action="store_true", help="answer with JSON")


def _finite(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ArgumentTypeError(f"{text!r} is not a number")
    return value
