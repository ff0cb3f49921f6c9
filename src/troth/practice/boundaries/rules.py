"""May this person, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import formats

from troth.library import ContentNotFound
from troth.practice.boundaries.models import Position, Proposal
from troth.practice.boundaries.states import (
    AGREEMENT_MOVES,
    BREAKER,
    EITHER,
    REPAIR_BY,
    REPAIR_MOVES,
    AgreementKind,
    AgreementState,
    Ahead,
    BreachKind,
    By,
    Firmness,
    Kept,
    Nearness,
    RepairState,
)
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.two_devices import OVERTAKEN, is_overtaken
from troth.practice.people import queries as people
from troth.practice.people.standing import one_is_erased
from troth.practice.people.states import Stage
from troth.practice.privacy.states import Audience
from troth.practice.safety.queries import joint_work_is_open
from troth.practice.safety.states import NEUTRAL_SENTENCE
from troth.practice.wordings.queries import library_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from troth.library import BoundaryTopic
    from troth.practice.boundaries.models import Agreement, Breach, Comment
    from troth.practice.boundaries.terms import Term
    from troth.practice.common.two_devices import Page
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

PARTS = ("need", "means", "ask", "offer", "own")
MARKED = ("need", "ask", "offer")
NEEDED = {"need": "what you need", "ask": "what you ask for", "firm": "how firm you are about it"}
LONGEST_TEXT = 2000
LONGEST_NAME = 120
LONGEST_COMMENT = 600


def check_topic(actor: Viewer, slug: str) -> BoundaryTopic:
    """A topic is one of the library, and in use; return it as the actor's practice words it. Raises `Absent`."""
    try:
        topic = library_of(actor).boundary_topic(slug)
    except ContentNotFound as missing:
        raise Absent from missing
    if topic.status != "active":
        raise Absent
    return topic


def check_is_partner(actor: Viewer, couple_id: UUID) -> None:
    """Only the two partners agree with each other; for others it is not there."""
    if actor.couple_id != couple_id:
        raise Absent


def check_together(actor: Viewer, couple: Couple) -> None:
    """What shows the two to each other waits behind the door of joint work, and needs both of them."""
    check_is_partner(actor, couple.pk)
    if not joint_work_is_open(couple.pk):
        raise Refused(NEUTRAL_SENTENCE)
    if not people.has_consented(actor):
        raise Refused("Please sign the consent letter first. You find it under Account.")
    if couple.stage == Stage.ENDED or one_is_erased(couple.pk):
        raise Refused("The work of the two of you here has ended, so nothing new can be agreed.")


def check_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return the text as it is kept; it may be empty."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise Refused(f"Your text has {len(text)} characters, and {longest} fit. Shorten it and try again.")
    return text


