"""The letters that people sign name the therapist and the practice."""

from __future__ import annotations

import pytest

from tests.practice import cast
from troth.practice.privacy.states import PolicyKind

pytestmark = pytest.mark.django_db


def letter_on(actor, path: str) -> str:
    page = actor.client.get(path).content.decode()
    return page[page.index("prose") :]


def test_the_consent_letter_names_the_therapist_and_the_practice(alice) -> None:
    assert "you work with Dana of Elm Street Practice" in letter_on(alice, "/welcome/consent/")


@pytest.mark.parametrize("kind", list(PolicyKind))
def test_the_agreement_about_secrets_names_the_therapist(kind, couple, alice, bob, dana) -> None:
    cast.agree_on(dana, couple, (alice, bob), kind)
    for letter in (letter_on(alice, "/welcome/secrets/"), letter_on(dana, f"/couples/{couple.pk}/secrets/")):
        assert "Dana" in letter
        assert "{therapist}" not in letter


def test_a_name_with_markup_stays_a_name(couple, alice, dana) -> None:
    dana.person.chosen_name = "<b>Dana</b>"
    dana.person.save()
    assert "&lt;b&gt;Dana&lt;/b&gt;" in letter_on(alice, "/welcome/consent/")
