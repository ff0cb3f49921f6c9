"""The options of `troth dyad`, without loading what it needs to run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from troth.commands.argument_types import at_least, positive

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

FEWEST_DRAWS = 50
"""Draws under which a bootstrap says nothing of the ends of an interval."""
MOST_DRAWS = 100_000
"""Draws beyond which intervals no longer move, and only time and memory are spent."""


class Analysis(NamedTuple):
    """One subcommand: its name, what it does, an example, and what adds its own options."""

    name: str
    about: str
    example: str
    add: Callable[[ArgumentParser], None]


def add_arguments(command: ArgumentParser, analysis: Analysis) -> None:
    """Add the file, the options that all analyses share, and the analysis's own."""
    command.set_defaults(analysis=analysis.name)
    command.add_argument("file", metavar="FILE", type=Path, help="CSV or Parquet, one row a person")
    command.add_argument(
        "--dyad",
        metavar="COLUMN",
        help="which couple a row is of (default: the column called couple or dyad)",
    )
    analysis.add(command)
    command.add_argument("--json", action="store_true", help="answer with JSON")
    command.add_argument("--plot", metavar="OUT.svg", type=Path, help="draw the result into this file")


def _apim(command: ArgumentParser) -> None:
    _role(command)
    _outcome(command)
    command.add_argument(
        "--actor",
        metavar="COLUMN",
        action="append",
        required=True,
        help="what may act on it; again for several",
    )
    _several(
        command, "--covariate", "to be held constant: of the couple, or of the person; again for several"
    )
    _several(command, "--moderator", "what may change the effects; centre it first; again for several")
    _alike(command)
    _several(command, "--equal", "an effect that partners share, such as actor or variance", "TERM")
    _reml(command)
    command.add_argument(
        "--missing",
        choices=("complete", "fiml"),
        default="complete",
        help="which couples count: complete ones, or all by full-information likelihood (default: %(default)s)",
    )
    command.add_argument(
        "--se",
        choices=("plain", "nlme"),
        default="plain",
        help="habit of standard errors (default: %(default)s)",
    )
    command.add_argument(
        "--bootstrap",
        metavar="N",
        type=at_least(FEWEST_DRAWS, MOST_DRAWS),
        help="draw couples anew N times",
    )
    _seed(command)
    _singles(command, "use what the one gave, which needs --missing fiml")


def _common_fate(command: ArgumentParser) -> None:
    _role(command)
    _outcome(command)
    command.add_argument(
        "--predictor", "--actor", metavar="COLUMN", required=True, help="what the couple's outcome hangs on"
    )
    command.add_argument(
        "--form",
        choices=("equal_loadings", "exchangeable", "free_loadings"),
        help="what is held equal (default: equal_loadings, own parts by role)",
    )
    _alike(command)
    _singles(command)


def _growth(command: ArgumentParser) -> None:
    _role(command, "who of the two a row is of")
    _outcome(command)
    _time(command)
    _several(command, "--covariate", "of the couple, to act on level and slope; again for several")
    _several(command, "--varying", "changes from occasion to occasion; again for several")
    _alike(command)
    _reml(command)
    command.add_argument("--ar1", action="store_true", help="let deviations carry over to the next occasion")
    _singles(command, "use what the one gave")


def _dynamics(command: ArgumentParser) -> None:
    _role(command, "who of the two a row is of")
    command.add_argument(
        "--score", "--outcome", metavar="COLUMN", required=True, help="the rating; zero is neutral"
    )
    _time(command)
    command.add_argument(
        "--step",
        metavar="NUMBER",
        type=positive,
        default=1.0,
        help="from one moment to the next (default: 1)",
    )
    command.add_argument(
        "--form",
        choices=("synchronous", "sequential"),
        default="synchronous",
        help="sequential: the second partner answers within the same moment (default: %(default)s)",
    )
    command.add_argument(
        "--first", metavar="ROLE", help="who acts first (default: the first in the alphabet)"
    )
    command.add_argument(
        "--influence",
        choices=("bilinear", "ojive", "linear"),
        default="bilinear",
        help="a slope above zero and one below, a step beyond thresholds, or one slope (default: %(default)s)",
    )
    command.add_argument(
        "--minimum-cell",
        metavar="N",
        type=at_least(1),
        default=8,
        help="moments needed with the partner above zero, and below (default: %(default)s)",
    )
    command.add_argument("--couples", action="store_true", help="with --json: also each couple's own numbers")
    command.add_argument(
        "--draws",
        metavar="N",
        type=at_least(FEWEST_DRAWS, MOST_DRAWS),
        help="draw N times how sure steady states are",
    )
    _seed(command)
    _singles(command)


