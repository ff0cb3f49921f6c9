"""Stories that are told once and laid down again.

A story makes things through the product's own actions, as everything that is tested does. The first time it is told
in earnest, and the rows that it wrote are kept. A later test in which exactly the same would happen gets these rows and
fresh copies of what the story returned, and what the story was given is left as it left it. This holds only

- from the state of the database in which the story was told: `sqlite3` counts every change, and what was laid down
  before in this test leads to what can follow;
- for the same arguments, keys, content, language, time zone and moment; a moment is today, or where a test stopped the clock;
- soon after it was told, so that nothing that is measured in minutes differs.

Wherever one of these is not so the story is simply told: on PostgreSQL, in a test with transactions or threads of its own,
after a write of the test's own, and where a test changes the settings or puts something else in the place of our code.
"""

from __future__ import annotations

import pickle
import time
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from channels.layers import channel_layers
from django.conf import UserSettingsHolder, settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.utils import timezone, translation
from time_machine import escape_hatch

from troth.library import load_library
from troth.practice.common import clock, keyring

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Iterator

    import pytest

Given = ParamSpec("Given")
Made = TypeVar("Made")
Tables = dict[str, dict[int, tuple[Any, ...]]]

SOON = 30  # seconds


@dataclass
class Kept:
    """What a story left, and the stories that were told after it."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    calls: list[tuple[set[str], Callable[[], object], bool]] = field(default_factory=list)
    left: bytes = b""
    content: object = None
    told: float = field(default_factory=time.perf_counter)
    then: dict[Hashable, Kept] = field(default_factory=dict)


@dataclass
class Ground:
    """Where the running test stands: after which story, and how many changes its connection had seen by then."""

    start: Kept = field(default_factory=Kept)
    at: Kept | None = None
    raw: Any = None
    patch: Any = None
    changes: int = 0

    def begin(self, patch: pytest.MonkeyPatch) -> None:
        """Begin a test, in a transaction that it will take back. Those of one name in two tests are strangers."""
        cache.clear()
        channel_layers.backends.clear()
        raw = connection.connection
        if raw is not self.raw or raw.total_changes != self.changes:
            self.start = Kept()
        self.raw, self.changes, self.at, self.patch = raw, raw.total_changes, self.start, patch

    def end(self) -> None:
        """End a test; if more is written before the next begins, that one finds another database."""
        self.at = None
        if self.raw is not None:
            self.changes = self.raw.total_changes

    def forget(self) -> None:
        """Begin a test that may leave another database behind."""
        self.raw = self.at = None

    def lay(self, kept: Kept) -> Any:
        """Write the rows of a story; return what it was given and what it returned."""
        for statement, rows in kept.rows.items():
            self.raw.executemany(statement, rows)
        connection.run_on_commit += kept.calls
        self.at, self.changes = kept, self.raw.total_changes
        return pickle.loads(kept.left)  # noqa: S301 - we wrote it

    def place(self) -> Kept | None:
        """Return after which story the test stands, if its database holds that and nothing else."""
        untouched = (
            self.raw is not None
            and connection.connection is self.raw
            and not connection.savepoint_ids
            and self.raw.total_changes == self.changes
            and not isinstance(settings._wrapped, UserSettingsHolder)
            and not self.patch._setattr
            and not self.patch._setitem
        )
        return self.at if self.at and untouched else None


ground = Ground()


def laid_down(tell: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let a story be laid down where it can be. What it is given and what it returns must be fit for pickle."""

    @wraps(tell)
    def story(*given: Given.args, **named: Given.kwargs) -> Made:
        place, content, now = ground.place(), load_library(), clock.now()
        if place is None:
            return tell(*given, **named)
        before = pickle.dumps((given, named))
        moment = _moment(now)
        if moment is None:
            return tell(*given, **named)
        manners = translation.get_language(), timezone.get_current_timezone_name()
        key = (tell, before, moment, id(content), *keyring.ring(), *manners)
        kept = place.then.get(key)
        if kept is None or time.perf_counter() - kept.told > SOON:
            kept = place.then[key] = _told(tell, before, content)
        after, made = ground.lay(kept)
        for own, copy in zip(_things((given, named)), _things(after), strict=True):
            if own is not copy:
                own.__dict__ = copy.__dict__
        return cast("Made", made)

    return story


def _told(tell: Callable[..., object], before: bytes, content: object) -> Kept:
    """Tell a story of copies of what it was given, and take back what it wrote: it will be laid down."""
    given, named = pickle.loads(before)  # noqa: S301 - we wrote it
    found, letters, waiting = _tables(), len(mail.outbox), len(connection.run_on_commit)
    ground.at = None  # what is told within a story is a part of it
    point = connection.savepoint()
    made = tell(*given, **named)
    assert len(mail.outbox) == letters, "A story that sends letters cannot be laid down."
    calls = [(set[str](), call, robust) for _, call, robust in connection.run_on_commit[waiting:]]
    kept = Kept(_written(found, _tables()), calls, pickle.dumps(((given, named), made)), content)
    connection.savepoint_rollback(point)
    connection.savepoint_commit(point)
    del connection.run_on_commit[waiting:]
    return kept


def _moment(now: dt.datetime) -> dt.date | None:
    """Return today, or the moment itself where the clock stands still; None where it goes, but not by itself."""
    if now == clock.now():
        return now
    real = not escape_hatch.is_travelling() and abs(now.timestamp() - time.time()) < 1
    return clock.today() if real else None


def _things(given: object) -> Iterator[Any]:
    """Go through what a story was given: people, couples and the like, also within lists."""
    if isinstance(given, dict):
        given = [*given.values()]
    if isinstance(given, (tuple, list)):
        for one in given:
            yield from _things(one)
    elif hasattr(given, "__dict__"):
        yield given


def _tables() -> Tables:
    """Read all rows by number, as SQLite keeps them: a plus, and Django makes no days and truths of them."""
    names = [name for (name,) in ground.raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables = {}
    for name in sorted(
        names, key=lambda name: name != "sqlite_sequence"
    ):  # what counts rows finds its own there
        columns = [f'"{column[1]}"' for column in ground.raw.execute(f'PRAGMA table_info("{name}")')]
        asked = ", ".join(f"+{column}" for column in columns)
        rows = ground.raw.execute(f'SELECT rowid, {asked} FROM "{name}"')  # noqa: S608 - names of tables
        tables[f'"{name}" (rowid, {", ".join(columns)})'] = {row[0]: row for row in rows}
    return tables


def _written(found: Tables, left: Tables) -> dict[str, list[tuple[Any, ...]]]:
    """Return the statements that make of one state the other, each with its rows."""
    statements = {}
    for table, rows in left.items():
        name, marks = table.split(" ")[0], ", ".join("?" * (table.count(",") + 1))
        gone = [(number,) for number in found[table].keys() - rows]
        new = [row for number, row in rows.items() if found[table].get(number) != row]
        statements[f"DELETE FROM {name} WHERE rowid = ?"] = gone  # noqa: S608
        statements[f"INSERT OR REPLACE INTO {table} VALUES ({marks})"] = new  # noqa: S608
    return {statement: rows for statement, rows in statements.items() if rows}
