from __future__ import annotations

from typing import ClassVar

from django.db import models

from troth.practice.common.fields import EncryptedJSONField, EncryptedTextField
from troth.practice.common.models import KeyedRecord, Record
from troth.practice.formulation.states import OPEN_PLANS, PlanState
from troth.practice.privacy.items import PrivateItem


class Formulation(KeyedRecord):
    """A clinician's working copy, under the record's key; the highest number is the one that is worked on.

    ``causes`` holds standing, words and (for what the therapist added) a label, by cause. ``settled`` names the gates
    that the therapist judged met, and ``prepared`` what is being written for each side.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    begun_by = models.UUIDField()
    changed_at = models.DateTimeField()
    causes = EncryptedJSONField(default=dict)
    summary = EncryptedTextField(null=True)
    settled = EncryptedJSONField(default=list)
    prepared = EncryptedJSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["couple", "number"], name="one_formulation_a_number")
        ]

    def __str__(self) -> str:
        return f"formulation {self.number} of {self.couple_id}"


class ReleasedView(PrivateItem):
    """What the therapist released to one partner, under that partner's key; ``author`` is the partner it is for.

    ``causes`` are labels and explanations as they were when released.
    """

    formulation = models.ForeignKey(Formulation, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    causes = EncryptedJSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple", "author"],
                condition=models.Q(withdrawn_at=None),
                name="one_standing_view_a_partner",
            )
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"


class Plan(KeyedRecord):
    """One version of a couple's plan, under the couple's key; only a draft is changed, and only clinicians read it.

    ``phases`` holds words and work (id and label, as they are read and signed) by phase.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=PlanState, default=PlanState.DRAFT)
    opening = EncryptedTextField(null=True)
    phases = EncryptedJSONField(default=dict)
    review_on = models.DateField(null=True)
    proposed_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["couple", "number"], name="one_plan_a_number"),
            models.UniqueConstraint(
                fields=["couple"],
                condition=models.Q(state__in=sorted(OPEN_PLANS)),
                name="one_plan_in_the_making",
            ),
            models.UniqueConstraint(
                fields=["couple"], condition=models.Q(state=PlanState.AGREED), name="one_agreed_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.number} of {self.couple_id}"


class PlanSignature(Record):
    """One name under one version of a plan: a partner's, or a clinician's."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "person"], name="sign_a_plan_once")]

    def __str__(self) -> str:
        return f"signature under {self.plan_id}"


class Goal(PrivateItem):
    """What one partner wants to reach, in their words; private until they share it."""

    text = EncryptedTextField()
    ended_at = models.DateTimeField(null=True)

    class Meta(PrivateItem.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"goal {self.pk}"


class GoalRating(PrivateItem):
    """How near somebody feels to a goal, 0 to 10, once a month.

    Ratings of a goal shared with the partner are sealed until both have rated it in that month.
    """

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="ratings")
    month = models.DateField()
    value = EncryptedJSONField()

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "author", "month"], name="one_rating_a_month")
        ]

    def __str__(self) -> str:
        return f"rating of {self.goal_id}"


class FeedbackSession(Record):
    """A feedback session that was held: the day, and which clinician noted it."""

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    noted_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["couple", "held_on"], name="one_feedback_session_a_day")
        ]

    def __str__(self) -> str:
        return f"feedback session of {self.couple_id} on {self.held_on}"
