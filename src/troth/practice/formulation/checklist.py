"""What to see to before and after a feedback session, and what to leave out of it. Pure; for the care team alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from troth.practice.formulation.states import Agenda

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from troth.practice.safety.queries import GatePage


class Step(NamedTuple):
    """One line of a checklist; ``place`` names the page where it is done."""

    words: str
    done: bool
    place: str


AVOID = {
    Agenda.SHARED: (),
    Agenda.UNKNOWN: ("Do not take it that both want the same. Ask each of them alone first.",),
    Agenda.MIXED: (
        "Do not tell either what the other wants, and do not ask for it in front of both.",
        "Do not press anybody to promise to stay, and give no work that both must want.",
        "Do not take sides with the one who wants to go on. Offer time to decide, with talks alone.",
    ),
    Agenda.OPEN: (
        "Do not sell them repair. Ask what each would need to know to decide.",
        "Give no work that both must want. Offer time to decide, with talks alone.",
    ),
}
NEVER = (
    "Do not read out or show what is marked private: its author says it, or agrees that you do.",
    "Do not give a forecast, a total for the couple, or the name of an illness.",
)


def before(gate: GatePage, policy: str) -> list[Step]:
    """Return what to see to before; ``policy`` names the agreement about secrets in force, if there is one."""
    place = "joint-work"
    answered = all(one.answered for one in gate.partners)
    steps = [
        _step(one.seen_at, f"{one.called} was seen alone{_on(one.seen_at)}", f"See {one.called} alone", place)
        for one in gate.partners
    ]
    return [
        *steps,
        _step(
            answered and not gate.screening.unread,
            "Both private checks are read",
            "Read both private checks, once each has answered",
            place,
        ),
        _step(not gate.alerts, "No alert waits for you", "An alert waits for you", place),
        _step(gate.is_open, "Work together is open", "Work together is closed", place),
        _step(
            policy,
            f"Agreement about secrets: {policy}",
            "No agreement about secrets is in force",
            "couple-policy",
        ),
    ]


def after(
    held: Sequence[dt.date], released: Mapping[str, bool], *, is_proposed: bool, is_agreed: bool
) -> list[Step]:
    """Return what to see to afterwards; ``released`` tells of each partner, by name, whether they read something."""
    return [
        _step(held, "The session is noted", "Note that the session took place", "feedback"),
        *(
            _step(done, f"{name} can read own words from you", f"Release own words to {name}", "formulation")
            for name, done in released.items()
        ),
        _step(is_proposed or is_agreed, "A plan lies before both", "Put a plan before both", "couple-plan"),
        _step(is_agreed, "All three have signed a plan", "Let all three sign it", "couple-plan"),
    ]


def _step(done: object, words: str, to_do: str, place: str) -> Step:
    return Step(words if done else to_do, bool(done), place)


def _on(moment: dt.datetime | None) -> str:
    return f", {moment:%-d %B %Y}" if moment else ""