def check_said(given: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of a position that were given, as they are kept."""
    if given.get("firm") and given["firm"] not in Firmness.values:
        raise Refused("Choose how firm you are: a must, important, or a wish.")
    said = {part: check_text(given[part]) for part in (*PARTS, "firm") if part in given}
    if not said:
        raise Refused("Nothing came that this page asks for. Open it again, then write.")
    return said


def check_can_hand_in(actor: Viewer, couple: Couple, position: Position | None) -> Position:
    """A position is handed in once, when it says what its author needs, asks for, and how firmly."""
    check_together(actor, couple)
    if position is None:
        raise Refused("Nothing is written yet. Write your side first.")
    if position.submitted_at is not None:
        raise Refused("You have handed this in, so it stays as it is. You can write anew once both lie open.")
    if missing := [words for part, words in NEEDED.items() if not position.said.get(part)]:
        raise Refused(f"Still missing: {', '.join(missing)}. Add it, then hand in.")
    return position


def check_can_write(position: Position, page: Page) -> None:
    """What was handed in stays as it is, and so does what another device wrote meanwhile."""
    if position.submitted_at is not None:
        raise Refused("You have handed this in, so it stays as it is. You can write anew once both lie open.")
    if is_overtaken(position.last_page, page):
        raise Refused(OVERTAKEN)


def check_marks(given: Mapping[str, str]) -> dict[str, str]:
    """Return a mark for each part."""
    if {given.get(part) for part in MARKED} - set(Nearness.values):
        raise Refused("Mark each part: the same, close, or apart.")
    return {part: given[part] for part in MARKED}


def check_can_begin(actor: Viewer, couple: Couple, topic: BoundaryTopic, kind: AgreementKind) -> None:
    """Terms come after both sides lie open; openness is for topics that are made for it."""
    check_together(actor, couple)
    opened = Position.objects.filter(couple=couple, topic=topic.id).exclude(opened_at=None)
    if not opened.exists():
        raise Refused("First each of you writes and hands in the own side. Then you put terms together.")
    if kind is AgreementKind.TRANSPARENCY and not topic.openness:
        raise Refused("Openness for a time is not made for this topic. Make an agreement instead.")


def check_live(agreement: Agreement) -> None:
    """What has ended is not changed any more."""
    if agreement.is_over and agreement.end_on:
        day = formats.date_format(agreement.end_on, "j F Y")
        raise Refused(f"This agreement ended on {day}, as you had agreed. Begin a new one if you like.")
    if not agreement.is_live:
        raise Refused("This agreement is no longer in force. Begin a new one if you like.")


def check_can_propose(actor: Viewer, agreement: Agreement, seen: int, latest: int) -> None:
    """A new wording answers the latest one; who wrote at the same time reads the other's first."""
    check_together(actor, agreement.couple)
    check_live(agreement)
    if seen != latest:
        raise Refused(
            f"There is a newer wording, number {latest}. Yours is kept below: read the new one, then send yours again."
        )


def check_can_sign(actor: Viewer, agreement: Agreement, proposal: Proposal, latest: int) -> None:
    """Only the latest wording is signed, while it waits."""
    check_together(actor, agreement.couple)
    check_live(agreement)
    if proposal.number != latest:
        raise Refused(
            f"This is wording {proposal.number}, and there is a newer one, number {latest}. Read that and sign it."
        )


def check_can_move(agreement: Agreement, state: AgreementState) -> None:
    """An agreement follows its lawful moves."""
    if state not in AGREEMENT_MOVES[AgreementState(agreement.state)]:
        raise Refused("This agreement is no longer in force, so this cannot be done now.")


def check_can_review(actor: Viewer, agreement: Agreement) -> None:
    """What is in force is looked at again, until its last day."""
    check_together(actor, agreement.couple)
    check_live(agreement)
    if agreement.signed is None:
        raise Refused("Nothing is signed yet, so there is nothing to look back at.")


def check_review(terms: Sequence[Term], kept: Mapping[str, str], ahead: str, words: str) -> dict[str, object]:
    """Return what a review says: each term rated, and one wish."""
    if {kept.get(term.id) for term in terms} - set(Kept.values):
        raise Refused("Rate each term: kept, partly or not yet. If the page is old, open it again.")
    if ahead not in Ahead.values:
        raise Refused("Choose what you wish: go on, change something, or let it end.")
    return {"kept": {term.id: kept[term.id] for term in terms}, "ahead": ahead, "words": check_text(words)}


def check_can_record(actor: Viewer, agreement: Agreement, audience: Audience) -> None:
    """Either notes what happened, for whom they choose; before both it waits behind the door."""
    check_is_partner(actor, agreement.couple_id)
    if agreement.signed is None:
        raise Refused("Nothing is signed yet, so nothing could be broken. Talk about the wording instead.")
    if audience not in {Audience.ME, Audience.THERAPIST, Audience.COUPLE}:
        raise Refused("Choose who may read it: only you, your therapist too, or both of you.")
    if audience is Audience.COUPLE:
        check_together(actor, agreement.couple)


def check_happened(happened_on: dt.date | None) -> dt.date:
    """Return the day on which something happened; it lies behind."""
    if happened_on is None or happened_on > clock.today():
        raise Refused("Choose the day on which it happened; it cannot lie ahead.")
    return happened_on


def check_breach(terms: Sequence[Term], given: Mapping[str, str]) -> dict[str, str]:
    """Return what is noted of a breach."""
    if given.get("term") not in {term.id for term in terms}:
        raise Refused("Choose the term that this is about.")
    if given.get("kind") not in BreachKind.values or given.get("by") not in By.values:
        raise Refused("Say what happened and who it was, as you see it.")
    words = check_text(given.get("words", ""))
    return {"term": given["term"], "kind": given["kind"], "by": given["by"], "words": words}


def check_can_share(actor: Viewer, breach: Breach, audience: Audience) -> None:
    """Its author shows it to more people, never to fewer: what was read cannot be unread."""
    if breach.author_id != actor.person_id:
        raise Absent
    wider = {Audience.ME: [Audience.THERAPIST, Audience.COUPLE], Audience.THERAPIST: [Audience.COUPLE]}
    if audience not in wider.get(Audience(breach.audience), []):
        raise Refused("It is shown that far already. Look at the page again.")
    if audience is Audience.COUPLE:
        check_together(actor, breach.agreement.couple)


def check_can_repair(actor: Viewer, breach: Breach, step: str, text: str) -> str:
    """A repair goes step by step, each written by the one whose step it is. Return the words."""
    check_together(actor, breach.agreement.couple)
    if breach.audience != Audience.COUPLE:
        raise Absent
    if breach.said["kind"] == BreachKind.MISUNDERSTOOD:
        raise Refused("You understood it in two ways, so there is nothing to repair. Word the term anew.")
    if step not in REPAIR_MOVES[RepairState(breach.repair)]:
        raise Refused("This step is not the next one. Look at the page again.")
    if not may_write_step(actor, breach, RepairState(step)):
        raise Refused("This step is your partner’s to write. You need not wait here.")
    text = check_text(text)
    if not text:
        raise Refused("Write a few words first. One sentence is enough.")
    return text


def may_write_step(actor: Viewer, breach: Breach, step: RepairState) -> bool:
    """Tell whether a step is this partner's: of the one who did not keep the term, of the other, or of either."""
    by = By(breach.said["by"])
    if REPAIR_BY[step] == EITHER or by is By.BOTH:
        return True
    author_broke = by is By.ME
    broke = author_broke if breach.author_id == actor.person_id else not author_broke
    return broke == (REPAIR_BY[step] == BREAKER)


def check_can_comment(actor: Viewer, agreement: Agreement, audience: Audience) -> None:
    """A partner comments for whom they choose, the care team for both; for both only while it lives, in an open door."""
    if actor.couple_id != agreement.couple_id:
        if not people.cares_for(actor, agreement.couple_id) or audience is not Audience.COUPLE:
            raise Absent
        return
    if audience not in {Audience.ME, Audience.THERAPIST, Audience.COUPLE}:
        raise Refused("Choose who may read it: only you, your therapist too, or both of you.")
    if audience is Audience.COUPLE:
        check_together(actor, agreement.couple)
        check_live(agreement)


def check_comment(text: str) -> str:
    """Return a comment; it is short, and says something."""
    text = check_text(text, LONGEST_COMMENT)
    if not text:
        raise Refused("Write a few words first. One sentence is enough.")
    return text


def check_is_author(actor: Viewer, comment: Comment) -> None:
    """Only who wrote a comment takes it back; for others it is not there to take."""
    if comment.author_id != actor.person_id:
        raise Absent


def passes(check: Callable[..., object], *given: object) -> bool:
    """Tell whether a check would let it happen."""
    try:
        check(*given)
    except (Absent, Refused):
        return False
    return True
