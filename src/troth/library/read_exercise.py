"""From the files of an exercise to an `Exercise`, finding every problem on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.exercise import Exercise, Step
from troth.library.prose import render, steps_of
from troth.library.sources import ExerciseSource, PartnerWords, TherapistWords
from troth.library.wording import validated

if TYPE_CHECKING:
    from troth.library.folder import Folder
    from troth.library.prose import StepProse
    from troth.library.sources import StepSource
    from troth.library.yaml_files import Document


def read_exercise(folder: Folder, language: str) -> Exercise | None:
    """Read an exercise in one language, or note in the folder why it cannot be read."""
    before = len(folder.problems)
    partner_name = folder.in_language("partner", "md", language)
    guide_name = folder.in_language("therapist", "md", language)
    structure = folder.document("exercise.yaml", ExerciseSource)
    partner = folder.prose(partner_name)
    guide = folder.prose(guide_name)
    evidence = folder.prose("evidence.md", with_head=False)
    words = partner and partner.head and validated(partner.head, PartnerWords, folder.problems)
    cautions = guide and guide.head and validated(guide.head, TherapistWords, folder.problems)
    steps = steps_of(partner, folder.problems) if partner else {}
    if structure is not None:
        _check_steps(folder, *structure)
        if partner is not None:
            _check_words(folder, structure[1], partner_name, steps)
    for name, prose in (("evidence.md", evidence), (guide_name, guide)):
        if prose is not None and not prose.body.strip():
            folder.report(name, None, "The file says nothing.", "Write what a colleague must know.")
    if len(folder.problems) > before or not (structure and words and cautions and guide and evidence):
        return None
    return Exercise(
        content_hash=folder.content_hash(),
        id=structure[1].id,
        version=structure[1].version,
        status=structure[1].status,
        minutes=structure[1].minutes,
        joint=structure[1].joint,
        licence=structure[1].licence,
        source=structure[1].source,
        prerequisites=structure[1].prerequisites,
        title=words.title,
        goal=words.goal,
        why=words.why,
        contraindications=cautions.contraindications,
        stop_rules=words.stop_rules,
        steps=tuple(_step(step, steps[step.id]) for step in structure[1].steps),
        therapist_guide=render(guide.body),
        evidence=render(evidence.body),
    )


def _step(step: StepSource, words: StepProse) -> Step:
    return Step(
        id=step.id,
        who=step.who,
        kind=step.kind,
        title=words.title,
        text=render(words.text),
        prompt=words.prompt,
        audience=step.audience,
        max_length=step.max_length,
        minutes=step.minutes,
        opens=step.opens,
        barrier=step.barrier,
        first=step.first,
    )


def _check_steps(folder: Folder, document: Document, source: ExerciseSource) -> None:
    def report(index: int, field: str, message: str, remedy: str) -> None:
        folder.report("exercise.yaml", document.line("steps", index, field), message, remedy)

    if source.id != folder.path.name:
        message = f'The id is "{source.id}" but the folder is "{folder.path.name}".'
        folder.report("exercise.yaml", document.line("id"), message, "Give both the same name.")
    earlier: dict[str, StepSource] = {}
    for index, step in enumerate(source.steps):
        if step.id in earlier:
            message = f'Several steps are called "{step.id}".'
            report(index, "id", message, "Give each step an id of its own.")
        for field, message, remedy in _step_faults(step, earlier):
            report(index, field, message, remedy)
        earlier[step.id] = step
    together = any(step.who == "together" for step in source.steps)
    if together and not source.joint:
        message = "There are steps for both together, but the exercise is not joint."
        remedy = "Set joint: true, so that the therapist opens it."
        folder.report("exercise.yaml", document.line("joint"), message, remedy)


def _step_faults(step: StepSource, earlier: dict[str, StepSource]) -> list[tuple[str, str, str]]:
    faults: list[tuple[str, str, str]] = []
    written = step.kind in {"write", "takeaway"}
    if written and step.audience is None:
        message = f'Nobody is named who may read what is written in "{step.id}".'
        faults.append(("id", message, "Add audience: me, therapist, sealed or couple."))
    if not written and step.audience is not None:
        message = f'Nothing is written in "{step.id}", yet it has an audience.'
        faults.append(("audience", message, "Take the line out."))
    if written and step.who == "together":
        faults.append(("who", f'"{step.id}" is written by both together.', "Use who: each."))
    if step.kind == "reveal" and step.opens is None:
        message = f'"{step.id}" reveals nothing.'
        faults.append(("kind", message, "Add opens: with the id of a sealed step."))
    if step.kind == "reveal" and not step.barrier:
        message = f'"{step.id}" would reveal before both have written.'
        faults.append(("kind", message, "Add barrier: true."))
    if step.opens is not None:
        opened = earlier.get(step.opens)
        if opened is None:
            message = f'"{step.id}" opens "{step.opens}", which is no step before it.'
            faults.append(("opens", message, "Use the id of an earlier step."))
        elif opened.audience != "sealed":
            message = f'"{step.id}" opens "{step.opens}", which is not sealed.'
            faults.append(("opens", message, "Open a step with audience: sealed."))
    if step.first is not None and step.kind != "talk":
        message = f'"{step.id}" has a first speaker, but nobody speaks.'
        faults.append(("first", message, "Take the line out, or use kind: talk."))
    return faults


def _check_words(folder: Folder, source: ExerciseSource, name: str, steps: dict[str, StepProse]) -> None:
    ids = {step.id for step in source.steps}
    for step in source.steps:
        if step.id not in steps:
            message = f'The words of the step "{step.id}" are missing.'
            folder.report(name, None, message, f"Add a heading: ## Title {{#{step.id}}}")
        elif step.kind in {"write", "takeaway"} and not steps[step.id].prompt:
            message = f'The step "{step.id}" does not say what to write.'
            folder.report(name, steps[step.id].line, message, 'Add a line that begins with "> ".')
    for step_id in sorted(steps.keys() - ids):
        message = f'There are words for the step "{step_id}", but it does not exist.'
        folder.report(name, steps[step_id].line, message, "Take them out, or mend the id.")
