"""The pages of the care team: bring, name, look, remove."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.practice.conversation.talking import ACTS, brought, chase, csv, sway
from troth.practice.conversation.models import CodedConversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(couple):
    return reverse("conversations", args=[couple.pk])


def post(dana, at, data, **other):
    file = SimpleUploadedFile("talk.csv", data)
    return dana.client.post(at, {"file": file, "held_on": "2026-01-05", "rated": "codes", **other})


def test_a_file_leads_to_who_is_who_and_then_to_what_it_shows(dana, couple, at) -> None:
    came = post(dana, at, csv([*chase(40), ("Th", "question")]))
    row = CodedConversation.objects.get()
    assert (came.status_code, came.url) == (302, reverse("conversation-names", args=[couple.pk, row.pk]))
    page = dana.client.get(came.url).content.decode()
    assert "Who is Alice in the file?" in page
    assert "Th (1 row)" in page
    then = dana.client.post(came.url, {"a": "A", "b": "B", "demand": ["D"], "withdraw": ["W"]}, follow=True)
    body = then.content.decode()
    assert "After Alice demanded, Bob withdrew next" in body
    assert "It foretells nothing" in body
    assert "Th counts for neither" in body


def test_a_fault_is_one_sentence_on_the_page_and_nothing_is_kept(dana, at) -> None:
    came = post(dana, at, b"speaker,code\nA,x\nB,\n")
    assert came.status_code == 422
    assert "Line 3 has no code." in came.content.decode()
    assert not CodedConversation.objects.exists()


@pytest.mark.parametrize("left_out", ["file", "held_on", "rated"])
def test_nothing_may_be_left_out(dana, at, left_out) -> None:
    given = {"file": SimpleUploadedFile("t.csv", csv(chase(3))), "held_on": "2026-01-05", "rated": "codes"}
    del given[left_out]
    assert dana.client.post(at, given).status_code == 422
    assert not CodedConversation.objects.exists()


def test_a_wrong_choice_of_speakers_stays_on_the_page(dana, couple, at) -> None:
    came = post(dana, at, csv(chase(3)))
    again = dana.client.post(came.url, {"a": "A", "b": "A"})
    assert again.status_code == 422
    assert "the same speaker" in again.content.decode()
    assert CodedConversation.objects.get().names is None


def test_what_nobody_named_cannot_be_looked_at_yet(dana, couple, at) -> None:
    post(dana, at, csv(chase(30)))
    row = CodedConversation.objects.get()
    body = dana.client.get(reverse("conversation", args=[couple.pk, row.pk])).content.decode()
    assert "Say who is who" in body
    assert "What follows what" not in body
    assert (
        "Nothing to show yet"
        in dana.client.get(reverse("all-conversations", args=[couple.pk])).content.decode()
    )


def test_all_conversations_stand_on_one_page(dana, couple, at) -> None:
    for seed in (1, 2):
        brought(dana, couple, chase(40, seed), **ACTS)
        brought(dana, couple, sway(60, seed), rated="scores")
    assert reverse("all-conversations", args=[couple.pk]) in dana.client.get(at).content.decode()
    body = dana.client.get(reverse("all-conversations", args=[couple.pk])).content.decode()
    assert "in 2 conversations" in body
    assert "Each conversation gives its own number" in body
    assert "Where such a conversation would come to rest" in body
    assert "nan" not in body.replace("&nbsp;", "")


def test_it_can_be_removed(dana, couple, at) -> None:
    row = brought(dana, couple, chase(3))
    came = dana.client.post(reverse("remove-conversation", args=[couple.pk, row.pk]))
    assert (came.status_code, came.url) == (302, at)
    assert dana.client.get(reverse("conversation", args=[couple.pk, row.pk])).status_code == 404


def test_the_page_of_how_the_two_move_leads_there(dana, couple, at) -> None:
    assert f'href="{at}"' in dana.client.get(reverse("couple-course", args=[couple.pk])).content.decode()
