"""The shape of `measure.yaml`, its worked examples, and the list of measures that are never shipped.

A measure is a published questionnaire of which only facts are kept: how many items, which answers,
which items count on which scale and in which direction, and which figures were published about it.
Its words belong to others and are never part of the content.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from troth.library.sources import Label, Name, Sentence, Slug, Source, Title, Version

Mark = Literal["V", "V2", "TV", "C"]
Status = Literal["complete", "needs-option-codes", "incomplete"]
Range = tuple[int, int]
MOST_ITEMS = 200
_SPAN = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3}))?")


def expanded(written: object) -> tuple[str, ...]:
    """Return the item ids of a list such as `1-3, 7`; raises `ValueError` for anything else."""
    if isinstance(written, tuple | list):
        return tuple(str(each) for each in written)
    ids: list[str] = []
    for part in str(written).split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"{part.strip()!r} is no item number: write them such as 1-3, 7")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= MOST_ITEMS:
            raise ValueError(f"{part.strip()!r} does not go up from 1 to at most {MOST_ITEMS}")
        ids += [str(number) for number in range(first, last + 1)]
    return tuple(ids)


Items = Annotated[
    tuple[str, ...],
    BeforeValidator(expanded),
    WithJsonSchema({"type": ["string", "integer"], "description": "Item numbers, such as 1-3, 7."}),
]


def _span(written: int | str) -> int | str:
    expanded(written)
    return written


Span = Annotated[
    int | str,
    Field(union_mode="left_to_right", description="Item numbers, such as 1-3, 7."),
    AfterValidator(_span),
]


class Sourced(Source):
    """Something that was published: where, and how well that is verified.

    V: stated by the source itself. V2: seen in a page about it. TV: to verify. C: computed.
    """

    mark: Mark
    source: Slug | None = Field(None, description="A name under sources; V and V2 need one.")
    note: Sentence | None = None


class CutoffSource(Sourced):
    """A published cut-off. Between `value` and `upper` sources disagree."""

    id: Slug
    value: float
    upper: float | None = None
    below: Label = Field(description="What a score below is called.")
    above: Label
    healthy: Literal["above", "below"]
    value_is: Literal["above", "below"] = Field("above", description="The side of a score on the value.")
    default: bool = Field(True, description="Used where the practice has chosen none.")
    sensitivity: Annotated[float, Field(ge=0, le=1)] | None = None
    specificity: Annotated[float, Field(ge=0, le=1)] | None = None


class BandsSource(Sourced):
    """Published bands: each begins at a value and reaches to the next."""

    steps: Annotated[dict[int, Label], Field(min_length=2)]
    healthy: Literal["below", "above"] | None = Field(
        None, description="The side on which people are well, where the words of the bands say it."
    )


class NormSource(Sourced):
    """Mean and spread of a published group."""

    group: Label
    mean: float
    sd: Annotated[float, Field(gt=0)] | None = None
    n: Annotated[int, Field(ge=1)] | None = None


class ReliabilitySource(Sourced):
    """A published reliability; with `upper`, studies range from `value` to it."""

    kind: Literal["alpha", "retest"]
    value: Annotated[float, Field(gt=0, lt=1)]
    upper: Annotated[float, Field(gt=0, lt=1)] | None = None
    n: Annotated[int, Field(ge=1)] | None = None


class ReliableChangeSource(Sourced):
    """The smallest change that is reliable; with `sd` and `reliability`, computed from them."""

    value: Annotated[float, Field(gt=0)]
    upper: Annotated[float, Field(gt=0)] | None = None
    sd: Annotated[float, Field(gt=0)] | None = None
    reliability: Annotated[float, Field(gt=0, lt=1)] | None = None


class KeySource(Sourced):
    """How well it is verified which items count, and which of them backwards."""


class MeasureScaleSource(Source):
    """One score. Without `items` its key must come with the practice's own file."""

    id: Name
    label: Label
    method: Literal["sum", "mean", "sum_of_scales"]
    items: Items | None = None
    reverse: Items = ()
    scales: tuple[Name, ...] = Field((), description="For sum_of_scales: the scales that are added.")
    count: Annotated[int, Field(ge=1)] | None = Field(None, description="Items, where only that is known.")
    range: Range | None = None
    minimum_answered: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Answers needed for a prorated score; without it, all."
    )
    key: KeySource
    cutoffs: tuple[CutoffSource, ...] = ()
    bands: BandsSource | None = None
    norms: tuple[NormSource, ...] = ()
    reliability: tuple[ReliabilitySource, ...] = ()
    rci: ReliableChangeSource | None = None


