"""Reads about topics, positions and agreements. Private words are read through `privacy.visibility` alone."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from troth.practice.boundaries import rules
from troth.practice.boundaries.comments import comments_of
from troth.practice.boundaries.kinds import TOPIC
from troth.practice.boundaries.models import (
    Agreement,
    Breach,
    Comparison,
    Position,
    Proposal,
    Readiness,
    RepairWord,
    Review,
)
from troth.practice.boundaries.readiness import doubts
from troth.practice.boundaries.repeated import WITHIN, repeated
from troth.practice.boundaries.shown import (
    AgreementLine,
    AgreementPage,
    BreachPage,
    CareAgreement,
    CarePage,
    CareSides,
    PartMark,
    RepairStep,
    Side,
    TopicLine,
    TopicPage,
    WordingShown,
)
from troth.practice.boundaries.states import (
    REPAIR_ASKS,
    REPAIR_MOVES,
    AgreementKind,
    BreachKind,
    Firmness,
    Nearness,
    RepairState,
)
from troth.practice.boundaries.wordings import (
    HEADINGS,
    breach_line,
    line_of,
    people_of,
    reviews_of,
    side_of,
    title_of,
    wordings_of,
)
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.two_devices import Page
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.states import Audience
from troth.practice.privacy.visibility import visible
from troth.practice.safety.queries import joint_work_is_open
from troth.practice.wordings.editions import as_given
from troth.practice.wordings.queries import library_for, library_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from troth.library import BoundaryTopic, Library
    from troth.practice.people.viewer import Viewer


def topics(library: Library) -> list[BoundaryTopic]:
    """Return the topics that can be chosen, in their order."""
    found = library.boundary_topics.values()
    return sorted((one for one in found if one.status == "active"), key=lambda one: one.place)


def topic_lines(viewer: Viewer) -> list[TopicLine]:
    """Return every topic with this partner's own side and the couple's live agreement. Raises `Absent`."""
    own = Position.objects.filter(couple_id=viewer.own_couple_id, author_id=viewer.person_id)
    mine = {one.topic: one for one in own.order_by("round")}
    library = library_of(viewer)
    agreements = _agreements(viewer.own_couple_id)
    live = {one.topic: line_of(library, one) for one in agreements if one.is_live}
    return [TopicLine(topic, _own_state(mine.get(topic.id)), live.get(topic.id)) for topic in topics(library)]


def topic_page(viewer: Viewer, slug: str) -> TopicPage:
    """Return the page of a topic. Raises `Absent`."""
    library = library_of(viewer)
    topic = rules.check_topic(viewer, slug)
    couple_id = viewer.own_couple_id
    is_open = joint_work_is_open(couple_id)
    positions = visible(
        Position.objects.filter(couple_id=couple_id, topic=slug).order_by("round"), viewer, cares=False
    )
    last = max((one.round for one in positions if one.opened_at), default=0)
    pair = [one for one in positions if one.round == last and last]
    own = [one for one in positions if one.author_id == viewer.person_id and one.round > last]
    saved_last = own[0].last_page if own else str(last + 1)
    marks = visible(
        Comparison.objects.filter(couple_id=couple_id, topic=slug, round=last), viewer, cares=False
    )
    agreements = [one for one in _agreements(couple_id) if one.topic == slug]
    seats = _seats(couple_id)
    own_marks = [one.marks for one in marks if one.author_id == viewer.person_id]
    return TopicPage(
        topic=(own and as_given(TOPIC, slug, own[0].content_hash)) or topic,
        draft=dict(own[0].said) if own else {},
        page=Page(secrets.token_hex(8), saved_last),
        handed_in=bool(own and own[0].submitted_at),
        is_open=is_open,
        round=last,
        said={seats[one.author_id]: one.said for one in pair if one.author_id in seats} if is_open else {},
        sides=_sides(pair, people_of(couple_id), seats) if is_open else [],
        firmness=_firmness(pair) if is_open else "",
        marked=own_marks[0] if own_marks else {},
        marks=_marks([one.marks for one in marks]) if is_open else [],
        agreement=next((one for one in agreements if one.is_live), None),
        earlier=[line_of(library, one) for one in agreements if not one.is_live],
    )


def agreement_for(viewer: Viewer, agreement_id: UUID) -> Agreement:
    """Return an agreement of this partner's couple. Raises `Absent`."""
    found = Agreement.objects.filter(pk=agreement_id, couple_id=viewer.own_couple_id)
    agreement = found.select_related("couple", "signed__data_key").first()
    if agreement is None:
        raise Absent
    return agreement


