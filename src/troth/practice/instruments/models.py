from __future__ import annotations

from typing import ClassVar

from django.db import models

from troth.practice.common import clock
from troth.practice.common.fields import EncryptedJSONField, EncryptedTextField
from troth.practice.common.models import KeyedRecord, Record
from troth.practice.instruments.states import (
    AssignmentState,
    DefaultUse,
    ReleaseState,
    Rhythm,
    ScheduleState,
    WordsState,
)
from troth.practice.privacy.items import PrivateItem
from troth.practice.privacy.states import Audience


class Round(KeyedRecord):
    """One asking of an instrument, of both partners at the same moment, or of one where it is for one.

    ``opened_at`` is when the sealed answers opened for both; empty until then.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    guarded = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True)
    reason = EncryptedTextField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["couple", "created_at"], name="round_couple_created")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.pk}"


class Assignment(Record):
    """One partner's copy of a round.

    ``waits_since`` is when this was first asked and left open: a weekly question that is asked anew keeps waiting.
    A guarded one is never dated.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments")
    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("people.Seat", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=AssignmentState, default=AssignmentState.OPEN)
    waits_since = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "seat"], name="one_assignment_a_seat"),
            models.CheckConstraint(
                name="answered_assignment_has_time",
                condition=models.Q(state=AssignmentState.ANSWERED, answered_at__isnull=False)
                | (~models.Q(state=AssignmentState.ANSWERED) & models.Q(answered_at=None)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["seat", "state"], name="assignment_seat_state"),
            models.Index(fields=["couple", "state"], name="assignment_couple_state"),
            models.Index(fields=["couple", "-answered_at"], name="assignment_couple_answered"),
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class AnswerSheet(PrivateItem):
    """One partner's answers; a draft until ``submitted_at`` is set.

    ``terms`` keeps, for each item, the audience and the protection that the person was shown when sending:
    a later edit of the content cannot open an answer wider.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="%(class)s")
    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    answers = EncryptedJSONField(default=dict)
    terms = models.JSONField(default=dict)

    class Meta(PrivateItem.Meta):
        abstract = True


class Response(AnswerSheet):
    """Answers under the person's own key."""

    def __str__(self) -> str:
        return f"response {self.pk}"


class GuardedResponse(AnswerSheet):
    """Answers to a safety instrument: a table and a key of their own.

    ``read_at`` is when a clinician first read them; only clinicians learn it.
    """

    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"guarded response {self.pk}"


class Score(Record):
    """A number made from a response, with what it takes to read it later.

    The audience is the narrowest of the items that were counted.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="scores")
    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("people.Seat", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    scale = models.CharField(max_length=60)
    value = models.FloatField(null=True)
    low = models.FloatField()
    high = models.FloatField()
    audience = models.CharField(max_length=9, choices=Audience)
    protected = models.BooleanField(default=False)
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "scale"], name="one_score_a_scale")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["couple", "instrument", "scale", "answered_at"], name="score_of_couple_by_measure"
            ),
            models.Index(fields=["couple", "instrument", "audience"], name="score_couple_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.scale} of {self.response_id}"


class TrustLine(Record):
    """The last weeks of a couple's trust, kept ready for lists of many couples.

    ``fall`` is how far the partner fell who fell most in four weeks, and ``need`` what stands out weighs: by them a long
    list is ordered before it is drawn. ``signals`` and ``expected`` are codes and numbers (see `expectation`), judged at
    ``judged_at`` against so many ``couples`` of the practice; ``wanted_at`` is since when the worker is asked to.
    ``steady`` tells of weeks that stayed better than the beginning (see `steady`), ``carried`` what carries over from
    week to week (see `carrying`), ``growth`` how fast trust changed (see `growing`). ``points`` holds for each side a
    list of days (proleptic ordinals), the oldest first, and a list of values. They repeat scores, to two decimals.
    """

    couple = models.OneToOneField("people.Couple", on_delete=models.PROTECT, related_name="+")
    fall = models.FloatField(default=0)
    need = models.FloatField(default=0)
    points = models.JSONField(default=dict)
    signals = models.JSONField(default=list)
    expected = models.JSONField(default=list)
    steady = models.JSONField(null=True)
    carried = models.JSONField(null=True)
    growth = models.JSONField(null=True)
    wanted_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    couples = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"trust line of {self.couple_id}"


class Schedule(Record):
    """What a couple is asked by itself: every so many weeks, or around each session.

    ``next_on`` is a day of the practice; empty where no session is near. ``asked_for`` is the last session that was
    asked for.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=60)
    rhythm = models.CharField(max_length=6, choices=Rhythm, default=Rhythm.WEEKS)
    every_weeks = models.PositiveSmallIntegerField(null=True)
    next_on = models.DateField(null=True)
    asked_for = models.DateField(null=True)
    state = models.CharField(max_length=7, choices=ScheduleState, default=ScheduleState.RUNNING)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["couple", "instrument"], name="one_schedule_an_instrument"),
            models.CheckConstraint(
                name="weeks_have_number_and_day",
                condition=~models.Q(rhythm=Rhythm.WEEKS)
                | models.Q(every_weeks__isnull=False, next_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "next_on"], name="schedule_state_next_on")]

    def __str__(self) -> str:
        return f"{self.instrument} of {self.couple_id}, {self.get_rhythm_display()}"


