"""Every page × every role × every audience × every policy.

A new page without a row here fails. For each role a page either opens or is, byte for byte, the page of something
that does not exist; and no page of any role holds words that its role may not read.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.practice import cast, planting
from tests.practice.paper_text import text_of
from troth.practice.privacy.states import PolicyKind

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from tests.practice.planting import Planted

pytestmark = pytest.mark.django_db

PARTNERS = frozenset({"alice", "bob"})
ANY_PARTNER = PARTNERS | {"charlie"}
CARE = frozenset({"dana"})
SUPERVISION = frozenset({"sunita"})
ANY_CARE = frozenset({"dana", "erin"}) | SUPERVISION
ADMINISTRATION = frozenset({"dana", "frank"})
STAFF = ANY_CARE | {"frank"}
EVERYONE = ANY_PARTNER | STAFF
ROLES = sorted(EVERYONE)


@dataclass(frozen=True)
class Row:
    """For whom an address is there. ``kwargs`` names what was planted; ``post`` marks an address that only takes.

    An argument that is called otherwise than what was planted is written ``argument=planted``.
    """

    opens: frozenset[str]
    kwargs: tuple[str, ...] = ()
    post: bool = False
    public: bool = field(default=False)


MATRIX = {
    "front-door": Row(EVERYONE),
    "today": Row(ANY_PARTNER),
    "together": Row(ANY_PARTNER),
    "mine": Row(ANY_PARTNER),
    "how-it-goes": Row(ANY_PARTNER),
    "reading": Row(EVERYONE),
    "article": Row(EVERYONE, ("slug=article",)),
    "caseload": Row(ANY_CARE),
    "couple": Row(CARE, ("couple_id",)),
    "couple-trust": Row(CARE, ("couple_id",)),
    "couple-course": Row(CARE, ("couple_id",)),
    "invitation": Row(EVERYONE, ("token",), public=True),
    "consent": Row(ANY_PARTNER),
    "withdraw-consent": Row(ANY_PARTNER, post=True),
    "contact": Row(ANY_PARTNER),
    "account": Row(EVERYONE),
    "reminders": Row(ANY_PARTNER),
    "presence": Row(ANY_PARTNER),
    "stop-reminders": Row(ANY_PARTNER, post=True),
    "practice": Row(STAFF),
    "research": Row(SUPERVISION),
    "research-agreement": Row(ANY_PARTNER),
    "take-back-research": Row(ANY_PARTNER, post=True),
    "invite-colleague": Row(frozenset({"dana", "erin", "frank"}), post=True),
    "practice-details": Row(frozenset({"dana", "erin", "frank"})),
    "invite-colleague-again": Row(ADMINISTRATION, ("invited_id",), post=True),
    "revoke-colleague": Row(ADMINISTRATION, ("invited_id",), post=True),
    "hand-over": Row(ADMINISTRATION, ("clinician_id",)),
    "new-couple": Row(ANY_CARE),
    "invite-partner": Row(CARE, ("couple_id", "seat_id")),
    "revoke-invitation": Row(frozenset(), ("couple_id", "invitation_id"), post=True),
    "care-team": Row(CARE, ("couple_id",)),
    "end-care": Row(CARE, ("couple_id", "member_id")),
    "couple-stage": Row(CARE, ("couple_id",), post=True),
    "policy": Row(ANY_PARTNER),
    "couple-policy": Row(CARE, ("couple_id",)),
    "my-data": Row(EVERYONE),
    "download-my-data": Row(EVERYONE),
    "erase-me": Row(EVERYONE, post=True),
    "audit-log": Row(frozenset({"dana", "erin", "frank"})),
    "answer": Row(frozenset({"bob"}), ("assignment_id",)),
    "answer-save": Row(frozenset({"bob"}), ("assignment_id",), post=True),
    "answers": Row(PARTNERS, ("round_id",)),
    "couple-answers": Row(CARE, ("couple_id", "round_id")),
    "share-answers": Row(frozenset({"alice"}), ("round_id=told_round_id",)),
    "reply-to-announcement": Row(frozenset({"alice"}), ("round_id=told_round_id",), post=True),
    "announce-release": Row(CARE, ("couple_id", "round_id", "response_id")),
    "take-back-announcement": Row(CARE, ("couple_id", "round_id", "response_id"), post=True),
    "withdraw-round": Row(CARE, ("couple_id", "round_id"), post=True),
    "open-step": Row(CARE, ("couple_id", "run_id", "step"), post=True),
    "withdraw-exercise": Row(CARE, ("couple_id", "run_id"), post=True),
    "release-response": Row(CARE, ("couple_id", "round_id", "response_id"), post=True),
    "feedback": Row(CARE, ("couple_id",)),
    "feedback-paper": Row(CARE, ("couple_id",), post=True),
    "understanding-paper": Row(frozenset({"alice"}), post=True),
    "schedule": Row(CARE, ("couple_id",)),
    "name-session": Row(CARE, ("couple_id",), post=True),
    "cancel-session": Row(CARE, ("couple_id", "session_id"), post=True),
    "move-schedule": Row(CARE, ("couple_id", "schedule_id", "state"), post=True),
    "signals-seen": Row(CARE, ("couple_id",), post=True),
    "assign-instrument": Row(CARE, ("couple_id",)),
    "measures": Row(ANY_CARE),
    "measure": Row(ANY_CARE, ("measure",)),
    "set-figure": Row(ANY_CARE, ("measure",), post=True),
    "take-in-words": Row(ANY_CARE, ("measure",)),
    "withdraw-words": Row(CARE | SUPERVISION, ("measure", "words_id"), post=True),
    "couple-measure": Row(CARE, ("couple_id", "measure=licensed")),
    "scores-from-elsewhere": Row(CARE, ("couple_id",)),
    "remove-score-from-elsewhere": Row(CARE, ("couple_id", "score_id"), post=True),
    "private-answers": Row(CARE, ("couple_id",)),
    "crisis": Row(EVERYONE, public=True),
    "leave": Row(EVERYONE, public=True),
    "out": Row(EVERYONE, public=True),
    "joint-work": Row(CARE, ("couple_id",)),
    "acknowledge-alert": Row(CARE, ("couple_id", "alert_id"), post=True),
    "pause-joint-work": Row(ANY_PARTNER),
    "exercise": Row(PARTNERS, ("run_id",)),
    "exercise-save": Row(PARTNERS, ("run_id",), post=True),
    "exercise-next": Row(PARTNERS, ("run_id",), post=True),
    "exercise-turn": Row(PARTNERS, ("run_id",), post=True),
    "exercise-start": Row(PARTNERS, ("run_id",), post=True),
    "exercise-pause": Row(PARTNERS, ("run_id",), post=True),
    "exercise-resume": Row(PARTNERS, ("run_id",), post=True),
    "exercise-stopped": Row(PARTNERS, ("run_id",), post=True),
    "exercise-stop": Row(PARTNERS, ("run_id",), post=True),
    "assign-exercise": Row(CARE, ("couple_id",)),
    "exercises": Row(ANY_CARE),
    "time-out": Row(ANY_PARTNER),
    "call-time-out": Row(ANY_PARTNER, post=True),
    "lengthen-time-out": Row(ANY_PARTNER, post=True),
    "end-time-out": Row(ANY_PARTNER, post=True),
    "programme": Row(ANY_CARE, ("slug=programme",)),
    "programmes": Row(CARE, ("couple_id",)),
    "give-programme": Row(CARE, ("couple_id", "slug=programme")),
    "course": Row(CARE, ("couple_id", "course_id")),
    "open-stage": Row(CARE, ("couple_id", "course_id", "stage"), post=True),
    "end-course": Row(CARE, ("couple_id", "course_id", "state=course_state"), post=True),
    "preview-exercise": Row(ANY_CARE, ("slug=exercise", "part")),
    "word-shelf": Row(ANY_CARE),
    "wordings": Row(ANY_CARE, ("kind", "slug=exercise")),
    "word-anew": Row(ANY_CARE, ("kind", "slug=exercise")),
    "use-wording": Row(ANY_CARE, ("kind", "slug=exercise", "number"), post=True),
    "blank-sheet": Row(ANY_CARE, ("slug=exercise", "part")),
    "exercise-sheet": Row(PARTNERS, ("run_id", "kind=sheet"), post=True),
    "care-sheet": Row(CARE, ("couple_id", "run_id"), post=True),
    "give-exercise": Row(CARE, ("couple_id", "slug=exercise")),
    "comment-exercise": Row(CARE, ("couple_id", "run_id"), post=True),
    "take-comment-back": Row(CARE, ("couple_id", "run_id", "comment_id"), post=True),
    "couple-exercise": Row(CARE, ("couple_id", "run_id")),
    "boundaries": Row(ANY_PARTNER),
    "boundary-topic": Row(ANY_PARTNER, ("slug=boundary_topic",)),
    "save-side": Row(ANY_PARTNER, ("slug=boundary_topic",), post=True),
    "mark-nearness": Row(ANY_PARTNER, ("slug=boundary_topic",), post=True),
    "meet-halfway": Row(ANY_PARTNER, ("slug=boundary_topic",)),
    "begin-agreement": Row(ANY_PARTNER, ("slug=boundary_topic", "kind=agreement_kind")),
    "agreement": Row(PARTNERS, ("agreement_id",)),
    "word-agreement": Row(PARTNERS, ("agreement_id",)),
    "think-agreement-over": Row(PARTNERS, ("agreement_id",)),
    "sign-agreement": Row(PARTNERS, ("agreement_id",), post=True),
    "withdraw-agreement": Row(PARTNERS, ("agreement_id",)),
    "agreement-for-session": Row(PARTNERS, ("agreement_id",), post=True),
    "agreement-paper": Row(PARTNERS, ("agreement_id",), post=True),
    "comment-agreement": Row(PARTNERS, ("agreement_id",), post=True),
    "take-agreement-comment-back": Row(
        frozenset({"alice"}), ("agreement_id", "comment_id=own_word_id"), post=True
    ),
    "review-agreement": Row(PARTNERS, ("agreement_id",)),
    "agreement-review-day": Row(PARTNERS, ("agreement_id",), post=True),
    "record-breach": Row(PARTNERS, ("agreement_id",)),
    "breach": Row(frozenset({"alice"}), ("breach_id",)),
    "share-breach": Row(frozenset({"alice"}), ("breach_id",), post=True),
    "couple-boundaries": Row(CARE, ("couple_id",)),
    "couple-agreement": Row(CARE, ("couple_id", "agreement_id")),
    "couple-agreement-session": Row(CARE, ("couple_id", "agreement_id"), post=True),
    "couple-agreement-comment": Row(CARE, ("couple_id", "agreement_id"), post=True),
    "take-couple-agreement-comment-back": Row(
        CARE, ("couple_id", "agreement_id", "comment_id=care_word_id"), post=True
    ),
    "conversations": Row(CARE, ("couple_id",)),
    "all-conversations": Row(CARE, ("couple_id",)),
    "conversation": Row(CARE, ("couple_id", "conversation_id")),
    "conversation-names": Row(CARE, ("couple_id", "conversation_id")),
    "remove-conversation": Row(CARE, ("couple_id", "conversation_id"), post=True),
    "understanding": Row(ANY_PARTNER),
    "plan": Row(ANY_PARTNER),
    "sign-plan": Row(ANY_PARTNER, post=True),
    "goal": Row(frozenset({"alice"}), ("goal_id",)),
    "rate-goal": Row(frozenset({"alice"}), ("goal_id",), post=True),
    "share-goal": Row(frozenset({"alice"}), ("goal_id",), post=True),
    "formulation": Row(CARE, ("couple_id",)),
    "release-view": Row(CARE, ("couple_id",), post=True),
    "withdraw-view": Row(CARE, ("couple_id",), post=True),
    "couple-plan": Row(CARE, ("couple_id",)),
    "propose-plan": Row(CARE, ("couple_id",), post=True),
    "sign-couple-plan": Row(CARE, ("couple_id",), post=True),
    "review-plan": Row(CARE, ("couple_id",), post=True),
    "end-plan": Row(CARE, ("couple_id",), post=True),
    "growth": Row(ANY_PARTNER),
    "look-back": Row(ANY_PARTNER, post=True),
    "keeping-plan": Row(ANY_PARTNER, post=True),
    "sign-keeping-plan": Row(ANY_PARTNER, post=True),
    "keeping-paper": Row(PARTNERS, post=True),
    "check-up": Row(ANY_PARTNER, post=True),
    "keep-day": Row(ANY_PARTNER, post=True),
    "drop-day": Row(frozenset({"alice"}), ("day_id",), post=True),
    "begin-from-shelf": Row(ANY_PARTNER, ("slug=on_the_shelf",), post=True),
    "ask-to-return": Row(ANY_PARTNER, post=True),
    "couple-growth": Row(CARE, ("couple_id",)),
    "begin-ending": Row(CARE, ("couple_id",), post=True),
    "lay-out": Row(CARE, ("couple_id",)),
    "couple-return": Row(CARE, ("couple_id",), post=True),
    "demonstration": Row(frozenset(), ("token",)),
    "cycle": Row(ANY_PARTNER),
    "own-side": Row(ANY_PARTNER),
    "take-side-back": Row(ANY_PARTNER, post=True),
    "name-cycle": Row(PARTNERS, ("map_id",), post=True),
    "cycle-paper": Row(PARTNERS, ("map_id",), post=True),
    "mark-exit": Row(PARTNERS, ("map_id",), post=True),
    "remove-exit": Row(PARTNERS, ("exit_id",), post=True),
    "patterns": Row(ANY_PARTNER),
    "couple-patterns": Row(CARE, ("couple_id",)),
    "release-pattern": Row(CARE, ("couple_id", "key=pattern"), post=True),
    "take-back-pattern": Row(CARE, ("couple_id", "release_id"), post=True),
    "couple-cycle": Row(CARE, ("couple_id",)),
    "diary": Row(ANY_PARTNER),
    "diary-of": Row(ANY_PARTNER, ("on=day",)),
    "kept-day": Row(frozenset({"alice"}), ("on=day",)),
    "forget-day": Row(frozenset({"alice"}), ("on=day",), post=True),
    "diary-habits": Row(ANY_PARTNER),
    "diary-zone": Row(ANY_PARTNER, post=True),
    "stop-diary-letters": Row(ANY_PARTNER, post=True),
    "take-moment-back": Row(frozenset({"alice"}), ("on=day",), post=True),
    "week": Row(ANY_PARTNER),
    "week-of": Row(ANY_PARTNER, ("on=day",)),
    "moments": Row(ANY_PARTNER),
    "couple-week": Row(CARE, ("couple_id",)),
    "couple-week-of": Row(CARE, ("couple_id", "on=day")),
}


def own_addresses() -> set[str]:
    """Return the names of all addresses that are not allauth's."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    return {name for name in names if not name.startswith(("account_", "mfa_", "account-"))}


