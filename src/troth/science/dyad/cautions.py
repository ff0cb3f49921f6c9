"""What a reader must know before using a result; each kind is a class, so that a program can ask for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar

from troth.science.dyad.words import counted

__all__ = [
    "BiasLeft",
    "Caution",
    "ChainsBroken",
    "CouplesDropped",
    "CouplesIncomplete",
    "DescriptiveOnly",
    "DrawsLost",
    "EmbeddingBias",
    "FewCouples",
    "FlatSurface",
    "LittleShared",
    "MissingAtRandom",
    "NoStableReading",
    "NotConverged",
    "NothingTold",
    "OccasionsDropped",
    "OnBoundary",
    "RatioUndefined",
    "SlopesUnknown",
    "TurnsFixed",
]


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to know; ``str()`` is one sentence for people, `to_dict` for programs."""

    code: ClassVar[str] = ""

    def to_dict(self) -> dict[str, object]:
        """Return code, sentence and facts."""
        return {"code": self.code, "text": str(self), **asdict(self)}


@dataclass(frozen=True, slots=True)
class CouplesDropped(Caution):
    """So many couples were left out, and why."""

    code: ClassVar[str] = "couples-dropped"
    count: int
    why: str

    def __str__(self) -> str:
        return f"{counted(self.count, 'couple')} {'was' if self.count == 1 else 'were'} left out: {self.why}."


@dataclass(frozen=True, slots=True)
class FewCouples(Caution):
    """The number of couples is small for what is estimated."""

    code: ClassVar[str] = "few-couples"
    couples: int
    parameters: int

    def __str__(self) -> str:
        return f"{counted(self.couples, 'couple')} for {counted(self.parameters, 'parameter')}: intervals are rough."


@dataclass(frozen=True, slots=True)
class MissingAtRandom(Caution):
    """The estimate rests on an assumption about what is missing."""

    code: ClassVar[str] = "missing-at-random"
    incomplete: int

    def __str__(self) -> str:
        return (
            f"What {counted(self.incomplete, 'couple')} did not give counts as missing at random, given what they gave; "
            "compare with complete couples only."
        )


@dataclass(frozen=True, slots=True)
class NotConverged(Caution):
    """The search for the best fit ended early."""

    code: ClassVar[str] = "not-converged"
    rounds: int

    def __str__(self) -> str:
        return f"The fit had not settled after {self.rounds} rounds: do not report these numbers."


@dataclass(frozen=True, slots=True)
class OnBoundary(Caution):
    """An estimate lies at the edge of what is possible."""

    code: ClassVar[str] = "on-boundary"
    what: str

    def __str__(self) -> str:
        return f"At the edge of what is possible: {self.what}. Its usual tests and intervals do not hold."


@dataclass(frozen=True, slots=True)
class DrawsLost(Caution):
    """Some bootstrap draws could not be fitted."""

    code: ClassVar[str] = "draws-lost"
    lost: int
    draws: int

    def __str__(self) -> str:
        return f"{self.lost} of {self.draws} draws could not be fitted and were left out: intervals may be too short."


@dataclass(frozen=True, slots=True)
class RatioUndefined(Caution):
    """A ratio has a denominator that may be 0."""

    code: ClassVar[str] = "ratio-undefined"
    ratio: str
    actor: float
    partner: float
    se_actor: float
    se_partner: float

    def __str__(self) -> str:
        return (
            f"{self.ratio} is not given, for the actor effect {self.actor:.4f} (SE {self.se_actor:.4f}) cannot be told "
            f"from 0: read it beside the partner effect {self.partner:.4f} (SE {self.se_partner:.4f}) instead."
        )


@dataclass(frozen=True, slots=True)
class ChainsBroken(Caution):
    """Neighbouring entries of diaries did not make a transition."""

    code: ClassVar[str] = "chains-broken"
    pairs: int
    gaps: int
    incomplete: int
    step: float

    def __str__(self) -> str:
        return (
            f"Of {self.pairs} pairs of neighbouring entries, {self.gaps} were not {self.step:g} "
            f"{'day' if self.step == 1 else 'days'} apart and {self.incomplete} more lacked an answer: "
            "these tell nothing of what carries over and were left out."
        )


