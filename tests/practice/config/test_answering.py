from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpResponse
from django.test import AsyncRequestFactory
from django.urls import path

from troth.practice.config.answering import AT_ONCE, Pages

MANY = AT_ONCE + 4
here: set[int] = set()
together: list[int] = []
done: list[int] = []


async def page(request, number: int) -> HttpResponse:
    """Take long enough that all others come meanwhile."""
    del request
    here.add(number)
    together.append(len(here))
    for _ in range(100):
        await asyncio.sleep(0)
    here.remove(number)
    done.append(number)
    return HttpResponse(str(number))


urlpatterns = [path("<int:number>/", page)]


@pytest.fixture
def pages(settings) -> Pages:
    settings.MIDDLEWARE, settings.ROOT_URLCONF = [], __name__
    for kept in (together, done):
        kept.clear()
    return Pages()


def test_only_so_many_are_answered_at_once_and_the_others_in_the_order_in_which_they_came(pages):
    @async_to_sync
    async def all_at_once() -> list[bytes]:
        asked = [AsyncRequestFactory().get(f"/{number}/") for number in range(MANY)]
        answers = await asyncio.gather(*(pages.get_response_async(one) for one in asked))
        return [answer.content for answer in answers]

    assert all_at_once() == [str(number).encode() for number in range(MANY)]
    assert max(together) == AT_ONCE
    assert done == list(range(MANY))
