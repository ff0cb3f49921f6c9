"""`troth dyad common-fate`: what one state of the couples of a file does to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.commands.answers import BadInput
from troth.commands.couple_files import role_column
from troth.commands.couple_form import side_by_side
from troth.commands.couple_singles import chosen_rule, with_singles
from troth.commands.dyad.plots import effects
from troth.commands.dyad.report import Read, report
from troth.science.dyad.common_fate import common_fate

if TYPE_CHECKING:
    from argparse import Namespace

    from troth.commands.dyad.report import Report
    from troth.commands.tables import LongTable
    from troth.science.dyad.common_fate_form import Form


def naming(chosen: Namespace) -> str:
    """Say which columns a refusal is about."""
    return f"{chosen.outcome} on {chosen.predictor}"


def analyse(file: LongTable, chosen: Namespace) -> Report:
    """Return the common fate model of the chosen columns. Raises `BadInput` and `DyadError`."""
    table = file.whole()
    role = chosen.role if chosen.indistinguishable else role_column(table, chosen.role)
    if role is None and not chosen.indistinguishable:
        raise BadInput(
            "name the column that tells the partners apart with --role, or say that they are --indistinguishable"
        )
    if chosen.indistinguishable and chosen.form not in {None, "exchangeable"}:
        raise BadInput(f"--indistinguishable partners are exchangeable: leave out --form {chosen.form}")
    names = [chosen.outcome, chosen.predictor]
    alike, rule = chosen.indistinguishable, chosen_rule(chosen)
    couples = side_by_side(table, chosen.dyad, role, names, exchangeable=alike, singles=rule)
    form: Form = "exchangeable" if chosen.indistinguishable else chosen.form or "equal_loadings"
    found = common_fate(
        couples.values[chosen.outcome],
        couples.values[chosen.predictor],
        form=form,
        roles=couples.roles,
        equal_means=chosen.indistinguishable,
    )
    found = with_singles(found, couples.singles.count)
    columns = {"dyad": chosen.dyad, "role": role, "outcome": chosen.outcome, "predictor": chosen.predictor}
    title = f"Common fate of {chosen.outcome} and {chosen.predictor}"
    return report("common-fate", Read(table, couples.layout, columns), found, lambda: effects(found, title))
