"""Ways that every journey goes: coming in, being invited, answering."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.journeys.visitor import PASSWORD
from tests.practice.paper_text import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

INTAKE = "Before we begin"
CHECK = "A few private questions"
LOOK = "Where we stand"
PULSE = "How this week was"
EXERCISE = "What trust means to me"
AT_WORK = Path(__file__).with_name("couples_at_work.py").read_text()


def join(visitor: Visitor, link: str) -> None:
    visitor.open(link)
    visitor.fill("The e-mail address you were invited at", f"{visitor.name.lower()}@example.org")
    visitor.fill("What should we call you?", visitor.name)
    visitor.fill("Choose a password", PASSWORD)
    visitor.press("Make my log-in")


def start_practice(site: Site) -> str:
    """Dana's practice begins on the command line, which answers with her link."""
    return site.troth(
        "practice", "create", "Elm Street Practice", "--country", "GB", "--admin-email", "dana@example.org"
    )


def confirm_if_asked(visitor: Visitor) -> None:
    """Type the password once more, where a step matters."""
    if "reauthenticate" in visitor.page.url:
        visitor.page.locator('input[type="password"]').fill(PASSWORD)
        visitor.press("Confirm")


def set_up_code_app(dana: Visitor) -> None:
    """A clinician's log-in gets its second step before anything else."""
    dana.open("/")
    confirm_if_asked(dana)
    dana.app_secret = dana.page.locator("#authenticator_secret").input_value()
    dana.page.locator('input[name="code"]').fill(dana.code())
    dana.press("Start using it")


def invite_couple(dana: Visitor) -> dict[str, str]:
    """Register the couple, and read each partner's link."""
    dana.open("/caseload/")
    dana.follow("Invite a couple")
    dana.page.locator('input[name="called_a"]').fill("Alice")
    dana.page.locator('input[name="email_a"]').fill("alice@example.org")
    dana.page.locator('input[name="called_b"]').fill("Bob")
    dana.page.locator('input[name="email_b"]').fill("bob@example.org")
    dana.press("Invite both")
    couple = dana.page.url
    links = {}
    for name in ("Alice", "Bob"):
        dana.page.goto(couple)
        dana.follow("invited, not here yet", dana.page.get_by_role("listitem").filter(has_text=f"{name}:"))
        links[name] = dana.page.locator("code.link").inner_text()
    dana.open(couple)
    return links


def sign(partner: Visitor) -> None:
    """Go from Today to the letter that waits, and sign it."""
    partner.open("/today/")
    partner.follow("Read and sign")
    partner.page.get_by_label("I have read this and I agree.").check()
    partner.fill("Your name, as a signature", partner.name)
    partner.press("Sign")


def couples_at_work(site: Site, *pairs: tuple[str, str], weeks_answered: bool) -> list[str]:
    """Bring in couples who are at work with Dana already, without a browser; return their addresses."""
    call = f"bring(*{pairs}, weeks_answered={weeks_answered})"
    found = site.troth("manage", "shell", "-v", "0", "-c", f"{AT_WORK}\n{call}")
    return [f"/couples/{each}/" for each in found.split()]


def propose_limited_secrets(dana: Visitor, couple: str) -> None:
    dana.open(f"{couple}secrets/")
    dana.page.get_by_label("Which agreement about secrets?").select_option("limited-secrets")
    dana.press("Put it before both")


def ask(dana: Visitor, couple: str, title: str) -> None:
    dana.open(f"{couple}assign/")
    dana.press("Ask both", dana.card(title))


def begin(partner: Visitor, title: str) -> None:
    partner.open("/today/")
    partner.follow("Begin", partner.card(title))


def answer_intake(partner: Visitor, still_value: str) -> None:
    partner.choose(together_for="up_to_ten", home="together", causes="communication")
    partner.choose(happened_when="longer_ago", goal="improve", wellbeing=6, dark_thoughts="none")
    partner.fill("One thing I still value in us", still_value)


def answer_check(partner: Visitor) -> None:
    begin(partner, CHECK)
    partner.choose(free_to_say_no="always", afraid="never", hurt="never", wish_to_work_together="yes")
    partner.press("Send")


