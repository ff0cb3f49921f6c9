import pytest
from django.db import DatabaseError, connection, transaction

from troth.practice.common import audit
from troth.practice.common.models import AuditChain, AuditEvent

pytestmark = pytest.mark.django_db


def write(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            audit.record("test.event", actor_id=None, practice_id=None, number=number)


def unguarded(sql: str) -> None:
    """Change the log as somebody would who owns the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE common_auditevent DISABLE TRIGGER audit_append_only")
        else:
            cursor.execute("DROP TRIGGER audit_no_UPDATE")
            cursor.execute("DROP TRIGGER audit_no_DELETE")
        cursor.execute(sql)


def test_an_untouched_log_verifies() -> None:
    write(3)
    assert audit.verify() == audit.AuditReport(ok=True, events=3)


def test_the_database_refuses_to_change_an_event() -> None:
    write(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(event="test.forged")


def test_an_altered_event_is_found() -> None:
    write(3)
    unguarded("UPDATE common_auditevent SET event = 'test.forged' WHERE sequence = 2")
    report = audit.verify()
    assert not report.ok
    assert "event 2 of" in (report.problem or "")


def test_a_removed_event_is_found() -> None:
    write(3)
    unguarded("DELETE FROM common_auditevent WHERE sequence = 2")
    assert "event 2 is missing" in (audit.verify().problem or "")


def test_a_cut_off_end_is_found() -> None:
    write(3)
    unguarded("DELETE FROM common_auditevent WHERE sequence = 3")
    assert "ends after event 2" in (audit.verify().problem or "")


def test_chains_of_practices_are_apart(dana, erin) -> None:
    assert AuditChain.objects.filter(pk__in=[dana.viewer.practice_id, erin.viewer.practice_id]).count() == 2


@pytest.mark.parametrize(
    ("event", "words"),
    [("invitation.accepted", "Invitation accepted"), ("own_data.exported", "Own data exported")],
)
def test_an_act_is_told_to_people_in_words(event, words):
    assert AuditEvent(event=event).in_words == words
