from __future__ import annotations

import datetime as dt

import pytest

from tests.library.importing.conftest import own_yaml
from tests.practice import cast
from tests.practice.conversation.talking import ACTS, brought, chase
from tests.practice.instruments.conftest import PULSE
from tests.practice.instruments.measuring import measure, summing_to
from tests.practice.planting_words import take_in
from troth.practice.common import clock
from troth.practice.conversation import looking
from troth.practice.instruments import actions as instruments
from troth.practice.instruments.models import Assignment, Score
from troth.practice.people import actions as people

CASELOAD, TODAY, COUPLE = 14, 11, 28
MEASURES = 4  # where a published measure was answered: its scores, its words here and on the timeline, how it is read


def weeks_of_answers(dana, couple, both, weeks):
    """Both answer the weekly question in each of these weeks before now."""
    for ago in weeks:
        with clock.telling_of(clock.now() - dt.timedelta(weeks=ago)):
            asked = instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse")
            for actor in both:
                copy = Assignment.objects.get(round=asked, seat_id=actor.viewer.seat_id)
                instruments.submit_response(actor=actor.viewer, assignment=copy, given=PULSE)


def page_in(django_assert_num_queries, actor, url, count):
    with django_assert_num_queries(count):
        response = actor.client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def settled(dana, pair):
    """Alice and Bob, with nothing left to sign or to choose."""
    couple, *both = pair
    for actor in both:
        people.choose_safe_contact(actor=actor.viewer, may_mail=False, address="")
    return couple, both


def test_the_caseload_asks_the_database_no_more_for_three_couples(
    dana, settled, django_assert_num_queries
) -> None:
    weeks_of_answers(dana, *settled, weeks=(6, 1))
    page = page_in(django_assert_num_queries, dana, "/caseload/", CASELOAD)
    assert page.count('<th scope="row">') == 1
    for one, other in (("Charlie", "Noor"), ("Gus", "Hana")):
        couple, *both = cast.partners(dana, one, other)
        weeks_of_answers(dana, couple, both, weeks=(6, 1))
    page = page_in(django_assert_num_queries, dana, "/caseload/", CASELOAD)
    assert page.count('<th scope="row">') == 3


def test_today_asks_the_database_no_more_after_three_weeks_of_answers(
    dana, settled, django_assert_num_queries
) -> None:
    couple, both = settled
    weeks_of_answers(dana, couple, both, weeks=(3,))
    page_in(django_assert_num_queries, both[0], "/today/", TODAY)
    before = Score.objects.count()
    weeks_of_answers(dana, couple, both, weeks=(2, 1))
    page_in(django_assert_num_queries, both[0], "/today/", TODAY)
    assert Score.objects.count() == 3 * before > 0


def test_the_couples_page_asks_the_database_no_more_after_five_weeks_of_answers(
    dana, settled, django_assert_num_queries
) -> None:
    couple, _ = settled
    weeks_of_answers(dana, *settled, weeks=(5,))
    page_in(django_assert_num_queries, dana, f"/couples/{couple.pk}/", COUPLE)
    weeks_of_answers(dana, *settled, weeks=(4, 3, 2, 1))
    page = page_in(django_assert_num_queries, dana, f"/couples/{couple.pk}/", COUPLE)
    assert page.count('"trust": ') == 10


def test_the_couples_page_asks_the_database_no_more_with_rated_conversations(
    dana, settled, django_assert_num_queries
) -> None:
    couple, _ = settled
    weeks_of_answers(dana, *settled, weeks=(5,))
    brought(dana, couple, chase(60), **ACTS)
    looking.look(couple.pk)
    page = page_in(django_assert_num_queries, dana, f"/couples/{couple.pk}/", COUPLE)
    assert page.count("withdrew next") == 1


def test_the_couples_page_asks_the_database_no_more_for_three_measures_answered_three_times(
    dana, settled, django_assert_num_queries
) -> None:
    couple, (alice, bob) = settled
    url = f"/couples/{couple.pk}/"
    for slug, items, times in (("pcl-5", 20, 1), ("gad-7", 7, 3), ("ies-r", 22, 3)):
        take_in(dana, slug, own_yaml(items, 0, 3 if slug == "gad-7" else 4))
        for ago in range(times):
            both = ((actor, summing_to(12, items)) for actor in (alice, bob))
            measure(dana, couple, f"{slug}-en", both, ago=times - ago)
        page = page_in(django_assert_num_queries, dana, url, COUPLE + MEASURES)
    assert page.count("/measures/") == 3
