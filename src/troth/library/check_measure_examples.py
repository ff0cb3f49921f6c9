"""Worked examples of a measure: what was counted by hand must be what the program counts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.library.measure_sources import MeasureExamplesSource, expanded
from troth.library.score_measure import score_measure

if TYPE_CHECKING:
    from troth.library.folder import Folder
    from troth.library.measure import Measure
    from troth.library.measure_sources import MeasureExampleSource
    from troth.library.score_measure import MeasureResult
    from troth.library.yaml_files import Document

CLOSE_ENOUGH = 0.0005  # examples are written with three decimals
COUNT_AGAIN = "Count again by hand; then mend the key or the example."


def check_measure_examples(folder: Folder, measure: Measure) -> None:
    """Score every worked example of a measure anew, and note each that does not agree."""
    read = folder.document("examples.yaml", MeasureExamplesSource)
    if read is None:
        return
    for index, example in enumerate(read[1].examples):
        _Check(folder, read[0], index, example, measure).run()


def answers_of(example: MeasureExampleSource) -> dict[str, int | None]:
    """Return the answers by item; raises `ValueError` where an item cannot be read or stands twice."""
    answers: dict[str, int | None] = {}
    for span, answer in example.answers.items():
        for item in expanded(span):
            if item in answers:
                raise ValueError(f"item {item} is answered twice")
            answers[item] = answer
    return answers


@dataclass(slots=True)
class _Check:
    folder: Folder
    document: Document
    index: int
    example: MeasureExampleSource
    measure: Measure

    def report(self, field: str, name: str, message: str, remedy: str) -> None:
        line = self.document.line("examples", self.index, field, name)
        self.folder.report("examples.yaml", line, f'"{self.example.name}": {message}', remedy)

    def run(self) -> None:
        try:
            answers = answers_of(self.example)
            unknown = [item for item in answers if item not in self.measure.items]
            if unknown:
                self.report("answers", "", f"there is no item {unknown[0]}.", "Use the number of an item.")
                return
            result = score_measure(self.measure, answers)
        except ValueError as error:
            self.report("answers", "", f"the answers cannot be scored: {error}", "Mend the answers.")
            return
        self.scores(result)
        self.bands(result)
        self.others(result)

    def scores(self, result: MeasureResult) -> None:
        scored = {score.scale.id: score.value for score in result.scores}
        for name, expected in self.example.scores.items():
            if name not in scored:
                self.report("scores", name, f'there is no scale "{name}".', "Use the id of a scale.")
            elif not _agree(scored[name], expected):
                message = f'"{name}" is {_shown(expected)}, but it scores {_shown(scored[name])}.'
                self.report("scores", name, message, COUNT_AGAIN)

    def bands(self, result: MeasureResult) -> None:
        judged = {
            (score.scale.id, judgement.id): judgement.band
            for score in result.scores
            for judgement in score.judgements
        }
        for scale, expected in self.example.bands.items():
            for name, band in expected.items():
                found = judged.get((scale, name))
                if found != band:
                    message = f'"{name}" of "{scale}" is written as "{band}", but it gives "{found}".'
                    self.report("bands", scale, message, COUNT_AGAIN)

    def others(self, result: MeasureResult) -> None:
        rules = {rule.id: rule.met for rule in result.rules}
        for name, expected in self.example.rules.items():
            if name not in rules:
                self.report("rules", name, f'there is no rule "{name}".', "Use the id of a rule.")
            elif rules[name] is not expected:
                self.report("rules", name, f'the rule "{name}" gives {rules[name]}.', COUNT_AGAIN)
        raised = tuple(alert.kind for alert in result.alerts)
        if raised != self.example.alerts:
            told = ", ".join(raised) or "no alert"
            self.report("alerts", "", f"the answers raise {told}.", COUNT_AGAIN)


def _agree(scored: float | None, expected: float | None) -> bool:
    if scored is None or expected is None:
        return scored is expected
    return math.isclose(scored, expected, rel_tol=0, abs_tol=CLOSE_ENOUGH)


def _shown(value: float | None) -> str:
    return "no score" if value is None else f"{value:g}"
