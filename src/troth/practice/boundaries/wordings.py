"""Wordings, reviews and notes put into words for pages. The caller has the right to read them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from troth.practice.boundaries.models import Proposal
from troth.practice.boundaries.rules import PARTS
from troth.practice.boundaries.shown import (
    AgreementLine,
    BreachLine,
    ChangeLine,
    ReviewPair,
    Side,
    TermLine,
    WordingShown,
)
from troth.practice.boundaries.states import (
    AgreementKind,
    Ahead,
    BreachKind,
    By,
    Firmness,
    Kept,
    Openness,
    RepairState,
)
from troth.practice.boundaries.terms import changes, watched_words
from troth.practice.common.two_devices import is_overtaken, page_of
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from troth.library import Library
    from troth.practice.boundaries.models import Agreement, Breach, Position, Review
    from troth.practice.boundaries.shown import TopicPage
    from troth.practice.boundaries.terms import Change, Term

HEADINGS = {
    "need": "What I need",
    "means": "What it means to me",
    "ask": "What I ask for, concretely",
    "offer": "What I offer",
    "own": "What I do for myself if it is not kept",
}
LABELS = {"same": "as before", "new": "new", "changed": "changed", "gone": "taken out"}
GONE = "somebody who has left"


def title_of(library: Library, topic: str) -> str:
    """Return the title of a topic as a practice words it; its name where the library no longer has it."""
    found = library.boundary_topics.get(topic)
    return found.title if found else topic


def people_of(couple_id: UUID) -> dict[UUID, str]:
    """Return what each partner is called, by person; two of the same name are told apart."""
    names = names_of(couple_id)
    return {seat.person_id: names[seat.side] for seat in people.seats_of(couple_id) if seat.person_id}


def line_of(library: Library, agreement: Agreement) -> AgreementLine:
    """Return an agreement as a line, its topic as a practice words it."""
    return AgreementLine(
        id=agreement.pk,
        title=title_of(library, agreement.topic),
        kind=str(AgreementKind(agreement.kind).label),
        state=str(agreement.standing.label),
        is_live=agreement.is_live,
        is_in_force=agreement.is_in_force,
        for_session=agreement.for_session,
        review_on=agreement.review_on,
        end_on=agreement.end_on,
        is_due=agreement.is_due,
        was_looked_at=agreement.was_looked_at,
    )


def side_of(position: Position, name: str, side: str) -> Side:
    """Return what one partner handed in."""
    said = position.said
    firm = str(Firmness(said["firm"]).label) if said.get("firm") else ""
    return Side(name, side, firm, [(HEADINGS[part], said[part]) for part in PARTS if said.get(part)])


def differing(page: TopicPage, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what another device of the same person kept otherwise than it was ``typed`` here, as (heading, words)."""
    if not is_overtaken(page.page.seen, page_of(typed)):
        return []
    kept = page.draft | {"firm": str(Firmness(page.draft["firm"]).label) if page.draft.get("firm") else ""}
    other = [part for part in (*PARTS, "firm") if page.draft.get(part, "") != typed.get(part, "").strip()]
    return [(HEADINGS.get(part, "How firm"), kept[part]) for part in other if kept.get(part)]


def term_line(term: Term, names: Mapping[str, str]) -> TermLine:
    """Return a term with the name of the one whose it is."""
    about = str(Openness(term.about).label) if term.about else ""
    return TermLine(term.id, names.get(term.whose, "both"), about, term.words)


def wordings_of(agreement: Agreement) -> list[WordingShown]:
    """Return every wording, newest first, each with what it changed in the one before."""
    names, called = names_of(agreement.couple_id), people_of(agreement.couple_id)
    proposals = Proposal.objects.filter(agreement=agreement).order_by("number")
    told: list[WordingShown] = []
    before: list[Term] = []
    for proposal in proposals.prefetch_related("signatures"):
        terms = proposal.read_terms
        told.append(
            WordingShown(
                proposal=proposal,
                by=called.get(proposal.author_id, GONE),
                terms=[term_line(term, names) for term in terms],
                changes=[_change_line(one, names) for one in changes(before, terms)],
                watched=watched_words(terms),
                signers=_signers(proposal),
            )
        )
        before = terms
    return told[::-1]


def _signers(proposal: Proposal) -> list[tuple[str, dt.datetime]]:
    """Return both names, or none: whether one alone has signed is nobody’s to see."""
    signed = sorted(proposal.signatures.all(), key=lambda one: one.signed_at)
    return [(one.signed_name, one.signed_at) for one in signed] if len(signed) == len(("a", "b")) else []


def _change_line(change: Change, names: Mapping[str, str]) -> ChangeLine:
    was = term_line(change.before, names) if change.kind == "changed" and change.before else None
    return ChangeLine(change.kind, LABELS[change.kind], term_line(change.shown, names), was)


def reviews_of(agreement: Agreement, reviews: Iterable[Review]) -> list[ReviewPair]:
    """Return readable reviews by round, newest first; the caller left out what the viewer may not read."""
    called = people_of(agreement.couple_id)
    rounds: dict[int, list[Review]] = defaultdict(list)
    for one in reviews:
        rounds[one.round].append(one)
    words = {
        term.id: term.words
        for each in Proposal.objects.filter(agreement=agreement)
        for term in each.read_terms
    }
    return [_review_pair(rounds[number], words, called) for number in sorted(rounds, reverse=True)]


def _review_pair(given: list[Review], words: Mapping[str, str], called: Mapping[UUID, str]) -> ReviewPair:
    ordered = sorted(
        given, key=lambda one: list(called).index(one.author_id) if one.author_id in called else 2
    )
    terms = list(dict.fromkeys(term for one in ordered for term in one.said["kept"]))
    sides = [(called.get(one.author_id, GONE), one) for one in ordered]
    return ReviewPair(
        opened_at=ordered[0].opened_at,
        names=[name for name, _ in sides],
        rows=[
            (words.get(term, ""), [(name, _kept(one.said["kept"].get(term))) for name, one in sides])
            for term in terms
        ],
        wishes=[(name, str(Ahead(one.said["ahead"]).label), one.said["words"]) for name, one in sides],
    )


def _kept(mark: str | None) -> str:
    return str(Kept(mark).label) if mark else "–"


def breach_line(breach: Breach, called: Mapping[UUID, str]) -> BreachLine:
    """Return a note about a term; who it was is told by name, as its author sees it."""
    by = By(breach.said["by"])
    author = called.get(breach.author_id, GONE)
    others = [name for person, name in called.items() if person != breach.author_id]
    who = {By.ME: author, By.OTHER: others[0] if others else GONE, By.BOTH: "both"}[by]
    return BreachLine(
        id=breach.pk,
        happened_on=breach.happened_on,
        named=breach.said["named"],
        kind=str(BreachKind(breach.said["kind"]).label),
        by=who,
        author=author,
        audience=breach.audience,
        repair=str(RepairState(breach.repair).label),
    )
