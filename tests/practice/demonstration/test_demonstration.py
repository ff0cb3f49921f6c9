from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client, TestCase, override_settings

from troth.library import load_library
from troth.practice.common import audit, clock
from troth.practice.common.errors import Refused
from troth.practice.demonstration.build import build_demonstration
from troth.practice.demonstration.earlier import PAIRS
from troth.practice.demonstration.people import link_for
from troth.practice.demonstration.stories import STORIES
from troth.practice.formulation.models import GoalRating, Plan
from troth.practice.formulation.states import PlanState
from troth.practice.instruments import answering
from troth.practice.instruments.models import Response, Schedule, Score
from troth.practice.instruments.schedule_actions import turn_clock
from troth.practice.people.models import Couple
from troth.practice.people.states import AT_WORK, Stage
from troth.practice.research.lending import FEWEST_COUPLES

BATTERY = load_library().instrument("where-we-stand")
BOTH_READ = {
    "/agreements/": ("in force, looked at again on", "being worked out", "Both sides lie open"),
    "/cycle/": ("the evening spin", "I send two lines before I leave work"),
    "/patterns/": ("After days on which Alice felt closer than usual",),
    "/week/": ("I sent two lines before I left work.",),
}
DRAFT = "To talk about larger sums before they are spent."
OWN_DAY = "A walk by the river"
LAST_OF_FEBRUARY = dt.datetime(2028, 2, 29, 1, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


class Visit:
    """Somebody who came by the link of the demonstration."""

    def __init__(self, link: str) -> None:
        self.client = Client()
        self.client.get(link)

    def reads(self, path: str) -> str:
        answer = self.client.get(path, follow=True)
        assert answer.status_code == 200, path
        return answer.content.decode()


class DemonstrationTests(TestCase):
    """What stands in the demonstration, which is told once for all of them, on a day that few years have."""

    @classmethod
    def setUpTestData(cls) -> None:
        with clock.telling_of(LAST_OF_FEBRUARY):
            cls.built = build_demonstration()

    def setUp(self) -> None:
        self.enterContext(clock.telling_of(LAST_OF_FEBRUARY))

    def test_couples_at_different_stages_with_a_log_that_verifies(self) -> None:
        links = self.built.links
        assert [label.split(",")[0] for label, _ in links] == [
            "Alice",
            "Bob",
            "Ines",
            "Dana",
            "Sunita",
            "Frank",
        ]
        assert Couple.objects.count() == len(STORIES) + len(PAIRS)
        assert set(Couple.objects.values_list("stage", flat=True)) == {
            Stage.ASSESSMENT,
            Stage.WORKING,
            Stage.MAINTAINING,
            Stage.PAUSED,
            Stage.SEPARATED,
            Stage.ENDED,
        }
        assert audit.verify().ok
        assert build_demonstration().links == links

    def test_couples_who_work_have_a_plan_in_force_and_goals_with_numbers(self) -> None:
        assert Plan.objects.filter(state=PlanState.AGREED).count() == 5
        assert GoalRating.objects.exclude(opened_at=None).count() == 5 * 2 * 2 * 3

    def test_what_goes_on_by_itself_is_set_and_asks_nothing_today(self) -> None:
        assert Schedule.objects.filter(instrument="trust-pulse").count() == 12
        assert Schedule.objects.filter(instrument="session-check-in", next_on=None).count() == 0
        assert turn_clock() == (0, 0, 0)
        with clock.telling_of(clock.now() + dt.timedelta(days=1)):
            assert turn_clock().asked == Couple.objects.filter(stage__in=AT_WORK).count()

    def test_every_couple_says_where_it_stands_as_its_story_goes(self) -> None:
        weighs = Score.objects.filter(instrument="where-we-stand", scale="betrayal")
        assert weighs.count() == 2 * (12 + 1)  # Ines and Marko once more, at a check-up
        by_name = {(score.seat.called, score.value) for score in weighs.select_related("seat")}
        assert {name for name, value in by_name if value >= 2} == {
            name for story in STORIES if "betrayal" in story.weighs for name in (story.a, story.b)
        }
        assert all(answering.missing(BATTERY, row.answers) == [] for row in sent_batteries())

    @override_settings(TROTH_DEMO=True)
    def test_each_link_leads_to_pages_that_are_filled(self) -> None:
        come = {label.split(",")[0]: Visit(link) for label, link in self.built.links}
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
        numbers = come["Sunita"].reads("/practice/research/")
        assert "Whose start matters" in numbers
        told = re.search(r"(\d+) couples, as of 1 February 2028", numbers)
        assert told
        assert int(told[1]) >= FEWEST_COUPLES


def sent_batteries() -> list[Response]:
    return list(Response.objects.filter(assignment__round__instrument="where-we-stand"))


def test_it_refuses_to_stand_beside_real_people(dana) -> None:
    with pytest.raises(Refused, match="real people"):
        build_demonstration()


@override_settings(TROTH_DEMO=True)
def test_its_links_never_open_a_real_person(alice, client) -> None:
    assert client.get(link_for(alice.person)).status_code == 404
    assert "_auth_user_id" not in client.session
