"""Letters: filled in exactly, escaped, and neutral where strangers may read."""

from __future__ import annotations

import re

import pytest

from troth.library import load_library

LETTERS = load_library().letters
INVITATION = LETTERS["mail-invitation"]
VALUES = {"name": "Alice", "sender": "Dana Whitlock", "link": "https://example.test/i/abc", "days": "7"}
MAILS = sorted(name for name, letter in LETTERS.items() if letter.kind == "mail")
TELLING = re.compile(
    r"therap|couple|partner|trust|troth|relationship|counsel|clinic|practice|marriage|love|affair|session|safe",
    re.IGNORECASE,
)


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_a_filled_letter_leaves_no_placeholder(letter):
    values = {name: f"<{name}>" for name in letter.placeholders}
    filled, plain = letter.render(**values), letter.render_plain(**values)
    assert re.findall(r"[{}]", filled + plain) == []
    assert all(f"&lt;{name}&gt;" in filled and f"<{name}>" in plain for name in values)


def test_a_missing_name_is_refused():
    with pytest.raises(ValueError, match=r"'mail-invitation' cannot be filled in \(missing: days, sender\)"):
        INVITATION.render(name="Alice", link="https://example.test")


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match=r"\(unknown: town\)"):
        INVITATION.render_plain(**VALUES, town="Here")


def test_a_value_cannot_bring_html_or_another_placeholder():
    filled = INVITATION.render(**{**VALUES, "name": "<script>{link}"})
    assert "Hello &lt;script&gt;{link}," in filled


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_tells_nothing_of_why_it_was_sent(name):
    letter = LETTERS[name]
    everything = f"{letter.subject}\n{letter.plain_body}\n{letter.body}"
    assert TELLING.findall("our session of couple therapy") == ["session", "couple", "therap"]
    assert TELLING.findall(everything) == []


def test_every_mail_has_a_subject_and_nothing_else_has():
    assert MAILS == ["mail-clinician-invitation", "mail-invitation", "mail-something-waits"]
    assert sorted(name for name, letter in LETTERS.items() if letter.subject) == MAILS


def test_both_policies_keep_safety_answers_and_the_own_goal_private():
    for name in ("policy-no-secrets", "policy-limited-secrets"):
        kept = LETTERS[name].body.partition("What always stays private")[2]
        assert "private questions about safety" in kept
        assert "own goal" in kept
