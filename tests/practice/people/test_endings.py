from __future__ import annotations

import pytest

from tests.practice import cast, planting
from troth.practice.common.errors import Refused
from troth.practice.people import actions, queries
from troth.practice.people.models import Person, Seat
from troth.practice.people.states import Stage
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import PolicyKind


@pytest.fixture
def written(couple, alice, bob, dana):
    return planting.plant(couple, alice, bob, dana, PolicyKind.LIMITED_SECRETS)


def end(dana, couple) -> None:
    actions.move_stage(actor=dana.viewer, couple=couple, stage=Stage.ENDED)


def mine_in(body: str, marks) -> set[str]:
    return {mark for mark in marks if mark in body}


def test_the_end_is_asked_about_once_more(couple, alice, dana) -> None:
    page = dana.client.post(f"/couples/{couple.pk}/stage/", {"stage": "ended"}).content.decode()
    assert "End the work with this couple?" in page
    assert alice.client.get("/today/").status_code == 200
    sure = dana.client.post(f"/couples/{couple.pk}/stage/", {"stage": "ended", "sure": "yes"})
    assert sure.url == f"/couples/{couple.pk}/"
    assert alice.client.get("/today/").status_code == 404


def test_at_the_end_both_leave_their_seats_and_the_record_stays(couple, alice, bob, dana) -> None:
    end(dana, couple)
    seats = Seat.objects.filter(couple=couple)
    assert [(seat.person is None, seat.left_at is None) for seat in seats] == [(False, False)] * 2
    assert [actor.viewer.is_partner for actor in (alice, bob)] == [False, False]
    page = dana.client.get(f"/couples/{couple.pk}/").content.decode()
    assert page.count(": left ") == 2


def test_an_open_invitation_ends_with_the_couple(dana, client) -> None:
    couple = actions.register_couple(actor=dana.viewer, called_a="Ines", called_b="Marko")
    seat = queries.seats_of(couple.pk)[0]
    invitation = actions.invite_partner(actor=dana.viewer, couple=couple, seat=seat, email="ines@example.org")
    end(dana, couple)
    assert client.get(queries.invitation_link(invitation)).status_code == 410
    seat.refresh_from_db()
    with pytest.raises(Refused, match="has ended"):
        actions.invite_partner(actor=dana.viewer, couple=couple, seat=seat, email="ines@example.org")


def test_a_separated_couple_keeps_its_seats(couple, alice, dana) -> None:
    actions.move_stage(actor=dana.viewer, couple=couple, stage=Stage.SEPARATED)
    assert alice.client.get("/today/").status_code == 200


def test_whoever_left_takes_out_and_erases_what_is_theirs(couple, alice, bob, dana, written) -> None:
    before = mine_in(privacy.export_own_data(actor=alice.viewer).decode(), written.marks)
    end(dana, couple)
    page = alice.client.get("/", follow=True).content.decode()
    assert ("Nothing is open for you here" in page, "Sign out" in page) == (True, True)
    assert "Erase everything of mine" in alice.client.get("/my-data/").content.decode()
    after = mine_in(privacy.export_own_data(actor=alice.viewer).decode(), written.marks)
    assert after == before == {mark for mark, author in written.authors.items() if author == "alice"}
    left = Seat.objects.get(couple=couple, person=alice.person).left_at
    privacy.erase_person(actor=alice.viewer)
    assert Person.objects.get(pk=alice.person.pk).is_active is False
    assert Seat.objects.get(couple=couple, person=alice.person).left_at == left


def sit_with_marko(erin, alice):
    """Alice joins another couple, in another practice, with the log-in she has."""
    couple = actions.register_couple(actor=erin.viewer, called_a="Alice", called_b="Marko")
    seats = queries.seats_of(couple.pk)
    for seat, email in zip(seats, ("alice@example.org", "marko@example.org"), strict=True):
        invitation = actions.invite_partner(actor=erin.viewer, couple=couple, seat=seat, email=email)
        if email.startswith("alice"):
            actions.accept_with_log_in(actor=alice.viewer, token_invitation=invitation)
        else:
            marko = cast.join(invitation, "Marko")
    return couple, marko


PARTNER_PAGES = (
    "/today/",
    "/together/",
    "/mine/",
    "/how-it-goes/",
    "/account/",
    "/welcome/consent/",
    "/welcome/secrets/",
)


def test_in_a_new_couple_nothing_of_the_old_one_is_there_but_the_own_export(
    couple, alice, bob, dana, erin, written
) -> None:
    assert mine_in(alice.client.get("/together/").content.decode(), written.marks) == {
        "MARK-reason",
        "MARK-comment",
    }
    end(dana, couple)
    new, marko = sit_with_marko(erin, alice)
    assert not queries.has_consented(alice.viewer)
    for actor in (alice, marko):
        actions.sign_consent(actor=actor.viewer, signed_name="x")
    found = set()
    for actor in (alice, marko):
        for path in PARTNER_PAGES:
            page = actor.client.get(path)
            assert (path, page.status_code) == (path, 200)
            found |= mine_in(page.content.decode(), written.marks)
        assert actor.client.get(f"/exercise/{written.ids['run_id']}/").status_code == 404
        assert actor.client.get(f"/answers/{written.ids['round_id']}/").status_code == 404
    for path in ("", "joint-work/", "private/", "exercises/"):
        page = erin.client.get(f"/couples/{new.pk}/{path}")
        assert page.status_code == 200
        found |= mine_in(page.content.decode(), written.marks)
    assert found == set()
    assert erin.client.get(f"/couples/{couple.pk}/").status_code == 404
    taken = mine_in(privacy.export_own_data(actor=alice.viewer).decode(), written.marks)
    assert taken == {mark for mark, author in written.authors.items() if author == "alice"}
    assert mine_in(privacy.export_own_data(actor=marko.viewer).decode(), written.marks) == set()


def test_the_old_care_team_learns_nothing_of_the_new_couple(couple, alice, bob, dana, erin) -> None:
    end(dana, couple)
    new, _ = sit_with_marko(erin, alice)
    assert "Marko" not in dana.client.get(f"/couples/{couple.pk}/").content.decode()
    assert dana.client.get(f"/couples/{new.pk}/").status_code == 404
