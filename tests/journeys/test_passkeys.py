"""Coming in without a password, with a second step, and on the day the phone is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import ways
from tests.journeys.visitor import LAPTOP, PASSWORD, PHONE, code_of

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

# A phone's own lock: it keeps the key and says that the right person is there.
PHONE_LOCK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.journey
def test_a_partner_comes_in_with_a_passkey_and_a_clinician_only_with_a_second_step(site: Site, come: Come):
    dana = come(site.by_name(), "Dana", **LAPTOP)
    a_clinician_is_led_to_a_second_step_before_anything_else(site, dana)
    spare = spare_codes(dana)
    links = ways.invite_couple(dana)
    a_spare_code_opens_once(dana, spare)
    alice = come(site.by_name(), "Alice", **PHONE)
    ways.join(alice, links["Alice"])
    a_partner_adds_a_passkey_and_signs_in_with_it(alice)