@pytest.fixture
def people(
    alice: Actor, bob: Actor, charlie: Actor, dana: Actor, erin: Actor, frank: Actor, sunita: Actor
) -> dict[str, Actor]:
    return {
        "alice": alice,
        "bob": bob,
        "charlie": charlie,
        "dana": dana,
        "erin": erin,
        "frank": frank,
        "sunita": sunita,
    }


@pytest.fixture(params=list(PolicyKind))
def planted(request: pytest.FixtureRequest, shelf, couple, alice, bob, dana) -> Planted:
    cast.agree_on(dana, couple, (alice, bob), request.param)
    return planting.plant(couple, alice, bob, dana, request.param)


def address(name: str, planted: Planted) -> str:
    named = [key.partition("=") for key in MATRIX[name].kwargs]
    return reverse(name, kwargs={key: planted.ids[source or key] for key, _, source in named} or None)


def elsewhere(name: str) -> str | None:
    """Return the same address of something that does not exist, where the address names something."""
    keys = [key.partition("=")[0] for key in MATRIX[name].kwargs]
    known = {"token": "x", "kind": "exercise"}
    return reverse(name, kwargs={key: known.get(key) or uuid.uuid4() for key in keys}) if keys else None


def visit(actor: Actor, name: str, url: str):
    return actor.client.post(url) if MATRIX[name].post else actor.client.get(url)


