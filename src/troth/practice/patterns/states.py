from __future__ import annotations

from django.db import models

from troth.practice.privacy.states import Audience

LOWEST, HIGHEST = 0, 10
SENTENCE_LENGTH = 300
LETTER_HOURS = range(8, 22)  # from when on a letter about the diary may come, by the partner's own clock
LETTER_FOR, LETTER_UNTIL = 2, 22  # for how many hours it is tried, and when the night begins
USUAL_HOUR = 19
DAYS_OPEN = 1  # after its own, a day stays open for one more: what is told later is no diary any more


class Kind(models.TextChoices):
    """What happened between the two."""

    CONNECTION = "connection", "we felt close"
    CONFLICT = "conflict", "we clashed"
    BID_MADE = "bid-made", "I reached out"
    BID_MET = "bid-met", "my partner reached out, and I met it"
    BID_MISSED = "bid-missed", "my partner reached out, and I missed it"
    BREACH = "breach", "something we agreed was not kept"
    REPAIR = "repair", "one of us made a step to mend it"


class Stance(models.TextChoices):
    """What one did in a conflict, as they see it themselves."""

    PRESSED = "pressed", "I pressed to talk about it"
    PULLED_BACK = "pulled-back", "I pulled back"
    BOTH = "both", "both, one after the other"
    NEITHER = "neither", "neither"


FAMILIES: dict[Kind, str] = {
    Kind.BID_MADE: "bid",
    Kind.BID_MET: "bid",
    Kind.BID_MISSED: "bid",
}

DAY_AUDIENCES = (Audience.ME, Audience.THERAPIST, Audience.COUPLE)
MOMENT_AUDIENCES = (*DAY_AUDIENCES, Audience.SEALED)
SHARED = frozenset({Audience.COUPLE, Audience.SEALED})


def family(kind: str) -> str:
    """Return what a kind is matched by: reaching out and answering it are two ends of one moment."""
    return FAMILIES.get(Kind(kind), kind)


class Place(models.TextChoices):
    """Where on one side of the cycle; each leads to the next, and the last to the other side."""

    TRIGGER = "trigger", "what sets it off for me"
    TOP = "top", "what I feel on top"
    BENEATH = "beneath", "what I feel beneath"
    DO = "do", "what I do"
    SEES = "sees", "what my partner sees"


PLACE_LENGTH = 300
NAME_LENGTH = 60
EXIT_LENGTH = 200
