"""From the files of a programme to a `Programme`, finding every problem on the way."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from troth.library.check_exercise import words_of
from troth.library.check_stages import check_stage_words, check_stages
from troth.library.programme import GATES, Programme, ProgrammeStage, StageGate
from troth.library.programme_sources import ProgrammeGuide, ProgrammeSource, ProgrammeWords
from troth.library.prose import render, steps_of
from troth.library.read_exercise import contraindications_of
from troth.library.wording import validated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from troth.library.folder import Folder
    from troth.library.programme_sources import StageGateSource, StageSource
    from troth.library.prose import StepProse


def read_programme(folder: Folder, language: str) -> Programme | None:
    """Read a programme in one language, or note in the folder why it cannot be read."""
    before = len(folder.problems)
    partner_name = folder.in_language("partner", "md", language)
    guide_name = folder.in_language("therapist", "md", language)
    structure = folder.document("programme.yaml", ProgrammeSource)
    partner, guide = folder.prose(partner_name), folder.prose(guide_name)
    evidence = folder.prose("evidence.md", with_head=False)
    words = partner and partner.head and validated(partner.head, ProgrammeWords, folder.problems)
    cautions = guide and guide.head and validated(guide.head, ProgrammeGuide, folder.problems)
    stages = steps_of(partner, folder.problems) if partner else {}
    if structure is not None and partner is not None and cautions:
        check_stages(folder, structure, cautions)
        check_stage_words(folder, structure[1], partner_name, stages, cautions)
    folder.says("evidence.md", evidence)
    folder.says(guide_name, guide)
    if len(folder.problems) > before or not (structure and words and cautions and guide and evidence):
        return None
    source = structure[1]
    return Programme(
        id=source.id,
        version=source.version,
        content_hash=folder.content_hash(),
        status=source.status,
        licence=source.licence,
        source=source.source,
        causes=source.causes,
        title=words.title,
        goal=words.goal,
        why=words.why,
        parts=(cautions.parts.a, cautions.parts.b) if cautions.parts else None,
        contraindications=contraindications_of(cautions),
        stages=tuple(_stages(source, stages, cautions.gates)),
        therapist_guide=render(guide.body),
        evidence=render(evidence.body),
        files=MappingProxyType(dict(folder.read)),
    )


def _stages(
    source: ProgrammeSource, words: dict[str, StepProse], asked: dict[str, str]
) -> Iterator[ProgrammeStage]:
    """A hard gate holds for every later stage too, or leaving the order would lead around it."""
    hard: list[StageGate] = []
    for stage in source.stages:
        own = [_gate(gate, asked) for gate in stage.gate]
        yield _stage(stage, words, (*(gate for gate in hard if gate not in own), *own))
        hard += [gate for gate in own if gate.is_hard and gate not in hard]


def _stage(source: StageSource, words: dict[str, StepProse], gates: tuple[StageGate, ...]) -> ProgrammeStage:
    a, b = words_of(words, source.id, "a"), words_of(words, source.id, "b")
    return ProgrammeStage(
        id=source.id,
        titles=(a.title, b.title),
        texts=(render(a.text), render(b.text)),
        exercises=source.exercises,
        gates=gates,
    )


def _gate(source: StageGateSource, asked: dict[str, str]) -> StageGate:
    words = " ".join(asked[source.id].split()) if source.kind == "asked" and source.id else GATES[source.kind]
    return StageGate(source.kind, words, source.exercises)
