"""Many couples at once in one exercise: how soon a step of one partner stands on the other's device.

Two partners of each couple have a page open, with its WebSocket. One saves drafts and goes on, and gets the next step;
the site pings the other, whose page is fetched, and the time from pressing the button to the last byte of that page is
what counts. At steps that both share each page says every five seconds that somebody is here. The people are threads of this process, so they take part of the same processor as the site.
"""

from __future__ import annotations

import statistics
import threading
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from bench import live_people, live_site
from bench.live_people import Device, Together
from troth.library import load_library

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from troth.library import Step

EXERCISE = "what-trust-means-to-me"
SEED = 1125
TARGET_MS = 150
DRAFTS = 2


@dataclass(frozen=True)
class Size:
    """How many couples, and how long somebody takes for a step, in seconds (on average)."""

    couples: int
    pause: float


FULL = Size(couples=200, pause=20)
QUICK = Size(couples=10, pause=1)


@dataclass
class Run:
    """What one run showed; times in milliseconds."""

    name: str
    couples: int
    wall: float = 0.0
    shown: list[float] = field(default_factory=list)
    drafts: list[float] = field(default_factory=list)
    requests: int = 0
    heard: int = 0
    lost: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.shown)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.shown, n=20)[-1]

    @property
    def is_met(self) -> bool:
        return self.median <= TARGET_MS and not self.lost


def measured(home: Path, size: Size, told: Callable[[str], None]) -> list[Run]:
    """Let one couple do the exercise alone on the site, and then all of them at once."""
    told(f"Making {size.couples + 1} couples with an exercise each ...")
    made = live_people.couples(size.couples + 1, EXERCISE)
    with live_site.running(home) as url:
        told("One couple, nobody else ...")
        alone = _played("One couple, nobody else", url, made[:1], pause=0.2)
        told(f"{size.couples} couples at once ...")
        many = _played(f"{size.couples} couples at once", url, made[1:], pause=size.pause)
    return [alone, many]


def _played(name: str, url: str, couples: Sequence[Together], *, pause: float) -> Run:
    run, kept = Run(name, len(couples)), threading.Lock()

    def one(couple: Together) -> None:
        random = Random(f"{SEED} {couple.number}")
        time.sleep(random.uniform(0, pause))
        try:
            shown, drafts, requests, heard = _doing(url, couple, random, pause)
        except Exception as error:  # noqa: BLE001 - one couple's failure is a result, not the end of the others
            with kept:
                run.lost.append(f"couple {couple.number}: {error!r}")
            return
        with kept:
            run.shown += shown
            run.drafts += drafts
            run.requests += requests
            run.heard += heard

    begun = time.perf_counter()
    with ThreadPoolExecutor(len(couples)) as people:
        list(people.map(one, couples))
    run.wall = time.perf_counter() - begun
    run.lost += [loss for couple in couples for loss in live_people.losses(couple)]
    return run


def _doing(
    url: str, couple: Together, random: Random, pause: float
) -> tuple[list[float], list[float], int, int]:
    shown: list[float] = []
    drafts: list[float] = []
    with Device(url, couple, "a") as alice, Device(url, couple, "b") as bob, ThreadPoolExecutor(1) as hand:
        devices = ((alice, bob), (bob, alice))
        for step in load_library().exercise(EXERCISE).steps:
            for own, other in devices[:1] if step.kind == "talk" else devices:
                time.sleep(random.uniform(pause / 2, pause * 3 / 2))
                drafts += [_timed(own.save, step, draft) for draft in _drafts(step, couple, own)]
                shown.append(_pressed(step, couple, own, other, hand))
        return shown, drafts, alice.requests + bob.requests, alice.heard + bob.heard


def _pressed(step: Step, couple: Together, own: Device, other: Device, hand: Executor) -> float:
    """Go on; return after how many milliseconds the step stood on the other's device."""
    words = couple.words(step, own.side) if step.is_written else None
    pings, begun = other.pings, time.perf_counter()
    sent = hand.submit(own.go_on, step, words)
    other.wait_for_ping(pings)
    other.page()
    shown = (time.perf_counter() - begun) * 1000
    sent.result()
    return shown


def _drafts(step: Step, couple: Together, own: Device) -> list[str]:
    words = couple.words(step, own.side)
    return [words[: len(words) * part // DRAFTS] for part in range(1, DRAFTS)] if step.is_written else []


def _timed(act: Callable[..., object], *arguments: object) -> float:
    begun = time.perf_counter()
    act(*arguments)
    return (time.perf_counter() - begun) * 1000
