from __future__ import annotations

import asyncio
from threading import Barrier, BrokenBarrierError, Lock
from traceback import walk_stack

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import HttpResponse
from django.test import AsyncRequestFactory
from django.urls import path
from django.utils.deprecation import MiddlewareMixin

from troth.practice.config.answering import AT_ONCE, Pages

LAYERS = 3
PATIENCE = 30  # seconds; only an answer that never comes takes as long
noting = Lock()
begun: list[int] = []
meeting = {"all places": Barrier(AT_ONCE), "one too many": Barrier(AT_ONCE + 1)}


def page(request, number: int) -> HttpResponse:
    """Wait for as many as there are places."""
    del request
    with noting:
        begun.append(number)
    meeting["all places"].wait(timeout=20)
    return HttpResponse(str(number))


def crowded(request, number: int) -> HttpResponse:
    """Wait a little for one more than there are places."""
    del request
    try:
        meeting["one too many"].wait(timeout=0.3)
    except BrokenBarrierError:
        return HttpResponse("alone")
    return HttpResponse(f"{number} met all")


def layers(request) -> HttpResponse:
    """Count the middlewares in whose calls this one is answered."""
    del request
    around = [frame for frame, _ in walk_stack(None) if frame.f_code is MiddlewareMixin.__call__.__code__]
    return HttpResponse(str(len(around)))


class Layer(MiddlewareMixin):
    """Does nothing, the way Django's own middlewares are made."""


urlpatterns = [path("layers/", layers), path("<int:number>/", page), path("crowded/<int:number>/", crowded)]


@pytest.fixture
def pages(settings) -> Pages:
    settings.MIDDLEWARE, settings.ROOT_URLCONF = [f"{__name__}.Layer"] * LAYERS, __name__
    begun.clear()
    for barrier in meeting.values():
        barrier.reset()
    return Pages()


def answers(pages: Pages, *paths: str) -> list[str]:
    """Ask for all at once, as the server does."""

    async def answer(of: str) -> str:
        asked = ApplicationCommunicator(pages, AsyncRequestFactory().get(of).scope)
        await asked.send_input({"type": "http.request"})
        await asked.receive_output(PATIENCE)
        return (await asked.receive_output(PATIENCE))["body"].decode()

    async def all_at_once() -> list[str]:
        return list(await asyncio.gather(*map(answer, paths)))

    return asyncio.run(all_at_once())


def test_as_many_as_there_are_places_are_answered_at_once_and_the_others_in_the_order_in_which_they_came(
    pages,
):
    numbers = range(3 * AT_ONCE)
    assert answers(pages, *(f"/{number}/" for number in numbers)) == [str(n) for n in numbers]
    groups = [begun[first : first + AT_ONCE] for first in numbers[::AT_ONCE]]
    assert [number for group in groups for number in sorted(group)] == list(numbers)


def test_one_more_waits_until_a_place_is_free(pages):
    numbers = range(AT_ONCE + 1)
    assert answers(pages, *(f"/crowded/{number}/" for number in numbers)) == ["alone"] * len(numbers)


def test_a_page_is_answered_inside_the_calls_of_all_middlewares_without_leaving_its_thread_for_each(pages):
    assert answers(pages, "/layers/") == [str(LAYERS)]
