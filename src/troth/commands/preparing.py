"""Get a site ready to run: settings, database and static files, and nothing twice."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path

from troth.commands.answers import BadInput, progress

SETTINGS = "troth.practice.config.settings"


def open_practice(home: str = "var/troth") -> None:
    """Start Django for the installation in ``TROTH_HOME``, or in this folder where none is named."""
    os.environ.setdefault("TROTH_HOME", home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        Path(os.environ["TROTH_HOME"]).mkdir(parents=True, exist_ok=True, mode=0o700)
        django.setup()
    except ImproperlyConfigured as error:
        raise BadInput(str(error)) from error
    except OSError as error:
        home = os.environ["TROTH_HOME"]
        message = f"TROTH_HOME={home} cannot be used ({error.strerror}): name a folder this user may write to"
        raise BadInput(message) from error


def migrations_pending() -> int:
    """Count the migrations that the database has not seen; raises ``BadInput`` where it does not answer."""
    from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    except OperationalError as error:
        first_line = str(error).strip().splitlines()[0]
        message = f"The database does not answer ({first_line}): check TROTH_DATABASE_URL"
        raise BadInput(message) from error
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def open_migrated() -> None:
    """Start Django; raises ``BadInput`` where the database is not up to date."""
    open_practice()
    if migrations_pending():
        raise BadInput("The database is not up to date: run `troth prepare` first")


def static_is_stale() -> bool:
    """Tell whether the collected static files are missing or older than their sources."""
    stamp = _stamp()
    return not stamp.exists() or stamp.read_text("ascii") != _fingerprint()


def prepare() -> None:
    """Migrate the database and collect the static files, each only when needed."""
    from django.core.management import call_command

    pending = migrations_pending()
    if pending:
        progress(f"Preparing the database ({pending} migrations) ...")
        call_command("migrate", interactive=False, verbosity=0)
    if static_is_stale():
        progress("Collecting static files ...")
        call_command("collectstatic", interactive=False, verbosity=0)
        _stamp().write_text(_fingerprint(), "ascii")


def _stamp() -> Path:
    from django.conf import settings

    return Path(settings.STATIC_ROOT) / ".made-from"


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    facts = [f"{name} {version(name)}" for name in ("troth", "Django", "vl-convert-python")]
    for finder in get_finders():
        for storage in getattr(finder, "storages", {}).values():
            facts.extend(_files_under(Path(storage.location)))
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _files_under(folder: Path) -> list[str]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            state = path.stat()
            found.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return found
