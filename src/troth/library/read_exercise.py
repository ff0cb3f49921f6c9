"""From the files of an exercise to an `Exercise`, finding every problem on the way."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from troth.library.check_exercise import check_gates, check_parts, check_steps, check_words, words_of
from troth.library.exercise import LEADS_BY_THEME, MARKED, Condition, Contraindication, Exercise, Mark, Step
from troth.library.prose import render, split_marks, steps_of
from troth.library.sources import ExerciseSource, PartnerWords, TherapistWords
from troth.library.wording import validated

if TYPE_CHECKING:
    from troth.library.exercise import Side
    from troth.library.folder import Folder
    from troth.library.prose import StepProse
    from troth.library.sources import StepSource


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
        check_steps(folder, *structure)
        if partner is not None:
            check_words(folder, *structure, partner_name, steps)
    if structure is not None and guide and guide.head and cautions:
        check_parts(folder, guide_name, structure[1], cautions, steps)
        check_gates(folder, guide_name, guide.head, structure[1], cautions)
    folder.says("evidence.md", evidence)
    folder.says(guide_name, guide)
    if len(folder.problems) > before or not (structure and words and cautions and guide and evidence):
        return None
    return Exercise(
        content_hash=folder.content_hash(),
        id=structure[1].id,
        version=structure[1].version,
        status=structure[1].status,
        theme=structure[1].theme,
        minutes=structure[1].minutes,
        joint=structure[1].joint,
        licence=structure[1].licence,
        source=structure[1].source,
        prerequisites=structure[1].prerequisites,
        leads_to=structure[1].leads_to or LEADS_BY_THEME.get(structure[1].theme),
        title=words.title,
        goal=words.goal,
        why=words.why,
        contraindications=contraindications_of(cautions),
        stop_rules=words.stop_rules,
        steps=tuple(
            _step(structure[1], step, words_of(steps, step.id, "b" if step.who == "b" else "a"))
            for step in structure[1].steps
        ),
        parts=(cautions.parts.a, cautions.parts.b) if cautions.parts else None,
        views=(_view(structure[1], steps, "a"), _view(structure[1], steps, "b")) if cautions.parts else None,
        therapist_guide=render(guide.body),
        evidence=render(evidence.body),
        files=MappingProxyType(dict(folder.read)),
    )


def contraindications_of(words: TherapistWords) -> tuple[Contraindication, ...]:
    """Return what speaks against an exercise or a programme, each in one line, with the gate that stops it."""
    given = words.contraindications
    return (
        *(Contraindication("door", " ".join(text.split())) for text in given.door),
        *(Contraindication("asked", " ".join(text.split())) for text in given.asked),
    )


def _view(source: ExerciseSource, words: dict[str, StepProse], part: Side) -> tuple[Step, ...]:
    return tuple(
        _other(step, words_of(words, step.id, part))
        if step.who in {"a", "b"} and step.who != part
        else _step(source, step, words_of(words, step.id, part))
        for step in source.steps
    )


def _other(step: StepSource, words: StepProse) -> Step:
    """Make the step of whoever waits; it has nothing of the step that the other one does."""
    return Step(
        id=step.id,
        who="other",
        kind="read",
        title=words.title,
        text=render(words.text),
        prompt="",
        audience=None,
        max_length=step.max_length,
        minutes=None,
        opens=None,
        barrier=False,
        first=None,
    )


def _may_be_gone_past(source: ExerciseSource, step: StepSource) -> bool:
    """The content says so, or words for others are asked for; but not those that one alone writes for the other to read."""
    if step.audience in {None, "me"} or step.barrier:
        return step.skippable
    return step.who == "each" or step.id not in {one.opens for one in source.steps}


def _step(source: ExerciseSource, step: StepSource, words: StepProse) -> Step:
    text, marks = split_marks(words.text) if step.kind in MARKED else (words.text, [])
    return Step(
        id=step.id,
        who=step.who,
        kind=step.kind,
        title=words.title,
        text=render(text),
        prompt=words.prompt,
        audience=step.audience,
        max_length=step.max_length,
        minutes=step.minutes,
        opens=step.opens,
        barrier=step.barrier,
        first=step.first,
        marks=tuple(Mark(key, said) for key, said in marks),
        lowest=step.lowest,
        highest=step.highest,
        at_most=step.at_most or 1,
        matches=step.matches,
        protected=step.protected,
        rounds=step.rounds,
        skippable=_may_be_gone_past(source, step),
        when=Condition(**step.when.model_dump()) if step.when else None,
        after_days=step.after_days,
    )
