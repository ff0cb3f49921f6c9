"""`troth dyad apim`: the actor-partner model of a file."""

from __future__ import annotations

from functools import reduce
from itertools import chain
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.commands.answers import BadInput
from troth.commands.couple_chunks import couples_of_file
from troth.commands.couple_files import COUPLE, PERSON, as_kind, kind_of, role_column
from troth.commands.couple_form import side_by_side
from troth.commands.couple_singles import Counting, chosen_rule, with_singles
from troth.commands.dyad.plots import effects
from troth.commands.dyad.report import Read, report
from troth.science.dyad.apim import apim_finish, apim_partial
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.bootstrap import apim_bootstrap
from troth.science.dyad.cautions import DrawsLost, RatioUndefined
from troth.science.dyad.distinguishing import distinguishing, distinguishing_everything
from troth.science.dyad.errors import DyadError
from troth.science.dyad.fiml import apim_fiml_finish, apim_fiml_partial
from troth.science.dyad.fiml_bootstrap import apim_fiml_bootstrap
from troth.science.dyad.partner_ratio import partner_ratio

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from troth.commands.couple_form import Couples
    from troth.commands.dyad.report import Report
    from troth.commands.tables import LongTable
    from troth.science.dyad.apim import Apim, ApimSums
    from troth.science.dyad.apim_table import ApimTable
    from troth.science.dyad.bootstrap import Bootstrap
    from troth.science.dyad.cautions import Caution
    from troth.science.dyad.fiml import FimlSums
    from troth.science.dyad.result import Result


def naming(chosen: Namespace) -> str:
    """Say which columns a refusal is about."""
    return f"{chosen.outcome} on {', '.join(dict.fromkeys([*chosen.actor, *chosen.covariate, *chosen.moderator]))}"


def analyse(file: LongTable, chosen: Namespace) -> Report:
    """Return the actor-partner model of the chosen columns. Raises `BadInput` and `DyadError`."""
    role = chosen.role if chosen.indistinguishable else role_column(file.columns, chosen.role)
    _check_asked(chosen, role)
    names = list(dict.fromkeys([chosen.outcome, *chosen.actor, *chosen.covariate, *chosen.moderator]))
    kinds = _kinds(file, chosen, role)
    counting = Counting(_couples(file, chosen, role, names))
    pieces = iter(counting)
    first = next(pieces)
    tables = (_laid_out(couples, chosen, kinds) for couples in chain([first], pieces))
    found, sums, draws = _fitted(tables, chosen)
    found = with_singles(found, counting.left_out)
    more = _more(found, sums, draws, chosen, has_roles=first.by_role)
    columns = {
        "dyad": chosen.dyad,
        "role": role,
        "outcome": chosen.outcome,
        "actor": chosen.actor,
        "covariate": {name: kinds[name] for name in chosen.covariate},
        "moderator": {name: kinds[name] for name in chosen.moderator},
    }
    read = Read(file.columns, first.layout, columns)
    title = f"Effects on {chosen.outcome}"
    return report("apim", read, found, lambda: effects(found, title), more, list(_lines(more)))


def _check_asked(chosen: Namespace, role: str | None) -> None:
    if role is None and not chosen.indistinguishable:
        raise BadInput(
            "name the column that tells the partners apart with --role, or say that they are --indistinguishable"
        )
    if chosen.missing == "fiml" and chosen.reml:
        raise BadInput("--missing fiml has a likelihood of its own: leave out --reml")
    if chosen.missing != "fiml" and chosen.singles == "keep":
        raise BadInput(
            "--singles keep needs --missing fiml, for complete couples have two members: give both, or --singles drop"
        )


def _couples(file: LongTable, chosen: Namespace, role: str | None, names: Sequence[str]) -> Iterable[Couples]:
    """Return the couples some at a time, or all at once where draws are made of them."""
    alike, rule = chosen.indistinguishable, chosen_rule(chosen, usable=chosen.missing == "fiml")
    if chosen.bootstrap is not None:
        return [side_by_side(file.whole(), chosen.dyad, role, names, exchangeable=alike, singles=rule)]
    return couples_of_file(file, chosen.dyad, role, names, exchangeable=alike, singles=rule)


