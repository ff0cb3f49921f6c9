"""Coming in without a password, with a second step, and on the day the phone is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys import ways
from tests.journeys.visitor import LAPTOP, PASSWORD, PHONE

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
def test_a_passkey_a_second_step_and_a_spare_code_each_open_their_door(site: Site, come: Come):
    named = replace(site, url=site.url.replace("127.0.0.1", "localhost"))  # a passkey belongs to a name
    dana, alice = come(named, "Dana", **LAPTOP), come(named, "Alice", **PHONE)
    ways.join(dana, ways.start_practice(named))
    without_a_second_step_a_clinician_sees_nothing(dana, "/", "/caseload/", "/practice/", "/couples/new/")
    ways.set_up_code_app(dana)
    links = ways.invite_couple(dana)
    couple = dana.page.url
    each_spare_code_opens_once(dana, spare_codes(dana))
    dana.open("/accounts/2fa/")
    dana.follow("Stop using it")
    ways.confirm_if_asked(dana)
    dana.press("Stop using it")
    without_a_second_step_a_clinician_sees_nothing(dana, couple, f"{couple}joint-work/")

    ways.join(alice, links["Alice"])
    a_passkey_is_added(alice)
    sign_out(alice)
    alice.press("Log in with a passkey")
    alice.page.wait_for_url("**/today/")
    alice.sees("Good to see you, Alice")
    sign_out(alice)
    alice.open("/today/")
    assert urlsplit(alice.page.url).path == "/accounts/login/"


def without_a_second_step_a_clinician_sees_nothing(dana: Visitor, *paths: str) -> None:
    for path in paths:
        dana.page.goto(path)
        expect(dana.page.get_by_role("heading", level=1)).to_have_text(
            re.compile("Set up a code app|Is it you")
        )
        dana.sees_not("Alice")


def spare_codes(dana: Visitor) -> list[str]:
    dana.open("/accounts/2fa/")
    dana.follow("See them")
    ways.confirm_if_asked(dana)
    return dana.page.locator(".codes li").all_inner_texts()


def each_spare_code_opens_once(dana: Visitor, codes: list[str]) -> None:
    assert len(set(codes)) == 10
    log_in_with(dana, codes[0])
    dana.page.wait_for_url("**/caseload/")
    log_in_with(dana, codes[0])
    expect(dana.page.locator(".errorlist")).to_have_text("Incorrect code.")
    dana.open("/caseload/")
    expect(dana.page.get_by_role("heading", level=1)).to_have_text("One more step")
    type_code(dana, codes[1])
    dana.page.wait_for_url("**/caseload/")


def sign_out(visitor: Visitor) -> None:
    visitor.open("/accounts/logout/")
    visitor.press("Sign out", visitor.page.locator("main"))


def log_in_with(dana: Visitor, code: str) -> None:
    """Sign out and come back with the password and this code."""
    sign_out(dana)
    dana.page.locator('input[name="login"]').fill("dana@example.org")
    dana.page.locator('input[name="password"]').fill(PASSWORD)
    dana.press("Log in")
    type_code(dana, code)


def type_code(dana: Visitor, code: str) -> None:
    dana.page.locator('input[name="code"]').fill(code)
    dana.press("Go on")


def a_passkey_is_added(alice: Visitor) -> None:
    lock = alice.context.new_cdp_session(alice.page)
    lock.send("WebAuthn.enable")
    lock.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_LOCK})
    alice.open("/account/")
    alice.follow("Second step and passkeys")
    alice.follow("Add a passkey")
    ways.confirm_if_asked(alice)
    alice.page.locator('input[name="name"]').fill("My phone")
    alice.page.get_by_label("Let it open without my password").check()
    alice.press("Add it")
    alice.open("/accounts/2fa/webauthn/")
    alice.sees("My phone")
    alice.sees("Opens without a password.")
