"""Each link of the demonstration leads to what it promises: pages that are filled, for those who may see them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client, override_settings

from troth.practice.common import clock
from troth.practice.demonstration.build import build_demonstration
from troth.practice.people.models import Couple
from troth.practice.research.lending import FEWEST_COUPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

BOTH_READ = {
    "/agreements/": ("in force, looked at again on", "being worked out", "Both sides lie open"),
    "/cycle/": ("the evening spin", "I send two lines before I leave work"),
    "/patterns/": ("After days on which Alice felt closer than usual",),
    "/week/": ("I sent two lines before I left work.",),
}
DRAFT = "To talk about larger sums before they are spent."
OWN_DAY = "A walk by the river"


class Visit:
    """Somebody who came by the link of the demonstration."""

    def __init__(self, link: str) -> None:
        self.client = Client()
        self.client.get(link)

    def reads(self, path: str) -> str:
        answer = self.client.get(path, follow=True)
        assert answer.status_code == 200, path
        return answer.content.decode()


@pytest.fixture
def come() -> Iterator[dict[str, Visit]]:
    with override_settings(TROTH_DEMO=True):
        yield {label.split(",")[0]: Visit(link) for label, link in build_demonstration().links}


def test_each_link_leads_to_pages_that_are_filled(come: dict[str, Visit]) -> None:
    for path, words in BOTH_READ.items():
        for name in ("Alice", "Bob"):
            page = come[name].reads(path)
            assert [said for said in words if said not in page] == [], (name, path)
    assert DRAFT in come["Alice"].reads("/agreements/topic/money/")
    assert DRAFT not in come["Bob"].reads("/agreements/topic/money/")
    after = come["Ines"].reads("/growth/")
    assert "Tea at nine" in after
    assert "The late evenings are back" in after
    assert OWN_DAY in after
    care = f"/couples/{Couple.objects.get(seats__called='Alice').pk}"
    assert "Seen from Alice" in come["Dana"].reads(f"{care}/patterns/")
    assert "demanded, " in come["Dana"].reads(f"{care}/conversations/all/")
    spared = f"/couples/{Couple.objects.get(seats__called='Ines').pk}/growth/"
    assert "Trust has slipped" in come["Dana"].reads(spared)
    assert OWN_DAY not in come["Dana"].reads(spared)
    assert "Whose start matters" in come["Sunita"].reads("/practice/research/")


@override_settings(TROTH_DEMO=True)
def test_it_can_be_told_on_the_last_of_a_leap_february() -> None:
    with clock.telling_of(dt.datetime(2028, 2, 29, 1, tzinfo=dt.UTC)):
        links = {label.split(",")[0]: link for label, link in build_demonstration().links}
        page = Visit(links["Sunita"]).reads("/practice/research/")
    told = re.search(r"(\d+) couples, as of 1 February 2028", page)
    assert told
    assert int(told[1]) >= FEWEST_COUPLES
