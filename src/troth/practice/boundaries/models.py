from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from troth.practice.boundaries.states import (
    LIVE_AGREEMENTS,
    AgreementKind,
    AgreementState,
    RepairState,
)
from troth.practice.boundaries.terms import from_kept
from troth.practice.common import clock
from troth.practice.common.fields import EncryptedJSONField, EncryptedTextField
from troth.practice.common.models import KeyedRecord, Record
from troth.practice.privacy.items import PrivateItem

if TYPE_CHECKING:
    from troth.practice.boundaries.terms import Term


class Position(PrivateItem):
    """One partner's side of a topic: need, means, ask, offer, firm, own. Sealed until both have handed in.

    ``round`` grows by one when a pair has opened, so that each can write anew later; what was opened stays.
    ``page`` is the open page that saved last (`common.two_devices`).
    """

    topic = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    round = models.PositiveIntegerField(default=1)
    said = EncryptedJSONField(default=dict)
    page = models.CharField(max_length=16, blank=True)

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple", "author", "topic", "round"], name="one_position_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"position {self.pk}"

    @property
    def last_page(self) -> str:
        """Return the page that saved last; before the first, one name for each round."""
        return self.page or str(self.round)


class Comparison(PrivateItem):
    """How near one partner finds the two sides, part by part. Sealed until both have marked."""

    topic = models.CharField(max_length=60)
    round = models.PositiveIntegerField()
    marks = EncryptedJSONField(default=dict)

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple", "author", "topic", "round"], name="one_comparison_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"comparison {self.pk}"


class Agreement(KeyedRecord):
    """What two agree on in one topic, under the couple's key. ``signed`` is the wording in force, once both signed one.

    ``review_on`` and ``end_on`` hold for the wording in force; ``review_round`` counts the reviews that have opened,
    the last one on ``looked_back_on``. ``repeated_on`` is the last day that made terms broken again and again, from what the
    care team may read; only their caseload reads it.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=AgreementKind)
    state = models.CharField(max_length=8, choices=AgreementState, default=AgreementState.TALKING)
    signed = models.ForeignKey("Proposal", on_delete=models.PROTECT, null=True, related_name="+")
    started_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    end_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    review_round = models.PositiveIntegerField(default=1)
    looked_back_on = models.DateField(null=True)
    repeated_on = models.DateField(null=True)
    for_session = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple", "topic"],
                condition=models.Q(state__in=sorted(LIVE_AGREEMENTS)),
                name="one_live_agreement_a_topic",
            )
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return (
            self.state == AgreementState.STANDING and self.end_on is not None and self.end_on < clock.today()
        )

    @property
    def ended_by_itself(self) -> bool:
        """Whether it came to its last day, and nobody ended it before."""
        by_hand = timezone.localdate(self.ended_at) if self.ended_at else None
        last = self.end_on
        return (
            last is not None
            and last < clock.today()
            and (self.is_over or (by_hand is not None and by_hand > last))
        )

    @property
    def standing(self) -> AgreementState:
        """Where it stands today: it ends by itself after its last day."""
        return AgreementState.ENDED if self.is_over else AgreementState(self.state)

    @property
    def is_in_force(self) -> bool:
        return self.standing is AgreementState.STANDING

    @property
    def is_live(self) -> bool:
        return self.standing in LIVE_AGREEMENTS

    @property
    def is_due(self) -> bool:
        """Whether it is time to look at it again, and the two have not since that day."""
        due = self.review_on if self.is_in_force else None
        return due is not None and due <= clock.today() and not self.was_looked_at

    @property
    def was_looked_at(self) -> bool:
        """Whether both have looked back on the day that they had chosen, or after it."""
        return bool(self.looked_back_on and self.review_on and self.looked_back_on >= self.review_on)

    @property
    def is_openness(self) -> bool:
        return self.kind == AgreementKind.TRANSPARENCY


class Proposal(KeyedRecord):
    """One wording of an agreement, never changed. ``terms`` are stored as `terms.Term`."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()
    author_id = models.UUIDField()
    at = models.DateTimeField()
    terms = EncryptedJSONField(default=list)
    note = EncryptedTextField(null=True)
    start_on = models.DateField()
    review_on = models.DateField()
    end_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_number_a_proposal")
        ]

    def __str__(self) -> str:
        return f"wording {self.number} of {self.agreement_id}"

    @property
    def read_terms(self) -> list[Term]:
        return from_kept(self.terms)


class Signature(Record):
    """One partner's name under one wording."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "person"], name="sign_a_wording_once")
        ]

    def __str__(self) -> str:
        return f"signature under {self.proposal_id}"


class Readiness(PrivateItem):
    """What a partner answers privately before they sign a wording; the therapist reads it, the partner never."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    answers = EncryptedJSONField(default=dict)

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "author"], name="one_readiness_a_wording")
        ]

    def __str__(self) -> str:
        return f"readiness {self.pk}"


class Review(PrivateItem):
    """How one partner sees each term kept, and what they wish. Sealed until both have said."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveIntegerField()
    said = EncryptedJSONField(default=dict)

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "author", "round"], name="one_review_a_round")
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class Breach(PrivateItem):
    """A term was not kept, or was understood in two ways, as its author tells it. ``said`` holds term, kind, by, words."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    said = EncryptedJSONField(default=dict)
    repair = models.CharField(max_length=12, choices=RepairState, default=RepairState.RECORDED)

    class Meta(PrivateItem.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"breach {self.pk}"


class RepairWord(KeyedRecord):
    """What somebody wrote in one step of a repair; both and the care team read it."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="words")
    step = models.CharField(max_length=12, choices=RepairState)
    author_id = models.UUIDField()
    at = models.DateTimeField()
    text = EncryptedTextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["breach", "step"], name="one_word_a_step")]

    def __str__(self) -> str:
        return f"step {self.step} of {self.breach_id}"


class Comment(PrivateItem):
    """A short word beside an agreement, of a partner or the therapist. ``about`` is the number of a wording, 0 for all."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    about = models.PositiveIntegerField(default=0)
    text = EncryptedTextField()

    class Meta(PrivateItem.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"comment {self.pk}"


class DueLetter(Record):
    """One letter to a partner that something was due: a review of an agreement, or the look at a repair. Never two."""

    seat = models.ForeignKey("people.Seat", on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    due_on = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "subject_id", "due_on"], name="one_letter_a_due_day")
        ]

    def __str__(self) -> str:
        return f"letter of {self.due_on} about {self.subject_id}"
