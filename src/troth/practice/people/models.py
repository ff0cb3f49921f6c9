from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from troth.practice.common import clock
from troth.practice.common.models import Record
from troth.practice.people.states import (
    FEWEST_SILENCE_DAYS,
    MOST_SILENCE_DAYS,
    MOST_WRONG_ADDRESSES,
    USUAL_SILENCE_DAYS,
    Role,
    Side,
    Stage,
)


class Practice(Record):
    """An organisation with clinicians; everything belongs to exactly one."""

    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)
    reply_name = models.CharField(max_length=60, blank=True)
    silence_days = models.PositiveSmallIntegerField(default=USUAL_SILENCE_DAYS)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="silence_days_within_limits",
                condition=models.Q(silence_days__range=(FEWEST_SILENCE_DAYS, MOST_SILENCE_DAYS)),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, Record):
    """Somebody with a log-in of their own."""

    email = models.EmailField(unique=True)
    chosen_name = models.CharField(max_length=60)
    pronouns = models.CharField(max_length=40, blank=True)
    data_key = models.ForeignKey("common.DataKey", on_delete=models.PROTECT, related_name="+")
    safety_key = models.ForeignKey("common.DataKey", on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    erased_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    def __str__(self) -> str:
        return f"person {self.pk}"


class Clinician(Record):
    """A person's place in a practice; it is ended, not deleted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="places")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="clinicians")
    role = models.CharField(max_length=13, choices=Role)
    administers = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="one_practice_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    @property
    def is_administrator(self) -> bool:
        return self.administers or self.role == Role.ADMINISTRATOR

    @property
    def gives_care(self) -> bool:
        return self.role != Role.ADMINISTRATOR


class Couple(Record):
    """The unit of care."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="couples")
    stage = models.CharField(max_length=11, choices=Stage, default=Stage.ENQUIRY)
    data_key = models.ForeignKey("common.DataKey", on_delete=models.PROTECT, related_name="+")
    record_key = models.ForeignKey("common.DataKey", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"couple {self.pk}"


class Seat(Record):
    """One of the two places in a couple; ``person`` is empty until the invitation is accepted."""

    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="seats")
    side = models.CharField(max_length=1, choices=Side)
    called = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="seats")
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["couple", "side"], name="one_seat_a_side"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(left_at=None), name="one_couple_at_a_time"
            ),
            models.CheckConstraint(
                name="seat_joined_with_person",
                condition=models.Q(person=None, joined_at=None)
                | models.Q(person__isnull=False, joined_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.side} of {self.couple_id}"


class CareTeamMember(Record):
    """A clinician who cares for a couple."""

    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="care_team")
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="care")
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple", "clinician"], condition=models.Q(until=None), name="once_in_a_care_team"
            )
        ]

    def __str__(self) -> str:
        return f"{self.clinician_id} cares for {self.couple_id}"


class Invitation(Record):
    """A single-use way in, for a seat or for a clinician."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="invitations")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="invitations")
    role = models.CharField(max_length=13, choices=Role, blank=True)
    administers = models.BooleanField(default=False)
    email = models.EmailField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    wrong_addresses = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="invited_to_a_seat_or_a_role",
                condition=(models.Q(seat__isnull=False) & models.Q(role=""))
                | (models.Q(seat=None) & ~models.Q(role="")),
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def was_guessed_at(self) -> bool:
        """Whether too many wrong addresses closed it."""
        return self.wrong_addresses >= MOST_WRONG_ADDRESSES

    @property
    def is_open(self) -> bool:
        gone = self.accepted_at or self.revoked_at or self.was_guessed_at
        return not gone and self.expires_at > clock.now()


class SafeContact(Record):
    """Where, and whether at all, a partner may be written to; and when a letter last said that something waits."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="safe_contact")
    may_mail = models.BooleanField()
    address = models.EmailField(blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="address_where_mail_is_allowed",
                condition=models.Q(may_mail=False, address="")
                | (models.Q(may_mail=True) & ~models.Q(address="")),
            )
        ]

    def __str__(self) -> str:
        return f"safe contact of {self.person_id}"


class ConsentSignature(Record):
    """A person's signature under one version of a letter."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    couple = models.ForeignKey(Couple, on_delete=models.PROTECT, related_name="consents")
    letter = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "couple", "letter", "version"],
                condition=models.Q(withdrawn_at=None),
                name="one_signature_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.version} by {self.person_id}"
