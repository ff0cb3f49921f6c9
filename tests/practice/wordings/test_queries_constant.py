"""Own words cost the pages that everybody opens first not one query more."""

from __future__ import annotations

from tests.practice.home.test_queries_constant import CASELOAD, COUPLE, TODAY, page_in, weeks_of_answers
from tests.practice.wordings.story import page, word
from troth.practice.instruments.kinds import INSTRUMENT
from troth.practice.people import actions as people

TITLE, OURS = "How this week was", "Seven days, and us"
FAITH, OUR_FAITH = "  faith: Faith", "  faith: Our faith"


def test_first_pages_ask_no_more_where_the_weekly_questions_are_worded_anew(
    dana, pair, django_assert_num_queries
):
    couple, *both = pair
    for actor in both:
        people.choose_safe_contact(actor=actor.viewer, may_mail=False, address="")
    weeks_of_answers(dana, couple, both, weeks=(6,))
    word(dana, INSTRUMENT, "trust-pulse", {TITLE: OURS, FAITH: OUR_FAITH})
    weeks_of_answers(dana, couple, both, weeks=(3, 1))
    page_in(django_assert_num_queries, dana, "/caseload/", CASELOAD)
    page_in(django_assert_num_queries, both[0], "/today/", TODAY)
    shown = page_in(django_assert_num_queries, dana, f"/couples/{couple.pk}/", COUPLE)
    assert (OURS in shown, TITLE in shown) == (True, True)
    assert "Our faith" in page(both[0], "/how-it-goes/")
