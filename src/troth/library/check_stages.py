"""What can be wrong within the files of a programme, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from troth.library.folder import Folder
    from troth.library.programme_sources import ProgrammeGuide, ProgrammeSource, StageGateSource
    from troth.library.prose import StepProse
    from troth.library.yaml_files import Document

FILE = "programme.yaml"


def check_stages(folder: Folder, structure: tuple[Document, ProgrammeSource], guide: ProgrammeGuide) -> None:
    """Every stage and gate is whole, and nothing comes twice, so that the way has an end."""
    document, source = structure
    stages: set[str] = set()
    given: set[str] = set()
    for index, stage in enumerate(source.stages):
        if stage.id in stages:
            message = f'Several stages are called "{stage.id}".'
            folder.report(FILE, document.line("stages", index, "id"), message, "Give each an id of its own.")
        stages.add(stage.id)
        for place, slug in enumerate(stage.exercises):
            if slug in given:
                line = document.line("stages", index, "exercises", place)
                message = f'The exercise "{slug}" comes twice.'
                folder.report(FILE, line, message, "Name it once, where it belongs first.")
            given.add(slug)
        for place, gate in enumerate(stage.gate):
            line = document.line("stages", index, "gate", place)
            for message, remedy in _gate_faults(gate, guide, given - set(stage.exercises)):
                folder.report(FILE, line, message, remedy)


def _gate_faults(gate: StageGateSource, guide: ProgrammeGuide, before: set[str]) -> list[tuple[str, str]]:
    if gate.kind == "asked" and (gate.id is None or gate.id not in guide.gates):
        return [
            (
                "A gate asks something, but its words are missing.",
                "Write them under gates: in therapist.en.md.",
            )
        ]
    if gate.kind == "done" and not gate.exercises:
        return [("A gate waits for what comes first, but names nothing.", "Add exercises: [one, another].")]
    late = [slug for slug in gate.exercises if slug not in before]
    if late:
        message = f'A gate waits for "{late[0]}", which no stage before it holds.'
        return [(message, "Name an exercise of an earlier stage.")]
    return []


def check_stage_words(
    folder: Folder, source: ProgrammeSource, name: str, words: dict[str, StepProse], guide: ProgrammeGuide
) -> None:
    """Every stage has words: one text for both, or one for each part."""
    wanted: set[str] = set()
    for stage in source.stages:
        each = {f"{stage.id} a", f"{stage.id} b"}
        wanted |= each if words.keys() & each else {stage.id}
    for key in sorted(wanted - words.keys()):
        message = f'The words of the stage "{key}" are missing.'
        folder.report(name, None, message, f"Add a heading: ## Title {{#{key}}}")
    for key in sorted(words.keys() - wanted):
        message = f'There are words for the stage "{key}", but it does not exist.'
        folder.report(name, words[key].line, message, "Take them out, or mend the id.")
    if any(" " in key for key in wanted) and guide.parts is None:
        message = "The two read different things, but the parts have no names."
        folder.report(name, 1, message, "Add to the head of therapist.en.md: parts: {a: …, b: …}")