def agreement_in_care(viewer: Viewer, couple_id: UUID, agreement_id: UUID) -> Agreement:
    """Return an agreement of a couple in the viewer's care. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    found = Agreement.objects.filter(pk=agreement_id, couple=couple)
    agreement = found.select_related("couple", "signed__data_key").first()
    if agreement is None:
        raise Absent
    return agreement


def agreement_page(viewer: Viewer, agreement: Agreement, *, cares: bool = False) -> AgreementPage:
    """Return the page of an agreement that the viewer may open; of what is private, only what they may read."""
    told, library = wordings_of(agreement), library_for(agreement.couple.practice_id)
    latest = told[0] if told else None
    in_force = next((one for one in told if one.proposal.pk == agreement.signed_id), None)
    thought = Readiness.objects.filter(
        proposal=latest.proposal if latest else None, author_id=viewer.person_id
    ).first()
    reviews = visible(
        Review.objects.filter(agreement=agreement).order_by("round", "author_id"), viewer, cares=cares
    )
    breaches = visible(
        Breach.objects.filter(agreement=agreement).order_by("-happened_on", "pk"), viewer, cares=cares
    )
    called = people_of(agreement.couple_id)
    current = [one for one in reviews if one.round == agreement.review_round]
    is_open = joint_work_is_open(agreement.couple_id)
    return AgreementPage(
        agreement=agreement,
        title=title_of(library, agreement.topic),
        line=line_of(library, agreement),
        is_open=is_open,
        latest=latest,
        in_force=in_force,
        earlier=told[1:],
        signed_latest=bool(
            latest and any(one.person_id == viewer.person_id for one in latest.proposal.signatures.all())
        ),
        thought_over=thought is not None,
        own_doubts=doubts(AgreementKind(agreement.kind), thought.answers) if thought else [],
        waits_for_review=any(one.author_id == viewer.person_id for one in current),
        reviews=reviews_of(agreement, reviews),
        breaches=[breach_line(one, called) for one in breaches],
        comments=comments_of(viewer, agreement, called, cares=cares, is_open=is_open or cares),
    )


def numbers_of(agreement: Agreement) -> list[int]:
    """Return the numbers of all wordings of an agreement that the viewer may open, the newest first."""
    rows = Proposal.objects.filter(agreement=agreement).order_by("-number")
    return list(rows.values_list("number", flat=True))


def wording_now(agreement: Agreement) -> WordingShown | None:
    """Return the latest wording of an agreement that the viewer may open."""
    told = wordings_of(agreement)
    return told[0] if told else None


def check_can_look_back(viewer: Viewer, agreement: Agreement) -> None:
    """Refuse a review before it is written, where it could not be kept."""
    rules.check_can_review(viewer, agreement)


def breach_for(viewer: Viewer, breach_id: UUID) -> Breach:
    """Return a note that this partner may read. Raises `Absent`."""
    found = Breach.objects.filter(pk=breach_id, couple_id=viewer.own_couple_id)
    readable = visible(found.select_related("agreement__couple"), viewer, cares=False)
    if not readable:
        raise Absent
    return readable[0]


def breach_page(viewer: Viewer, breach: Breach, *, cares: bool = False) -> BreachPage:
    """Return the page of a note that the viewer may read."""
    called = people_of(breach.couple_id)
    is_mine = breach.author_id == viewer.person_id
    is_open = cares or joint_work_is_open(breach.couple_id)
    is_shared = breach.audience == Audience.COUPLE and is_open
    steps = _steps(breach, called) if is_shared and breach.said["kind"] != BreachKind.MISUNDERSTOOD else []
    following = next((one for one in steps if one.step in REPAIR_MOVES[RepairState(breach.repair)]), None)
    why_not = _why_not(viewer, breach, following)
    audiences = [Audience.THERAPIST, Audience.COUPLE]
    return BreachPage(
        breach=breach,
        line=breach_line(breach, called),
        words=breach.said["words"],
        is_mine=is_mine,
        is_open=is_open,
        wider=[
            (one.value, str(one.label))
            for one in audiences
            if is_mine and rules.passes(rules.check_can_share, viewer, breach, one)
        ],
        steps=[one for one in steps if one.text],
        following=following,
        may_write=following is not None and not why_not and viewer.couple_id == breach.couple_id,
        why_not=why_not,
    )


def breaking_again() -> Exists:
    """Return, for a list of couples, whether terms were lately broken again and again. The caller cares for all of them."""
    lately = clock.today() - WITHIN
    return Exists(Agreement.objects.filter(couple=OuterRef("pk"), repeated_on__gte=lately))


@transaction.atomic
def care_page(viewer: Viewer, couple_id: UUID) -> CarePage:
    """Return the therapist's page, and note in the audit log that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    note_of_couple(viewer, couple, "boundaries.read")
    agreements, library = _agreements(couple_id), library_for(couple.practice_id)
    breaches = visible(Breach.objects.filter(couple=couple), viewer, cares=True)
    named = {one.pk: title_of(library, one.topic) for one in agreements}
    positions = visible(Position.objects.filter(couple=couple).order_by("topic", "round"), viewer, cares=True)
    return CarePage(
        repeated=[
            f"{named[agreement]}: {count} times not kept within eight weeks."
            for agreement, count in repeated(breaches).items()
        ],
        agreements=sorted((line_of(library, one) for one in agreements), key=_marked_first),
        sides=_pairs(library, positions, people_of(couple_id), _seats(couple_id)),
    )


