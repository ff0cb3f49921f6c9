"""Everything that is wrong with a content folder, in every language, at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from troth.library.check_article import check_articles
from troth.library.check_cause import check_causes
from troth.library.check_measure_examples import check_measure_examples
from troth.library.check_named import check_named
from troth.library.check_programme import check_programmes
from troth.library.crisis import INTERNATIONAL
from troth.library.folder import FALLBACK_LANGUAGE, Folder
from troth.library.load import content_root, folders_of, read_content
from troth.library.names import named_twice
from troth.library.prerequisites import check_prerequisites
from troth.library.problems import Problem
from troth.library.sources import ExamplesSource

if TYPE_CHECKING:
    from pathlib import Path

    from troth.library.instrument import Instrument
    from troth.library.load import Library, There
    from troth.library.sources import ExampleSource
    from troth.library.yaml_files import Document

KINDS = ("instruments", "exercises", "letters", "causes", "articles", "programmes", "boundary_topics")
CLOSE_ENOUGH = 0.005  # worked examples may be written with two decimals


def check_content(root: Path | None = None) -> list[Problem]:
    """Find every problem in a content folder, by file and line; none means that it can be used."""
    root = content_root() if root is None else root
    library, problems = read_content(root, FALLBACK_LANGUAGE)
    for language in sorted(_languages(root) - {FALLBACK_LANGUAGE}):
        problems += read_content(root, language)[1]
    for kind in KINDS:
        for path in folders_of(root, kind):
            Folder(root, path, problems).check_translations()
    for path in folders_of(root, "instruments"):
        folder = Folder(root, path, problems)
        _check_readme(folder)
        instrument = library.instruments.get(path.name)
        if instrument is not None and instrument.scales:
            _check_examples(folder, instrument)
    for path in folders_of(root, "measures"):
        folder = Folder(root, path, problems)
        _check_readme(folder)
        if path.name in library.measures:
            check_measure_examples(folder, library.measures[path.name])
    problems += [
        Problem(f"{root.name}/measures", None, message, "Give one of them another name.")
        for message in named_twice(library)
    ]
    check_causes(root, library, problems)
    check_each_among_all(
        root, library, {kind: {path.name for path in folders_of(root, kind)} for kind in KINDS}, problems
    )
    if library.countries and INTERNATIONAL not in library.countries:
        name = f"{root.name}/safety/crisis/{INTERNATIONAL}.yaml"
        remedy = "Add the page for countries that have none of their own."
        problems.append(Problem(name, None, "The international page is missing.", remedy))
    return sorted(set(problems), key=lambda found: (found.file, found.line or 0, found.message))


def check_each_among_all(root: Path, library: Library, there: There, problems: list[Problem]) -> None:
    """Note where the exercises, articles and programmes below `root` do not fit the rest of the library.

    Args:
        root: A content folder; it may hold a single item.
        library: All that could be read, with what lies below `root`.
        there: The names of all that there are, by folder; what cannot be read is told elsewhere.
        problems: Where problems are noted.
    """
    check_prerequisites(root, library, there, problems)
    check_articles(root, library, there, problems)
    check_programmes(root, library, there, problems)
    check_named(root, there, problems)


def _languages(root: Path) -> set[str]:
    folders = [Folder(root, path, []) for kind in KINDS for path in folders_of(root, kind)]
    return {language for folder in folders for language in folder.languages()}


def _check_readme(folder: Folder) -> None:
    prose = folder.prose("README.md", with_head=False)
    folder.says("README.md", prose, "Write why it is here, who sees it, and its limits.")


def _check_examples(folder: Folder, instrument: Instrument) -> None:
    read = folder.document("examples.yaml", ExamplesSource)
    if read is None:
        return
    document, source = read
    for index, example in enumerate(source.examples):
        _check_example(folder, document, index, example, instrument)


def _check_example(
    folder: Folder, document: Document, index: int, example: ExampleSource, instrument: Instrument
) -> None:
    def report(field: str, name: str, message: str, remedy: str) -> None:
        line = document.line("examples", index, field, name)
        folder.report("examples.yaml", line, message, remedy)

    known = {item.id: {option.value for option in item.options} for item in instrument.items}
    before = len(folder.problems)
    for name, answer in example.answers.items():
        if name not in known:
            report("answers", name, f'There is no item "{name}".', "Use the id of an item.")
        elif answer is not None and answer not in known[name]:
            message = f'"{answer}" cannot be answered to "{name}".'
            report("answers", name, message, "Use an answer that the item offers.")
    if len(folder.problems) > before:
        return
    scored = {score.scale: score.value for score in instrument.score(example.answers)}
    for name, expected in example.scores.items():
        if name not in scored:
            report("scores", name, f'There is no scale "{name}".', "Use the id of a scale.")
        elif not _agree(scored[name], expected):
            message = (
                f'"{example.name}" says that "{name}" is {_shown(expected)}, '
                f"but it scores {_shown(scored[name])}."
            )
            report("scores", name, message, "Count again by hand; then mend the key or the example.")


def _agree(scored: float | None, expected: float | None) -> bool:
    if scored is None or expected is None:
        return scored is expected
    return math.isclose(scored, expected, rel_tol=0, abs_tol=CLOSE_ENOUGH)


def _shown(value: float | None) -> str:
    return "no score" if value is None else f"{value:g}"
