from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.dates import WEEKDAYS

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.common.fields import EncryptedTextField
from troth.practice.common.models import KeyedRecord, Record
from troth.practice.privacy.items import PrivateItem
from troth.practice.programme.kinds import EXERCISE, PROGRAMME
from troth.practice.programme.states import LIVE_RUNS, STOPPED_STEP, CourseState, PartOfDay, RunState
from troth.practice.wordings.editions import as_given

if TYPE_CHECKING:
    from troth.library import Exercise, Programme, Step
    from troth.library.exercise import Side


class Run(KeyedRecord):
    """A couple's doing of one exercise; ``reason`` is the therapist's, and both read it.

    ``part_a`` is the side that takes part a, where the two have different parts. ``due_on`` is a wish, no deadline.
    ``moved_at`` is when somebody last went on, whoever it was.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    exercise = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    assigned_by = models.UUIDField()
    assigned_at = models.DateTimeField()
    part_a = models.CharField(max_length=1, default="a")
    reason = EncryptedTextField(null=True)
    due_on = models.DateField(null=True)
    moved_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=RunState, default=RunState.ASSIGNED)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["couple", "assigned_at"], name="run_couple_assigned")]

    def __str__(self) -> str:
        return f"run {self.pk}"

    @property
    def given(self) -> Exercise | None:
        """The exercise as it was given; None where it is not kept, or a newer Troth cannot read it any longer."""
        return as_given(EXERCISE, self.exercise, self.content_hash)

    @property
    def content(self) -> Exercise:
        """The exercise as it was given, also after a newer version came; or else the newest."""
        return self.given or load_library().exercise(self.exercise)

    def step(self, step_id: str) -> Step | None:
        """Return a step of the exercise, or None: the newest need not have every step that was given."""
        return next((step for step in self.content.steps if step.id == step_id), None)

    def is_protected(self, step_id: str) -> bool:
        """Tell whether no agreement may release what is written in a step: as it was given, or as Troth has it now."""
        newest = load_library().exercises.get(self.exercise)
        known = [step for exercise in (self.content, newest) if exercise for step in exercise.steps]
        return step_id == STOPPED_STEP or any(step.protected for step in known if step.id == step_id)

    def side_of(self, part: str) -> str:
        """Return the side that takes a part; this also returns the part that a side takes."""
        return part if self.part_a == "a" else {"a": "b", "b": "a"}[part]

    def seen_by(self, side: str) -> Exercise:
        """Return the exercise as one side sees it."""
        return self.content.seen_by("a" if self.side_of(side) == "a" else "b")

    @property
    def title(self) -> str:
        return self.content.title

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_RUNS

    @property
    def is_overdue(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()


class Clearance(KeyedRecord):
    """What a clinician thought of before giving an exercise; other clinicians of the care team alone may read it.

    ``thought_of`` holds the contraindications that do not hold, one on each line, as they were worded then. ``despite``
    is why the exercise was given before what comes first.
    """

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField()
    at = models.DateTimeField()
    thought_of = EncryptedTextField()
    despite = EncryptedTextField(null=True)

    def __str__(self) -> str:
        return f"clearance of run {self.run_id}"


class Course(KeyedRecord):
    """A couple's way through a programme; ``part_a`` is the side that takes part a.

    ``thought_of`` holds the contraindications that did not hold when it was given, for the care team alone.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    part_a = models.CharField(max_length=1, default="a")
    given_by = models.UUIDField()
    given_at = models.DateTimeField()
    thought_of = EncryptedTextField()
    state = models.CharField(max_length=5, choices=CourseState, default=CourseState.GOING)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["couple", "programme"],
                condition=models.Q(state=CourseState.GOING),
                name="one_going_course_a_programme",
            )
        ]

    def __str__(self) -> str:
        return f"course {self.pk}"

    @property
    def given(self) -> Programme | None:
        """The programme as it was given; None where it is not kept, or a newer Troth cannot read it any longer."""
        return as_given(PROGRAMME, self.programme, self.content_hash)

    @property
    def content(self) -> Programme:
        """The programme as it was given, also after a newer version came; or else the newest."""
        return self.given or load_library().programme(self.programme)

    def part_of(self, side: str) -> Side:
        """Return the part that a side takes."""
        return "a" if side == self.part_a else "b"


class StageOpening(KeyedRecord):
    """A clinician opened a stage; ``despite`` says why, where something did not hold. For the care team alone."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="openings")
    stage = models.CharField(max_length=60)
    by = models.UUIDField()
    at = models.DateTimeField()
    thought_of = EncryptedTextField(null=True)
    despite = EncryptedTextField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "stage"], name="one_opening_a_stage")
        ]

    def __str__(self) -> str:
        return f"stage {self.stage} of course {self.course_id}"


class Comment(KeyedRecord):
    """What the therapist says about a run; both partners read it."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    author_id = models.UUIDField()
    at = models.DateTimeField()
    text = EncryptedTextField()
    taken_back_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Progress(Record):
    """How many steps one side of a run has behind it, and since when."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="progress")
    seat = models.ForeignKey("people.Seat", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "seat"], name="one_progress_a_seat")]

    def __str__(self) -> str:
        return f"seat {self.seat_id} in run {self.run_id}"


class Entry(PrivateItem):
    """What one partner wrote in one step; ``page`` names the open page that saved it last."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="entries")
    step = models.CharField(max_length=60)
    text = EncryptedTextField()
    page = models.CharField(max_length=16, blank=True)

    class Meta(PrivateItem.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "author", "step"], name="one_entry_a_step")
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class TalkTurn(Record):
    """When one side began to speak in a step that is talked through."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="turns")
    step = models.CharField(max_length=60)
    side = models.CharField(max_length=1)
    started_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "step", "side"], name="one_turn_a_side")
        ]

    def __str__(self) -> str:
        return f"turn of side {self.side} in run {self.run_id}"


class Opening(Record):
    """A clinician opened a step for both, in a session."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=60)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "step"], name="one_opening_a_step")]

    def __str__(self) -> str:
        return f"step {self.step} of run {self.run_id}"


class TimeOut(Record):
    """A pause with a return, called by one of the two. The row goes when the pause ends, so none is ever counted.

    It hangs on the run in which the two agreed on their rules. ``by`` named the time, ``back_at``; ``called_at`` is when
    the pause began, whoever named a later time since.
    """

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="time_out")
    by = models.ForeignKey("people.Seat", on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    back_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"time-out {self.pk}"


class ReminderChoice(Record):
    """When a partner wants a letter if an exercise waits for them; theirs alone. Without one they never get any.

    ``days`` holds the numbers of weekdays; Monday is 0.
    """

    seat = models.OneToOneField("people.Seat", on_delete=models.PROTECT, related_name="+")
    days = models.CharField(max_length=7)
    part = models.CharField(max_length=7, choices=PartOfDay)

    def __str__(self) -> str:
        return f"reminder choice {self.pk}"

    @property
    def day_names(self) -> list[str]:
        return [str(WEEKDAYS[int(day)]) for day in self.days]


class Unseen(Record):
    """This partner does not want the other to see that they are at a step too; theirs alone, and no row means they may."""

    seat = models.OneToOneField("people.Seat", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"unseen {self.pk}"