@transaction.atomic
def care_agreement(viewer: Viewer, couple_id: UUID, agreement_id: UUID) -> CareAgreement:
    """Return one agreement with what the care team may read, and note that it was read. Raises `Absent`."""
    agreement = agreement_in_care(viewer, couple_id, agreement_id)
    note_of_couple(viewer, agreement.couple, "boundaries.read", subject=agreement)
    called = people_of(couple_id)
    answers = Readiness.objects.filter(proposal__agreement=agreement).select_related("proposal")
    readable = visible(answers.order_by("proposal__number"), viewer, cares=True)
    kind = AgreementKind(agreement.kind)
    noted = Breach.objects.filter(agreement=agreement).select_related("agreement__couple")
    notes = visible(noted.order_by("-happened_on", "pk"), viewer, cares=True)
    return CareAgreement(
        page=agreement_page(viewer, agreement, cares=True),
        notes=[breach_page(viewer, one, cares=True) for one in notes],
        doubts=[
            (called.get(one.author_id, ""), one.proposal.number, found)
            for one in readable
            if (found := doubts(kind, one.answers))
        ],
    )


def _agreements(couple_id: UUID) -> list[Agreement]:
    found = Agreement.objects.filter(couple_id=couple_id)
    return list(found.select_related("couple").order_by("-created_at"))


def _marked_first(line: AgreementLine) -> tuple[bool, bool]:
    return not line.for_session, not line.is_live


def _pairs(
    library: Library, positions: Sequence[Position], called: Mapping[UUID, str], seats: Mapping[UUID, str]
) -> list[CareSides]:
    """Return, for each topic, the pair that opened last and what was handed in since."""
    pairs: dict[tuple[str, bool], list[Position]] = {}
    for one in positions:
        key = (one.topic, one.opened_at is not None)
        same_round = [other for other in pairs.get(key, []) if other.round == one.round]
        pairs[key] = [*same_round, one]
    return [
        CareSides(title_of(library, topic), is_open, _sides(pair, called, seats))
        for (topic, is_open), pair in pairs.items()
    ]


def _own_state(position: Position | None) -> str:
    if position is None:
        return ""
    if position.opened_at:
        return "Both sides lie open"
    return "Your side: handed in" if position.submitted_at else "Your side: begun, only you can read it"


def _seats(couple_id: UUID) -> dict[UUID, str]:
    return {seat.person_id: seat.side for seat in people.seats_of(couple_id) if seat.person_id}


def _sides(pair: Sequence[Position], called: Mapping[UUID, str], seats: Mapping[UUID, str]) -> list[Side]:
    shown = [side_of(one, called.get(one.author_id, ""), seats.get(one.author_id, "a")) for one in pair]
    return sorted(shown, key=lambda one: one.side)


def _firmness(pair: Sequence[Position]) -> str:
    firm = [Firmness(one.said["firm"]) for one in pair]
    if len(firm) != len(("a", "b")):
        return ""
    if firm[0] is firm[1]:
        return f"You are equally firm: each of you says “{firm[0].label}”."
    return "You are not equally firm here. That is worth a question before an answer."


def _marks(marks: Sequence[Mapping[str, str]]) -> list[PartMark]:
    if len(marks) != len(("a", "b")):
        return []
    return [
        PartMark(part, HEADINGS[part], *_summed_up({one[part] for one in marks})) for part in rules.MARKED
    ]


def _summed_up(marks: set[str]) -> tuple[str, str]:
    if marks == {Nearness.ALIKE}:
        return "good", "Both of you marked: the same."
    if Nearness.APART not in marks:
        return "accent", "Close: both of you find it the same or close."
    if marks == {Nearness.APART}:
        return "watch", "Both of you marked: apart."
    return "watch", "One of you marked apart. Ask what it is about."


def _why_not(viewer: Viewer, breach: Breach, following: RepairStep | None) -> str:
    if following is None or viewer.couple_id != breach.couple_id:
        return ""
    try:
        rules.check_can_repair(viewer, breach, following.step, "…")
    except Refused as refusal:
        return refusal.reason
    return ""


def _steps(breach: Breach, called: Mapping[UUID, str]) -> list[RepairStep]:
    written = {one.step: one for one in RepairWord.objects.filter(breach=breach)}
    return [
        RepairStep(
            step,
            asks,
            written[step].text if step in written else "",
            called.get(written[step].author_id, "") if step in written else "",
            written[step].at if step in written else None,
        )
        for step, asks in REPAIR_ASKS.items()
    ]
