"""`troth dyad sequence`: what follows what in the conversations of a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from troth.commands.answers import BadInput
from troth.commands.couple_form import not_two
from troth.commands.couple_singles import chosen_rule, with_singles, without_partner
from troth.commands.dyad.plots import effects, heat
from troth.commands.dyad.report import Read, report
from troth.science.dyad.cautions import TurnsFixed
from troth.science.dyad.result import Result
from troth.science.dyad.sequence import NOTHING, count_transitions, in_rows
from troth.science.dyad.sequence_chance import chance
from troth.science.dyad.sequence_demand import demand_withdraw
from troth.science.dyad.sequence_quasi import no_repeats
from troth.science.dyad.sequence_table import sequential
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from troth.commands.dyad.report import Report
    from troth.commands.tables import LongTable, Table
    from troth.science.dyad.sequence import Counts

LAYOUT = "long (one row an event)"
TWO = 2
Found = TypeVar("Found", bound=Result)


@dataclass(frozen=True, slots=True, eq=False)
class Talks:
    """Coded events in order, one row a conversation; ``codes`` names them, with the speaker where there is one (``whose``)."""

    codes: tuple[str, ...]
    whose: tuple[str, ...]
    speakers: tuple[str, ...]
    rows: NDArray[np.int64]
    couple: NDArray[np.generic]
    uncoded: int


def naming(chosen: Namespace) -> str:
    """Say which columns a refusal is about."""
    return " and ".join(filter(None, (chosen.speaker, chosen.code)))


def analyse(file: LongTable, chosen: Namespace) -> Report:
    """Return the transitions between the codes of a file, or demand-withdraw. Raises `BadInput` and `DyadError`."""
    _check_asked(chosen)
    table, left_out = _of_two(file.whole(), chosen)
    talks = _talks(table, chosen)
    counts = count_transitions(talks.rows, len(talks.codes), lag=chosen.lag, couple=talks.couple)
    columns = {
        "dyad": chosen.dyad,
        "conversation": chosen.conversation,
        "time": chosen.time,
        "speaker": chosen.speaker,
        "code": chosen.code,
    }
    read = Read(table, LAYOUT, columns)
    more: dict[str, object] = {
        "lag": chosen.lag,
        "no_repeat": chosen.no_repeat,
        "events_without_code": talks.uncoded,
    }
    if chosen.demand is not None:
        return _demands(read, talks, counts, more, chosen, left_out)
    found = sequential(
        counts, codes=talks.codes, impossible=no_repeats(len(talks.codes)) if chosen.no_repeat else None
    )
    if chosen.permutations is not None:
        more["permutations"] = _by_chance(talks, chosen)
    found = with_singles(_with_turns(found, talks, counts), left_out)
    title = f"Adjusted residuals (counts) at {counts.lag}, all couples as one"
    lines = list(_lines(more))
    return report(
        "sequence",
        read,
        found,
        lambda: heat(talks.codes, found.together.z[0], found.total, title),
        more,
        lines,
    )


def _lines(more: Mapping[str, Any]) -> Iterator[str]:
    yield f"{counted(more['events_without_code'], 'event')} without a code"
    if drawn := more.get("permutations"):
        yield f"against {drawn['draws']} other orders of the same codes, seed {drawn['seed']}:"
        for cell, told in drawn["cells"].items():
            yield f"  {cell}: expected {told['expected']:.1f}, p {told['p']:.4f}"


def _check_asked(chosen: Namespace) -> None:
    if (chosen.demand is None) != (chosen.withdraw is None):
        raise BadInput("demand-withdraw needs both --demand and --withdraw")
    if chosen.demand is not None and chosen.speaker is None:
        raise BadInput("demand-withdraw needs --speaker, for it asks who demands and who withdraws")
    if chosen.demand is not None and chosen.permutations is not None:
        raise BadInput("--permutations tests single transitions: leave it out with --demand")
    if chosen.no_repeat and chosen.lag > 1:
        raise BadInput("--no-repeat holds for the next event only: leave out --lag")
    if chosen.singles != "refuse" and chosen.speaker is None:
        raise BadInput("--singles needs --speaker, for nothing else tells the members of a couple apart")


def _of_two(table: Table, chosen: Namespace) -> tuple[Table, int]:
    """Return the events of couples in which more than one acts, and how many other couples are left out."""
    if chosen.speaker is None:
        return table, 0
    table.check_has([chosen.speaker])
    if chosen.demand is not None and len(speakers := table.kinds(chosen.speaker)) != TWO:
        raise not_two(chosen.speaker, speakers, [table])
    columns = (chosen.dyad, chosen.speaker)
    couple, who = (np.unique(table.words(name), return_inverse=True)[1] for name in columns)
    alone = without_partner(table, columns, couple, who, chosen_rule(chosen, usable=True))
    return table.chosen(~alone[couple]), int(alone.sum())


def _talks(table: Table, chosen: Namespace) -> Talks:
    optional = (chosen.conversation, chosen.time, chosen.speaker)
    table.check_has([chosen.code, *filter(None, optional)])
    couple = table.words(chosen.dyad)
    part = couple if chosen.conversation is None else table.words(chosen.conversation)
    labels = table.words_or_none(chosen.code)
    coded, who = labels != "", np.full(len(labels), "")
    if chosen.speaker is not None:
        who = table.words(chosen.speaker)
        labels = np.where(coded, np.char.add(np.char.add(who, ":"), labels), "")
    codes, first = np.unique(labels[coded], return_index=True)
    if len(codes) < TWO:
        raise BadInput(
            f"{table.path}: {chosen.code} has {counted(len(codes), 'code')}, and there must be two or more"
        )
    number = np.where(coded, np.searchsorted(codes, labels), NOTHING)
    keys = [table.complete(chosen.time)] if chosen.time is not None else []
    order = np.lexsort([*keys, part, couple])
    _check_order(table, couple, part, keys, order, chosen)
    if chosen.no_repeat:
        _check_no_repeat(table, number, couple, part, order, codes)
    rows, owner = in_rows(number[order], couple[order], part[order])
    return Talks(
        codes=tuple(codes.tolist()),
        whose=tuple(who[coded][first].tolist()),
        speakers=tuple(np.unique(who).tolist()) if chosen.speaker is not None else (),
        rows=rows.astype(np.int64),
        couple=owner,
        uncoded=int((~coded).sum()),
    )


def _check_order(
    table: Table,
    couple: NDArray[np.str_],
    part: NDArray[np.str_],
    keys: list[NDArray[np.float64]],
    order: NDArray[np.intp],
    chosen: Namespace,
) -> None:
    """Refuse two events of a conversation at one time, whose order nothing tells."""
    if not keys:
        return
    before, after = order[:-1], order[1:]
    same = (couple[before] == couple[after]) & (part[before] == part[after])
    tied = same & (keys[0][before] == keys[0][after])
    if tied.any():
        row = int(after[tied.argmax()])
        raise BadInput(
            f"{table.path}, {table.where(row)}: couple {couple[row]} has two events at {chosen.time} "
            f"{keys[0][row]:g}, so that their order is not told; leave out --time if the rows are in order"
        )


def _check_no_repeat(
    table: Table,
    number: NDArray[np.int64],
    couple: NDArray[np.str_],
    part: NDArray[np.str_],
    order: NDArray[np.intp],
    codes: NDArray[np.str_],
) -> None:
    before, after = order[:-1], order[1:]
    same = (couple[before] == couple[after]) & (part[before] == part[after])
    repeated = same & (number[before] == number[after]) & (number[after] >= 0)
    if repeated.any():
        row = int(after[repeated.argmax()])
        raise BadInput(
            f"{table.path}, {table.where(row)}: {codes[number[row]]} follows itself in couple {couple[row]}, which "
            "--no-repeat rules out; merge repeats, or leave it out"
        )


def _by_chance(talks: Talks, chosen: Namespace) -> dict[str, object]:
    found = chance(
        talks.rows,
        len(talks.codes),
        rng=np.random.default_rng(chosen.seed),
        draws=chosen.permutations,
        lag=chosen.lag,
        couple=talks.couple,
        no_repeats=chosen.no_repeat,
    )
    expected = found.expected.sum(axis=0)
    cells = {
        f"{one}>{other}": {"p": float(found.p_total[a, b]), "expected": float(expected[a, b])}
        for a, one in enumerate(talks.codes)
        for b, other in enumerate(talks.codes)
    }
    return {"draws": found.draws, "seed": chosen.seed, "cells": cells}


def _demands(
    read: Read, talks: Talks, counts: Counts, more: dict[str, object], chosen: Namespace, left_out: int
) -> Report:
    roles = (talks.speakers[0], talks.speakers[1])
    places = {
        what: tuple(_place(read, talks, f"{role}:{what}") for role in roles)
        for what in (chosen.demand, chosen.withdraw)
    }
    found = demand_withdraw(
        counts,
        demand=(places[chosen.demand][0], places[chosen.demand][1]),
        withdraw=(places[chosen.withdraw][0], places[chosen.withdraw][1]),
        roles=roles,
    )
    found = with_singles(_with_turns(found, talks, counts), left_out)
    title = "Demand-withdraw in log odds, 95 % intervals"
    return report("sequence", read, found, lambda: effects(found, title), more, list(_lines(more)))


def _with_turns(found: Found, talks: Talks, counts: Counts) -> Found:
    """Return the result with a caution where a person's codes never, or only, follow that person's own."""
    if not talks.speakers:
        return found
    who = np.array(talks.whose)
    own = counts.table.sum(axis=0)[who[:, None] == who].sum()
    if 0 < own < counts.table.sum():
        return found
    return replace(found, warnings=(*found.warnings, TurnsFixed()))


def _place(read: Read, talks: Talks, code: str) -> int:
    if code not in talks.codes:
        raise BadInput(f"{read.table.path} has no event {code}: it has {', '.join(talks.codes)}")
    return talks.codes.index(code)
