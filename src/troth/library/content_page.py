"""`docs/reference/content.md`, made from the content: `python -m troth.library.content_page FILE`."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from troth.library.article import TOPICS
from troth.library.exercise import THEMES
from troth.library.load import content_root, load_library
from troth.library.reading_grade import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from troth.library.article import Article
    from troth.library.cause import Cause
    from troth.library.crisis import CrisisPage
    from troth.library.exercise import Exercise
    from troth.library.instrument import Instrument
    from troth.library.letter import Letter, LetterKind
    from troth.library.load import Library
    from troth.library.programme import Programme
    from troth.library.topic import BoundaryTopic

HEAD = """\
# All content

Made from `src/troth/content/` by `python -m troth.library.content_page`; change the content, not this page.

All words here are Troth’s own. What is cited is the published technique, in the population in which it was studied; the effect of
Troth itself, and of these texts, has not been studied. Each name leads to what the text rests on, what is not shown, and its limits.

**Status.** *active*: used. *draft*: not offered yet. *retired*: kept for those who had it.
Causes, questionnaires, letters and crisis pages know neither draft nor retirement: those that are here are used.
**Marks.** V: stated by the source itself. V2: seen in a page about it. TV: to verify. C: computed. D: a rule of this project, no finding.
Published questionnaires have [a page of their own](measures.md).
"""
CONTENT = "../../src/troth/content"
RESTS_ON = "**What it rests on.**"
LETTERS_REST_ON: dict[LetterKind, str] = {
    "consent": "What is asked of people, and apart for each purpose, is a rule of this project (D).",
    "policy": "Two policies can be defended, and both partners sign one at intake (V2, S54).",
    "wording": "A safe way to be reached is asked of each alone (D).",
    "mail": "Neutral subject and no content (D); a large check-up asks for consent before plain mails go out (V, S27).",
}


def page(library: Library) -> str:
    """Return the page as Markdown."""
    exercises, articles = library.exercises.values(), library.articles.values()
    parts = [
        HEAD.strip(),
        f"## Programmes ({len(library.programmes)})",
        _table("Programme|Stages|Status|What it rests on", map(_programme, library.programmes.values())),
        f"## Exercises ({len(exercises)})",
        *_by_theme(exercises),
        f"## Articles ({len(articles)})",
        _table("Article|About|Minutes|Status|Read by a clinician|What it rests on", map(_article, articles)),
        f"## Boundary topics ({len(library.boundary_topics)})",
        _table("Topic|Status|What it rests on", map(_topic, library.boundary_topics.values())),
        f"## Causes ({len(library.causes)})",
        _table("Cause|What serves it|Status|What it rests on", map(_cause, library.causes.values())),
        f"## Questionnaires of Troth’s own ({len(library.instruments)})",
        "None of them has been validated. So none has a cut-off, a norm or a published reliability.",
        _table(
            "Questionnaire|Questions|Minutes|Status|What it rests on",
            map(_instrument, library.instruments.values()),
        ),
        f"## Letters and mails ({len(library.letters)})",
        _table("Letter|Kind|Status|What it rests on", map(_letter, library.letters.values())),
        f"## Crisis pages ({len(library.countries)})",
        "Whom to call. Each practice checks the numbers of its country before partners rely on them.",
        _table("Country|Helplines|Status|Numbers checked", map(_crisis, library.countries.values())),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: str, rows: Iterable[tuple[str, ...]]) -> str:
    titles = tuple(head.split("|"))
    cells = [titles, tuple("---" for _ in titles), *rows]
    return "\n".join(f"| {' | '.join(text.replace('|', '/') for text in row)} |" for row in cells)


def _by_theme(exercises: Iterable[Exercise]) -> Iterator[str]:
    order = list(THEMES)
    ordered = sorted(exercises, key=lambda one: (order.index(one.theme), one.title))
    for theme, found in groupby(ordered, key=lambda one: one.theme):
        yield f"### {THEMES[theme]}"
        yield _table("Exercise|Minutes|Done|Status|What it rests on", map(_exercise, found))


def _programme(one: Programme) -> tuple[str, ...]:
    stages = "; ".join(
        f"{stage.titles[0]}: {', '.join(f'`{slug}`' for slug in stage.exercises)}" for stage in one.stages
    )
    name = _linked(one.title, "programmes", one.id)
    return name, stages, _standing(one.status, one.version), _principle(one.evidence)


def _exercise(one: Exercise) -> tuple[str, ...]:
    return (
        _linked(one.title, "exercises", one.id),
        str(one.minutes),
        ("together" if one.joint else "alone") + (", two parts" if one.parts else ""),
        _standing(one.status, one.version),
        _principle(one.evidence),
    )


def _article(one: Article) -> tuple[str, ...]:
    return (
        _linked(one.title, "articles", one.id),
        ", ".join(TOPICS[topic] for topic in one.topics),
        str(one.minutes),
        _standing(one.status, one.version),
        one.reviewer or "not yet",
        _first_line(one.evidence),
    )


def _topic(one: BoundaryTopic) -> tuple[str, ...]:
    name = _linked(one.title, "boundary_topics", one.id)
    return name, _standing(one.status, one.version), _principle(one.evidence)


def _cause(one: Cause) -> tuple[str, ...]:
    served = [f"`{work.id}`{' (planned)' if work.planned else ''}" for work in one.suggestions]
    name = _linked(one.label, "causes", one.id)
    return name, ", ".join(served), _standing("active", one.version), _first_line(one.evidence)


def _instrument(one: Instrument) -> tuple[str, ...]:
    readme = f"instruments/{one.id}/README.md"
    lines = (content_root() / readme).read_text("utf-8").splitlines()
    rests_on = next(line.removeprefix(RESTS_ON).strip() for line in lines if line.startswith(RESTS_ON))
    name = f"[{one.title}]({CONTENT}/{readme}) `{one.id}`"
    return name, str(len(one.items)), str(one.minutes), _standing("active", one.version), rests_on


def _letter(one: Letter) -> tuple[str, ...]:
    name = f"[{one.title}]({CONTENT}/letters/{one.id}/body.en.md) `{one.id}`"
    return name, one.kind, _standing("active", one.version), LETTERS_REST_ON[one.kind]


def _crisis(one: CrisisPage) -> tuple[str, ...]:
    name = f"[{one.country_name}]({CONTENT}/safety/crisis/{one.country}.yaml) `{one.country}`"
    checked = one.verified_on.isoformat() if one.verified_on else "not yet: to verify (TV)"
    return name, str(len(one.lines)), _standing("active", one.version), checked


def _linked(title: str, kind: str, name: str) -> str:
    return f"[{title}]({CONTENT}/{kind}/{name}/evidence.md) `{name}`"


def _standing(status: str, version: int) -> str:
    return f"{status}, version {version}"


def _first_line(evidence: str) -> str:
    return plain_text(evidence).strip().splitlines()[0].strip()


def _principle(evidence: str) -> str:
    """Return what `evidence.md` says first of what an exercise rests on."""
    lines = [line.strip() for line in plain_text(evidence).splitlines()]
    found = next((line for line in lines if line.startswith("Principle.")), lines[-1])
    return found.removeprefix("Principle.").strip()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(load_library()), encoding="utf-8")
