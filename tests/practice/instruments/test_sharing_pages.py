from __future__ import annotations

import pytest

from tests.practice import cast
from tests.practice.instruments.conftest import INTAKE
from troth.practice.instruments import queries, sharing_queries
from troth.practice.people import actions as people
from troth.practice.privacy.states import PolicyKind

HEADING = "Your therapist would like to bring something to both of you"


@pytest.fixture
def asked(dana, couple, alice, bob, ask, send):
    """Under no secrets both have answered."""
    cast.agree_on(dana, couple, (alice, bob), PolicyKind.NO_SECRETS)
    for actor in (alice, bob):
        people.choose_safe_contact(actor=actor.viewer, may_mail=False, address="")
    asked = ask("private-intake")
    for actor in (alice, bob):
        send(asked, actor, INTAKE | {"anything_else": f"Only {actor.viewer.display_name} knows"})
    return asked


@pytest.fixture
def of_alice(dana, asked):
    """The addresses of Alice's response, on Dana's side."""
    response_id = sharing_queries.ways_to_both(dana.viewer, asked.pk)["a"].response_id
    start = f"/couples/{asked.couple_id}/answers/{asked.pk}/"
    return {act: f"{start}{act}/{response_id}/" for act in ("announce", "take-back", "release")} | {"": start}


@pytest.fixture
def announced(dana, of_alice):
    given = {"reason": "The work needs it", "words": "You can say it yourself"}
    assert dana.client.post(of_alice["announce"], given).url == of_alice[""]


def text(actor, url):
    return actor.client.get(url).content.decode()


def seen(actor, asked):
    return {item.item_id for item in queries.visible_answers(actor.viewer, asked.pk)["a"]}


def test_the_therapist_sees_before_announcing_exactly_what_would_open(dana, of_alice):
    assert "Bring these answers to both" in text(dana, of_alice[""])
    page = text(dana, of_alice["announce"])
    assert "Only Alice knows" in page
    assert "A quiet parting" not in page
    assert dana.client.post(of_alice["announce"], {"reason": ""}).status_code == 422


def test_the_author_finds_it_on_today_and_reads_exactly_what_would_open(announced, alice, bob, asked):
    today = text(alice, "/today/")
    assert HEADING in today
    assert f"/answers/{asked.pk}/share/" in today
    page = text(alice, f"/answers/{asked.pk}/share/")
    for words in (HEADING, "You can say it yourself", "Only Alice knows", "Share it now myself"):
        assert words in page
    for words in ("A quiet parting", "The work needs it"):
        assert words not in page
    assert HEADING not in text(bob, "/today/")
    assert HEADING not in text(bob, f"/answers/{asked.pk}/share/")


def test_the_author_shares_after_saying_who_they_are(announced, alice, bob, asked):
    url = f"/answers/{asked.pk}/share/"
    before = seen(bob, asked)
    asks = alice.client.post(url)
    assert (asks.status_code, asks.url.split("?")[0]) == (302, "/accounts/reauthenticate/")
    assert seen(bob, asked) == before
    assert cast.confirm(alice, asks.url).url == f"/answers/{asked.pk}/"
    assert seen(bob, asked) - before == set(INTAKE) - {"goal", "goal_in_words", "still_value"}
    assert "Only Alice knows" in text(bob, f"/answers/{asked.pk}/")
    assert alice.client.get(url).url == f"/answers/{asked.pk}/"
    assert "Share these answers" not in text(alice, f"/answers/{asked.pk}/")


@pytest.mark.parametrize(
    ("reply", "told", "may_bring"),
    [("agreed", "The author agrees", True), ("talk-first", "The author would rather talk first", False)],
)
def test_the_therapist_sees_how_the_author_replied(
    reply, told, may_bring, announced, alice, dana, asked, of_alice
):
    url = f"/answers/{asked.pk}/share/reply/"
    asks = alice.client.post(url, {"reply": reply})
    assert asks.url.startswith("/accounts/reauthenticate/")
    assert cast.confirm(alice, asks.url).url == f"/answers/{asked.pk}/share/"
    assert told in text(dana, of_alice[""])
    assert told.lower() in text(dana, f"/couples/{asked.couple_id}/")
    assert dana.client.post(of_alice["release"]).status_code == (302 if may_bring else 409)


def test_what_was_taken_back_is_gone_from_today(announced, alice, dana, of_alice):
    assert dana.client.post(of_alice["take-back"]).url == of_alice[""]
    assert HEADING not in text(alice, "/today/")
    assert dana.client.post(of_alice["take-back"]).status_code == 409


def test_an_announcement_is_told_even_while_an_agreement_waits(announced, alice, dana, couple):
    from troth.practice.privacy import actions as privacy

    privacy.propose_policy(actor=dana.viewer, couple=couple, kind=PolicyKind.LIMITED_SECRETS)
    assert HEADING in text(alice, "/today/")


def test_what_was_brought_to_both_says_so_to_its_author(announced, alice, dana, asked, of_alice):
    alice.client.post(f"/answers/{asked.pk}/share/")
    page = text(alice, f"/answers/{asked.pk}/")
    opened = ("good_about_us", "grateful_for")  # both have answered, so the seal is off
    assert page.count("Both of you and your therapist") == len(opened)
    response_id = sharing_queries.own_sheet(alice.viewer, asked.pk).response_id
    from troth.practice.instruments import sharing_actions

    sharing_actions.reply_to_announcement(actor=alice.viewer, response_id=response_id, reply="agreed")
    dana.client.post(of_alice["release"])
    page = text(alice, f"/answers/{asked.pk}/")
    assert page.count("Both of you and your therapist") == len(seen(alice, asked)) - 1


def test_a_clinician_takes_a_round_back_and_asks_again(dana, couple, alice, ask, send):
    asked = ask("how-we-are")
    for page in (f"/couples/{couple.pk}/", f"/couples/{couple.pk}/assign/"):
        assert "Alice and Bob still have to answer" in text(dana, page)
    url = f"/couples/{couple.pk}/asked/{asked.pk}/withdraw/"
    assert dana.client.post(url).url == f"/couples/{couple.pk}/assign/"
    assert "still have to answer" not in text(dana, f"/couples/{couple.pk}/assign/")
    assert dana.client.post(url).status_code == 409
    assert queries.open_assignments(alice.viewer) == []
    assert dana.client.post(f"/couples/{couple.pk}/assign/", {"slug": "how-we-are"}).status_code == 302
    assert [one.slug for one in queries.open_assignments(alice.viewer)] == ["how-we-are"]


def test_a_round_is_taken_back_through_its_own_couple_alone(dana, erin, couple, charlie, ask):
    asked = ask("how-we-are")
    elsewhere = charlie.viewer.couple_id
    assert dana.client.post(f"/couples/{elsewhere}/asked/{asked.pk}/withdraw/").status_code == 404
    assert erin.client.post(f"/couples/{couple.pk}/asked/{asked.pk}/withdraw/").status_code == 404