def _fitted(
    tables: Iterator[ApimTable], chosen: Namespace
) -> tuple[Apim, ApimSums | FimlSums, Bootstrap | None]:
    form: dict[str, Any] = {"distinguishable": not chosen.indistinguishable, "equal": tuple(chosen.equal)}
    rng, many, first = np.random.default_rng(chosen.seed), chosen.bootstrap, next(tables)
    sums: ApimSums | FimlSums
    if chosen.missing == "fiml":
        sums = reduce(add, map(apim_fiml_partial, tables), apim_fiml_partial(first))
        found = apim_fiml_finish(sums, **form)
        draws = apim_fiml_bootstrap(first, rng, draws=many, **form) if many else None
    else:
        sums = reduce(add, map(apim_partial, tables), apim_partial(first))
        found = apim_finish(sums, reml=chosen.reml, **form)
        draws = apim_bootstrap(first, rng, draws=many, reml=chosen.reml, **form) if many else None
    return found.with_nlme_errors() if chosen.se == "nlme" else found, sums, draws


def _laid_out(couples: Couples, chosen: Namespace, kinds: dict[str, str]) -> ApimTable:
    def given(names: list[str]) -> dict[str, NDArray[np.float64]]:
        return {name: as_kind(couples.values[name], kinds[name]) for name in names}

    return apim_table(
        couples.values[chosen.outcome],
        {name: couples.values[name] for name in chosen.actor},
        covariates=given(chosen.covariate),
        moderators=given(chosen.moderator),
        roles=couples.roles,
    )


def _kinds(file: LongTable, chosen: Namespace, role: str | None) -> dict[str, str]:
    """Say of each covariate and moderator whether both partners always have the same value."""
    names = list(dict.fromkeys([*chosen.covariate, *chosen.moderator]))
    kinds = dict.fromkeys(names, COUPLE)
    for couples in _couples(file, chosen, role, names) if names else ():
        kinds |= {name: PERSON for name in names if kind_of(couples.values[name]) == PERSON}
    return kinds


def _more(
    found: Apim, sums: ApimSums | FimlSums, draws: Bootstrap | None, chosen: Namespace, *, has_roles: bool
) -> dict[str, object]:
    more: dict[str, object] = {}
    if not chosen.moderator:
        several = len(chosen.actor) > 1
        more["k"] = {name: _ratio(found, name if several else "", draws) for name in chosen.actor}
    if has_roles:
        more["distinguishability"] = {
            "effects_and_variance": _test(distinguishing, sums),
            "everything": _test(distinguishing_everything, sums),
        }
    if draws is not None:
        told = draws.to_dict()
        shown = {name: told[name] for name in ("se", "intervals", "bca", "monte_carlo_error")}
        more["bootstrap"] = {
            "draws": draws.draws,
            "seed": chosen.seed,
            **shown,
            "warnings": _told(draws, DrawsLost),
        }
    return more


def _ratio(found: Apim, predictor: str, draws: Bootstrap | None) -> dict[str, Any]:
    """Return k, the partner effect in parts of the actor effect; None where the actor effect may be 0."""
    ratio = partner_ratio(found, predictor=predictor, draws=draws)
    told: dict[str, Any] = ratio.to_dict()
    shown = {name: told[name] for name in ("estimates", "se", "intervals", "fieller")}
    drawn: dict[str, Any] = {name: told[name] for name in ("bootstrap", "weak_draws") if name in told}
    return {**shown, **drawn, "warnings": _told(ratio, RatioUndefined)}


def _told(found: Result, kind: type[Caution]) -> list[dict[str, object]]:
    return [caution.to_dict() for caution in found.warnings if isinstance(caution, kind)]


def _test(test: Any, sums: ApimSums | FimlSums) -> dict[str, object]:
    try:
        told = test(sums)
    except DyadError as error:
        return {"chi_square": None, "df": None, "p_value": None, "why_not": str(error)}
    return {"chi_square": told.chi_square, "df": told.df, "p_value": told.p_value, "why_not": None}


def _lines(more: Mapping[str, Any]) -> Iterator[str]:
    """Say k, the tests and the draws to people."""
    for predictor, ratio in more.get("k", {}).items():
        for name, value in ratio["estimates"].items():
            known = "not given" if value is None else f"{value:.4f} (SE {ratio['se'][name]:.4f})"
            yield f"{name} of {predictor}: {known}; Fieller: {ratio['fieller'][name]}"
        yield from (f"! {caution['text']}" for caution in ratio["warnings"])
    for what, test in more.get("distinguishability", {}).items():
        known = (
            test["why_not"]
            or f"chi-square {test['chi_square']:.4f}, df {test['df']}, p {test['p_value']:.4f}"
        )
        yield f"test of partners alike in {what.replace('_', ' ')}: {known}"
    if drawn := more.get("bootstrap"):
        yield f"bootstrap by couple, {drawn['draws']} draws, seed {drawn['seed']}:"
        for name, (low, high) in drawn["intervals"].items():
            yield f"  {name}: SE {drawn['se'][name]:.4f}, 95 % interval {low:.4f} to {high:.4f}"
        yield from (f"! {caution['text']}" for caution in drawn["warnings"])
