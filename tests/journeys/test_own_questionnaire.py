"""A therapist words a questionnaire anew: a partner on a phone answers the words they were asked, also after the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_look import way_in
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

SLUG = "goal-check"
OWN_TITLE, OWN_QUESTION = "What I would like now", "As things are now, what would you like from coming here?"
FIELD = '[id="id_items.en.yaml"]'


@pytest.mark.journey
def test_a_therapist_words_a_questionnaire_anew_and_a_partner_answers_the_words_that_were_asked(
    demonstration: Site, come: Come
):
    dana, alice = come(demonstration, "Dana", **LAPTOP), come(demonstration, "Alice", **PHONE)
    for visitor in (dana, alice):
        visitor.page.goto(way_in(demonstration, visitor.name))
    dana.follow("Alice & Bob")
    couple = dana.page.url
    title, question = a_fault_is_named_and_then_words_are_kept(dana)
    dana.open(f"{couple}assign/")
    dana.press("Ask both", dana.card(OWN_TITLE))
    asked_in_own_words(alice, question)
    dana.open(f"/instruments/{SLUG}/wordings/")
    dana.press("Go back to Troth’s own")
    dana.sees("Your practice uses the wording that came with Troth.")
    dana.sees(title)
    asked_in_own_words(alice, question)
    page = alice.page.content()
    assert [words in page for words in (OWN_QUESTION, question)] == [True, False]


def a_fault_is_named_and_then_words_are_kept(dana: Visitor) -> tuple[str, str]:
    """Go to the editor, check a fault, keep the right words; return the title and the question as they were."""
    dana.open("/practice/")
    dana.follow("Word content anew")
    dana.picture("own-questionnaire-shelf")
    dana.open(f"/instruments/{SLUG}/word/")
    texts = dana.page.locator(FIELD).input_value()
    title = line_after(texts, "title: ")
    question = line_after(texts, "text: ")
    dana.page.locator(FIELD).fill(texts.replace("  how_sure:\n    text", "  how_certain:\n    text", 1))
    dana.fill("What did you change?", "Nearer to how we speak")
    dana.press("Check and look")
    dana.sees("2 to mend")
    dana.sees('The words for "how_sure" are missing under "items".')
    dana.picture("own-questionnaire-fault")
    dana.page.locator(FIELD).fill(texts.replace(title, OWN_TITLE, 1).replace(question, OWN_QUESTION, 1))
    dana.press("Check and look")
    dana.sees("In order.")
    dana.sees(OWN_QUESTION)
    dana.press("Keep it, and use it from now on")
    dana.sees("Your practice chose a wording of its own.")
    dana.picture("own-questionnaire-kept")
    return title, question


def asked_in_own_words(alice: Visitor, question: str) -> None:
    alice.open("/today/")
    alice.follow("Begin", alice.card(OWN_TITLE))
    alice.sees(OWN_QUESTION)
    alice.sees_not(question)


def line_after(texts: str, start: str) -> str:
    return texts.partition(start)[2].partition("\n")[0].strip('"')
