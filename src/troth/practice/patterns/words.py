"""What is found, in words a couple can use: shown from both ends, with its interval and what it rests on. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.dates import WEEKDAYS

from troth.science.patterns import Finding, Pattern, Silence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REASONS = {
    Silence.TOO_FEW_DAYS: "not enough was told yet, or it is too early to look",
    Silence.TOO_LITTLE_CHANGE: "the days are too much alike",
    Silence.NOT_BEYOND_CHANCE: "not beyond chance",
}
TITLES = {
    Pattern.INFLUENCE: "From one day to the next",
    Pattern.FOLLOWING: "Whose day comes first",
    Pattern.CONFLICT_AFTER_STRESS: "After a day of stress",
    Pattern.WEEKDAY: "A day of the week",
    Pattern.REPEATED_BREACH: "What was agreed",
    Pattern.AFTER_CONFLICT: "The day after a conflict",
    Pattern.DEMAND_WITHDRAW: "Pressing and pulling back",
    Pattern.CODED_DEMAND_WITHDRAW: "Pressing and pulling back, in conversations",
    Pattern.TRUST_INFLUENCE: "Trust, from one week to the next",
    Pattern.AGREEMENT_BROKEN: "Your agreements",
    Pattern.BIDS_MET: "Reaching out and being met",
    Pattern.TERMS_KEPT: "What each saw kept",
}


class Said(NamedTuple):
    """A finding in words: what it is, both ends of it, and its figures."""

    title: str
    sentence: str
    ends: tuple[str, ...]
    figures: str


def in_words(finding: Finding, names: Mapping[str, str]) -> Said:
    """Return the words for a finding that is said."""
    mine = names.get(finding.side, "")
    other = names.get({"a": "b", "b": "a"}.get(finding.side, ""), "")
    sentence, ends, figures = _WORDS[finding.pattern](finding, mine, other, names)
    return Said(TITLES[finding.pattern], sentence, ends, figures)


def why_not(finding: Finding, names: Mapping[str, str]) -> tuple[str, str]:
    """Return what was looked for and why nothing is said of it, for the care team."""
    of = f" ({names[finding.side]})" if finding.side else ""
    return f"{TITLES[finding.pattern]}{of}", REASONS[finding.why_not] if finding.why_not else ""


Parts = tuple[str, tuple[str, ...], str]


def _influence(one: Finding, mine: str, other: str, _: Mapping[str, str]) -> Parts:
    way = "closer" if one.estimate > 0 else "less close"
    return (
        f"After days on which {mine} felt closer than usual, {other} tended to feel {way} on the next day.",
        (
            f"Seen from {mine}: your day does not end with you; some of it is there for {other} tomorrow.",
            f"Seen from {other}: a part of how close you feel may have begun the day before, and not with you.",
        ),
        f"For one usual step of {mine}, {_size(one)} of a step {way} for {other}, {_interval(one)}; {one.n} pairs of days.",
    )


def _following(one: Finding, _mine: str, _other: str, names: Mapping[str, str]) -> Parts:
    first, then = (names["a"], names["b"]) if one.estimate > 0 else (names["b"], names["a"])
    return (
        f"How close {first} feels tends to come first, and {then}'s to follow, more than the other way round.",
        (
            f"Seen from {first}: what you feel travels; that is no duty to feel otherwise.",
            f"Seen from {then}: you may be answering more than you know; that is closeness too.",
        ),
        f"The two ways differ by {_size(one)} of a usual step, {_interval(one)}; {one.n} pairs of days.",
    )


def _after_stress(one: Finding, mine: str, other: str, _: Mapping[str, str]) -> Parts:
    way = "more" if one.estimate > 0 else "less"
    return (
        f"After days of more stress for {mine}, a conflict between you was {way} likely.",
        (
            f"Seen from {mine}: stress comes from many sides, and nobody chooses it; it leaves less, or asks for more.",
            f"Seen from {other}: what happens the day after may have begun before the two of you met.",
        ),
        f"{_size(one, 100, 0)} in 100 days {way} for one usual step of stress, {_interval(one, 100, 0)}; {one.n} pairs of days.",
    )


def _weekday(one: Finding, _mine: str, _other: str, _names: Mapping[str, str]) -> Parts:
    day = WEEKDAYS[one.weekday or 0]
    way = "closer" if one.estimate > 0 else "less close"
    return (
        f"On {day}s the two of you felt {way} than on other days.",
        ("Seen from both: what is in this day, or before it, that is not in the others?",),
        f"{_size(one)} points of ten {way}, {_interval(one)}; {one.n} pairs of days.",
    )


def _breach(one: Finding, _mine: str, _other: str, _names: Mapping[str, str]) -> Parts:
    return (
        "Something that you agreed was not kept, again and again.",
        (
            "Seen from one end: each time costs trust, even where it was small.",
            "Seen from the other: an agreement that nobody can keep may be unclear, or ask too much.",
        ),
        f"{one.estimate:.1f} times in four weeks, {_interval(one)}; {one.n} days told.",
    )


def _after_conflict(one: Finding, mine: str, other: str, _: Mapping[str, str]) -> Parts:
    way = "closer" if one.estimate > 0 else "less close"
    return (
        f"On the day after a conflict {mine} tended to feel {way} than on other days.",
        (
            f"Seen from {mine}: a conflict may take longer to settle than the day on which it was.",
            f"Seen from {other}: how {mine} is on the next day may still be about yesterday, and not about you today.",
        ),
        f"{_size(one)} of a usual step {way}, {_interval(one)}; {one.n} pairs of days.",
    )


def _demand(one: Finding, mine: str, other: str, _: Mapping[str, str]) -> Parts:
    return (
        f"In conflicts {mine} tended to press to talk, and {other} to pull back.",
        _ends_of_demand(mine, other),
        f"In {_size(one, 100, 0)} of 100, {_interval(one, 100, 0)}; {one.n} conflicts in which one pressed more than the other.",
    )


def _coded_demand(one: Finding, mine: str, other: str, _: Mapping[str, str]) -> Parts:
    return (
        f"In the conversations, {other} pulled back more often right after {mine} had pressed than at other times.",
        _ends_of_demand(mine, other),
        f"Log odds {_size(one)}, {_interval(one)}; {one.n} turns of {other} after one of {mine}.",
    )


def _ends_of_demand(mine: str, other: str) -> tuple[str, str]:
    return (
        f"Seen from {mine}: pressing is a way to reach for {other}; it may feel like the only one left.",
        f"Seen from {other}: pulling back is a way to keep it from getting worse; to {mine} it can look like leaving.",
    )


def _trust(one: Finding, mine: str, other: str, _: Mapping[str, str]) -> Parts:
    way = "more" if one.estimate > 0 else "less"
    return (
        f"After weeks in which {mine} trusted more than usual, {other} tended to trust {way} in the next week.",
        (
            f"Seen from {mine}: how you trust is felt; that is no duty to trust sooner than you can.",
            f"Seen from {other}: a part of how much you trust may have begun in the week before, and not with you.",
        ),
        f"For one usual step of {mine}, {_size(one)} of a step {way} for {other}, {_interval(one)}; {one.n} pairs of weeks.",
    )


def _broken(one: Finding, _mine: str, _other: str, _names: Mapping[str, str]) -> Parts:
    return (
        "Something in your agreements was not kept, again and again.",
        (
            "Seen from one end: each time costs trust, even where it was small.",
            "Seen from the other: a term that is hard to keep may be unclear, or ask too much. It can be worded anew.",
        ),
        f"{one.estimate:.1f} times in four weeks, {_interval(one)}; {one.n} days with an agreement.",
    )


def _kept(one: Finding, mine: str, other: str, _: Mapping[str, str]) -> Parts:
    return (
        f"Looking back, {mine} saw {_size(one, 100, 0)} of 100 terms kept.",
        (
            f"Seen from {mine}: what you saw is one half; partly kept is not counted here, and it is something too.",
            f"Seen from {other}: what you did may not have been seen; you can say what it was.",
        ),
        f"{_interval(one, 100, 0)} in 100; {one.n} times looked back on a term.",
    )


def _bids(one: Finding, mine: str, other: str, _: Mapping[str, str]) -> Parts:
    return (
        f"When {other} reached out, {mine} noted to have met it in {one.estimate * 100:.0f} of 100 times.",
        (
            f"Seen from {mine}: what was noted is what you noticed; some bids are easy to miss.",
            f"Seen from {other}: what you meant as reaching out may not have looked like it.",
        ),
        f"{_interval(one, 100, 0)} in 100; {one.n} times noted.",
    )


_WORDS: dict[Pattern, Callable[[Finding, str, str, Mapping[str, str]], Parts]] = {
    Pattern.INFLUENCE: _influence,
    Pattern.FOLLOWING: _following,
    Pattern.CONFLICT_AFTER_STRESS: _after_stress,
    Pattern.WEEKDAY: _weekday,
    Pattern.REPEATED_BREACH: _breach,
    Pattern.AFTER_CONFLICT: _after_conflict,
    Pattern.DEMAND_WITHDRAW: _demand,
    Pattern.CODED_DEMAND_WITHDRAW: _coded_demand,
    Pattern.TRUST_INFLUENCE: _trust,
    Pattern.AGREEMENT_BROKEN: _broken,
    Pattern.BIDS_MET: _bids,
    Pattern.TERMS_KEPT: _kept,
}


def _size(one: Finding, times: float = 1.0, digits: int = 2) -> str:
    """Return the estimate without its sign: the sentence says which way."""
    return f"{abs(one.estimate) * times:.{digits}f}"


def _interval(one: Finding, times: float = 1.0, digits: int = 2) -> str:
    """Return the interval the same way round as the estimate."""
    low, high = (one.low, one.high) if one.estimate >= 0 else (-one.high, -one.low)
    return f"95 % interval {low * times:.{digits}f} to {high * times:.{digits}f}"
