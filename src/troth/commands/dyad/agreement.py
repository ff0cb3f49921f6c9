"""`troth dyad agreement`: how alike the partners of a file are, in one column or over several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from troth.commands.answers import BadInput
from troth.commands.couple_files import role_column
from troth.commands.couple_form import side_by_side
from troth.commands.couple_singles import chosen_rule, with_singles
from troth.commands.dyad.plots import histogram, scatter
from troth.commands.dyad.report import Read, report
from troth.science.dyad.agreement import agreement
from troth.science.dyad.profiles import profiles

if TYPE_CHECKING:
    from argparse import Namespace

    from troth.commands.couple_form import Couples
    from troth.commands.dyad.report import Report
    from troth.commands.tables import LongTable


def naming(chosen: Namespace) -> str:
    """Say which columns a refusal is about."""
    return ", ".join(chosen.outcome)


def analyse(file: LongTable, chosen: Namespace) -> Report:
    """Return intraclass correlations of one column, or the similarity of profiles. Raises `BadInput`, `DyadError`."""
    table = file.whole()
    role = role_column(table, chosen.role)
    names = chosen.outcome
    couples = side_by_side(table, chosen.dyad, role, names, singles=chosen_rule(chosen))
    read = Read(table, couples.layout, {"dyad": chosen.dyad, "role": role, "outcome": names})
    if len(names) > 1:
        return _profiles(read, couples, names, chosen)
    if chosen.permutations is not None:
        raise BadInput("--permutations is for profiles: name several columns with --outcome")
    both = couples.values[names[0]]
    found = with_singles(agreement(both), couples.singles.count)
    title = f"{names[0]}: intraclass correlation {found.estimates['icc']:z.2f}"
    return report("agreement", read, found, lambda: scatter(both, couples.roles, title))


def _profiles(read: Read, couples: Couples, names: list[str], chosen: Namespace) -> Report:
    first, second = (np.stack([couples.values[name][:, seat] for name in names], axis=1) for seat in (0, 1))
    many = chosen.permutations or 0
    rng = np.random.default_rng(chosen.seed) if many else None
    found = profiles(first, second, permutations=many, rng=rng)
    found = with_singles(found, couples.singles.count)
    if np.isnan(found.overall).all():
        raise BadInput(
            f"{read.table.path}, {naming(chosen)}: in every couple a partner gives all of them one answer, so that no "
            "profile has a shape: name other columns"
        )
    mean = found.estimates["overall"], "mean of the couples"
    about = ("How alike partners' profiles are", "correlation over items, one a couple")
    values = found.overall
    if many:
        about = ("The couples beside pairs of strangers", "mean correlation over items, one a permutation")
        values = found.strangers
    more = {"permutations": many, "seed": chosen.seed}
    return report("agreement", read, found, lambda: histogram(values, mean, about), more)