def words_of(found) -> str:
    is_paper = found["Content-Type"] == "application/pdf"
    return text_of(found.content) if is_paper else found.content.decode()


def test_every_address_has_a_row() -> None:
    assert own_addresses() - set(MATRIX) == set()


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_yours_is_what_does_not_exist(
    role: str, planted: Planted, people: dict[str, Actor]
) -> None:
    actor = people[role]
    nothing = actor.client.get("/there/is/nothing/here/")
    assert nothing.status_code == 404
    wrong = []
    for name in sorted(own_addresses()):
        row = MATRIX[name]
        if row.public or name == "leave" or (row.post and role in row.opens):
            continue
        found = visit(actor, name, address(name, planted))
        if role in row.opens:
            if found.status_code == 404:
                wrong.append((name, "is closed to", role))
        elif (found.status_code, found.content) != (404, nothing.content):
            wrong.append((name, found.status_code, role))
    assert wrong == []


def test_what_does_not_exist_looks_the_same_from_every_address(planted: Planted, people) -> None:
    nothing = people["dana"].client.get("/there/is/nothing/here/").content
    for name in sorted(own_addresses()):
        missing = elsewhere(name)
        if missing is None or MATRIX[name].public:
            continue
        for role in ROLES:
            found = visit(people[role], name, missing)
            assert (name, role, found.status_code, found.content) == (name, role, 404, nothing)