class NeedSource(Source):
    """So many of these items must be answered high enough."""

    label: Label
    items: Items
    count: Annotated[int, Field(ge=1)]


class RuleSource(Sourced):
    """A rule beside the scores: met when each need has enough answers of `at_least`."""

    id: Name
    label: Label
    at_least: int
    needs: Annotated[tuple[NeedSource, ...], Field(min_length=1)]


class MeasureAlertSource(Source):
    """Answers that the therapist must hear of, whatever the score."""

    items: Items
    any_of: Annotated[tuple[int, ...], Field(min_length=1)]
    kind: Literal["danger_to_self", "partner_safety"]


class AnswersSource(Source):
    """The lowest and highest answer of the items."""

    default: Range
    items: dict[Span, Range] = Field(default_factory=dict, description="Items with another range.")
    mark: Mark
    source: Slug | None = None


class PrintingSource(Sourced):
    """Another printing in which the items stand in another order, told by its reverse key."""

    reverse: Items


class MistakenSource(Sourced):
    """Another questionnaire that goes under the same name, told by its number of items."""

    items: Annotated[int, Field(ge=1)]
    message: Sentence


class RightsSource(Sourced):
    """Who may use it. Tier A: free according to its sources. Tier B: ask, or free with citation."""

    tier: Literal["A", "B"]
    text: Sentence


class MeasureSource(Source):
    """`measure.yaml`: the facts of a published measure, without a word of its items."""

    id: Slug
    version: Version
    name: Label
    aliases: tuple[Label, ...] = ()
    title: Title = Field(description="Ours, and neutral: safe on a screen that others can see.")
    about: Sentence
    authors: Label
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    status: Status
    item_count: Annotated[int, Field(ge=1, le=MOST_ITEMS)] | None
    answers: AnswersSource
    printed: dict[Span, Label] = Field(default_factory=dict, description="Printed labels of items.")
    order: Sentence | None = Field(None, description="Which printing the item numbers follow.")
    coding: tuple[Sentence, ...] = Field((), description="What must be known about the answer codes.")
    cautions: tuple[Sentence, ...] = Field((), description="Said with every score.")
    guarded: bool = Field(False, description="A violence screen: kept in the safety storage.")
    rights: RightsSource
    scales: Annotated[tuple[MeasureScaleSource, ...], Field(min_length=1)]
    rules: tuple[RuleSource, ...] = ()
    alerts: tuple[MeasureAlertSource, ...] = ()
    printings: tuple[PrintingSource, ...] = ()
    mistaken: tuple[MistakenSource, ...] = ()
    sources: dict[Slug, Sentence]

    def ranges(self) -> dict[str, Range] | None:
        """Return the lowest and highest answer of every item, or None where their number is unknown."""
        if self.item_count is None:
            return None
        ranges = {str(number): self.answers.default for number in range(1, self.item_count + 1)}
        for span, answers in self.answers.items.items():
            ranges.update(dict.fromkeys(expanded(span), answers))
        return ranges


class MeasureExampleSource(Source):
    """Answers of one person and what they must give; a score of null means: not scored."""

    name: Label
    answers: dict[Span, int | None]
    scores: Annotated[dict[Name, float | None], Field(min_length=1)]
    bands: dict[Name, dict[Slug, Label]] = Field(
        default_factory=dict, description="By scale and cut-off; `bands` stands for the scale's bands."
    )
    rules: dict[Name, bool | None] = Field(default_factory=dict)
    alerts: tuple[str, ...] = ()


class MeasureExamplesSource(Source):
    """`examples.yaml` of a measure: worked by hand, scored anew at every check."""

    examples: Annotated[tuple[MeasureExampleSource, ...], Field(min_length=1)]


class NotShippedEntry(Source):
    """A measure that must not be taken in, and why."""

    name: Label
    aliases: tuple[Label, ...] = ()
    reason: Sentence


class NotShippedSource(Source):
    """`not-shipped.yaml`: measures that are commercial or expressly restricted."""

    measures: Annotated[dict[Slug, NotShippedEntry], Field(min_length=1)]
