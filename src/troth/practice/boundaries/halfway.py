"""Where two sides could meet: what stands beside what, and terms made of the parts that somebody ticked. Pure.

Nothing here compares texts or chooses: how near the two are is what both marked, and every part is ticked by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.boundaries.states import Firmness, Way
from troth.practice.boundaries.terms import MOST_TERMS, Term
from troth.practice.common.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Said = dict[str, str]
SIDES = ("a", "b")
_SENTENCE = re.compile(r"\n+|(?<=[.!?…])\s+(?=[^\W\d_a-zß-ÿ]|[“(])")

QUESTIONS = (
    "What is the need behind it, and is there a third way to meet it?",
    "What would be small enough to keep on a bad day?",
    "What would have to be so that this feels fair to both of us?",
)
TURNS = ("In the first week, and then every second week: ", "In the weeks between: ")
TRY = "For a try of two weeks: "
GOOD_FAITH = "One for one: each does their own part, whether or not the other managed theirs that day."


@dataclass(frozen=True)
class Piece:
    """One sentence of a side that can become a term; ``whose`` says who would do it."""

    id: str
    whose: str
    words: str


@dataclass(frozen=True)
class Half:
    """One partner's part of a point: words to read, or pieces to tick."""

    name: str
    side: str
    heading: str
    firm: str
    words: list[str]
    pieces: list[Piece]


@dataclass(frozen=True)
class Point:
    """What stands beside what; ``parts`` names the parts that both may have marked."""

    heading: str
    halves: list[Half]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """What somebody ticked, and in which way it shall become terms."""

    picked: Sequence[str]
    way: Way
    situations: tuple[str, str] = ("", "")
    question: str = ""


def points(said: Mapping[str, Said], names: Mapping[str, str]) -> list[Point]:
    """Return the needs beside each other, then what one asks for beside what the other offers."""
    needs = [
        Half(
            names[side],
            side,
            "needs",
            "",
            [said[side][p] for p in ("need", "means") if said[side].get(p)],
            [],
        )
        for side in SIDES
    ]
    crossed = [
        Point(
            f"What {names[one]} asks for, and what {names[other]} offers",
            [_half(said, names, one, "ask"), _half(said, names, other, "offer")],
            ("ask", "offer"),
        )
        for one, other in (SIDES, SIDES[::-1])
    ]
    return [Point("What each of you needs", needs, ("need",)), *crossed]


def pieces_of(said: Mapping[str, Said]) -> dict[str, Piece]:
    """Return every piece that can be ticked, by id: what each asks of the other, and what each offers."""
    found = [piece for side in SIDES for part in ("ask", "offer") for piece in _pieces(said, side, part)]
    return {piece.id: piece for piece in found}


def bending(said: Mapping[str, Said], names: Mapping[str, str]) -> str:
    """Return what the two could ask themselves, given how firm each is. Nobody is told to give way."""
    firm = {side: said[side]["firm"] for side in SIDES}
    musts = [side for side in SIDES if firm[side] == Firmness.MUST]
    if len(musts) == len(SIDES):
        return "For each of you it is a must. Look for a third way in which both needs are met, or for a first small step."
    if musts:
        firmer, other = names[musts[0]], names[SIDES[1 - SIDES.index(musts[0])]]
        return f"For {firmer} it is a must, and a must may stay. What would make it fair to {other}?"
    if set(firm.values()) == {Firmness.WISH}:
        return "For each of you it is a wish. That is a good place to give each other something."
    return "It matters, and each of you can move a little. Which small step would count for both?"


def built(pieces: Mapping[str, Piece], choice: Choice) -> list[Term]:
    """Return terms made of what was ticked, to be worded on. Raises `Refused` where the way needs something else."""
    picked = [pieces[one] for one in choice.picked if one in pieces]
    _check(picked, choice)
    worded = [_in_way(choice, number, piece) for number, piece in enumerate(picked)]
    terms = [Term("", piece.whose, words) for piece, words in zip(picked, worded, strict=True)]
    if choice.question:
        terms.append(
            Term("", "both", f"By the day we look at it again, each of us answers: “{choice.question}”")
        )
    return terms


def check_room(added: Sequence[Term], before: Sequence[Term]) -> None:
    """Together with the terms that stand already they must fit into one agreement. Raises `Refused`."""
    together = len(added) + len(before)
    if together > MOST_TERMS:
        raise Refused(f"That makes {together} terms, and an agreement holds {MOST_TERMS}. Tick fewer.")


def _check(picked: Sequence[Piece], choice: Choice) -> None:
    if not picked and not choice.question:
        raise Refused("Tick at least one part that fits, or choose a question.")
    if not picked:
        return
    two = len(("this", "that"))
    if choice.way is Way.SWAP and {piece.whose for piece in picked} != set(SIDES):
        raise Refused(
            "One for one needs something that each of you does. Tick at least one part of either kind."
        )
    if choice.way in {Way.TURNS, Way.SPLIT} and len(picked) != two:
        raise Refused("This way needs two parts: tick one for this and one for that.")
    if choice.way is Way.SPLIT and not all(choice.situations):
        raise Refused("Say for which situation each of the two parts is.")


def _in_way(choice: Choice, number: int, piece: Piece) -> str:
    match choice.way:
        case Way.TRY:
            return f"{TRY}{piece.words}"
        case Way.TURNS:
            return f"{TURNS[number]}{piece.words}"
        case Way.SPLIT:
            return f"When {choice.situations[number]}: {piece.words}"
    return piece.words


def _half(said: Mapping[str, Said], names: Mapping[str, str], side: str, part: str) -> Half:
    firm = Firmness(said[side]["firm"]).label if part == "ask" else ""
    heading = "asks for" if part == "ask" else "offers"
    return Half(names[side], side, heading, str(firm), [], _pieces(said, side, part))


def _pieces(said: Mapping[str, Said], side: str, part: str) -> list[Piece]:
    other = SIDES[1 - SIDES.index(side)]
    whose = other if part == "ask" else side
    sentences = [" ".join(one.split()) for one in _SENTENCE.split(said[side].get(part, ""))]
    return [Piece(f"{side}-{part}-{n}", whose, words) for n, words in enumerate(filter(None, sentences))]