def answer_pulse(partner: Visitor, trust: int) -> None:
    begin(partner, PULSE)
    partner.choose(knew_what_to_expect=trust, could_count_on=trust, told_openly=trust)
    partner.choose(wondered_what_is_hidden=10 - trust, faith_ahead=trust, safe_to_show=trust, overall=trust)
    partner.press("Send")


def answer_pulse_quickly(partner: Visitor, trust: int) -> None:
    """The same through the same pages, without looking at them."""
    today = partner.context.request.get("/today/").text()
    asked = ("knew_what_to_expect", "could_count_on", "told_openly", "faith_ahead", "safe_to_show", "overall")
    given = dict.fromkeys(asked, trust) | {"wondered_what_is_hidden": 10 - trust}
    partner.send(re.search(r"/answer/[-0-9a-f]+/", today)[0], **given, _send="1")


def open_the_door(dana: Visitor, couple: str) -> None:
    dana.open(f"{couple}joint-work/")
    for name in ("Alice", "Bob"):
        dana.press(f"I saw {name} alone")
    dana.follow("Read the answers")
    dana.open(f"{couple}joint-work/")
    dana.fill("Why now?", "Both feel safe, and both want this.")
    dana.press("Open it for both")


def give_exercise(dana: Visitor, couple: str) -> None:
    dana.open(f"{couple}exercises/")
    dana.follow(EXERCISE)
    dana.look()
    dana.tick_all("thought_of")
    dana.fill("Why this, and why now?", "You both asked what the other means by trust.")
    dana.press("Give it to both")


def welcome(dana: Visitor, alice: Visitor, bob: Visitor, site: Site) -> str:
    """Bring all three in, until everything is signed; return the couple's address."""
    join(dana, start_practice(site))
    set_up_code_app(dana)
    links = invite_couple(dana)
    for partner in (alice, bob):
        join(partner, links[partner.name])
        sign(partner)
    couple = dana.page.url
    propose_limited_secrets(dana, couple)
    for partner in (alice, bob):
        sign(partner)
        partner.open("/today/")
        partner.follow("Choose")
        partner.choose(may_mail="no")
        partner.press("Keep this")
    return couple


def sign_in(visitor: Visitor) -> None:
    """Come back when the log-in of before has run out; the pages themselves are looked at elsewhere."""
    address = f"{visitor.name.lower()}@example.org"
    answer = visitor.send("/accounts/login/", login=address, password=PASSWORD)
    if visitor.app_secret:
        answer = visitor.send(answer.url, code=visitor.code())
    assert "/accounts/" not in answer.url


def answer_every_page(partner: Visitor, chosen: Mapping[str, int | str | list[str]], otherwise: int) -> None:
    """Go through a questionnaire that comes in pages: give what was chosen, and to every other rating the same."""
    following = partner.page.get_by_role("button", name="Next", exact=True)
    while True:
        _answer_page(partner, chosen, otherwise)
        if not following.count():
            break
        partner.press("Next")
    partner.press("Send")


def _answer_page(partner: Visitor, chosen: Mapping[str, int | str | list[str]], otherwise: int) -> None:
    form = partner.page.locator("form[data-autosave]")
    names = "all => all.map(one => one.name)"
    given = dict.fromkeys(form.locator('input[value="0"]').evaluate_all(names), otherwise)
    here = form.locator("[name]").evaluate_all(names)
    given |= {name: value for name, value in chosen.items() if name in here}
    for name, value in given.items():
        if (written := form.locator(f'textarea[name="{name}"]')).count():
            written.fill(value)
            continue
        for each in value if isinstance(value, list) else [value]:
            partner.choose(**{name: each})


def take_paper(visitor: Visitor) -> str:
    """Take the PDF of this page, which asks first who this is, and return all its text without white space."""
    visitor.press("Get the PDF")
    confirm_if_asked(visitor)
    with visitor.page.expect_download() as taken:
        visitor.page.get_by_role("button", name="Get the PDF").click()
    assert taken.value.suggested_filename == "notes.pdf"
    return text_of(Path(taken.value.path()).read_bytes())


def sign_plan(visitor: Visitor) -> None:
    visitor.page.get_by_label("I have read this plan and I agree to it.").check()
    visitor.fill("Your name, as a signature", visitor.name)
    visitor.press("Sign the plan")
    confirm_if_asked(visitor)
