"""The worst that words of a measure could do: show to another practice, stay in a log, or tell on a screen."""

from __future__ import annotations

import logging

import pytest
from django.db import connection

from tests.library.importing.conftest import own_yaml, sentence
from tests.practice.cast import partners
from tests.practice.planting_words import take_in
from troth.practice.common.models import AuditEvent
from troth.practice.instruments import actions, measure_queries, queries
from troth.practice.instruments.models import GuardedResponse, Score

WORDS = sentence(4)
SCREEN = {"1": "2", "2": "1", "3": "4", "4": "4"}


@pytest.fixture
def ras(dana):
    return take_in(dana, "ras", own_yaml(7, 1, 5))


@pytest.fixture
def screened(dana, ask, send, alice, couple):
    """Alice has answered a violence screen that Dana's practice brought."""
    take_in(dana, "hits", own_yaml(4, 1, 5))
    asked = ask("hits-en")
    send(asked, alice, SCREEN)
    return asked


def test_another_practice_never_meets_the_words(ras, dana, erin):
    assert WORDS in dana.client.get("/practice/measures/ras/").content.decode()
    page = erin.client.get("/practice/measures/ras/").content.decode()
    assert (WORDS in page, "None yet" in page) == (False, True)
    assert measure_queries.words_of(erin.viewer, "ras") == []
    assert all(not line.words for line in measure_queries.measure_lines(erin.viewer))
    withdraw = f"/practice/measures/ras/words/{ras.pk}/withdraw/"
    assert erin.client.post(withdraw).status_code == 404
    ras.refresh_from_db()
    assert ras.state == "active"


def test_another_practice_cannot_ask_with_the_words(ras, erin, couple, dana):
    theirs, _, _ = partners(erin, "Gwen", "Hal")
    offered = {instrument.id for instrument, *_ in queries.assignable(erin.viewer, theirs)}
    assert "ras-en" not in offered
    assert "ras-en" in {instrument.id for instrument, *_ in queries.assignable(dana.viewer, couple)}
    refused = erin.client.post(f"/couples/{theirs.pk}/assign/", {"slug": "ras-en"})
    assert refused.status_code == 409
    assert WORDS not in refused.content.decode()


def test_two_practices_ask_with_words_of_their_own(ras, dana, erin, couple, alice):
    take_in(erin, "ras", own_yaml(7, 1, 5).replace(WORDS, "Other words"))
    theirs, gwen, _ = partners(erin, "Gwen", "Hal")
    actions.assign_instrument(actor=erin.viewer, couple=theirs, slug="ras-en")
    actions.assign_instrument(actor=dana.viewer, couple=couple, slug="ras-en")
    for actor, words in ((alice, (True, False)), (gwen, (False, True))):
        [waiting] = queries.open_assignments(actor.viewer)
        page = actor.client.get(f"/answer/{waiting.id}/").content.decode()
        assert (WORDS in page, "Other words" in page) == words


def test_neither_log_nor_audit_nor_database_nor_refusal_holds_the_words(dana, ask, send, alice, ras, caplog):
    caplog.set_level(logging.DEBUG)
    asked = ask("ras-en")
    send(asked, alice, dict(zip("1234567", "5451453", strict=True)))
    dana.client.get(f"/couples/{asked.couple_id}/answers/{asked.pk}/")
    missing = dana.client.get(f"/practice/measures/ras/words/{asked.pk}/withdraw/")
    assert WORDS not in missing.content.decode()
    assert not [record for record in caplog.records if "Placeholder" in record.getMessage()]
    facts = [event.facts for event in AuditEvent.objects.all()]
    assert {"measure": "ras", "language": "en", "version": 1} in facts
    assert "Placeholder" not in str(facts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM instruments_practiceinstrument")
        assert "Placeholder" not in str(cursor.fetchall())
    assert "Placeholder" not in f"{ras!r}{ras}"


def test_a_violence_screen_lies_in_the_safety_storage_and_is_never_kept_as_a_score(screened, alice):
    sheet = GuardedResponse.objects.get()
    assert sheet.data_key_id == alice.person.safety_key_id
    assert (Score.objects.count(), sheet.answers["3"]) == (0, 4)


def test_the_screen_is_read_on_the_private_page_alone(screened, dana, alice, bob, couple):
    private = dana.client.get(f"/couples/{couple.pk}/private/").content.decode()
    assert "<strong>11</strong>" in private
    assert WORDS in private
    assert dana.client.get(f"/couples/{couple.pk}/answers/{screened.pk}/").status_code == 404
    for actor in (alice, bob):
        for page in ("/", "/today/", "/together/", "/mine/", "/how-it-goes/"):
            body = actor.client.get(page, follow=True).content.decode()
            assert (page, WORDS in body, "<strong>11</strong>" in body) == (page, False, False)
        assert actor.client.get(f"/couples/{couple.pk}/private/").status_code == 404
