from __future__ import annotations

import pytest
from django.urls import reverse

from tests.practice.instruments.conftest import INTAKE, PRIVATE_CHECK, PULSE
from troth.practice.instruments import actions, queries
from troth.practice.instruments.models import Response, Round


def test_the_page_asks_every_question_and_says_who_reads(ask, copy_of, alice):
    asked = ask("private-intake", reason="Before we meet on Friday")
    page = alice.client.get(f"/answer/{copy_of(asked, alice).pk}/").content.decode()
    assert page.count('name="goal"') == 4
    assert "Before we meet on Friday" in page
    assert f'data-autosave="/answer/{copy_of(asked, alice).pk}/save/"' in page


def test_sending_shows_the_own_answers_and_a_neutral_wait(ask, copy_of, alice, bob):
    asked = ask("trust-pulse")
    response = alice.client.post(f"/answer/{copy_of(asked, alice).pk}/", PULSE | {"_send": "1"}, follow=True)
    assert response.redirect_chain[-1][0] == f"/answers/{asked.pk}/"
    assert "Your part is done" in response.content.decode()
    assert "Closed to your partner until both of you have answered" in response.content.decode()

    bob.client.post(f"/answer/{copy_of(asked, bob).pk}/", PULSE | {"overall": 3, "_send": "1"})
    page = alice.client.get(f"/answers/{asked.pk}/").content.decode()
    assert "What Bob answered" in page
    assert "Your part is done" not in page
    assert "Both of you and your therapist" in page
    assert "Closed to your partner" not in page


def test_the_care_team_reads_who_reads_it_in_words_of_its_own(ask, send, dana, couple, alice, bob):
    asked = ask("trust-pulse")
    send(asked, alice, PULSE)
    address = f"/couples/{couple.pk}/answers/{asked.pk}/"
    before = dana.client.get(address).content.decode()
    assert "Closed to the other until both have answered" in before
    send(asked, bob, PULSE)
    after = dana.client.get(address).content.decode()
    assert ("Both partners and their therapist" in after, "Closed to" in after) == (True, False)


