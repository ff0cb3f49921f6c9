"""The code of an app as a second step."""

import pytest
from allauth.mfa.totp.internal import auth as totp

from troth.practice.common import clock


@pytest.mark.parametrize(
    ("seconds", "opens"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_code_of_the_step_before_or_after_opens_too_and_no_other(seconds, opens, time_machine):
    time_machine.move_to("2026-03-02 10:00:15+00:00", tick=False)
    secret = totp.generate_totp_secret()
    counter = int(clock.now().timestamp() + seconds) // 30
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    assert totp.validate_totp_code(secret, code) is opens