@dataclass(frozen=True, slots=True)
class BiasLeft(Caution):
    """The diaries are short, and their bias was not corrected."""

    code: ClassVar[str] = "bias-left"
    transitions: float

    def __str__(self) -> str:
        return (
            f"With {self.transitions:.1f} transitions a couple, stability is too low by about "
            f"{1 / self.transitions:.2f} or more, and nothing was done about it."
        )


@dataclass(frozen=True, slots=True)
class LittleShared(Caution):
    """What the partners' predictors have in common may be nothing."""

    code: ClassVar[str] = "little-shared"
    variance: float
    se: float

    def __str__(self) -> str:
        return (
            f"common_predictor is {self.variance:.4f} (SE {self.se:.4f}) and cannot be told from 0: the effect is a ratio "
            "to it, and its interval does not hold; use the actor-partner model."
        )


@dataclass(frozen=True, slots=True)
class NoStableReading(Caution):
    """What goes back and forth between the partners grows with every turn."""

    code: ClassVar[str] = "no-stable-reading"
    product: float

    def __str__(self) -> str:
        return (
            f"The product of both influences is {self.product:.4f}: going back and forth they would not fade, so that they "
            "cannot be read as what two partners at rest do to each other."
        )


@dataclass(frozen=True, slots=True)
class FlatSurface(Caution):
    """A surface cannot be told from a plane."""

    code: ClassVar[str] = "flat-surface"
    whose: str
    chi_square: float
    p: float

    def __str__(self) -> str:
        return (
            f"The surface of {self.whose} cannot be told from a plane (chi-square(3) {self.chi_square:.2f}, "
            f"p {self.p:.3f}): read nothing into its stationary point and its axis."
        )


@dataclass(frozen=True, slots=True)
class CouplesIncomplete(Caution):
    """Couples with missing values count."""

    code: ClassVar[str] = "couples-incomplete"
    complete: int
    incomplete: int

    def __str__(self) -> str:
        return (
            f"{counted(self.complete, 'couple')} gave everything and {self.incomplete} "
            "lacked something; all of them count."
        )


@dataclass(frozen=True, slots=True)
class OccasionsDropped(Caution):
    """Occasions were left out for what they lack."""

    code: ClassVar[str] = "occasions-dropped"
    count: int
    lacking: str

    def __str__(self) -> str:
        return (
            f"{counted(self.count, 'occasion')} with answers lacked a value of {self.lacking} "
            "and left the analysis."
        )


@dataclass(frozen=True, slots=True)
class TurnsFixed(Caution):
    """Who acts next is known before, so that codes of one person cannot follow each other (or nothing else can)."""

    code: ClassVar[str] = "turns-fixed"

    def __str__(self) -> str:
        return (
            "Who acts at this lag is fixed by strict turns, and z and log odds differ from 0 by that alone: compare "
            "transitions with each other, and not with 0."
        )


@dataclass(frozen=True, slots=True)
class NothingTold(Caution):
    """No transition has an estimate, for the couples' tables tell nothing of any."""

    code: ClassVar[str] = "nothing-told"
    couples: int

    def __str__(self) -> str:
        lacking = "the couple has none" if self.couples == 1 else "fewer than two couples have one"
        return (
            "No transition has an estimate: only a table in which two codes or more come first and two or more follow can "
            f"differ from chance, and {lacking}; gather longer conversations."
        )


@dataclass(frozen=True, slots=True)
class DescriptiveOnly(Caution):
    """Numbers that describe a conversation are read as a forecast."""

    code: ClassVar[str] = "descriptive-only"

    def __str__(self) -> str:
        return (
            "This describes conversations and foretells nothing about a couple; errors in the ratings make inertia "
            "and influence too small."
        )


@dataclass(frozen=True, slots=True)
class SlopesUnknown(Caution):
    """Some couples were too seldom on one side of zero."""

    code: ClassVar[str] = "slopes-unknown"
    couples: int

    def __str__(self) -> str:
        return (
            f"{self.couples} {'couple was' if self.couples == 1 else 'couples were'} too seldom above or below zero "
            "for a slope on each side: linear influence needs one slope only."
        )


@dataclass(frozen=True, slots=True)
class EmbeddingBias(Caution):
    """Derivatives were read off windows."""

    code: ClassVar[str] = "embedding-bias"
    span: int

    def __str__(self) -> str:
        return (
            f"Derivatives come from windows of {self.span} moments: long windows show swings slower than they are, "
            "noise shows them faster. Compare other steps, and simulated series of the same length."
        )
