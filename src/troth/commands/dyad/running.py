"""`troth dyad`: read the file, run the analysis, draw, answer."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from troth.commands.answers import BadInput, answer, answer_json
from troth.commands.couple_files import couple_column
from troth.commands.tables import open_table
from troth.science.dyad.errors import DyadError

if TYPE_CHECKING:
    from argparse import Namespace

    from troth.commands.dyad.report import Report
    from troth.commands.tables import LongTable


def run(chosen: Namespace) -> None:
    """Print what an analysis finds in a file, and draw it where asked. Raises `BadInput`."""
    _check_twice(chosen)
    _check_seed(chosen)
    if chosen.plot is not None:
        from troth.commands.dyad.drawing import check_place

        check_place(chosen.plot)
    file = open_table(chosen.file)
    chosen.dyad = couple_column(file.columns, chosen.dyad)
    found = _analysed(file, chosen)
    if chosen.plot is not None:
        from troth.commands.dyad.drawing import draw

        draw(found.spec(), chosen.plot)
    if chosen.json:
        answer_json(found.told)
    else:
        answer(found.text)


def _analysed(file: LongTable, chosen: Namespace) -> Report:
    module = import_module(f"troth.commands.dyad.{chosen.analysis.replace('-', '_')}")
    try:
        found: Report = module.analyse(file, chosen)
    except DyadError as error:
        raise BadInput(f"{file.columns.path}, {module.naming(chosen)}: {error}") from error
    return found


def _check_twice(chosen: Namespace) -> None:
    for option, names in vars(chosen).items():
        twice = [name for name in names if names.count(name) > 1] if isinstance(names, list) else []
        if twice:
            raise BadInput(f"--{option} names {twice[0]} twice: leave one out")


def _check_seed(chosen: Namespace) -> None:
    """Raise `BadInput` where draws have no seed, or a seed has no draws."""
    given = vars(chosen)
    draws = [name for name in ("bootstrap", "permutations", "draws") if given.get(name) is not None]
    if draws and given["seed"] is None:
        raise BadInput(
            f"--{draws[0]} needs --seed, any whole number, so that the same draws can be had again"
        )
    if not draws and given.get("seed") is not None:
        raise BadInput("--seed is of use only where something is drawn: leave it out")
