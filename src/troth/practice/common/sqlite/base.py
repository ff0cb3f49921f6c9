"""SQLite as Django speaks it, but for two things.

A connection that is no longer used waits open for the next. Every request opens one and closes it. A new one reads the whole schema and prepares every statement anew, which took up to a quarter of
a page. A waiting one holds no transaction and no half-read answer, so it sees what others wrote meanwhile like a new one does.

The threads of this process take turns at writing. SQLite lets one write at a time; whoever finds it busy sleeps and
asks again, up to a tenth of a second later, in no order. With many at once somebody always came in between, and some waited until they gave up.
"""

from __future__ import annotations

import atexit
import os
import sqlite3
from collections import deque
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakSet

from django.db.backends.sqlite3 import base

MOST_WAITING = 8  # about what a busy minute uses at once; each may hold 2 MB of pages
PATIENCE = 20  # seconds; then SQLite itself says whether the database is busy


class _Waiting(NamedTuple):
    file: tuple[int, int]
    connection: sqlite3.Connection


_waiting: deque[_Waiting] = deque()
_turn = Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes a connection that waits, and leaves its own to the next."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: WeakSet[sqlite3.Cursor] = WeakSet()
        self._file: tuple[int, int] | None = None
        self._has_turn = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Return one that waits, if it reads the file that now has this name; else a new one."""
        self._file = _file(conn_params["database"])
        while self._file and _waiting:
            known = _waiting.pop()
            if known.file == self._file:
                known.connection.execute("PRAGMA foreign_keys = ON")
                return known.connection
            known.connection.close()
        fresh: sqlite3.Connection = super().get_new_connection(conn_params)
        return fresh

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = super().create_cursor(name)
        self._asked.add(cursor)
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        if self._file and not self._has_turn:
            self._has_turn = _turn.acquire(timeout=PATIENCE)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._pass_on()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._pass_on()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()

    def _close(self) -> None:
        self._pass_on()
        connection = self.connection
        if connection is None:
            return
        for cursor in list(self._asked):  # a half-read answer would hold its transaction open
            cursor.close()
        if self._file is None or connection.in_transaction or len(_waiting) >= MOST_WAITING:
            connection.close()
        else:
            _waiting.append(_Waiting(self._file, connection))


@atexit.register
def close_waiting() -> None:
    """Close what waits; whoever closes the last connection puts the write-ahead log back into the database."""
    while _waiting:
        _waiting.pop().connection.close()


def _file(name: str | os.PathLike[str]) -> tuple[int, int] | None:
    """Name the file itself: one that was put in its place is another."""
    try:
        found = os.stat(name)  # noqa: PTH116 - as the name came, without making a Path at every request
    except OSError:
        return None
    return found.st_dev, found.st_ino