def _sequence(command: ArgumentParser) -> None:
    command.add_argument("--code", metavar="COLUMN", required=True, help="what was done")
    command.add_argument("--time", "--order", metavar="COLUMN", help="when (default: as the rows stand)")
    command.add_argument(
        "--speaker", metavar="COLUMN", help="who did it: codes are then told apart by speaker"
    )
    command.add_argument(
        "--conversation", metavar="COLUMN", help="which conversation, where couples have several"
    )
    command.add_argument(
        "--lag", metavar="N", type=at_least(1), default=1, help="how many events later (default: 1)"
    )
    command.add_argument("--no-repeat", action="store_true", help="no code can follow itself")
    command.add_argument("--demand", metavar="CODE", help="with --withdraw and --speaker: demand-withdraw")
    command.add_argument("--withdraw", metavar="CODE", help="the code that answers the demand")
    _permutations(command, "compare with N other orders of the same codes")
    _seed(command)
    _singles(command, "use what the one did; told apart by --speaker")


def _agreement(command: ArgumentParser) -> None:
    _role(command)
    command.add_argument(
        "--outcome",
        "--score",
        metavar="COLUMN",
        action="append",
        required=True,
        help="one column: how alike partners are; again for three or more: how alike their profiles are",
    )
    _permutations(command, "pair partners anew with strangers, N times")
    _seed(command)
    _singles(command)


def _role(command: ArgumentParser, what: str = "what tells the partners apart") -> None:
    command.add_argument("--role", metavar="COLUMN", help=f"{what} (default: the column called role)")


def _outcome(command: ArgumentParser) -> None:
    command.add_argument("--outcome", "--score", metavar="COLUMN", required=True, help="what is explained")


def _time(command: ArgumentParser) -> None:
    command.add_argument("--time", metavar="COLUMN", required=True, help="when, as a number in any unit")


def _several(command: ArgumentParser, name: str, what: str, metavar: str = "COLUMN") -> None:
    command.add_argument(name, metavar=metavar, action="append", default=[], help=what)


def _alike(command: ArgumentParser) -> None:
    command.add_argument(
        "--indistinguishable",
        action="store_true",
        help="partners share all effects; nothing hangs on who is who",
    )


def _reml(command: ArgumentParser) -> None:
    command.add_argument("--reml", action="store_true", help="restricted likelihood (default: plain)")


def _permutations(command: ArgumentParser, what: str) -> None:
    command.add_argument("--permutations", metavar="N", type=at_least(1, MOST_DRAWS), help=what)


def _singles(command: ArgumentParser, keep: str | None = None) -> None:
    """Add what becomes of couples with one member in the file; ``keep`` says what keeping them does, where it can be."""
    ways = "refuse the file, or drop: leave them out and count them" + (f", or keep: {keep}" if keep else "")
    command.add_argument(
        "--singles",
        choices=("refuse", "drop", *(("keep",) if keep else ())),
        default="refuse",
        help=f"couples of which one member only is in the file: {ways} (default: %(default)s)",
    )


def _seed(command: ArgumentParser) -> None:
    command.add_argument(
        "--seed",
        metavar="S",
        type=at_least(0),
        help="where draws start, so that they can be had again",
    )


ANALYSES = (
    Analysis(
        "apim",
        "what each partner's own and the other's number do to an outcome",
        "troth dyad apim couples.csv --dyad couple --role role --outcome trust --actor openness",
        _apim,
    ),
    Analysis(
        "common-fate",
        "what one state of the couple does to another, each told by both partners",
        "troth dyad common-fate couples.csv --dyad couple --role role --outcome trust --predictor tension",
        _common_fate,
    ),
    Analysis(
        "growth",
        "how both partners of many couples change over time, together",
        "troth dyad growth diary.csv --dyad couple --role role --time day --outcome closeness --reml",
        _growth,
    ),
    Analysis(
        "dynamics",
        "how partners carry on and answer each other in rated conversations",
        "troth dyad dynamics ratings.csv --dyad couple --role role --time turn --score rating",
        _dynamics,
    ),
    Analysis(
        "sequence",
        "what follows what in conversations, more often than by chance",
        "troth dyad sequence talks.csv --dyad couple --time second --speaker role --code code",
        _sequence,
    ),
    Analysis(
        "agreement",
        "how alike partners are in one number, or over many",
        "troth dyad agreement couples.csv --dyad couple --role role --outcome trust",
        _agreement,
    ),
)
