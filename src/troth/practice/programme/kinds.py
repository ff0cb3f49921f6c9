"""The content of this area that a practice can word anew, and that is kept as it was given."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from troth.library import Article, Exercise, Programme, article_from, exercise_from, programme_from
from troth.practice.programme import previews
from troth.practice.wordings.kind import Kind

FROM_THEN_ON = "A change counts for what is given from then on. What couples have already keeps its words."
REST = {
    "partner.en.md": "What the two read",
    "therapist.en.md": "For the therapist",
    "evidence.md": "What it rests on",
}
EXERCISE: Kind[Exercise] = Kind(
    "exercise",
    "Exercises",
    files={"exercise.yaml": "Steps", **REST},
    items=lambda library: library.exercises,
    read=exercise_from,
    shown=lambda exercise, _: previews.parts_of(exercise),
    preview="programme/_shown_exercise.html",
    counts=FROM_THEN_ON,
    page=lambda exercise: (
        reverse("preview-exercise", args=[exercise.id, "a"]) if exercise.status == "active" else ""
    ),
)
PROGRAMME: Kind[Programme] = Kind(
    "programme",
    "Programmes",
    files={"programme.yaml": "Stages and gates", **REST},
    items=lambda library: library.programmes,
    read=programme_from,
    shown=lambda programme, library: previews.stages_of(programme, library.exercises),
    preview="programme/_shown_programme.html",
    counts=FROM_THEN_ON,
    page=lambda programme: reverse("programme", args=[programme.id]) if programme.status == "active" else "",
)
ARTICLE: Kind[Article] = Kind(
    "article",
    "Articles",
    files={
        "article.yaml": "Topics, links and sources",
        "body.en.md": "What is read",
        "evidence.md": "What it rests on",
    },
    items=lambda library: library.articles,
    read=article_from,
    shown=lambda article, library: previews.article_read(article, library.exercises),
    preview="programme/_shown_article.html",
    counts="A change is read from then on, by couples of your practice and nobody else.",
    page=lambda article: reverse("article", args=[article.id]) if article.status == "active" else "",
)
KINDS: tuple[Kind[Any], ...] = (EXERCISE, PROGRAMME, ARTICLE)
