"""`docs/reference/measures.md`, made from the definitions: `python -m troth.library.measures_page FILE`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from troth.library.load import load_library

if TYPE_CHECKING:
    from collections.abc import Iterable

    from troth.library.load import Library
    from troth.library.measure import Measure, MeasureScale, Sourced

HEAD = """\
# Published measures

Made from `src/troth/content/measures/` by `python -m troth.library.measures_page`; change the definitions, not this page.

Troth ships facts about these measures and not a word of them.
A practice brings the words that it has the right to use (`troth import instrument --help`), and `troth score` scores the answers.
A scale is scored only when all of its items are answered, unless the practice asks for prorating.

**Marks.** V: stated by the source itself. V2: seen in a page about it. TV: to verify. C: computed from other figures here.
V2 and TV, and what was computed from them, are defaults to verify, which a practice may change.
**Tier.** A: free, according to its sources. B: ask, or use with citation; the practice makes sure.
**Status.** *complete*: the key is here. *needs-option-codes*: the words must come with the code of every answer.
*incomplete*: the key must come with the practice's own file; until then answers are kept and nothing is scored.
"""


def page(library: Library) -> str:
    """Return the page as Markdown."""
    overview = [
        "| Id | Name | Items | Answers | Status | Tier |",
        "|---|---|---|---|---|---|",
        *(_overview(measure) for measure in library.measures.values()),
    ]
    absent = [
        "## Never taken in",
        "",
        "| Id | Name | Why |",
        "|---|---|---|",
        *(_row(entry.id, entry.name, entry.reason) for entry in library.not_shipped.values()),
    ]
    details = ["\n".join(_details(measure)) for measure in library.measures.values()]
    return "\n\n".join([HEAD.strip(), "\n".join(overview), *details, "\n".join(absent)]) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _overview(measure: Measure) -> str:
    items = str(len(measure.items) or "?")
    name = f"[{measure.name}](#{measure.id})"
    return _row(f"`{measure.id}`", name, items, _answers(measure), measure.status, measure.rights.tier)


def _answers(measure: Measure) -> str:
    low, high = measure.default_range
    others = sorted({found for found in (measure.ranges or {}).values() if found != (low, high)})
    return ", ".join([f"{low} to {high}", *(f"some {first} to {last}" for first, last in others)])


def _details(measure: Measure) -> Iterable[str]:
    yield f'<a id="{measure.id}"></a>'
    yield ""
    yield f"## {measure.name}"
    yield ""
    yield f"{measure.about} {measure.authors}{f', {measure.year}' if measure.year else ''}."
    yield f"Tier {measure.rights.tier}: {measure.rights.text} ({measure.rights.mark})"
    yield from filter(None, (measure.order, *measure.coding, *measure.cautions))
    yield ""
    yield "| Scale | Key | Range | Cut-offs and bands | Reliability | Reliable change |"
    yield "|---|---|---|---|---|---|"
    for scale in measure.scales:
        yield _scale(scale)
    for rule in measure.rules:
        needs = ", ".join(need.label for need in rule.needs)
        yield ""
        yield f"Rule *{rule.label}*: answers of {rule.at_least} or more: {needs} ({rule.mark})."
    for alert in measure.alerts:
        answers = ", ".join(str(value) for value in alert.any_of)
        yield ""
        yield f"Alert: item {', '.join(alert.items)} answered with {answers}, whatever the score."
    if measure.sources:
        yield ""
        yield "Sources:"
        yield from (f"- {text}" for text in measure.sources.values())


def _scale(scale: MeasureScale) -> str:
    return _row(
        f"`{scale.id}` {scale.label}",
        _key(scale),
        "–" if scale.range is None else f"{scale.range[0]} to {scale.range[1]}",
        _judged(scale) or "–",
        "; ".join(
            f"{found.kind} {_span(found.value, found.upper)}{_mark(found)}" for found in scale.reliability
        )
        or "–",
        f"{_span(scale.rci.value, scale.rci.upper)}{_mark(scale.rci)}" if scale.rci else "–",
    )


def _key(scale: MeasureScale) -> str:
    if scale.scales:
        return f"{scale.method.replace('_', ' ')}: {', '.join(scale.scales)}{_mark(scale.key)}"
    if scale.items is None:
        size = f"{scale.count} items" if scale.count else "size unknown"
        return f"{size}; key with the practice's file{_mark(scale.key)}"
    reverse = f"; backwards {', '.join(scale.reverse)}" if scale.reverse else ""
    return f"{scale.method} of {_listed(scale.items)}{reverse}{_mark(scale.key)}"


def _judged(scale: MeasureScale) -> str:
    found = [
        f"{cutoff.id} {cutoff.shown}{'' if cutoff.default else ', not used unless chosen'}{_mark(cutoff)}"
        for cutoff in scale.cutoffs
    ]
    if scale.bands is not None:
        steps = ", ".join(f"{label} from {start}" for start, label in scale.bands.steps)
        found.append(f"{steps}{_mark(scale.bands)}")
    return "; ".join(found)


def _mark(found: Sourced) -> str:
    return f" ({found.mark}, to verify)" if found.to_verify else f" ({found.mark})"


def _span(value: float, upper: float | None) -> str:
    return f"{value:g}" if upper is None else f"{value:g}–{upper:g}"


def _listed(items: tuple[str, ...]) -> str:
    """Return item numbers with neighbours joined: 1–4, 7."""
    runs: list[list[int]] = []
    for number in sorted(map(int, items)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(load_library()), encoding="utf-8")
