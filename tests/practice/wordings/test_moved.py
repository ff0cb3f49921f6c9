"""The tables of own wordings came from another area; what was in them is still there."""

from __future__ import annotations

import uuid

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from troth.practice.common import clock
from troth.practice.wordings.models import Edition, OwnWording

BEFORE = [("programme", "0014_reminders"), ("people", "0003_last_letter"), ("wordings", None)]


def test_a_wording_that_was_kept_before_the_move_is_in_use_after_it(transactional_db):
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    try:
        then = executor.loader.project_state(BEFORE[:2]).apps
        practice = then.get_model("people", "Practice").objects.create(
            name="Elm Street Practice", country="DE"
        )
        edition = then.get_model("programme", "Edition").objects.create(
            content_hash="h" * 64, kind="exercise", slug="time-out", files={"partner.en.md": "Ours"}
        )
        kept = then.get_model("programme", "OwnWording").objects.create(
            practice=practice,
            kind="exercise",
            slug="time-out",
            number=3,
            edition=edition,
            files={"partner.en.md": "Ours, typed"},
            note="Warmer",
            made_by=uuid.uuid4(),
            made_at=clock.now(),
            in_use=True,
        )
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(newest)
    now = OwnWording.objects.get()
    assert (now.pk, now.number, now.in_use, now.note) == (kept.pk, 3, True, "Warmer")
    assert (now.practice_id, now.edition_id) == (practice.pk, edition.pk)
    assert (now.files, Edition.objects.get().files) == (
        {"partner.en.md": "Ours, typed"},
        {"partner.en.md": "Ours"},
    )