class SessionDate(Record):
    """The day of a session, past or planned, that a clinician named; what is asked around sessions follows it."""

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["couple", "on"], name="one_session_a_day"),
        ]

    def __str__(self) -> str:
        return f"session of {self.couple_id}"


class Reminder(Record):
    """One mail to a partner who owes an answer; ``sent_at`` is set before it leaves, so that none is sent twice."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reminders")
    number = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "number"], name="one_reminder_a_number")
        ]

    def __str__(self) -> str:
        return f"reminder {self.number} of {self.assignment_id}"


class Reference(Record):
    """What a practice's couples taught about the course of trust, as of ``made_at``; the newest counts, older ones stay.

    ``retest`` says how reliable the measure is here: n, value, interval, days between the answers, method and what is
    missing; until it is enough, ``reliable_change`` is empty. ``populations`` are one fit without each fifth of the
    couples, and are kept with the newest alone.
    """

    practice = models.ForeignKey("people.Practice", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    populations = models.JSONField(null=True)
    retest = models.JSONField(null=True)
    reliable_change = models.FloatField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["practice", "made_at"], name="reference_practice_made")]

    def __str__(self) -> str:
        return f"reference of {self.practice_id}, {self.made_at:%Y-%m-%d}"


class SeenSignal(KeyedRecord):
    """A clinician has seen what stands out, and says what follows; a clinician's note.

    ``what`` names each signal by reason, side and the day from which it gathered.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    what = models.JSONField()
    note = EncryptedTextField()

    def __str__(self) -> str:
        return f"seen in {self.couple_id}"


class Release(KeyedRecord):
    """The way of a response to both partners. Why is a clinician's note; ``moved_at`` is since when it stands so.

    ``couple`` is that of the response: a couple with years of answers is asked for its few releases on every visit.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="releases")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField()
    state = models.CharField(max_length=10, choices=ReleaseState)
    moved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["response"],
                condition=~models.Q(state=ReleaseState.WITHDRAWN),
                name="one_release_stands",
            )
        ]

    def __str__(self) -> str:
        return f"release of {self.response_id}"


class Announcement(KeyedRecord):
    """What a clinician says to the author beforehand, under the author's key."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="announcement")
    words = EncryptedTextField(null=True)

    def __str__(self) -> str:
        return f"announcement of {self.release_id}"


class PracticeInstrument(KeyedRecord):
    """A practice's own words of a published measure, in one language, and who attested the right to use them.

    Words are never changed: taken in again, they become the next version, and rounds keep theirs.
    ``definition_version`` and ``definition_hash`` name the scoring definition that they were checked against.
    """

    practice = models.ForeignKey("people.Practice", on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    measure = models.CharField(max_length=60)
    language = models.CharField(max_length=5)
    texts = EncryptedJSONField()
    content_hash = models.CharField(max_length=64)
    definition_version = models.PositiveIntegerField()
    definition_hash = models.CharField(max_length=64)
    file_hash = models.CharField(max_length=64)
    attested_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    ground = EncryptedTextField()
    state = models.CharField(max_length=9, choices=WordsState, default=WordsState.ACTIVE)
    moved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "slug", "version"], name="words_have_one_version"),
            models.UniqueConstraint(
                fields=["practice", "slug"],
                condition=models.Q(state=WordsState.ACTIVE),
                name="one_version_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class PracticeDefault(Record):
    """What a practice does with one published figure of a measure: a cut-off, the bands or a reliable change."""

    practice = models.ForeignKey("people.Practice", on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=60)
    scale = models.CharField(max_length=60)
    figure = models.CharField(max_length=60)
    use = models.CharField(max_length=9, choices=DefaultUse)
    value = models.FloatField(null=True)
    set_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["practice", "measure", "scale", "figure"], name="one_default_a_figure"
            ),
            models.CheckConstraint(
                name="changed_default_has_value",
                condition=models.Q(use=DefaultUse.CHANGED, value__isnull=False)
                | (~models.Q(use=DefaultUse.CHANGED) & models.Q(value=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} of {self.measure}"


class ExternalScore(KeyedRecord):
    """A total that a clinician took from a licensed form elsewhere; a clinician's note."""

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("people.Seat", on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=60)
    measured_on = models.DateField()
    value = EncryptedJSONField()
    source = EncryptedTextField()

    def __str__(self) -> str:
        return f"external score {self.pk}"
