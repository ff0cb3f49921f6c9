"""One task done by every side in turn, and what the sides found set beside ours."""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.side import ROOT, Side, python_with, why_no_r

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.random import Generator

SEED = 1126
SIDES = ROOT / "bench" / "dyad" / "sides"
SAME = (1e-6, 1e-4)
TINY = 1e-6


@dataclass(frozen=True)
class Peer:
    """Another way to do a task.

    Attributes:
        title: What it is called in the table.
        script: In `sides/`; an R script, or a Python one that needs `package`, or nothing but numpy.
        package: Of R or Python; empty for none beside base R or numpy.
        arguments: Behind the folder and the repeats.
        goal: How many times our CPU time it should take; None where nothing was set.
        once: It takes too long to be repeated.
        same: How far estimates and standard errors may lie from ours, relative.
    """

    title: str
    script: str
    package: str = ""
    arguments: tuple[str, ...] = ()
    goal: float | None = None
    once: bool = False
    same: tuple[float, float] = SAME


@dataclass(frozen=True)
class Task:
    """What is to be done on `n` couples; `most` is the CPU time, in seconds, that we may take.

    `package` is what our own side needs beside numpy; where it is not there, the next peer is what the others are held
    against, and the table says so.
    """

    title: str
    says: str
    n: int
    write: Callable[[Path, int, Generator], None]
    ours: tuple[str, ...]
    function: str
    peers: tuple[Peer, ...]
    most: float | None = None
    package: str = ""


@dataclass(frozen=True)
class Figure:
    """What one side took, in seconds: medians of all its times, the smallest and the largest; scaled to all couples.

    `share` is the part of the work that was done, `apart` how far its numbers lie from ours, by kind; `goal` is
    the peer's.
    """

    title: str
    version: str
    cpu: float
    least: float
    most: float
    wall: float
    times: int
    share: float
    apart: Mapping[str, float]
    is_same: bool
    goal: float | None


@dataclass(frozen=True)
class Outcome:
    """A task with its figures, ourselves first, and who was absent, with the reason."""

    task: Task
    figures: list[Figure]
    absent: dict[str, str]

    @property
    def ours(self) -> Figure:
        return self.figures[0]

    def ratio(self, figure: Figure) -> float:
        """Return how many times our CPU time a side took."""
        return figure.cpu / self.ours.cpu

    def is_met(self, figure: Figure) -> bool:
        """Tell whether the goal that a peer sets is reached; without one, or without the same numbers, it is not."""
        return figure.is_same and figure.goal is not None and self.ratio(figure) >= figure.goal

    @property
    def missed(self) -> bool:
        """Tell whether a goal that could be tried is missed, or a side found something else than we did."""
        slow = self.task.most is not None and self.ours.cpu > self.task.most
        return slow or any(each.goal is not None and not self.is_met(each) for each in self.figures[1:])


def held(task: Task, repeats: int, rounds: int, told: Callable[[str], None]) -> Outcome:
    """Make the couples, let every side work on them by turns, and set its numbers beside ours."""
    taking_part, absent = _sides(task, repeats, told)
    told(f"{task.title}: {', '.join(['Troth', *(peer.title for peer, _ in taking_part[1:])])} ...")
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as home:
        task.write(Path(home), task.n, np.random.default_rng(SEED))
        said, failed = _by_turns(taking_part, Path(home), rounds)
    ours = said[taking_part[0][0].title][-1]["found"]
    figures = [figure(peer, ours, said[peer.title]) for peer, _ in taking_part if peer.title not in failed]
    return Outcome(task, figures, {**absent, **failed})


def _by_turns(
    taking_part: list[tuple[Peer, Side]], folder: Path, rounds: int
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    """Return what every side said, turn by turn; a peer that fails takes no further part, with the reason."""
    us = taking_part[0][0]
    said: dict[str, list[dict[str, Any]]] = {peer.title: [] for peer, _ in taking_part}
    failed: dict[str, str] = {}
    for turn in range(rounds):
        for peer, side in taking_part:
            if peer.title in failed or (turn > 0 and peer.once):
                continue
            try:
                said[peer.title].append(side.run(folder))
            except RuntimeError as error:
                if peer is us:
                    raise
                failed[peer.title] = str(error)
    return said, failed


def figure(peer: Peer, ours: dict[str, Any], said: list[dict[str, Any]]) -> Figure:
    """Draw the times of one side together, and say how far its numbers lie from ours."""
    share = said[0]["share"]
    times = [(cpu / share, wall / share) for each in said for cpu, wall in each["seconds"]]
    cpu, wall = ([each[clock] for each in times] for clock in (0, 1))
    apart = distances(ours, said[-1]["found"])
    limits = {"estimates": peer.same[0], "se": peer.same[1], "loglik": 1e-4}
    return Figure(
        title=peer.title,
        version=said[-1]["version"],
        cpu=statistics.median(cpu),
        least=min(cpu),
        most=max(cpu),
        wall=statistics.median(wall),
        times=len(cpu),
        share=share,
        apart=apart,
        is_same=all(apart[kind] <= limits[kind] for kind in apart),
        goal=peer.goal,
    )


def distances(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, float]:
    """Return by kind how far numbers lie from ours: the log-likelihood in itself, all others in parts of ours.

    Only names that a side tells are compared; one that we do not have, or a number missing on one side only, is
    infinitely far away.
    """
    return {kind: _apart(kind, ours.get(kind), value) for kind, value in theirs.items()}


def _apart(kind: str, ours: Any, theirs: Any) -> float:
    if kind == "loglik":
        return abs(ours - theirs)
    if not isinstance(theirs, dict):
        one, other = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
        if one.shape != other.shape or (np.isnan(one) != np.isnan(other)).any():
            return float("inf")
        return float(np.nanmax(np.abs(one - other) / np.maximum(np.abs(one), TINY)))
    if not theirs or not theirs.keys() <= ours.keys():
        return float("inf")
    return max(_apart("", ours[name], value) for name, value in theirs.items())


def _sides(
    task: Task, repeats: int, told: Callable[[str], None]
) -> tuple[list[tuple[Peer, Side]], dict[str, str]]:
    """Return who takes part, ourselves first, and who does not, with the reason."""
    us = Peer(f"Troth, `{task.function}`", "troth_dyad.py", task.package, task.ours)
    found, absent = [], {}
    for peer in (us, *task.peers):
        start = _start(peer, told)
        if isinstance(start, str):
            absent[peer.title] = start
        else:
            command = (*start, str(SIDES / peer.script))
            side = Side(peer.title, command, 1 if peer.once else repeats, peer.arguments)
            found.append((peer, side))
    return found, absent


def _start(peer: Peer, told: Callable[[str], None]) -> tuple[str, ...] | str:
    """Return the command that runs a peer's script, or why there is none."""
    if peer.script.endswith(".R"):
        return why_no_r(peer.package or "base") or ("Rscript", "--vanilla")
    if not peer.package:
        return (sys.executable,)
    python = python_with(peer.package, told)
    return python if isinstance(python, str) else (str(python),)
