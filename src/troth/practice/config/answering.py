"""How requests are answered by one process: two at once, each in one thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Any, cast

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http import FileResponse
from django.urls import set_script_prefix

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

AT_ONCE = 2


class Pages(ASGIHandler):
    """Django's handler with two threads, which answer requests in the order in which they came.

    Python runs one thread at a time. With many at once each waits for all others after every question to the database,
    and whoever writes keeps the database for as long. Bodies are read and answers sent outside of it, so slow lines hold no thread.

    Django's own would make a thread for every request, and let its beginning, every middleware, the page and its end go there
    and back for themselves, some thirty times. A request that came whole is answered even if whoever asked has left meanwhile.
    """

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware()
        threads = ThreadPoolExecutor(AT_ONCE, "page")
        self._answered = sync_to_async(self._answer, thread_sensitive=False, executor=threads)

    async def __call__(
        self,
        scope: Mapping[str, Any],
        receive: Callable[[], Awaitable[Mapping[str, Any]]],
        send: Callable[[Mapping[str, Any]], Awaitable[None]],
    ) -> None:
        """Answer one request."""
        async with ThreadSensitiveContext():
            try:
                body = await self.read_body(receive)
            except RequestAborted:
                return
            response = await self._answered(scope, body)
            try:
                await self.send_response(response, send)
            finally:
                if response.streaming:
                    await sync_to_async(response.close)()

    def _answer(self, scope: Mapping[str, Any], body: IO[bytes]) -> HttpResponseBase:
        """Return the answer; one that is held whole is done with the database."""
        set_script_prefix(get_script_prefix(scope))
        with body:
            request_started.send(sender=self.__class__, scope=scope)
            request, refused = self.create_request(scope, body)
            response: HttpResponseBase = refused or self.get_response(cast("HttpRequest", request))
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            response.close()
        return response
