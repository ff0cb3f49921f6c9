"""A clinic gives the numbers of its own town: its people read them, nobody else, and the emergency number stays."""

from __future__ import annotations

from tests.practice.wordings.story import page, texts, word
from troth.practice.safety.kinds import CRISIS
from troth.practice.wordings import queries
from troth.practice.wordings.models import OwnWording

TOWN, NUMBER = "Night line of our town", "030 1234567"
LINES = {"lines:\n": f'lines:\n  - {{name: {TOWN}, number: "{NUMBER}", for_whom: Anyone here}}\n'}
CHECKED = {"verified_on: null": "verified_on: 2026-11-20"}
PAGE = "/crisis/?country=DE"


def test_whoever_is_signed_in_reads_the_numbers_of_their_practice_and_nobody_else_does(
    dana, frank, alice, charlie, erin, client
):
    before = page(erin, PAGE)
    word(dana, CRISIS, "DE", LINES | CHECKED)
    for actor in (dana, frank, alice, charlie):
        shown = page(actor, PAGE)
        assert (TOWN in shown, NUMBER in shown, "TelefonSeelsorge" in shown) == (True, True, True)
    assert [TOWN in text for text in (before, page(erin, PAGE), client.get(PAGE).content.decode())] == [
        False
    ] * 3
    assert TOWN not in page(alice, "/crisis/?country=AT")


def test_the_emergency_number_stays_and_the_line_is_named(dana):
    files = texts(dana, CRISIS, "DE", {'emergency_number: "112"': 'emergency_number: "113"'})
    found, (problem,) = queries.read(dana.viewer.practice_id, CRISIS, "DE", files)
    assert (found, problem.file, problem.line) == (None, "content/safety/crisis/DE.yaml", 5)
    assert problem.message == "The emergency number here is 112, and it stays as it came with Troth."
    told = dana.client.post("/crisis_pages/DE/word/", {**files, "note": "x", "begun_from": 0, "keep": "1"})
    assert (told.status_code, OwnWording.objects.exists()) == (409, False)
    assert 'href="#id_DE.yaml"' in told.content.decode()


def test_a_page_of_another_country_is_not_kept_as_this_one(dana):
    files = texts(dana, CRISIS, "DE", {"country: DE": "country: AT"})
    found, (problem,) = queries.read(dana.viewer.practice_id, CRISIS, "DE", files)
    assert (found, problem.message) == (None, 'The country is "AT" but the file is "DE.yaml".')
