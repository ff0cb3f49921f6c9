"""What the programme holds about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.common import clock
from troth.practice.common.personal_data import Holding
from troth.practice.programme import pings
from troth.practice.programme.answers import worded
from troth.practice.programme.models import Entry, Progress, ReminderChoice, Run, TimeOut, Unseen
from troth.practice.programme.states import LIVE_RUNS, RunState

if TYPE_CHECKING:
    from uuid import UUID


def _export_entries(person_id: UUID) -> list[dict[str, Any]]:
    entries = Entry.objects.filter(author_id=person_id).select_related("run").order_by("created_at")
    return [
        {
            "exercise": entry.run.exercise,
            "step": entry.step,
            "audience": entry.audience,
            "text": _words(entry),
            "submitted_at": entry.submitted_at,
        }
        for entry in entries
    ]


def _words(entry: Entry) -> str:
    text: str = entry.text
    step = entry.run.step(entry.step)
    return worded(step, text) if step else text


def _erase_entries(person_id: UUID) -> None:
    Entry.objects.filter(author_id=person_id).delete()


def _export_progress(person_id: UUID) -> list[dict[str, Any]]:
    rows = Progress.objects.filter(seat__person_id=person_id).select_related("run")
    return [{"exercise": row.run.exercise, "position": row.position} for row in rows]


def _stop_runs(person_id: UUID) -> None:
    """Nobody is left waiting for somebody who is gone; it looks like any other stop."""
    live = Run.objects.filter(progress__seat__person_id=person_id, state__in=LIVE_RUNS)
    for run in live:
        pings.run_changed(run.pk)
    Run.objects.filter(pk__in=[run.pk for run in live]).update(
        state=RunState.STOPPED, finished_at=clock.now()
    )


def _export_reminders(person_id: UUID) -> list[dict[str, Any]]:
    rows = ReminderChoice.objects.filter(seat__person_id=person_id)
    return [{"days": row.day_names, "part": row.part} for row in rows]


def _erase_reminders(person_id: UUID) -> None:
    ReminderChoice.objects.filter(seat__person_id=person_id).delete()


def _export_unseen(person_id: UUID) -> list[dict[str, Any]]:
    return [{"may_be_seen": False} for _ in Unseen.objects.filter(seat__person_id=person_id)]


def _erase_unseen(person_id: UUID) -> None:
    Unseen.objects.filter(seat__person_id=person_id).delete()


def _export_time_outs(person_id: UUID) -> list[dict[str, Any]]:
    return [{"back_at": one.back_at} for one in TimeOut.objects.filter(by__person_id=person_id)]


def _erase_time_outs(person_id: UUID) -> None:
    """A pause of somebody who is gone ends for both, whoever called it."""
    gone = TimeOut.objects.filter(run__progress__seat__person_id=person_id)
    for one in gone:
        pings.time_out_changed(one.run_id)
    TimeOut.objects.filter(pk__in=[one.pk for one in gone]).delete()


HOLDINGS = [
    Holding("programme.TimeOut", export=_export_time_outs, erase=_erase_time_outs),
    Holding("programme.ReminderChoice", export=_export_reminders, erase=_erase_reminders),
    Holding("programme.Unseen", export=_export_unseen, erase=_erase_unseen),
    Holding("programme.Entry", export=_export_entries, erase=_erase_entries),
    Holding(
        "programme.Progress",
        export=_export_progress,
        erase=None,
        reason="A number of steps, without words; the couple's run needs it.",
    ),
    Holding(
        "programme.Run",
        export=None,
        erase=_stop_runs,
        reason="It belongs to the couple and stops; its words end with the couple's key.",
    ),
    Holding(
        "programme.Course",
        export=None,
        erase=None,
        reason="Which programme the couple goes through; what was thought of ends with the clinical record's key.",
    ),
    Holding(
        "programme.StageOpening",
        export=None,
        erase=None,
        reason="A clinician's note in the couple's clinical record; it ends with the record's key.",
    ),
    Holding(
        "programme.Clearance",
        export=None,
        erase=None,
        reason="A clinician's note in the couple's clinical record; it ends with the record's key.",
    ),
    Holding(
        "programme.Comment",
        export=None,
        erase=None,
        reason="The therapist's words to both; they belong to the couple and end with its key.",
    ),
    Holding(
        "programme.Opening",
        export=None,
        erase=None,
        reason="It says only which step of the couple's run a clinician opened, and when.",
    ),
    Holding(
        "programme.TalkTurn",
        export=None,
        erase=None,
        reason="It says only when a timer was started in the couple's run.",
    ),
]
