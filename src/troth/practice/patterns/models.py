from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from troth.practice.common.fields import EncryptedJSONField
from troth.practice.common.models import Record
from troth.practice.patterns.states import Kind
from troth.practice.privacy.items import PrivateItem
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from typing import Any


class Day(PrivateItem):
    """One partner's day in numbers; ``told`` holds closeness, trust and stress (0 to 10) and whether there was conflict.

    ``counts`` says that the numbers may be counted where patterns are looked for. ``sealed_once`` remembers that a
    sealed moment of this day was taken back.
    """

    on = models.DateField()
    told = EncryptedJSONField()
    counts = models.BooleanField(default=False)
    sealed_once = models.BooleanField(default=False)

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [models.UniqueConstraint(fields=["author", "on"], name="one_day_a_person")]
        indexes: ClassVar = [models.Index(fields=["couple", "on"], name="day_couple_on")]

    def __str__(self) -> str:
        return f"day {self.pk}"


class Moment(PrivateItem):
    """One thing that happened on a day; ``told`` holds its kind, a sentence, and its place on the cycle map."""

    day = models.OneToOneField(Day, on_delete=models.CASCADE, related_name="moment")
    on = models.DateField()
    told = EncryptedJSONField()

    class Meta(PrivateItem.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(fields=["couple", "on"], name="moment_couple_on"),
            models.Index(fields=["author", "-on"], name="moment_author_on"),
        ]

    def __str__(self) -> str:
        return f"moment {self.pk}"

    @property
    def kind(self) -> Kind:
        return Kind(self.told["kind"])

    @property
    def sentence(self) -> str:
        return str(self.told["sentence"])

    @property
    def place(self) -> str:
        """Where on the own side of the cycle map it belongs; empty where its author did not say."""
        return str(self.told["place"])

    @property
    def read_by(self) -> str:
        """The audience as it is now: a sealed moment that was matched is open to both."""
        return Audience.COUPLE if self.opened_at else self.audience

    def says(self) -> dict[str, Any]:
        """What stands in it, to compare with what is said anew."""
        return {**self.told, "audience": self.audience}


class DiaryChoice(Record):
    """What a partner chose for new days; theirs alone."""

    seat = models.OneToOneField("people.Seat", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=9, choices=Audience, default=Audience.ME)
    moment_audience = models.CharField(max_length=9, choices=Audience, default=Audience.ME)
    counts = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"diary choice {self.pk}"
