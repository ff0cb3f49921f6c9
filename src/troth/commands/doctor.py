"""Look over an installation: what is missing, and how to mend it."""

from __future__ import annotations

import datetime as dt
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from troth.commands.answers import BadInput, part
from troth.commands.preparing import migrations_pending, open_practice, static_is_stale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OLDEST_PYTHON = (3, 11)
RELEASED = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
PATIENCE = dt.timedelta(minutes=10)
OK, NOTE, MISSING = "ok", "note", "missing"


@dataclass(frozen=True)
class Finding:
    """One thing looked at; ``mend`` says what to do unless it is well."""

    name: str
    state: str
    text: str
    mend: str = ""

    def __str__(self) -> str:
        line = f"{self.state:<8}{self.name}: {self.text}"
        return f"{line} Mend: {self.mend}" if self.mend else line


def examine() -> list[Finding]:
    """Look at everything; one broken part does not hide the next."""
    findings = [_python()]
    try:
        open_practice()
    except BadInput as error:
        return [
            *findings,
            Finding("settings", MISSING, f"{error}.", "Correct it and run `troth doctor` again."),
        ]
    for name, look in _LOOKS.items():
        findings.extend(_look(name, look))
    if any(finding.name == "database" and finding.state == MISSING for finding in findings):
        return findings
    for name, look in _LOOKS_INTO_DATABASE.items():
        findings.extend(_look(name, look))
    return findings


def _look(name: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except Exception as error:  # noqa: BLE001 - a doctor reports what hurts, whatever it is
        first_line = (str(error).strip() or type(error).__name__).splitlines()[0]
        yield Finding(
            name, MISSING, f"it could not be looked at ({first_line}).", "Mend what the message names."
        )


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST_PYTHON:
        return Finding("python", OK, f"{found}.")
    return Finding("python", MISSING, f"{found} is too old.", "Install Python 3.11 or newer.")


def _home() -> Iterator[Finding]:
    from django.conf import settings

    home: Path = settings.TROTH_HOME
    if os.access(home, os.W_OK):
        yield Finding("home", OK, f"{home} can be written to.")
    else:
        yield Finding(
            "home", MISSING, f"{home} cannot be written to.", "Give it to the user that runs Troth."
        )


def _key_files() -> Iterator[Finding]:
    from django.conf import settings

    folder: Path = settings.TROTH_HOME / "keys"
    readable = [path for path in sorted(folder.glob("*")) if path.is_file() and path.stat().st_mode & 0o077]
    for path in readable:
        yield Finding("key files", MISSING, f"{path} is open to others.", f"chmod 600 {path}")
    if not readable:
        yield Finding("key files", OK, "open to nobody else. Keep a copy of them away from the backups.")


def _keys() -> Iterator[Finding]:
    ring = part("troth.practice.common.keyring:ring")()
    used = part("troth.practice.common.models:DataKey").objects.filter(destroyed_at=None)
    lost = set(used.values_list("wrapped_by", flat=True).distinct()) - set(ring)
    if lost:
        text = f"data is under a key that is not here ({', '.join(sorted(lost))})."
        yield Finding("keys", MISSING, text, "Put the key file back, or set TROTH_KEY_PREVIOUS.")
    else:
        yield Finding("keys", OK, "every data key can be opened.")


def _database() -> Iterator[Finding]:
    pending = migrations_pending()
    if pending:
        yield Finding("database", MISSING, f"{pending} migrations are waiting.", "Run `troth prepare`.")
    else:
        yield Finding("database", OK, "it answers and is up to date.")


def _static() -> Iterator[Finding]:
    if static_is_stale():
        yield Finding("static files", MISSING, "missing or older than the program.", "Run `troth prepare`.")
    else:
        yield Finding("static files", OK, "collected.")


def _worker() -> Iterator[Finding]:
    tasks = part("django_tasks_db.models:DBTaskResult").objects.ready()
    oldest = tasks.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    if oldest and dt.datetime.now(dt.UTC) - oldest > PATIENCE:
        text = f"{tasks.count()} tasks have been waiting since {oldest:%Y-%m-%d %H:%M} UTC."
        yield Finding("worker", MISSING, text, "Start `troth work` and keep it running.")
    else:
        yield Finding("worker", OK, "nothing has been waiting for it.")


def _mail() -> Iterator[Finding]:
    from django.conf import settings

    if settings.EMAIL_HOST:
        yield Finding("mail", OK, f"sent through {settings.EMAIL_HOST} as {settings.DEFAULT_FROM_EMAIL}.")
    else:
        text = f"written to {settings.EMAIL_FILE_PATH} and not sent."
        yield Finding("mail", NOTE, text, "Set TROTH_MAIL_HOST and TROTH_MAIL_FROM.")


def _addresses() -> Iterator[Finding]:
    from django.conf import settings

    url = urlsplit(settings.TROTH_URL)
    local = url.hostname in {"127.0.0.1", "localhost", "::1"}
    if url.scheme != "https" and not local:
        yield Finding(
            "address",
            MISSING,
            f"{settings.TROTH_URL} is not encrypted.",
            "Put HTTPS in front and set TROTH_URL.",
        )
    elif local:
        text = f"{settings.TROTH_URL} is for this machine only."
        yield Finding("address", NOTE, text, "Set TROTH_URL to the https address that people use.")
    else:
        yield Finding("address", OK, f"{settings.TROTH_URL}.")
    name = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding("hosts", MISSING, "every host name is answered.", "Name your own in TROTH_HOSTS.")
    elif not part("django.http.request:validate_host")(name, settings.ALLOWED_HOSTS):
        yield Finding("hosts", MISSING, f"{name} is not answered.", f"Add {name} to TROTH_HOSTS.")


def _content() -> Iterator[Finding]:
    problems = part("troth.library.check:check_content")(None)
    if problems:
        text = f"{len(problems)} problems, the first: {problems[0]}"
        yield Finding("content", MISSING, text, "Run `troth content check`.")
    else:
        yield Finding("content", OK, "every instrument, exercise and letter can be used.")


def _clock() -> Iterator[Finding]:
    now = dt.datetime.now(dt.UTC)
    events = part("troth.practice.common.models:AuditEvent").objects.order_by("-at")
    latest = events.values_list("at", flat=True).first()
    if now < max(RELEASED, latest or RELEASED):
        text = f"it says {now:%Y-%m-%d %H:%M} UTC, which is in the past."
        yield Finding("clock", MISSING, text, "Set the clock; let the machine keep it by NTP.")
    else:
        yield Finding("clock", OK, f"it says {now:%Y-%m-%d %H:%M} UTC.")


_LOOKS = {
    "home": _home,
    "key files": _key_files,
    "static files": _static,
    "mail": _mail,
    "address": _addresses,
    "content": _content,
    "database": _database,
}
_LOOKS_INTO_DATABASE = {"keys": _keys, "worker": _worker, "clock": _clock}
