"""Colours are read from tokens.css itself, so a changed token is a tested token."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import troth

TOKENS = Path(troth.__file__).parent / "practice/static/css/tokens.css"
TONES = ("a", "b", "seal", "good", "watch", "stop", "accent")
GROUNDS = ("paper", "card", "sunk")

TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-deep", *TONES) for ground in GROUNDS),
    *((tone, f"{tone}-wash") for tone in TONES),
    *(("ink", f"{tone}-wash") for tone in TONES),
    *(("ink-soft", f"{tone}-wash") for tone in ("accent", "seal")),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-deep"),
]
EDGE_PAIRS = [
    *(("line-strong", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in GROUNDS),
    ("a", "line"),
    ("b", "line"),
    ("accent", "line"),
]


def colours(scheme: str) -> dict[str, str]:
    light, dark = TOKENS.read_text("utf-8").split("@media screen and (prefers-color-scheme: dark)")
    dark = dark.split("\n}\n")[0]
    found = {"light": light, "dark": dark}[scheme]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", found))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def test_the_measure_gives_the_published_ends():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_both_schemes_name_the_same_colours():
    assert set(colours("light")) == set(colours("dark"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(scheme, ink, ground):
    palette = colours(scheme)
    assert contrast(palette[ink], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_and_marks_can_be_seen(scheme, edge, ground):
    palette = colours(scheme)
    assert contrast(palette[edge], palette[ground]) >= 3
