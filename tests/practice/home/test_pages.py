import re

import pytest

from tests.practice import planting
from troth.library import load_library
from troth.practice.home.queries import caseload
from troth.practice.instruments import actions as instruments
from troth.practice.people import actions as people
from troth.practice.people.models import Seat
from troth.practice.privacy.states import PolicyKind

pytestmark = pytest.mark.django_db


def test_today_begins_with_consent_until_it_is_signed(alice) -> None:
    people.withdraw_consent(actor=alice.viewer)
    assert "First: what we do" in alice.client.get("/today/").content.decode()


def test_today_offers_one_next_thing_and_then_the_others(alice, couple, dana) -> None:
    people.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")
    for slug in ("trust-pulse", "private-intake"):
        instruments.assign_instrument(actor=dana.viewer, couple=couple, slug=slug)
    page = alice.client.get("/today/").content.decode()
    assert page.count('class="card stack next"') == 1
    assert page.count("Before we begin") >= 1


def test_today_with_nothing_to_do_says_so(alice) -> None:
    people.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")
    assert "Nothing waits for you today" in alice.client.get("/today/").content.decode()


def test_a_couple_with_an_alert_stands_first_on_the_caseload(couple, alice, bob, dana, charlie) -> None:
    planting.plant(couple, alice, bob, dana, PolicyKind.LIMITED_SECRETS)
    page = dana.client.get("/caseload/").content.decode()
    assert page.index("Alice &amp; Bob") < page.index("Charlie &amp; Noor")
    assert "Goals to look at privately." in page


def test_a_clinician_who_cares_for_nobody_finds_an_empty_caseload(couple, erin) -> None:
    assert "No couple yet" in erin.client.get("/caseload/").content.decode()


def test_the_couples_page_is_read_under_audit(couple, dana) -> None:
    from troth.practice.common.models import AuditEvent

    before = AuditEvent.objects.filter(event="couple.read").count()
    assert dana.client.get(f"/couples/{couple.pk}/").status_code == 200
    assert AuditEvent.objects.filter(event="couple.read").count() == before + 1


def test_the_partners_timeline_never_tells_that_the_other_answered_first(couple, alice, bob, dana) -> None:
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse")
    before = [without_token(bob, path) for path in ("/mine/", "/how-it-goes/")]
    planting.answer(alice, "trust-pulse")
    assert [without_token(bob, path) for path in ("/mine/", "/how-it-goes/")] == before
    planting.answer(bob, "trust-pulse")
    assert without_token(bob, "/mine/") != before[0]


def without_token(actor, path: str) -> str:
    """Return a page without the CSRF token, which is new each time."""
    return re.sub(r'"X-CSRFToken": "\w+"', "", actor.client.get(path).content.decode())


def test_today_begins_with_what_is_short_however_long_the_long_has_waited(dana, couple, alice) -> None:
    people.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")
    for slug in ("where-we-stand", "how-we-are", "trust-pulse"):
        instruments.assign_instrument(actor=dana.viewer, couple=couple, slug=slug)
    shown = alice.client.get("/today/").content.decode()
    titles = [
        load_library().instrument(slug).title for slug in ("trust-pulse", "how-we-are", "where-we-stand")
    ]
    assert sorted(titles, key=shown.index) == titles


def test_two_of_the_same_name_are_told_apart_on_the_caseload(dana, couple):
    Seat.objects.filter(couple=couple).update(called="Sam")
    (line,) = caseload(dana.viewer)
    assert line.title == "Sam (1) & Sam (2)"
