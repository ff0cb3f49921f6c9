import datetime as dt

import pytest
from django.test import override_settings

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

BATTERY = load_library().instrument("where-we-stand")

pytestmark = pytest.mark.django_db


def test_couples_at_different_stages_with_a_log_that_verifies() -> None:
    links = build_demonstration().links
    assert [label.split(",")[0] for label, _ in links] == ["Alice", "Bob", "Ines", "Dana", "Sunita", "Frank"]
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


def test_couples_who_work_have_a_plan_in_force_and_goals_with_numbers() -> None:
    build_demonstration()
    assert Plan.objects.filter(state=PlanState.AGREED).count() == 5
    assert GoalRating.objects.exclude(opened_at=None).count() == 5 * 2 * 2 * 3


def test_what_goes_on_by_itself_is_set_and_asks_nothing_today() -> None:
    build_demonstration()
    assert Schedule.objects.filter(instrument="trust-pulse").count() == 12
    assert Schedule.objects.filter(instrument="session-check-in", next_on=None).count() == 0
    assert turn_clock() == (0, 0, 0)
    with clock.telling_of(clock.now() + dt.timedelta(days=1)):
        assert turn_clock().asked == Couple.objects.filter(stage__in=AT_WORK).count()


def test_it_refuses_to_stand_beside_real_people(dana) -> None:
    with pytest.raises(Refused, match="real people"):
        build_demonstration()


@override_settings(TROTH_DEMO=True)
def test_its_links_never_open_a_real_person(alice, client) -> None:
    assert client.get(link_for(alice.person)).status_code == 404
    assert "_auth_user_id" not in client.session


def test_every_couple_says_where_it_stands_as_its_story_goes() -> None:
    build_demonstration()
    weighs = Score.objects.filter(instrument="where-we-stand", scale="betrayal")
    assert weighs.count() == 2 * (12 + 1)  # Ines and Marko once more, at a check-up
    by_name = {(score.seat.called, score.value) for score in weighs.select_related("seat")}
    assert {name for name, value in by_name if value >= 2} == {
        name for story in STORIES if "betrayal" in story.weighs for name in (story.a, story.b)
    }
    assert all(answering.missing(BATTERY, row.answers) == [] for row in sent_batteries())


def sent_batteries() -> list[Response]:
    return list(Response.objects.filter(assignment__round__instrument="where-we-stand"))
