"""What one partner's private act changes on the other's pages: no byte, and no statement to the database.

Equal statements in equal order are the same class of response time.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.practice.boundaries.story import TOPIC
from tests.practice.happenings import PRIVATE, Stage, closing_for_myself, low_sealed_answers
from tests.practice.privacy.test_leak_matrix import MATRIX
from troth.practice.instruments.models import Assignment
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from tests.practice.cast import Actor

VALUE = re.compile(r"""'(?:[^']|'')*'|\b[0-9a-f]{32}\b|\b\d+(?:\.\d+)?\b|\bs\d+_x\d+\b""")
FORM_TOKEN = re.compile(rb'\b[A-Za-z0-9]{64}\b|name="page" value="\w{16}"')
ELSEWHERE = {"leave", "out", "demonstration", "download-my-data"}

Seen = dict[str, tuple[bytes, list[str]]]


def addresses(actor: Actor) -> list[str]:
    """Return every page of a partner, for everything of theirs that is there."""
    copies = Assignment.objects.filter(seat_id=actor.viewer.seat_id, round__guarded=False).order_by(
        "created_at"
    )
    there = {
        "round_id": list(copies.values_list("round_id", flat=True)),
        "assignment_id": list(copies.values_list("pk", flat=True)),
    }
    found = []
    for name, row in MATRIX.items():
        keys = [key.partition("=")[0] for key in row.kwargs]
        if row.post or name in ELSEWHERE or not row.opens & {"alice", "bob"} or not set(keys) <= set(there):
            continue
        chosen = itertools.product(*(there[key] for key in keys))
        found += [reverse(name, kwargs=dict(zip(keys, values, strict=True)) or None) for values in chosen]
    return found


def places(at: Stage) -> list[str]:
    """Return the pages of what the two do together."""
    own = [
        reverse(name, args=[at.agreement.pk]) for name in ("agreement", "word-agreement", "review-agreement")
    ]
    runs = [reverse("exercise", args=[run.pk]) for run in (at.run, at.refresher)]
    topic = [reverse(name, args=[TOPIC]) for name in ("boundary-topic", "meet-halfway")]
    return [*runs, *topic, *own]


def look(actor: Actor, at: Stage) -> Seen:
    """Return each page's bytes and the statements it took, without form tokens and values."""
    seen = {}
    for url in [*addresses(actor), *places(at)]:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            body = actor.client.get(url).content
        seen[url] = (
            FORM_TOKEN.sub(b"", body),
            [VALUE.sub("?", query["sql"]) for query in captured.captured_queries],
        )
    return seen


def bytes_of(seen: Seen) -> dict[str, bytes]:
    return {url: body for url, (body, _) in seen.items()}


def statements_of(seen: Seen) -> dict[str, list[str]]:
    return {url: statements for url, (_, statements) in seen.items()}


def test_the_pages_looked_at_are_those_where_something_could_show(at: Stage) -> None:
    urls = addresses(at.bob)
    assert {"/today/", "/together/", "/mine/", "/how-it-goes/"} < set(urls)
    assert sum(url.endswith("/share/") for url in urls) == 3
    assert sum(url.startswith("/answer/") for url in urls) == 3


@pytest.mark.parametrize("happening", PRIVATE)
def test_a_private_act_changes_no_byte_and_no_statement_for_the_other(happening: str, at: Stage) -> None:
    look(at.bob, at)
    before = look(at.bob, at)
    PRIVATE[happening](at)
    after = look(at.bob, at)
    assert statements_of(after) == statements_of(before)
    assert bytes_of(after) == bytes_of(before)


def test_a_difference_would_be_seen_on_the_pages_of_the_one_who_acted(at: Stage) -> None:
    look(at.alice, at)
    before = look(at.alice, at)
    low_sealed_answers(at)
    after = look(at.alice, at)
    assert statements_of(after) != statements_of(before)
    assert bytes_of(after) != bytes_of(before)


def test_an_announcement_shows_to_its_author(at: Stage) -> None:
    before = look(at.alice, at)
    PRIVATE["announcement"](at)
    assert {
        url for url, body in bytes_of(look(at.alice, at)).items() if body != bytes_of(before).get(url)
    } == {
        url for url in before if url == "/today/" or url.endswith(f"{at.response.assignment.round_id}/share/")
    }


def test_a_door_closed_by_the_partner_is_a_door_closed_by_the_therapist(at: Stage) -> None:
    look(at.bob, at)
    opened = look(at.bob, at)
    closing_for_myself(at)
    closed_by_alice = look(at.bob, at)
    safety.reopen_for_myself(actor=at.alice.viewer)
    assert look(at.bob, at) == opened
    safety.close_joint_work(actor=at.dana.viewer, couple=at.couple, reason="")
    closed_by_dana = look(at.bob, at)
    assert closed_by_alice == closed_by_dana
    assert statements_of(closed_by_alice) != statements_of(opened)


def test_closing_behind_a_closed_door_changes_nothing_for_the_other(at: Stage) -> None:
    safety.close_joint_work(actor=at.dana.viewer, couple=at.couple, reason="")
    look(at.bob, at)
    before = look(at.bob, at)
    closing_for_myself(at)
    assert look(at.bob, at) == before
