"""What a clinician sees of content before it is given: pure, without database or viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.library import Article, Exercise, Programme, ProgrammeStage, StageGate, Step
    from troth.library.exercise import Side

SIDES: tuple[Side, Side] = ("a", "b")


@dataclass(frozen=True)
class Part:
    """What one partner will see; ``name`` says which part it is, where there are two."""

    side: Side
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class StageRead:
    """One stage of a programme as it is read before it is given."""

    stage: ProgrammeStage
    gates: list[tuple[StageGate, str]]
    exercises: list[Exercise]


@dataclass(frozen=True)
class ArticleRead:
    """An article before it is kept: its words as safe HTML, and its exercises by id and title."""

    body: str
    work: list[tuple[str, str]]


def parts_of(exercise: Exercise) -> list[Part]:
    """Return what each partner will see: once where both see the same."""
    if exercise.parts is None:
        return [Part("a", "", exercise.steps)]
    return [
        Part(side, name, exercise.seen_by(side).steps)
        for side, name in zip(SIDES, exercise.parts, strict=True)
    ]


def stages_of(programme: Programme, shelf: Mapping[str, Exercise]) -> list[StageRead]:
    """Return the stages with their gates in words and their exercises, as a practice words them."""
    return [
        StageRead(
            stage=stage,
            gates=[(gate, words_of(gate, shelf)) for gate in stage.gates],
            exercises=[shelf[slug] for slug in stage.exercises if slug in shelf],
        )
        for stage in programme.stages
    ]


def words_of(gate: StageGate, shelf: Mapping[str, Exercise]) -> str:
    """Say what a gate asks for, with the titles of what comes first."""
    titles = [f"“{shelf[slug].title}”" if slug in shelf else f"“{slug}”" for slug in gate.exercises]
    return f"Done before: {' and '.join(titles)}." if titles else gate.words


def article_read(article: Article, exercises: Mapping[str, Exercise]) -> ArticleRead:
    """Return the words of an article, with links that lead to other articles from any page."""
    return ArticleRead(
        body=article.body.replace('href="../', f'href="{reverse("reading")}'),
        work=[
            (work.id, exercises[work.id].title if work.id in exercises else work.id)
            for work in article.exercises
        ],
    )
