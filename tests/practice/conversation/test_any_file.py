"""Whatever can be read can be shown: no file that was kept breaks a page."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.practice.conversation.talking import NAMES, talk
from troth.practice.common.errors import Refused
from troth.practice.conversation.reading import read_coded
from troth.practice.conversation.showing import shown
from troth.practice.conversation.states import Rated

SPEAKERS = st.sampled_from(["A", "B", "T"])
TIMES = st.lists(st.integers(0, 12), min_size=40, max_size=40).map(sorted)
SCORES = st.sampled_from([-1000.0, -1.0, -0.5, 0.0, 0.5, 2.0, 1000.0])


def shown_of(rows, rated: Rated, *, timed: bool) -> str | None:
    what = "code" if rated is Rated.CODES else "score"
    head = f"speaker,{what}{',time' if timed else ''}"
    lines = [head, *(",".join(map(str, row if timed else row[:2])) for row in rows)]
    try:
        found = read_coded("\n".join(lines).encode(), rated)
    except Refused:
        return None
    if not {"A", "B"} <= {row.speaker for row in found}:
        return None
    talks = [talk([row[1:] for row in found], demand=["d"], withdraw=["w"])] * 2
    coded = rated is Rated.CODES
    return json.dumps(shown(talks if coded else [], [] if coded else talks, NAMES), allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(SPEAKERS, min_size=2, max_size=40),
    st.lists(SCORES, min_size=40, max_size=40),
    TIMES,
    st.booleans(),
)
def test_scores(speakers, scores, times, timed) -> None:
    rows = list(zip(speakers, scores, times, strict=False))
    told = shown_of(rows, Rated.SCORES, timed=timed)
    assert told is None or "nan" not in told


@settings(max_examples=60, deadline=None)
@given(
    st.lists(SPEAKERS, min_size=2, max_size=40), st.lists(st.sampled_from("dwxy"), min_size=40, max_size=40)
)
def test_codes(speakers, codes) -> None:
    rows = [(who, code, None) for who, code in zip(speakers, codes, strict=False)]
    told = shown_of(rows, Rated.CODES, timed=False)
    assert told is None or "nan" not in told