def test_nobody_comes_in_without_signing_in(planted: Planted) -> None:
    for name in sorted(own_addresses()):
        if MATRIX[name].public or name == "demonstration":
            continue
        found = Client().get(address(name, planted))
        assert (name, found.status_code, found.url.split("?")[0]) == (name, 302, reverse("account_login"))


@pytest.mark.parametrize("role", ROLES)
def test_no_page_holds_words_that_its_reader_may_not_read(
    role: str, planted: Planted, people: dict[str, Actor]
) -> None:
    seen: set[str] = set()
    for name in sorted(own_addresses()):
        row = MATRIX[name]
        if row.post or role not in row.opens or name in {"leave", "download-my-data"}:
            continue
        body = words_of(people[role].client.get(address(name, planted), follow=True))
        seen |= {mark for mark in planted.marks if mark in body}
    allowed = {mark for mark, readers in planted.marks.items() if role in readers}
    assert seen - allowed == set()
    if role == "dana":
        assert seen == allowed, "the leak must be possible: the therapist reads all that is hers to read"


@pytest.mark.parametrize("role", sorted(PARTNERS | {"charlie"}))
def test_what_a_partner_takes_out_holds_only_their_own_words(
    role: str, planted: Planted, people: dict[str, Actor]
) -> None:
    from troth.practice.privacy.actions import export_own_data

    body = export_own_data(actor=people[role].viewer).decode()
    assert {mark for mark in planted.marks if mark in body} == {
        mark for mark, author in planted.authors.items() if author == role
    }
