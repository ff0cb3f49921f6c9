from __future__ import annotations

from django.db import models


class Firmness(models.TextChoices):
    """How firm a partner is about what they ask for."""

    MUST = "must", "a must for me"
    IMPORTANT = "important", "important to me"
    WISH = "wish", "a wish"


class Nearness(models.TextChoices):
    """How near a partner finds the two sides in one part, once both lie open."""

    ALIKE = "alike", "we want the same"
    CLOSE = "close", "we are close"
    APART = "apart", "we are apart"


class Way(models.TextChoices):
    """In which way ticked parts of two sides become terms."""

    PLAIN = "plain", "as they stand"
    TRY = "try", "for a try of two weeks, and then we look"
    SWAP = "swap", "one for one: each of us does one thing that the other asks for or that we offer"
    TURNS = "turns", "in turns: one week this, the next week that"
    SPLIT = "split", "by situation: this in one, that in another"


class AgreementKind(models.TextChoices):
    """What is agreed on."""

    BOUNDARY = "boundary", "agreement"
    TRANSPARENCY = "transparency", "openness for a time"


class Openness(models.TextChoices):
    """What a term of openness can be about. There is no field for places, passwords or private messages."""

    DEVICES = "devices", "what I open and show myself on a device of mine"
    CONTACT = "contact", "what I tell about contact with the third person"
    SCHEDULE = "schedule", "what I tell about times and plans"
    UNASKED = "unasked", "what I tell without being asked"


class Whose(models.TextChoices):
    """Who does what a term says."""

    BOTH = "both", "both of us"
    A = "a", "side a"
    B = "b", "side b"


class AgreementState(models.TextChoices):
    """Where an agreement stands; one whose last day has passed is over, whatever is stored."""

    TALKING = "talking", "being worked out"
    STANDING = "standing", "in force"
    ENDED = "ended", "no longer in force"


AGREEMENT_MOVES: dict[AgreementState, frozenset[AgreementState]] = {
    AgreementState.TALKING: frozenset({AgreementState.STANDING, AgreementState.ENDED}),
    AgreementState.STANDING: frozenset({AgreementState.STANDING, AgreementState.ENDED}),
    AgreementState.ENDED: frozenset(),
}

LIVE_AGREEMENTS = frozenset({AgreementState.TALKING, AgreementState.STANDING})


class Answer(models.TextChoices):
    """What one answers privately before signing."""

    YES = "yes", "yes"
    UNSURE = "unsure", "not sure"
    NO = "no", "no"


class Kept(models.TextChoices):
    """How well a term was kept, as one partner sees it."""

    KEPT = "kept", "kept"
    PARTLY = "partly", "partly"
    NOT = "not", "not yet"


class Ahead(models.TextChoices):
    """What a partner wishes after a review."""

    RENEW = "renew", "go on as it is"
    CHANGE = "change", "change something"
    END = "end", "let it end"


class DueKind(models.TextChoices):
    """What is due by a day."""

    REVIEW = "review", "looking at an agreement again"
    CHECK = "check", "looking at a repair after two weeks"


class BreachKind(models.TextChoices):
    """What happened to a term."""

    BROKEN = "broken", "it was not kept"
    MISUNDERSTOOD = "misunderstood", "we understood it differently"
    UNSURE = "unsure", "I am not sure"


class By(models.TextChoices):
    """Who did not keep a term, as its author sees it."""

    ME = "me", "I"
    OTHER = "other", "my partner"
    BOTH = "both", "both of us"


class RepairState(models.TextChoices):
    """How far a repair has come; each is named after the step that was done last."""

    RECORDED = "recorded", "noted"
    ACKNOWLEDGED = "acknowledged", "acknowledged"
    HEARD = "heard", "its effect was heard"
    RESPONSIBLE = "responsible", "responsibility was taken"
    AMENDED = "amended", "amends were offered"
    CHANGED = "changed", "the term was looked at"
    CHECKED = "checked", "looked at again, two weeks later"


REPAIR_MOVES: dict[RepairState, frozenset[RepairState]] = {
    RepairState.RECORDED: frozenset({RepairState.ACKNOWLEDGED}),
    RepairState.ACKNOWLEDGED: frozenset({RepairState.HEARD}),
    RepairState.HEARD: frozenset({RepairState.RESPONSIBLE}),
    RepairState.RESPONSIBLE: frozenset({RepairState.AMENDED}),
    RepairState.AMENDED: frozenset({RepairState.CHANGED}),
    RepairState.CHANGED: frozenset({RepairState.CHECKED}),
    RepairState.CHECKED: frozenset(),
}

# Who writes a step: whoever did not keep the term, the other one, or either.
BREAKER, HURT, EITHER = "breaker", "hurt", "either"
REPAIR_BY: dict[RepairState, str] = {
    RepairState.ACKNOWLEDGED: BREAKER,
    RepairState.HEARD: HURT,
    RepairState.RESPONSIBLE: BREAKER,
    RepairState.AMENDED: BREAKER,
    RepairState.CHANGED: EITHER,
    RepairState.CHECKED: EITHER,
}
REPAIR_ASKS: dict[RepairState, str] = {
    RepairState.ACKNOWLEDGED: "What I did or left undone, said plainly and without “but”",
    RepairState.HEARD: "What it did to me, and how I know that it was heard",
    RepairState.RESPONSIBLE: "What my part in it was, whatever the reasons",
    RepairState.AMENDED: "What I offer to do now, small and soon",
    RepairState.CHANGED: "What we change in the term, or why it stays as it is",
    RepairState.CHECKED: "How it has gone in these two weeks",
}
