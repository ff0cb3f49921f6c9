"""How requests are answered by one process: two at once, each in one thread."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

AT_ONCE = 2


class Pages(ASGIHandler):
    """Django's handler, which answers some requests at once; the others wait in the order in which they came.

    Python runs one thread at a time. With many at once each waits for all others after every question to the database,
    and whoever writes keeps the database for as long. Bodies are read and answers sent outside of it, so slow lines hold no place.

    Django's own would let every middleware go to the thread and back for itself, some thirty times a request.
    """

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request when a place is free."""
        async with self._places:
            return await sync_to_async(self.get_response)(request)
