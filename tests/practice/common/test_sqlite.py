from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import OperationalError

from troth.practice.common import keys
from troth.practice.common.sqlite import base
from troth.practice.common.states import KeyKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A database of one table, and nothing that waits."""
    monkeypatch.setattr(base, "_waiting", base.deque())
    path = tmp_path / "some.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE word (word TEXT)")
        made.execute("INSERT INTO word VALUES ('first'), ('second')")
    made.close()
    return path


def opened(place, **options):
    from django.db import connections

    settings = {**connections["default"].settings_dict, "NAME": str(place)}
    settings["OPTIONS"] = {"transaction_mode": "IMMEDIATE", **options}
    return base.DatabaseWrapper(settings, "other")


def words(wrapper):
    with wrapper.cursor() as cursor:
        return [word for (word,) in cursor.execute("SELECT word FROM word ORDER BY word").fetchall()]


def test_the_next_one_takes_the_connection_that_waits(place):
    one = opened(place)
    assert words(one) == ["first", "second"]
    taken = one.connection
    one.close()
    assert one.connection is None
    other, meanwhile = opened(place), opened(place)
    assert words(other) == words(meanwhile) == ["first", "second"]
    assert other.connection is taken
    assert meanwhile.connection is not taken


def test_a_connection_that_waited_sees_what_others_wrote_though_an_answer_was_left_half_read(place):
    one = opened(place)
    half_read = one.cursor()
    half_read.execute("SELECT word FROM word")
    half_read.fetchone()
    one.close()
    with sqlite3.connect(place) as meanwhile:
        meanwhile.execute("INSERT INTO word VALUES ('third')")
    meanwhile.close()
    assert words(opened(place)) == ["first", "second", "third"]


def test_a_connection_left_in_a_transaction_is_closed_and_nothing_of_it_stays(place):
    one = opened(place)
    with one.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("INSERT INTO word VALUES ('lost')")
    one.close()
    assert not base._waiting
    assert words(opened(place)) == ["first", "second"]


def test_a_file_that_was_put_in_its_place_is_read_anew(place, tmp_path):
    one = opened(place)
    assert words(one) == ["first", "second"]
    one.close()
    shutil.copy(place, tmp_path / "backup")
    with sqlite3.connect(tmp_path / "backup") as older:
        older.execute("DELETE FROM word WHERE word = 'second'")
    older.close()
    (tmp_path / "backup").replace(place)
    assert words(opened(place)) == ["first"]


def test_one_that_waited_holds_to_foreign_keys_again(place):
    one = opened(place)
    with one.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
    one.close()
    with opened(place).cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_only_so_many_wait(place):
    many = [opened(place) for _ in range(base.MOST_WAITING + 1)]
    for one in many:
        words(one)
    for one in many:
        one.close()
    assert len(base._waiting) == base.MOST_WAITING


@contextmanager
def writing(wrapper):
    """A transaction of a wrapper that Django does not know by a name."""
    wrapper.ensure_connection()
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with wrapper.cursor() as cursor:
        yield cursor
    wrapper.commit()
    wrapper.set_autocommit(True)


def test_whoever_writes_waits_for_their_turn_and_never_finds_the_database_busy(place):
    many = 8
    all_here = Barrier(1 + many)

    def writes(number: int) -> None:
        somebody = opened(place, timeout=0)
        somebody.ensure_connection()
        all_here.wait()
        with writing(somebody) as cursor:
            cursor.execute("INSERT INTO word VALUES (%s)", [f"word {number}"])
        somebody.close()

    with ThreadPoolExecutor(many) as people:
        with writing(opened(place)) as cursor:
            written = [people.submit(writes, number) for number in range(many)]
            all_here.wait()
            cursor.execute("INSERT INTO word VALUES ('zero')")
        for each in written:
            each.result()
    assert words(opened(place)) == ["first", "second", *(f"word {n}" for n in range(many)), "zero"]


def test_the_turn_passes_on_whatever_becomes_of_what_was_written(place):
    undone, left, refused = (opened(place, timeout=0) for _ in range(3))
    undone.ensure_connection()
    undone.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    undone.rollback()
    undone.set_autocommit(True)
    left.ensure_connection()
    left.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    left.close()
    with sqlite3.connect(place) as elsewhere:
        elsewhere.execute("BEGIN IMMEDIATE")
        refused.ensure_connection()
        with pytest.raises(OperationalError, match="locked"):
            refused.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    elsewhere.close()
    assert not base._turn.locked()


def test_closing_what_waits_puts_the_log_back_into_the_database(place):
    one = opened(place)
    with one.cursor() as cursor:
        cursor.execute("INSERT INTO word VALUES ('third')")
    one.close()
    log = place.with_name("some.sqlite3-wal")
    assert log.exists()
    base.close_waiting()
    assert not log.exists()
    assert words(opened(place)) == ["first", "second", "third"]


def test_a_destroyed_key_is_in_no_file_once_the_log_is_emptied(place, monkeypatch):
    one = opened(place)
    with one.cursor() as cursor:
        cursor.execute("UPDATE word SET word = 'a-wrapped-key' WHERE word = 'first'")
        cursor.execute("UPDATE word SET word = '' WHERE word = 'a-wrapped-key'")
    files = place, place.with_name("some.sqlite3-wal")
    assert [b"a-wrapped-key" in file.read_bytes() for file in files] == [False, True]
    monkeypatch.setattr(keys, "connection", one)
    keys.empty_log()
    assert [b"a-wrapped-key" in file.read_bytes() for file in files] == [False, False]


def test_destroying_a_key_empties_the_log(django_capture_on_commit_callbacks):
    key = keys.make_key(KeyKind.PERSON)
    with django_capture_on_commit_callbacks() as calls:
        keys.destroy_key(key)
    assert calls == [keys.empty_log]