def test_what_was_typed_is_kept_when_something_is_missing(ask, copy_of, alice):
    asked = ask("private-intake")
    copy = copy_of(asked, alice)
    given = {name: value for name, value in INTAKE.items() if name != "goal"}
    response = alice.client.post(f"/answer/{copy.pk}/", given | {"_send": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Please answer this one.") == 1
    assert "The way we laugh at breakfast" in page
    assert queries.draft_answers(copy) == given
    assert Response.objects.get().submitted_at is None


def test_a_text_over_its_limit_stays_on_the_page_and_the_rest_is_saved(ask, copy_of, alice):
    copy = copy_of(ask("private-intake"), alice)
    given = {"home": "together", "still_value": "long " * 121, "_later": "1"}
    response = alice.client.post(f"/answer/{copy.pk}/", given)
    assert response.status_code == 422
    assert "605 characters, and 600 fit" in response.content.decode()
    assert "long long" in response.content.decode()
    assert queries.draft_answers(copy) == {"home": "together"}


def test_saving_for_later_needs_nothing_to_be_complete(ask, copy_of, alice):
    copy = copy_of(ask("private-intake"), alice)
    response = alice.client.post(f"/answer/{copy.pk}/", {"home": "together", "_later": "1"})
    assert response.url == reverse("today")
    assert queries.draft_answers(copy) == {"home": "together"}


def test_autosave_answers_briefly(ask, send, copy_of, alice, bob):
    asked = ask("private-intake")
    url = f"/answer/{copy_of(asked, alice).pk}/save/"
    many = {"field": "causes", "causes": ["betrayal", "conflict"]}
    assert alice.client.post(url, many).status_code == 204
    assert queries.draft_answers(copy_of(asked, alice)) == {"causes": ["betrayal", "conflict"]}
    assert alice.client.post(url, {"field": "causes"}).status_code == 204
    assert queries.draft_answers(copy_of(asked, alice)) == {}
    assert alice.client.post(url, {"field": "home", "home": "nowhere"}).status_code == 400
    assert alice.client.post(url, {"field": "nothing", "nothing": "x"}).status_code == 400
    assert bob.client.post(url, {"field": "home", "home": "together"}).status_code == 404
    send(asked, alice, INTAKE)
    assert alice.client.post(url, {"field": "home", "home": "together"}).status_code == 409


def test_danger_to_self_leads_to_the_crisis_page(ask, copy_of, alice, bob):
    asked = ask("private-check")
    url = f"/answer/{copy_of(asked, alice).pk}/"
    response = alice.client.post(url, {"dark_thoughts": "often", "_send": "1"})
    assert response.url.startswith("/crisis/")
    response = bob.client.post(f"/answer/{copy_of(asked, bob).pk}/", PRIVATE_CHECK | {"_send": "1"})
    assert not response.url.startswith(("/crisis/", "/answers/"))


def test_going_back_after_sending_leads_to_the_answers(ask, send, copy_of, alice):
    asked = ask("trust-pulse")
    send(asked, alice, PULSE)
    url = f"/answer/{copy_of(asked, alice).pk}/"
    assert alice.client.get(url).url == f"/answers/{asked.pk}/"
    page = alice.client.post(url, PULSE | {"overall": 0, "_send": "1"}, follow=True)
    assert page.redirect_chain[-1][0] == f"/answers/{asked.pk}/"
    assert "You had sent these answers before. They stay as they were." in page.content.decode()
    assert Response.objects.count() == 1
    assert queries.draft_answers(copy_of(asked, alice)) == PULSE


def test_a_therapist_asks_reads_and_cannot_release_what_was_promised(dana, couple, alice, copy_of, send):
    assert dana.client.get(f"/couples/{couple.pk}/assign/").status_code == 200
    dana.client.post(f"/couples/{couple.pk}/assign/", {"slug": "private-intake", "reason": "To begin"})
    asked = Round.objects.get(couple=couple)
    response = send(asked, alice, INTAKE)
    assert [fact.id for fact in queries.rounds_for(dana.viewer, couple.pk)] == [asked.pk]
    url = f"/couples/{couple.pk}/answers/{asked.pk}/"
    page = dana.client.get(url).content.decode()
    assert "A quiet parting" in page
    assert "to both" not in page
    assert dana.client.get(f"{url}announce/{response.pk}/").status_code == 409
    assert dana.client.post(f"{url}release/{response.pk}/").status_code == 409


@pytest.mark.parametrize("who", ["bob", "charlie", "erin", "frank"])
def test_for_everybody_else_the_pages_are_not_there(request, who, ask, copy_of, alice, couple):
    asked = ask("trust-pulse")
    visitor = request.getfixturevalue(who).client
    urls = [f"/answer/{copy_of(asked, alice).pk}/", f"/couples/{couple.pk}/assign/"]
    urls += [f"/couples/{couple.pk}/answers/{asked.pk}/"]
    if who != "bob":
        urls.append(f"/answers/{asked.pk}/")
    assert [visitor.get(url).status_code for url in urls] == [404] * len(urls)


def test_a_guarded_round_is_read_on_the_care_teams_page_alone(ask, send, alice, bob, dana, erin, couple):
    asked = ask("private-check")
    send(asked, alice, PRIVATE_CHECK)
    assert alice.client.get(f"/answers/{asked.pk}/").status_code == 404
    assert dana.client.get(f"/couples/{couple.pk}/answers/{asked.pk}/").status_code == 404
    url = f"/couples/{couple.pk}/private/"
    assert "Only call me at work" in dana.client.get(url).content.decode()
    assert [each.client.get(url).status_code for each in (alice, bob, erin)] == [404, 404, 404]


def test_what_was_typed_into_questions_taken_back_meanwhile_is_still_there(ask, copy_of, alice, dana):
    asked = ask("private-intake")
    actions.withdraw_round(actor=dana.viewer, couple=asked.couple, round_id=asked.pk)
    response = alice.client.post(f"/answer/{copy_of(asked, alice).pk}/", INTAKE | {"_send": "1"})
    assert response.status_code == 409
    assert "took these questions back" in response.content.decode()
    assert "The way we laugh at breakfast" in response.content.decode()
