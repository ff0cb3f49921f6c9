from __future__ import annotations

from typing import ClassVar

from django.db import models

from troth.practice.common.fields import EncryptedJSONField, EncryptedTextField
from troth.practice.common.models import KeyedRecord, Record
from troth.practice.growth.states import CheckUpState, PlanState, SlipState
from troth.practice.privacy.items import PrivateItem


class Ending(Record):
    """The care team asked both to look back; the highest number is the one that is under way."""

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    asked_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["couple", "number"], name="one_ending_a_number")
        ]

    def __str__(self) -> str:
        return f"ending {self.number} of {self.couple_id}"


class LookBack(PrivateItem):
    """One partner's own words, by part, at one ending: a draft until handed in, sealed until both have."""

    ending = models.ForeignKey(Ending, on_delete=models.PROTECT, related_name="look_backs")
    words = EncryptedJSONField(default=dict)

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ending", "author"], name="one_look_back_each")
        ]

    def __str__(self) -> str:
        return f"look back {self.pk}"


class KeepingPlan(KeyedRecord):
    """One version of what the two agree on for afterwards, under the couple's key; its words never change."""

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=PlanState, default=PlanState.WAITING)
    words = EncryptedJSONField(default=dict)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["couple", "number"], name="one_keeping_plan_a_number"),
            *(
                models.UniqueConstraint(
                    fields=["couple"],
                    condition=models.Q(state=state),
                    name=f"one_{state.value}_keeping_plan",
                )
                for state in (PlanState.WAITING, PlanState.AGREED)
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.number} for afterwards of {self.couple_id}"


class KeepingSignature(Record):
    """One partner's name under one version."""

    plan = models.ForeignKey(KeepingPlan, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "person"], name="sign_a_keeping_plan_once")
        ]

    def __str__(self) -> str:
        return f"signature under {self.plan_id}"


class CheckUp(Record):
    """One look at how it goes, so many months after the day (``since``) on which the time after therapy began.

    ``refresher`` is the exercise that both were offered after it, chosen by nothing but what both may read. ``weeks`` is
    for how many of the weeks after it the weekly question was asked again.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=CheckUpState, default=CheckUpState.PLANNED)
    asked_at = models.DateTimeField(null=True)
    refresher = models.CharField(max_length=60, blank=True)
    weeks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple"],
                condition=models.Q(state=CheckUpState.PLANNED),
                name="one_planned_check_up",
            )
        ]

    def __str__(self) -> str:
        return f"check-up of {self.couple_id} after {self.months} months"


class CheckUpWords(PrivateItem):
    """One partner's answer to the open question of a check-up, sealed until both have answered."""

    check_up = models.ForeignKey(CheckUp, on_delete=models.PROTECT, related_name="words")
    text = EncryptedTextField()

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["check_up", "author"], name="one_answer_a_check_up")
        ]

    def __str__(self) -> str:
        return f"words at {self.check_up_id}"


class Slip(Record):
    """A time in which a couple's trust lay below what was expected after therapy; whose, is nowhere in it."""

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    noticed_on = models.DateField()
    state = models.CharField(max_length=5, choices=SlipState, default=SlipState.NEW)
    changed_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple"],
                condition=~models.Q(state=SlipState.OVER),
                name="one_slip_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"slip of {self.couple_id} since {self.noticed_on}"


class LaidOut(KeyedRecord):
    """A clinician laid out what the two may begin by themselves after therapy, and thought of every point before.

    ``thought_of`` holds the contraindications that do not hold, one on each line; for the care team alone.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField()
    at = models.DateTimeField()
    thought_of = EncryptedTextField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple"], condition=models.Q(taken_back_at=None), name="one_shelf_laid_out"
            )
        ]

    def __str__(self) -> str:
        return f"shelf of {self.couple_id}"


class ReturnWish(PrivateItem):
    """One partner asks the care team for a return to therapy; the other is told nothing of it."""

    text = EncryptedTextField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple", "author"],
                condition=models.Q(answered_at=None),
                name="one_open_wish_each",
            )
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"


class ReturnOffer(Record):
    """The care team offers both to come back; both read it alike."""

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField()
    offered_on = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["couple"], name="one_offer_at_a_time")]

    def __str__(self) -> str:
        return f"offer to {self.couple_id}"


class HardDay(PrivateItem):
    """A date that hurts, and what helps on it; its author's alone.

    ``looked_on`` is the last day on which the clock looked at it, and ``told_of`` the return for which its author got
    a letter.
    """

    on = EncryptedTextField()
    help = EncryptedTextField(null=True)
    looked_on = models.DateField(null=True)
    told_of = EncryptedTextField(null=True)

    class Meta(PrivateItem.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"hard day {self.pk}"
