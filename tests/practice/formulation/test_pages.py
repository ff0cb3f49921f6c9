"""The pages, as three people use them."""

from __future__ import annotations

import json
import re

import pytest

from tests.practice.cast import PASSWORD
from tests.practice.formulation.story import confirms, in_weeks, proposes, sign
from troth.practice.formulation import actions
from troth.practice.formulation.models import Goal, Plan, PlanSignature, ReleasedView
from troth.practice.formulation.states import PlanState
from troth.practice.people import actions as people
from troth.practice.people.queries import seats_of
from troth.practice.privacy.states import Audience

pytestmark = pytest.mark.django_db

AGREE = {"agree": "on", "signed_name": "As I am"}


def read(actor, address: str) -> str:
    reply = actor.client.get(address)
    assert reply.status_code == 200, address
    return reply.content.decode()


def post(actor, address: str, **data):
    return actor.client.post(address, data)


def test_the_therapist_goes_from_answers_to_a_released_view(dana, alice, bob, begun):
    address = f"/couples/{begun.pk}/formulation/"
    page = read(dana, address)
    assert "Only Alice points to it." in page
    assert "A betrayal, such as an affair" in page
    for given in (
        {"act": "accept", "cause": "communication"},
        {"act": "reject", "cause": "conflict"},
        {"act": "word", "cause": "communication", "words": "You lose each other late at night"},
        {"act": "add", "label": "A move abroad", "words": ""},
        {"act": "summarise", "summary": "Both long for calm"},
        {"act": "judge", "gates": ["crisis_settled"]},
        {"act": "prepare", "side": "b", "text": "Dear Bob", "causes": ["communication"]},
    ):
        assert post(dana, address, **given).status_code == 302, given
    page = read(dana, address)
    for words in ("You lose each other late at night", "A move abroad", "Both long for calm", "Dear Bob"):
        assert words in page
    assert "Dear Bob" not in read(bob, "/understanding/")
    assert post(dana, f"{address}release/", side="b").url.startswith("/accounts/reauthenticate/")
    assert ReleasedView.objects.count() == 0
    confirms(dana)
    assert post(dana, f"{address}release/", side="b").status_code == 302
    theirs = read(bob, "/understanding/")
    assert "Dear Bob" in theirs
    assert "You lose each other late at night" in theirs
    assert "Both long for calm" not in theirs
    assert post(dana, f"{address}withdraw/", side="b").status_code == 302
    assert "Dear Bob" not in read(bob, "/understanding/")


def test_a_release_goes_on_after_the_password_and_no_words_wait_in_the_session(dana, bob, begun):
    address = f"/couples/{begun.pk}/formulation/"
    post(dana, address, act="prepare", side="b", text="MARK for Bob")
    asked = post(dana, f"{address}release/", side="b")
    assert "MARK" not in json.dumps(dict(dana.client.session))
    dana.client.post(asked.url, {"password": PASSWORD})
    assert "MARK for Bob" in read(bob, "/understanding/")


@pytest.mark.parametrize("given", [{"act": "nothing"}, {"act": "prepare", "side": "c", "text": "x"}, {}])
def test_an_unknown_button_is_refused_in_a_sentence(dana, begun, given):
    reply = post(dana, f"/couples/{begun.pk}/formulation/", **given)
    assert (reply.status_code, b"This did not happen" in reply.content) == (409, True)


def test_three_people_sign_a_plan(dana, alice, bob, reviewed):
    address = f"/couples/{reviewed.pk}/plan/"
    assert "A pause with an agreed return" in read(dana, address)
    given = {"opening": "Calm first", "stability_work": ["time-out"], "stability_words": "Every evening"}
    assert post(dana, address, **given, review_on=in_weeks(6).isoformat()).status_code == 302
    assert "Calm first" not in read(alice, "/plan/")
    assert post(dana, f"{address}propose/").status_code == 302
    plan = Plan.objects.get()
    page = read(alice, "/plan/")
    for words in ("Calm first", "Steady ground first", "Every evening", "A pause with an agreed return"):
        assert words in page
    assert post(alice, "/plan/sign/", plan=plan.pk, **AGREE).url.startswith("/accounts/reauthenticate/")
    assert PlanSignature.objects.count() == 0
    for actor, where in ((alice, "/plan/sign/"), (bob, "/plan/sign/"), (dana, f"{address}sign/")):
        confirms(actor)
        assert post(actor, where, plan=plan.pk, **AGREE).status_code == 302
    assert Plan.objects.get().state == PlanState.AGREED
    assert "What you agreed" in read(bob, "/plan/")
    assert "Sign the plan" not in read(bob, "/plan/")
    assert post(dana, f"{address}review/", review_on=in_weeks(9).isoformat()).status_code == 302
    assert f"{in_weeks(9):%B %Y}" in read(alice, "/plan/")
    assert post(dana, f"{address}end/").status_code == 302
    assert "No plan yet" in read(alice, "/plan/")


