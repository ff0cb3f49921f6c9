"""What one partner told the therapist alone comes to both by announcement, or by its author; never otherwise."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.db import connection

from tests.practice import cast
from tests.practice.answering import calm
from tests.practice.instruments.conftest import INTAKE, PULSE
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.instruments import queries, sharing_actions, sharing_queries
from troth.practice.instruments.models import Announcement, Release, Response, Score
from troth.practice.instruments.personal_data import HOLDINGS
from troth.practice.instruments.states import RELEASE_MOVES, REPLIES, STANDING, ReleaseState
from troth.practice.privacy.states import PolicyKind

PROTECTED = {"goal", "goal_in_words"}
SEALED = {"still_value"}


@pytest.fixture
def agreed(dana, couple, alice, bob):
    cast.agree_on(dana, couple, (alice, bob), PolicyKind.NO_SECRETS)


@pytest.fixture
def asked(agreed, ask):
    return ask("private-intake")


@pytest.fixture
def response(asked, send, alice, bob):
    """Both have answered; what Alice told Dana alone can be brought to both."""
    send(asked, bob, INTAKE)
    return send(asked, alice, INTAKE)


@pytest.fixture
def announced(response, dana):
    sharing_actions.announce_release(
        actor=dana.viewer,
        response_id=response.pk,
        reason="The work needs it",
        words="You can say it yourself",
    )
    return response


def after(**passed):
    return clock.telling_of(clock.now() + dt.timedelta(**passed))


def release(actor, response):
    return sharing_actions.release_response(actor=actor.viewer, response_id=response.pk)


def reply(actor, response, words):
    sharing_actions.reply_to_announcement(actor=actor.viewer, response_id=response.pk, reply=words)


def share(actor, response):
    sharing_actions.share_own_answers(actor=actor.viewer, response_id=response.pk)


def take_back(actor, response):
    sharing_actions.take_back_announcement(actor=actor.viewer, response_id=response.pk)


def seen_by(actor, asked, side="a"):
    return {item.item_id for item in queries.visible_answers(actor.viewer, asked.pk)[side]}


def events():
    rows = AuditEvent.objects.filter(event__regex=r"^(release\.|answers\.(released|shared))")
    return list(rows.order_by("sequence").values_list("event", flat=True))


def test_what_was_promised_under_limited_secrets_is_never_announced(ask, send, alice, dana):
    response = send(ask("private-intake"), alice, INTAKE)
    with pytest.raises(Refused, match="promise"):
        sharing_actions.announce_release(actor=dana.viewer, response_id=response.pk, reason="It helps")
    with pytest.raises(Refused, match="Nothing is announced"):
        release(dana, response)
    response.refresh_from_db()
    assert (response.released_at, Release.objects.count()) == (None, 0)


def test_an_announcement_opens_nothing(announced, asked, alice, bob):
    assert seen_by(bob, asked) == SEALED
    assert [one.title for one in sharing_queries.announced_to(alice.viewer)] == ["Before we begin"]
    assert sharing_queries.announced_to(bob.viewer) == []


def test_a_release_needs_an_announcement_that_is_seven_days_old(announced, asked, bob, dana):
    with after(days=6, hours=23), pytest.raises(Refused, match="has time until"):
        release(dana, announced)
    assert seen_by(bob, asked) == SEALED
    with after(days=7):
        release(dana, announced)
        release(dana, announced)
    assert seen_by(bob, asked) == set(INTAKE) - PROTECTED
    assert events() == ["release.announced", "answers.released"]


def test_a_practice_can_wait_longer(announced, dana, settings):
    settings.TROTH_DAYS_BEFORE_RELEASE = 14
    with after(days=13), pytest.raises(Refused, match="has time until"):
        release(dana, announced)


def test_when_the_author_agrees_nobody_waits(announced, asked, alice, bob, dana):
    reply(alice, announced, "agreed")
    reply(alice, announced, "agreed")
    assert seen_by(bob, asked) == SEALED
    release(dana, announced)
    assert seen_by(bob, asked) == set(INTAKE) - PROTECTED
    assert events() == ["release.announced", "release.agreed", "answers.released"]


def test_who_would_rather_talk_first_gets_the_time_anew(announced, alice, dana):
    with after(days=6):
        reply(alice, announced, "talk-first")
    with after(days=8), pytest.raises(Refused, match="has time until"):
        release(dana, announced)
    with after(days=13):
        release(dana, announced)
    assert events() == ["release.announced", "release.talk-first", "answers.released"]


def test_what_is_taken_back_can_be_announced_anew(announced, alice, bob, dana):
    take_back(dana, announced)
    assert sharing_queries.announced_to(alice.viewer) == []
    for late in (lambda: reply(alice, announced, "agreed"), lambda: release(dana, announced)):
        with pytest.raises(Refused, match="Nothing is announced"):
            late()
    sharing_actions.announce_release(actor=dana.viewer, response_id=announced.pk, reason="Again")
    with pytest.raises(Refused, match="knows of this already"):
        sharing_actions.announce_release(actor=dana.viewer, response_id=announced.pk, reason="Twice")
    with after(days=6), pytest.raises(Refused, match="has time until"):
        release(dana, announced)


@pytest.mark.parametrize("kind", list(PolicyKind))
def test_an_author_shares_at_once_under_every_agreement(kind, dana, couple, alice, bob, ask, send):
    cast.agree_on(dana, couple, (alice, bob), kind)
    asked = ask("private-intake")
    send(asked, bob, INTAKE)
    response = send(asked, alice, INTAKE)
    assert seen_by(bob, asked) == SEALED
    share(alice, response)
    assert seen_by(bob, asked) == set(INTAKE) - PROTECTED
    assert seen_by(alice, asked, "b") == SEALED, "the other one's answers stay where they are"
    assert events() == ["answers.shared"]
    with pytest.raises(Refused, match="nothing here to share"):
        share(alice, response)


def test_sharing_ends_an_announcement(announced, alice, dana):
    share(alice, announced)
    assert Release.objects.get().state == ReleaseState.SHARED
    with pytest.raises(Refused, match="Nothing is announced"):
        take_back(dana, announced)


def test_what_is_sealed_stays_sealed_when_the_rest_is_shared(asked, send, alice, dana):
    response = send(asked, alice, INTAKE)
    share(alice, response)
    terms = Response.objects.get(pk=response.pk).terms
    assert {name for name, (audience, _) in terms.items() if audience == "sealed"} == SEALED
    assert {name for name, (audience, kept) in terms.items() if audience == "therapist" and kept} >= PROTECTED


def test_one_who_has_not_answered_sees_nothing_of_what_was_shared(asked, send, alice, bob):
    response = send(asked, alice, INTAKE)
    share(alice, response)
    assert seen_by(bob, asked) == set()
    send(asked, bob, INTAKE)
    assert seen_by(bob, asked) == set(INTAKE) - PROTECTED


def test_numbers_go_with_the_answers_they_are_made_from(ask, send, alice):
    response = send(ask("how-we-are"), alice, calm("how-we-are"))
    before = set(Score.objects.values_list("audience", flat=True))
    share(alice, response)
    assert (before, set(Score.objects.values_list("audience", flat=True))) == ({"therapist"}, {"couple"})


def test_nothing_of_a_sealed_questionnaire_is_there_to_share(ask, send, alice):
    response = send(ask("trust-pulse"), alice, PULSE)
    with pytest.raises(Refused, match="nothing here to share"):
        share(alice, response)


@pytest.mark.parametrize("who", ["bob", "charlie", "dana", "erin", "frank"])
def test_only_the_author_replies_and_shares(request, who, announced):
    actor = request.getfixturevalue(who)
    for act in (lambda: reply(actor, announced, "agreed"), lambda: share(actor, announced)):
        with pytest.raises(Absent):
            act()


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "erin", "frank"])
def test_only_the_care_team_announces_takes_back_and_releases(request, who, announced, couple):
    actor = request.getfixturevalue(who)
    acts = (
        lambda: sharing_actions.announce_release(actor=actor.viewer, response_id=announced.pk, reason="x"),
        lambda: take_back(actor, announced),
        lambda: release(actor, announced),
        lambda: sharing_queries.announced_of(actor.viewer, couple.pk),
    )
    for act in acts:
        with pytest.raises(Absent):
            act()


def test_an_announcement_needs_a_reason_and_a_reply_a_known_word(announced, response, alice, dana):
    with pytest.raises(Refused, match="answers on the page"):
        reply(alice, announced, "released")
    take_back(dana, response)
    with pytest.raises(Refused, match="why"):
        sharing_actions.announce_release(actor=dana.viewer, response_id=response.pk, reason=" ")


def test_each_text_lies_under_the_key_of_those_who_read_it(announced, couple, alice):
    assert Release.objects.get().data_key_id == couple.record_key_id
    assert Announcement.objects.get().data_key_id == alice.person.data_key_id
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reason FROM instruments_release UNION SELECT words FROM instruments_announcement"
        )
        stored = b"".join(bytes(words) for (words,) in cursor.fetchall())
    assert len(stored) > 40
    assert b"needs it" not in stored
    assert b"say it yourself" not in stored


def test_an_author_takes_out_what_was_said_to_them_and_has_it_erased(announced, alice, bob):
    (holding,) = [each for each in HOLDINGS if each.model == "instruments.Announcement"]
    assert [row["words"] for row in holding.export(alice.person.pk)] == ["You can say it yourself"]
    assert holding.export(bob.person.pk) == []
    for each in HOLDINGS:
        if each.erase:
            each.erase(alice.person.pk)
    assert (Announcement.objects.count(), Release.objects.count()) == (0, 0)


def test_every_state_says_where_it_leads_and_every_end_is_an_end():
    ends = {state for state, moves in RELEASE_MOVES.items() if not moves}
    assert set(RELEASE_MOVES) == set(ReleaseState)
    assert ends == set(ReleaseState) - STANDING
    assert set().union(*RELEASE_MOVES.values()) == ends | REPLIES


ACTS = {
    "agree": lambda people, response: reply(people["alice"], response, "agreed"),
    "talk": lambda people, response: reply(people["alice"], response, "talk-first"),
    "take back": lambda people, response: take_back(people["dana"], response),
    "release": lambda people, response: release(people["dana"], response),
}


@pytest.mark.parametrize("story", list(itertools.product(ACTS, repeat=3)), ids=" then ".join)
def test_without_a_yes_nothing_opens_within_the_week(story, announced, asked, alice, bob, dana):
    said_yes = False
    for name in story:
        try:
            ACTS[name]({"alice": alice, "dana": dana}, announced)
        except Refused:
            continue
        said_yes = {"agree": True, "talk": False}.get(name, said_yes)
        opened = name == "release"
        assert not opened or said_yes
    states = set(Release.objects.values_list("state", flat=True))
    assert (seen_by(bob, asked) != SEALED) == (states == {ReleaseState.RELEASED})
