"""Made-up couples, written as plain numbers that Python and R read alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.random import Generator
    from numpy.typing import NDArray

OCCASIONS, TURNS, EVENTS, CODES = 14, 100, 200, 6
LEFT_OUT, ALONE = 0.15, 0.10


def pairs(n: int, rng: Generator) -> NDArray[np.float64]:
    """Return x and y of both partners, columns x_h x_w y_h y_w, shape (n, 4)."""
    x = rng.normal(size=(n, 2)) + 0.6 * rng.normal(size=(n, 1))
    slopes = np.array([[0.40, 0.20], [0.25, 0.35]])
    noise = rng.normal(size=(n, 2)) * [1.0, 1.2] + 0.6 * rng.normal(size=(n, 1))
    return np.column_stack([x, [1.0, 0.8] + x @ slopes + noise])


def write_pairs(folder: Path, n: int, rng: Generator) -> None:
    """Complete couples."""
    pairs(n, rng).tofile(folder / "couples.bin")


def write_gaps(folder: Path, n: int, rng: Generator) -> None:
    """Couples of whose values 15 % are missing, each on its own."""
    rows = pairs(n, rng)
    rows[rng.random(rows.shape) < LEFT_OUT] = np.nan
    rows.tofile(folder / "couples.bin")


def write_occasions(folder: Path, n: int, rng: Generator) -> None:
    """Occasions at each couple's own times; columns couple time y_h y_w; one in ten has one partner only."""
    couple = np.repeat(np.arange(n), OCCASIONS)
    time = np.tile(np.arange(OCCASIONS), n) + rng.uniform(-0.4, 0.4, n * OCCASIONS)
    between = np.full((4, 4), 0.1) + np.diag([0.7, 0.02, 0.8, 0.03])
    between[1::2, :] *= 0.2
    between[:, 1::2] *= 0.2
    curve = rng.multivariate_normal([5.0, 0.10, 5.5, 0.05], between, n)[couple]
    noise = rng.multivariate_normal([0.0, 0.0], [[0.8, 0.3], [0.3, 1.1]], len(couple))
    scores = curve[:, ::2] + curve[:, 1::2] * time[:, None] + noise
    alone = rng.random(len(couple)) < ALONE
    scores[alone, rng.integers(0, 2, alone.sum())] = np.nan
    kept = rng.random(len(couple)) >= ALONE
    np.column_stack([couple, time, scores])[kept].tofile(folder / "occasions.bin")


def write_talks(folder: Path, n: int, rng: Generator) -> None:
    """Rated conversations, couple by turn by partner: own inertia, and the other's good and bad moments."""
    talk = np.zeros((n, TURNS, 2))
    shape = (n, 2)
    start, inertia = rng.normal(0.1, 0.2, shape), rng.uniform(0.0, 0.5, shape)
    good, bad = rng.uniform(0.0, 0.4, shape), rng.uniform(0.1, 0.6, shape)
    talk[:, 0] = rng.normal(size=shape)
    for turn in range(1, TURNS):
        own, other = talk[:, turn - 1], talk[:, turn - 1, ::-1]
        pull = good * np.maximum(other, 0) + bad * np.minimum(other, 0)
        talk[:, turn] = start + inertia * own + pull + rng.normal(size=shape)
    talk.tofile(folder / "talks.bin")


def write_events(folder: Path, n: int, rng: Generator) -> None:
    """Coded conversations, one byte an event, couple by event; every code has its own habits."""
    habits = np.cumsum(rng.dirichlet(np.full(CODES, 2.0), CODES), axis=1)
    codes = np.empty((n, EVENTS), np.int8)
    state = rng.integers(0, CODES, n)
    for event in range(EVENTS):
        codes[:, event] = state
        state = (habits[state] < rng.random((n, 1))).sum(axis=1).clip(max=CODES - 1)
    codes.tofile(folder / "codes.bin")
