"""Terms of an agreement: read, compared between wordings, and looked through for words that should make one stop. Pure."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from troth.practice.boundaries.states import AgreementKind, Openness, Whose
from troth.practice.common.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_TERMS = 8
LONGEST_TERM = 300
NEVER = (
    "A term never tracks where somebody is, never shares a password, and never lets one read what is private."
)
_WATCHED = re.compile(
    r"\b(pass ?words?|passcodes?|pin codes?|log-?ins?|track\w*|locations?|gps|spy\w*|fingerprints?"
    r"|(?:read|reads|reading|check|checks|checking|go through|look through) (?:(?:your|my|the|her|his|their|all|each"
    r"|other|other’s|other's|private) )*(?:phones?|messages?|mails?|e-mails?|chats?|letters|diary|diaries|notes))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Term:
    """One piece of behaviour; ``about`` is a field of openness, or empty. Its id stays through all wordings."""

    id: str
    whose: str
    words: str
    about: str = ""


@dataclass(frozen=True)
class Change:
    """What became of a term between two wordings: ``same``, ``new``, ``changed`` or ``gone``; ``shown`` is its last form."""

    kind: str
    before: Term | None
    shown: Term


def as_kept(terms: Iterable[Term]) -> list[dict[str, str]]:
    """Return terms as they are stored."""
    return [asdict(term) for term in terms]


def from_kept(kept: Iterable[dict[str, Any]]) -> list[Term]:
    """Return stored terms."""
    return [Term(**one) for one in kept]


def read_terms(kind: AgreementKind, given: Iterable[Term], known: Iterable[Term] = ()) -> list[Term]:
    """Return the terms that say something, each with an id of its own. Raises `Refused`.

    An id counts only where an earlier wording has it; else the term is a new one.
    """
    earlier = {term.id for term in known}
    read: list[Term] = []
    for term in given:
        words = " ".join(term.words.split())
        if not words:
            continue
        _check(kind, term, words)
        term_id = (
            term.id if term.id in earlier and term.id not in {one.id for one in read} else uuid4().hex[:8]
        )
        about = term.about if kind is AgreementKind.TRANSPARENCY else ""
        read.append(Term(term_id, term.whose, words, about))
    if not read:
        raise Refused("There is no term yet. Write one that both of you could see on any day.")
    if len(read) > MOST_TERMS:
        raise Refused(f"Keep it to {MOST_TERMS} terms. Few that are kept are worth more than many.")
    return read


def _check(kind: AgreementKind, term: Term, words: str) -> None:
    if len(words) > LONGEST_TERM:
        raise Refused(f"A term has {len(words)} characters, and {LONGEST_TERM} fit. Shorten it or make two.")
    if term.whose not in Whose.values:
        raise Refused("Say of each term who does it: one of you, or both.")
    if kind is AgreementKind.TRANSPARENCY and term.about not in Openness.values:
        raise Refused(f"Say of each term which of the four fields of openness it belongs to. {NEVER}")


def watched_words(terms: Iterable[Term]) -> list[str]:
    """Return words that often stand in terms that watch. It knows words, not what a sentence means."""
    found = (match.group(0).lower() for term in terms for match in _WATCHED.finditer(term.words))
    return list(dict.fromkeys(found))


def check_words(kind: AgreementKind, terms: Sequence[Term], *, sure: bool) -> None:
    """In openness such words are not used; elsewhere whoever writes them looks once more."""
    found = watched_words(terms)
    if not found:
        return
    named = ", ".join(f"“{word}”" for word in found)
    if kind is AgreementKind.TRANSPARENCY:
        raise Refused(f"{NEVER} Say it without {named}, or leave it out.")
    if not sure:
        raise Refused(f"Please look at {named} once more. {NEVER} If none does, tick that you have looked.")


def changes(before: Sequence[Term], after: Sequence[Term]) -> list[Change]:
    """Compare two wordings: the terms of the later one in their order, then those that are gone."""
    old = {term.id: term for term in before}
    told = [Change(_kind(old.get(term.id), term), old.get(term.id), term) for term in after]
    kept = {term.id for term in after}
    return told + [Change("gone", term, term) for term in before if term.id not in kept]


def _kind(before: Term | None, after: Term) -> str:
    if before is None:
        return "new"
    return "same" if before == after else "changed"
