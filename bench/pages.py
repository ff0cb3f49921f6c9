"""The pages that are measured, and what each may take."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bench import made_up
from bench.measure import Figure, figure, queries_of, signed_in
from troth.library import load_library
from troth.practice.instruments import actions as instruments
from troth.practice.instruments.models import Assignment
from troth.practice.people import queries as people

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse

    from bench.made_up import Pair
    from troth.practice.people.models import Person

SEED = 1123
PRIVATE = "how-we-are"
OK, FOUND = 200, 302
AS_A_BROWSER_SENDS = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Size:
    """How much is made and how often each page is asked for."""

    couples: int
    few_couples: int
    weeks: int
    warm_up: int
    requests: int

    @property
    def asks(self) -> int:
        return self.warm_up + self.requests + 1


FULL = Size(couples=200, few_couples=20, weeks=156, warm_up=5, requests=60)
QUICK = Size(couples=40, few_couples=10, weeks=20, warm_up=3, requests=20)


@dataclass(frozen=True)
class Result:
    """All figures, and the queries of the caseload with few couples and with all."""

    figures: list[Figure]
    caseload_queries: tuple[int, int]


def measured(size: Size, told: Callable[[str], None]) -> Result:
    """Make the practice and measure it."""
    dana, random = made_up.therapist(), Random(SEED)
    browser = signed_in(dana)
    told(f"Making {size.couples} couples with {size.weeks} weeks of answers each ...")
    pairs = made_up.pairs(dana, range(size.few_couples), size.weeks, random)
    few = queries_of(partial(browser.get, "/caseload/"))
    pairs += made_up.pairs(dana, range(size.few_couples, size.couples), size.weeks, random)
    made_up.judge(pairs)
    made_up.rate(dana, pairs[0], random)
    many = queries_of(partial(browser.get, "/caseload/"))
    _forget_the_making()
    told("Asking for pages ...")
    one = pairs[0]
    partner = signed_in(one.seats[0].person)
    page = partial(_page, size)
    figures = [
        page("Today (partner)", partial(partner.get, "/today/"), 15),
        page(f"Caseload ({size.couples} couples)", partial(browser.get, "/caseload/"), 25),
        page(f"A couple’s page ({size.weeks} weeks)", partial(browser.get, f"/couples/{one.couple.pk}/"), 30),
        page(f"How it goes ({size.weeks} weeks)", partial(partner.get, "/how-it-goes/"), None),
        figure(
            "Sending 32 private answers",
            _sendings(dana, pairs, size.asks),
            status=FOUND,
            warm_up=size.warm_up,
            target=20,
        ),
    ]
    return Result(figures, (few, many))


def _forget_the_making() -> None:
    """Keep what making the data left behind out of each later collection: a server never made what it serves."""
    gc.collect()
    gc.freeze()


def _page(size: Size, name: str, ask: Callable[[], HttpResponse], target: float | None) -> Figure:
    return figure(name, [ask] * size.asks, status=OK, warm_up=size.warm_up, target=target)


def _sendings(dana: Person, pairs: Sequence[Pair], count: int) -> list[Callable[[], HttpResponse]]:
    """Ask enough partners the private instrument and let each open the page; what is left is to send it."""
    answers = {item.id: item.options[-2].value for item in load_library().instruments[PRIVATE].items}
    sendings: list[Callable[[], HttpResponse]] = []
    for pair in pairs[: (count + 1) // 2]:
        asked = instruments.assign_instrument(actor=people.viewer_of(dana), couple=pair.couple, slug=PRIVATE)
        for copy in Assignment.objects.filter(round=asked).select_related("seat__person"):
            browser, url = signed_in(copy.seat.person), f"/answer/{copy.pk}/"
            browser.get(url)
            token = browser.cookies["csrftoken"].value
            sent = {**answers, "csrfmiddlewaretoken": token, "_send": "1"}
            sendings.append(partial(browser.post, url, urlencode(sent), content_type=AS_A_BROWSER_SENDS))
    return sendings[:count]
