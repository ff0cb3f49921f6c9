from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from troth.practice.common.fields import EncryptedJSONField, EncryptedTextField
from troth.practice.common.models import KeyedRecord, Record
from troth.practice.patterns.states import Kind, Place
from troth.practice.privacy.items import PrivateItem
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from typing import Any


class Day(PrivateItem):
    """One partner's day in numbers.

    ``told`` holds closeness, trust and stress (0 to 10), whether there was conflict, and what its author did in it, which
    nobody else is shown.
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
    """What a partner chose for their diary; theirs alone.

    ``zone`` names the time zone of their days; empty is the practice's. A letter may remind them on ``days`` (numbers of
    weekdays, Monday is 0) from ``hour`` on; without days, which is how it begins, none ever comes.
    """

    seat = models.OneToOneField("people.Seat", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=9, choices=Audience, default=Audience.ME)
    moment_audience = models.CharField(max_length=9, choices=Audience, default=Audience.ME)
    counts = models.BooleanField(default=False)
    zone = models.CharField(max_length=40, default="", blank=True)
    days = models.CharField(max_length=7, default="", blank=True)
    hour = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"diary choice {self.pk}"


class CycleMap(KeyedRecord):
    """One version of the couple's map; it opens when both sides are handed in.

    ``name`` is what the two agreed on, ``proposed`` what one of them proposes; both under the couple's key.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    opened_at = models.DateTimeField(null=True)
    name = EncryptedTextField(null=True)
    proposed = EncryptedTextField(null=True)
    proposed_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["couple", "number"], name="one_number_a_map"),
            models.UniqueConstraint(
                fields=["couple"], condition=models.Q(opened_at=None), name="one_map_is_drawn"
            ),
        ]

    def __str__(self) -> str:
        return f"cycle map {self.pk}"


class CycleSide(PrivateItem):
    """One partner's side of a map; ``told`` holds a text for each place."""

    map = models.ForeignKey(CycleMap, on_delete=models.PROTECT, related_name="sides")
    told = EncryptedJSONField()

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [models.UniqueConstraint(fields=["map", "author"], name="one_side_a_person")]

    def __str__(self) -> str:
        return f"side {self.pk}"


class CycleExit(KeyedRecord):
    """A way out of the cycle that one of the two marked, at a place of one side; both read it."""

    map = models.ForeignKey(CycleMap, on_delete=models.PROTECT, related_name="exits")
    author_id = models.UUIDField()
    side = models.CharField(max_length=1)
    place = models.CharField(max_length=7, choices=Place)
    text = EncryptedTextField()

    def __str__(self) -> str:
        return f"exit {self.pk}"


class PatternLine(KeyedRecord):
    """What counts of a couple's last months, and what was found in it; for the care team, in the clinical record.

    ``line`` holds numbers only of days that may be counted, and only of moments that both can read.
    ``found`` holds every finding, said or not.
    """

    couple = models.OneToOneField("people.Couple", on_delete=models.PROTECT, related_name="+")
    line = EncryptedJSONField()
    found = EncryptedJSONField()
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"patterns of couple {self.couple_id}"


class ReleasedPattern(KeyedRecord):
    """A finding as it stood when a clinician brought it to both."""

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    told = EncryptedJSONField()
    by = models.UUIDField()
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple", "key"],
                condition=models.Q(taken_back_at=None),
                name="one_release_a_pattern",
            )
        ]

    def __str__(self) -> str:
        return f"released pattern {self.pk}"
