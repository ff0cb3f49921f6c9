"""Server CPU and database queries of a request."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse

    from troth.practice.people.models import Person


@dataclass(frozen=True)
class Figure:
    """What one page took, in milliseconds of CPU."""

    page: str
    queries: int
    median: float
    p90: float
    target: float | None

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "yes" if self.median <= self.target else "no"


def signed_in(person: Person) -> Client:
    """Return a browser of this person; it must show its CSRF token like every other."""
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def queries_of(ask: Callable[[], HttpResponse]) -> int:
    """Count the queries of one request."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def figure(
    page: str, asks: Sequence[Callable[[], HttpResponse]], *, status: int, warm_up: int, target: float | None
) -> Figure:
    """Ask as often as there are asks; the first ones only warm up. The last one counts queries."""
    spent = [_cpu(ask, status) for ask in asks[:-1]][warm_up:]
    return Figure(
        page=page,
        queries=queries_of(asks[-1]),
        median=statistics.median(spent),
        p90=statistics.quantiles(spent, n=10)[-1],
        target=target,
    )


def _cpu(ask: Callable[[], HttpResponse], status: int) -> float:
    connection.close()  # as after every request: the next one takes it from where it waits
    begun = time.process_time()
    response = ask()
    spent = (time.process_time() - begun) * 1000
    if response.status_code != status:
        message = f"{response.status_code} instead of {status}: the figures would mean nothing"
        raise RuntimeError(message)
    return spent
