"""What can be wrong with the steps of an exercise, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.check_cards import card_faults, card_word_faults
from troth.library.check_opening import opening_faults
from troth.library.check_resting import resting_faults
from troth.library.check_rows import row_faults
from troth.library.check_when import when_faults
from troth.library.exercise import COUNTED, MARKED, PACED, WRITTEN
from troth.library.prose import split_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from troth.library.folder import Folder
    from troth.library.prose import StepProse
    from troth.library.sources import ExerciseSource, StepSource, TherapistWords
    from troth.library.yaml_files import Document

Fault = tuple[str, str, str]  # field, message, remedy
OF_THE_PAGE = frozenset({"step", "page", "seen", "skip", "field", "csrfmiddlewaretoken"})
LONGEST_LINE = 600  # seconds of one timed line


def check_steps(folder: Folder, document: Document, source: ExerciseSource) -> None:
    """Every step fits its kind and the steps before it, and shows nothing that is not meant to be shown."""

    def report(index: int, field: str, message: str, remedy: str) -> None:
        folder.report("exercise.yaml", document.line("steps", index, field), message, remedy)

    _check_way(source, report)
    earlier: dict[str, StepSource] = {}
    shown = {step.opens for step in source.steps}
    for index, step in enumerate(source.steps):
        if step.id in earlier:
            message = f'Several steps are called "{step.id}".'
            report(index, "id", message, "Give each step an id of its own.")
        for field, message, remedy in [
            *_name_faults(step),
            *_step_faults(step, earlier),
            *_kind_faults(step),
            *_protected_faults(step),
            *row_faults(step, earlier),
            *card_faults(step),
            *opening_faults(step),
            *resting_faults(step, earlier),
            *when_faults(step, earlier, shown),
        ]:
            report(index, field, message, remedy)
        earlier[step.id] = step
    if not source.joint and any(_is_for_both(step) for step in source.steps):
        message = "There are steps for both together, or words that both read, but the exercise is not joint."
        remedy = "Set joint: true, so that the therapist opens it."
        folder.report("exercise.yaml", document.line("joint"), message, remedy)


def _is_for_both(step: StepSource) -> bool:
    """Whatever lets one read or meet the other waits behind the door of joint work."""
    meets = step.who in {"together", "therapist"} or step.barrier
    return meets or step.matches or step.audience in {"sealed", "couple"}


def _name_faults(step: StepSource) -> list[Fault]:
    if step.kind not in WRITTEN or step.id not in OF_THE_PAGE:
        return []
    return [("id", f'"{step.id}" is a name that the page needs itself.', "Use another id.")]


def _step_faults(step: StepSource, earlier: dict[str, StepSource]) -> list[Fault]:
    faults: list[Fault] = []
    written = step.kind in WRITTEN
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
        elif step.kind != "review" and not _may_be_shown(opened):
            message = f'"{step.id}" opens "{step.opens}", which is not sealed.'
            faults.append(("opens", message, "Open a step with audience: sealed."))
    if step.first is not None and step.kind != "talk":
        message = f'"{step.id}" has a first speaker, but nobody speaks.'
        faults.append(("first", message, "Take the line out, or use kind: talk."))
    return faults


def _protected_faults(step: StepSource) -> list[Fault]:
    if not step.protected or step.audience in {"me", "therapist"}:
        return []
    message = (
        f'"{step.id}" is protected, but nothing is written there that only its author and the therapist read.'
    )
    return [("protected", message, "Take the line out, or use audience: therapist.")]


def _check_way(source: ExerciseSource, report: Callable[[int, str, str, str], None]) -> None:
    """What one alone writes for the other cannot be gone past: its absence would tell who went past it."""
    shown = {step.opens for step in source.steps}
    for index, step in enumerate(source.steps):
        if step.skippable and step.who in {"a", "b"} and step.id in shown:
            message = f'"{step.id}" may be gone past, but one alone writes it and a later step shows it.'
            report(index, "skippable", message, "Take one of the two out.")
        if step.skippable and (step.who == "together" or step.barrier):
            message = f'"{step.id}" is for both, so one cannot go past it alone.'
            report(index, "skippable", message, "Take the line out.")


def _may_be_shown(step: StepSource) -> bool:
    by_one = step.who in {"a", "b"} and step.audience == "couple"
    return step.audience == "sealed" or step.matches or by_one


def _kind_faults(step: StepSource) -> list[Fault]:
    faults: list[Fault] = []
    if step.kind == "rate" and step.lowest >= step.highest:
        faults.append(
            ("lowest", f'The scale of "{step.id}" does not rise.', "Make highest the larger number.")
        )
    if step.who in {"a", "b"} and (step.audience == "sealed" or step.matches):
        message = f'"{step.id}" would never open, because only one answers.'
        faults.append(("audience", message, "Use audience: me, therapist or couple."))
    if step.who in {"a", "b"} and step.kind in {"talk", "reveal"}:
        message = f'"{step.id}" is for both, but only one is named.'
        faults.append(("who", message, "Use who: together."))
    if (step.kind == "choose") is not bool(step.options):
        message = f'"{step.id}" has nothing to choose from, or is not chosen from.'
        faults.append(("kind", message, "Use kind: choose together with options: [one, another]."))
    if len(set(step.options)) < len(step.options):
        faults.append(("options", f'"{step.id}" offers something twice.', "Give each an id of its own."))
    if step.kind in COUNTED and step.at_most is None:
        faults.append(("kind", f'"{step.id}" does not say how many lines.', "Add at_most: with a number."))
    if step.kind not in COUNTED | {"choose"} and step.at_most is not None:
        faults.append(("at_most", f'There is nothing to count in "{step.id}".', "Take the line out."))
    if step.kind not in PACED and step.rounds > 1:
        faults.append(("rounds", f'"{step.id}" has no timed lines.', "Take the line out."))
    return faults + _match_faults(step)


def _match_faults(step: StepSource) -> list[Fault]:
    if not step.matches:
        return []
    faults: list[Fault] = []
    if step.kind != "choose" or step.audience != "me":
        message = f'"{step.id}" would show more than what both marked.'
        faults.append(("matches", message, "Use kind: choose with audience: me."))
    if 2 * (step.at_most or 1) > len(step.options):
        message = f'In "{step.id}" one could mark nearly all, and so read what the other marked.'
        faults.append(("matches", message, "Let at_most be no more than half of the options."))
    return faults


def _mark_faults(step: StepSource, heading: str, keys: list[str]) -> list[tuple[str, str]]:
    """Compare the lines `- [key] words` of a step with what its kind needs."""
    if step.kind == "cards":
        return card_word_faults(step, heading, keys)
    if step.kind in PACED:
        if keys and all(key.isdecimal() and 1 <= int(key) <= LONGEST_LINE for key in keys):
            return []
        message = f'The lines of "{step.id}" have no times.'
        return [(message, f"Write each as: - [20] words, with 1 to {LONGEST_LINE} seconds.")]
    ends = [str(step.lowest), str(step.highest)]
    wanted = list(step.options) if step.kind == "choose" else ends
    if sorted(keys) == sorted(wanted):
        return []
    message = f'The words of "{step.id}" do not fit exercise.yaml.'
    return [(message, "Write one line for each: " + ", ".join(f"- [{key}] words" for key in wanted))]


def check_words(
    folder: Folder, document: Document, source: ExerciseSource, name: str, steps: dict[str, StepProse]
) -> None:
    """Every step has its words, and the lines `- [key] words` are those that its kind needs."""
    numbered = enumerate(source.steps)
    wanted = [(index, step, key) for index, step in numbered for key in _headings(step, steps)]
    for index, step, key in wanted:
        words = steps.get(key)
        if words is None:
            message = f'The words of the step "{key}" are missing.'
            line = document.line("steps", index, "id")
            folder.report("exercise.yaml", line, message, f"Add a heading to {name}: ## Title {{#{key}}}")
        elif step.who in {"a", "b"} and key != f"{step.id} {step.who}":
            if words.prompt:
                message = f'"{key}" asks for something, but the other one answers.'
                folder.report(name, words.line, message, 'Take out the line that begins with "> ".')
        elif step.kind in WRITTEN and not words.prompt:
            message = f'The step "{key}" does not say what to write.'
            folder.report(name, words.line, message, 'Add a line that begins with "> ".')
        elif step.kind in MARKED:
            for message, remedy in _mark_faults(step, key, [mark for mark, _ in split_marks(words.text)[1]]):
                folder.report(name, words.line, message, remedy)
    for key in sorted(steps.keys() - {key for _, _, key in wanted}):
        message = f'There are words for the step "{key}", but it does not exist.'
        folder.report(name, steps[key].line, message, "Take them out, or mend the id.")


def check_parts(
    folder: Folder, name: str, source: ExerciseSource, cautions: TherapistWords, steps: dict[str, StepProse]
) -> None:
    """Where the two do or read different things, the therapist must be able to say who takes which part."""
    differ = any(step.who in {"a", "b"} for step in source.steps) or any(" " in key for key in steps)
    if differ and cautions.parts is None:
        message = "The two have different parts, but the parts have no names."
        folder.report(name, 1, message, "Add to the head: parts: {a: The one who …, b: The one who …}")
    if cautions.parts is not None and not differ:
        message = "The parts have names, but both do and read the same."
        folder.report(name, 1, message, "Take parts out of the head.")


def check_gates(
    folder: Folder, name: str, head: Document, source: ExerciseSource, cautions: TherapistWords
) -> None:
    """Something stops the exercise in each case in which it is not given."""
    gates = cautions.contraindications
    line = head.line("contraindications")
    if source.joint and not gates.door:
        message = "The exercise is joint, but no contraindication lies with the door of joint work."
        folder.report(name, line, message, "Add door: with what keeps the door closed.")
    if gates.door and not source.joint:
        message = "The door of joint work stops nothing here, because the exercise is not joint."
        folder.report(name, line, message, "Move what is below door: to asked:, or set joint: true.")
    if not gates.door and not gates.asked:
        folder.report(name, line, "There is no contraindication.", "Write when this is not given.")


def words_of(steps: dict[str, StepProse], step_id: str, part: str) -> StepProse:
    """Return the words of a step for one part: its own, or else those for both."""
    return steps.get(f"{step_id} {part}") or steps[step_id]


def _headings(step: StepSource, steps: dict[str, StepProse]) -> list[str]:
    """Name the headings that a step must have: one for both, or one for each part."""
    each = [f"{step.id} a", f"{step.id} b"]
    return each if step.who in {"a", "b"} or steps.keys() & set(each) else [step.id]
