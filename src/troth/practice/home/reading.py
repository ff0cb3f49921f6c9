"""Articles to read, as the reader's practice words them. Nothing here knows or keeps who reads what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from troth.library.article import TOPICS
from troth.practice.common.errors import Absent
from troth.practice.formulation import queries as formulation
from troth.practice.formulation.understanding import released_causes
from troth.practice.home.finding import fitting, search
from troth.practice.programme import queries as programme
from troth.practice.safety import queries as safety
from troth.practice.wordings.queries import library_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from troth.library import Article, Library
    from troth.practice.people.viewer import Viewer


@dataclass(frozen=True)
class Line:
    """One article in a list; ``serves`` names its causes to clinicians, and is empty for partners."""

    article: Article
    serves: list[str]


@dataclass(frozen=True)
class ReadingPage:
    """What fits first, and the rest by topic; or what was found, where something was looked for."""

    looked_for: str
    found: list[Line]
    fitting: list[Line]
    topics: list[tuple[str, list[Line]]]

    @property
    def is_empty(self) -> bool:
        return not (self.fitting or self.topics)


@dataclass(frozen=True)
class WorkLine:
    """An exercise beside an article; ``run_id`` leads a partner to it, where the couple has it."""

    id: str
    title: str
    goal: str = ""
    run_id: UUID | None = None


@dataclass(frozen=True)
class ArticlePage:
    """An article with what goes with it."""

    article: Article
    work: list[WorkLine]
    planned: list[WorkLine]
    others: list[Article]


def reading_page(viewer: Viewer, looked_for: str = "") -> ReadingPage:
    """Return the articles: for a partner, first those that fit what was released to them and the agreed plan."""
    library = library_of(viewer)
    articles = _articles(library)
    first = _fitting(viewer, articles)
    rest = [one for one in articles if one not in first]
    topics = [
        (TOPICS[topic], _lines(viewer, library, (one for one in rest if one.topic == topic)))
        for topic in TOPICS
    ]
    return ReadingPage(
        looked_for=looked_for,
        found=_lines(viewer, library, search(articles, looked_for)) if looked_for else [],
        fitting=_lines(viewer, library, first),
        topics=[(label, lines) for label, lines in topics if lines],
    )


def article_page(viewer: Viewer, slug: str) -> ArticlePage:
    """Return an article that is there to be read. Raises `Absent`."""
    library = library_of(viewer)
    there = {one.id: one for one in _articles(library)}
    if slug not in there:
        raise Absent
    article, exercises = there[slug], library.exercises
    runs = _runs(viewer)
    written = [exercises[work.id] for work in article.exercises if work.id in exercises]
    missing = [work.id for work in article.exercises if work.id not in exercises]
    return ArticlePage(
        article=article,
        work=[WorkLine(one.id, one.title, one.goal, runs.get(one.id)) for one in written],
        planned=[WorkLine(name, _planned_title(library, name)) for name in missing],
        others=[there[name] for name in article.see_also if name in there],
    )


def _articles(library: Library) -> list[Article]:
    return sorted(
        (one for one in library.articles.values() if one.status == "active"), key=lambda one: one.title
    )


def _fitting(viewer: Viewer, articles: list[Article]) -> list[Article]:
    if viewer.couple_id is None:
        return []
    plan = formulation.agreed_text(viewer.couple_id)
    phases = [part.phase.value for part in plan.phases] if plan else []
    return fitting(articles, released_causes(viewer), phases)


def _lines(viewer: Viewer, library: Library, articles: Iterable[Article]) -> list[Line]:
    causes = {} if viewer.is_partner else library.causes
    return [Line(one, [causes[name].label for name in one.causes if name in causes]) for one in articles]


def _planned_title(library: Library, work_id: str) -> str:
    """Return what the causes call work that is not written yet, or its id in words."""
    suggested = (one for cause in library.causes.values() for one in cause.suggestions)
    return next((one.label for one in suggested if one.id == work_id), work_id.replace("-", " ").capitalize())


def _runs(viewer: Viewer) -> dict[str, UUID]:
    """Return the latest run of each exercise of this partner's couple, while joint work is open."""
    if viewer.couple_id is None or not safety.joint_work_is_open(viewer.couple_id):
        return {}
    runs = programme.runs_of_couples([viewer.couple_id]).get(viewer.couple_id, [])
    return {run.exercise: run.pk for run in reversed(runs)}