def test_a_name_without_the_tick_signs_nothing(dana, alice, reviewed):
    plan = proposes(dana, reviewed)
    confirms(alice)
    reply = post(alice, "/plan/sign/", plan=plan.pk, signed_name="Alice")
    assert (reply.status_code, PlanSignature.objects.count()) == (409, 0)


def test_what_was_chosen_stays_chosen_when_a_cause_is_set_aside(dana, begun):
    address = f"/couples/{begun.pk}/plan/"
    post(dana, address, stability_work=["steady-days"])
    actions.reject_cause(actor=dana.viewer, couple=begun, cause_id="betrayal")
    box = re.search(r'<input[^>]*value="steady-days"[^>]*>', read(dana, address))
    assert box is not None
    assert "checked" in box.group()


def test_bad_input_keeps_what_was_typed(dana, begun):
    reply = post(dana, f"/couples/{begun.pk}/plan/", opening="Kept words", review_on="soon")
    assert (reply.status_code, b"Kept words" in reply.content) == (400, True)
    assert Plan.objects.count() == 0


def test_a_blocked_plan_says_what_it_waits_for(dana, begun):
    post(dana, f"/couples/{begun.pk}/plan/", stability_work=["time-out"], review_on=in_weeks(2).isoformat())
    page = read(dana, f"/couples/{begun.pk}/plan/")
    assert "Each partner seen alone, both private checks read, nothing waiting" in page
    assert re.search(r'<button class="button main" disabled>\s*Put it before both', page)
    assert post(dana, f"/couples/{begun.pk}/plan/propose/").status_code == 409


def test_a_partner_words_rates_and_shares_a_goal(dana, alice, bob, begun):
    opened = post(alice, "/plan/", text="To laugh again")
    goal = Goal.objects.get()
    assert opened.url == f"/plan/goals/{goal.pk}/"
    assert "Only you" in read(alice, opened.url)
    assert post(alice, opened.url, text="To laugh once a day").status_code == 302
    assert post(alice, f"{opened.url}rate/", value="3").status_code == 302
    assert post(alice, f"{opened.url}share/", audience="couple").url.startswith("/accounts/reauthenticate/")
    confirms(alice)
    assert post(alice, f"{opened.url}share/", audience="everybody").status_code == 409
    assert post(alice, f"{opened.url}share/", audience="couple").status_code == 302
    assert Goal.objects.get().audience == Audience.COUPLE
    assert "To laugh once a day" in read(bob, "/plan/")
    assert "Share it" not in read(bob, opened.url)
    assert "Set this goal aside" not in read(bob, opened.url)
    assert post(bob, f"{opened.url}share/", audience="couple").status_code == 404
    assert post(bob, f"{opened.url}rate/", value="x").status_code == 409
    assert post(bob, f"{opened.url}rate/", value="5").status_code == 302
    assert post(alice, opened.url, act="aside").status_code == 302
    assert "To laugh" not in read(bob, "/plan/")


def test_an_empty_goal_is_asked_for_again(alice):
    reply = post(alice, "/plan/", text="   ")
    assert (reply.status_code, Goal.objects.count()) == (400, 0)


def test_today_asks_to_sign_and_to_rate_when_due(dana, alice, bob, reviewed):
    people.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")
    assert "The plan for the two of you" not in read(alice, "/today/")
    plan = proposes(dana, reviewed)
    assert "The plan for the two of you" in read(alice, "/today/")
    actions.word_goal(actor=alice.viewer, text="To laugh again")
    sign(plan, alice, bob, dana)
    page = read(alice, "/today/")
    assert "The plan for the two of you" not in page
    assert "How near are your goals?" in page


def test_partners_read_no_weight_no_place_and_no_verdict(dana, alice, begun):
    actions.prepare_view(actor=dana.viewer, couple=begun, side="a", text="For you", cause_ids=["betrayal"])
    actions.release_view(actor=dana.viewer, couple=begun, seat=seats_of(begun.pk)[0])
    own = read(dana, f"/couples/{begun.pk}/formulation/")
    assert re.search(r"weight \d\.\d\d of 1", own)
    for address in ("/understanding/", "/plan/"):
        assert re.findall(r"weight|place \d|score|per cent|%|likely", read(alice, address)) == []


def test_the_couples_page_and_mine_lead_there(dana, alice, couple):
    page = read(dana, f"/couples/{couple.pk}/")
    assert f"/couples/{couple.pk}/formulation/" in page
    assert f"/couples/{couple.pk}/plan/" in page
    mine = read(alice, "/mine/")
    assert 'href="/plan/"' in mine
    assert 'href="/understanding/"' in mine
