"""The page on which a partner says when we may remind them: true, theirs alone, and stopped with one press."""

from __future__ import annotations

import datetime as dt
import html
import json

import pytest
from django.core import mail
from django.urls import reverse

from tests.practice.privacy.test_same_for_the_other import FORM_TOKEN
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.people import actions as people
from troth.practice.people.staffing import change_practice
from troth.practice.privacy import actions as privacy
from troth.practice.programme import reminder_actions, reminders
from troth.practice.programme.models import ReminderChoice
from troth.practice.programme.states import PartOfDay

URL = "/account/reminders/"
STOP = "/account/reminders/stop/"
NONE_YET = "At the moment you get none."
CHOSEN = {"days": ["0", "3"], "part": "evening"}
IN_WORDS = "Monday, Thursday: in the evening, between 17 and 20."


@pytest.fixture
def mailable(alice):
    people.choose_safe_contact(actor=alice.viewer, may_mail=True, address="a@safe.example")


def page(actor) -> str:
    return html.unescape(actor.client.get(URL).content.decode())


def test_nobody_gets_any_until_they_choose(alice, mailable):
    assert NONE_YET in page(alice)
    assert "Stop reminders" not in page(alice)


def test_a_choice_is_kept_shown_and_changed(alice, mailable):
    assert alice.client.post(URL, CHOSEN).url == URL
    assert IN_WORDS in page(alice)
    assert page(alice).count(" checked") == 3
    alice.client.post(URL, {"days": ["6"], "part": "midday"})
    assert "Sunday: at midday, between 11 and 14." in page(alice)
    assert IN_WORDS not in page(alice)


def test_one_press_stops_them_and_nothing_of_the_choice_is_kept(alice, bob, mailable):
    alice.client.post(URL, CHOSEN)
    assert bob.client.post(STOP).url == URL
    assert IN_WORDS in page(alice)
    assert alice.client.post(STOP).url == URL
    assert NONE_YET in page(alice)
    assert not ReminderChoice.objects.exists()
    assert alice.client.get(STOP).status_code == 405


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"part": "morning"}, "Choose one day at least."),
        ({"days": ["1"]}, "Choose one part of the day."),
        ({"days": ["7"], "part": "morning"}, "7 is not one of the available choices."),
        ({"days": ["1"], "part": "night"}, "night is not one of the available choices."),
    ],
)
def test_what_is_no_choice_is_said_and_keeps_the_earlier_one(given, said, alice, mailable):
    alice.client.post(URL, CHOSEN)
    answer = alice.client.post(URL, given)
    shown = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert said in shown
    assert IN_WORDS in shown


def test_the_page_shows_the_very_letter_that_is_sent(alice, dana, begun, mailable, time_machine):
    change_practice(actor=dana.viewer, name="Elm", country="GB", reply_name="Elm House", silence_days=10)
    alice.client.post(URL, {"days": list(range(7)), "part": "morning"})
    shown = page(alice)
    time_machine.move_to(dt.datetime.now(dt.UTC).replace(hour=8) + dt.timedelta(days=1), tick=False)
    reminder_actions.send_reminders.func()
    (letter,) = mail.outbox
    assert f"<strong>{letter.subject}</strong>" in shown
    lines = [line for line in letter.body.splitlines() if line]
    assert "Elm House" in lines
    assert [line for line in lines if line not in shown] == []


def test_where_mail_is_off_the_page_leads_to_the_question_about_mail(alice, bob, mailable):
    alice.client.post(URL, CHOSEN)
    people.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")
    for actor in (alice, bob):
        shown = page(actor)
        assert "We do not send you any mail now." in shown
        assert f'<a href="{reverse("contact")}">Whether and where we may write to you</a>' in shown
        assert 'name="days"' not in shown
    assert "Stop reminders" in page(alice)
    assert bob.client.post(URL, CHOSEN).status_code == 409
    assert not ReminderChoice.objects.filter(seat_id=bob.viewer.seat_id).exists()


def test_where_consent_was_withdrawn_the_page_says_so(alice, mailable):
    people.withdraw_consent(actor=alice.viewer)
    assert "because your consent to care is not signed" in page(alice)
    with pytest.raises(Refused, match="Mail to you is off"):
        reminder_actions.choose_reminders(actor=alice.viewer, days=[0], part=PartOfDay.MORNING)


def test_it_is_found_under_account_and_together(alice):
    link = f'<a href="{URL}">Reminders</a>'
    assert link in alice.client.get("/account/").content.decode()
    assert link in alice.client.get("/together/").content.decode()


def test_only_a_partner_has_reminders(dana, frank):
    assert link_of(dana) == link_of(frank) == 0
    with pytest.raises(Absent):
        reminder_actions.choose_reminders(actor=dana.viewer, days=[0], part=PartOfDay.MORNING)
    with pytest.raises(Absent):
        reminder_actions.stop_reminders(actor=dana.viewer)
    with pytest.raises(Absent):
        reminders.choice_of(dana.viewer)


def link_of(actor) -> int:
    return actor.client.get("/account/").content.decode().count(URL)


def test_the_log_holds_that_it_was_chosen_and_never_what(alice, mailable):
    alice.client.post(URL, CHOSEN)
    alice.client.post(STOP)
    events = AuditEvent.objects.filter(event="reminders.chosen")
    assert [event.facts for event in events] == [{}, {}]


def test_no_page_of_the_care_team_changes_with_the_choice(alice, dana, couple, begun, mailable):
    urls = [
        "/caseload/",
        *(
            reverse(name, args=[couple.pk])
            for name in ("couple", "assign-exercise", "schedule", "programmes")
        ),
        reverse("couple-exercise", args=[couple.pk, begun.pk]),
    ]

    def look():
        return {url: FORM_TOKEN.sub(b"", dana.client.get(url).content) for url in urls}

    look()
    before = look()
    alice.client.post(URL, CHOSEN)
    assert look() == before
    assert all(before.values())


def test_own_data_holds_the_own_choice_and_erasing_takes_it_away(alice, bob, mailable):
    alice.client.post(URL, CHOSEN)
    taken_out = [json.loads(privacy.export_own_data(actor=actor.viewer)) for actor in (alice, bob)]
    assert [data["programme.ReminderChoice"] for data in taken_out] == [
        [{"days": ["Monday", "Thursday"], "part": "evening"}],
        [],
    ]
    privacy.erase_person(actor=alice.viewer)
    assert not ReminderChoice.objects.exists()
