"""The moments that Alice and Bob write down, by how many days ago: kind, who reads it, the sentence, its place in the cycle."""

from __future__ import annotations

from troth.practice.patterns.states import Kind, Place
from troth.practice.privacy.states import Audience

SEALED, COUPLE, ME = Audience.SEALED, Audience.COUPLE, Audience.ME
Moment = tuple[Kind, Audience, str, str]

MET = (
    "I put the book away and listened.",
    "He wanted to show me the photo, and I came.",
    "We walked round the block, because he asked.",
    "I answered his message at once.",
)
REACHED = (
    "I asked whether we walk round the block.",
    "I told her about the meeting, without being asked.",
    "I showed her the old photo.",
    "I wrote at noon, just so.",
)
MISSED = "He began to tell something and I looked at my phone."
BIDS_MET = (47, 44, 41, 37, 34, 30, 28, 26, 20, 16, 12, 7)
BIDS_MISSED = (43, 33, 19)

BOTH: dict[int, tuple[Kind, str, str]] = {
    46: (Kind.CONNECTION, "We cooked and had the radio on.", "The kitchen, and her singing."),
    36: (Kind.CONFLICT, "The old question again, at eleven at night.", "I was too tired for that talk."),
    35: (Kind.REPAIR, "He came back to it by himself.", "I said at breakfast that I was short last night."),
    24: (Kind.CONNECTION, "An hour in the park, no telephone.", "The park. I had missed that."),
    10: (Kind.CONNECTION, "We laughed until it hurt.", "That film. We laughed like years ago."),
    6: (Kind.REPAIR, "We both said sorry, he first.", "I said sorry before I was asked."),
    2: (Kind.CONNECTION, "Tea at the window, and nothing to solve.", "Ten quiet minutes at the window."),
}
ALONE: dict[str, dict[int, Moment]] = {
    "a": {
        53: (Kind.CONFLICT, ME, "I asked three times. I did not like myself for it.", ""),
        50: (Kind.CONNECTION, ME, "He made soup when I had a cold.", ""),
        15: (Kind.CONFLICT, COUPLE, "You came late, and I did not know.", Place.TRIGGER),
        1: (Kind.BID_MET, COUPLE, "You told me about the day, and I put the laptop away.", Place.SEES),
    },
    "b": {
        52: (Kind.REPAIR, ME, "I told her about the call before she asked. My hands shook.", ""),
        23: (Kind.BID_MET, COUPLE, "You asked how the talk with my boss was, and I told you all of it.", ""),
        8: (Kind.BID_MISSED, COUPLE, "You stood in the door, and I did not look up.", Place.DO),
        0: (Kind.BID_MADE, COUPLE, "I sent two lines before I left work.", Place.DO),
    },
}


def _moments(side: str) -> dict[int, Moment]:
    found = dict(ALONE[side])
    for at, ago in enumerate(BIDS_MET):
        met, reached = MET[at % len(MET)], REACHED[at % len(REACHED)]
        found[ago] = (Kind.BID_MET, SEALED, met, "") if side == "a" else (Kind.BID_MADE, SEALED, reached, "")
    if side == "a":
        found |= dict.fromkeys(BIDS_MISSED, (Kind.BID_MISSED, COUPLE, MISSED, ""))
    for ago, (kind, *sentences) in BOTH.items():
        found[ago] = (kind, SEALED, sentences["ab".index(side)], "")
    return found


MOMENTS = {side: _moments(side) for side in "ab"}
