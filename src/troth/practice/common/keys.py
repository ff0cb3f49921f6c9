"""Make, destroy and rewrap data keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from troth.practice.common import clock, crypto, keyring
from troth.practice.common.models import DataKey

if TYPE_CHECKING:
    from troth.practice.common.states import KeyKind


def make_key(kind: KeyKind) -> DataKey:
    """Make and save a new data key."""
    key = DataKey(kind=kind)
    key.wrap(crypto.new_key())
    key.save()
    return key


def destroy_key(key: DataKey) -> None:
    """Make everything under this key unreadable, for ever."""
    key.wrapped = b""
    key.destroyed_at = clock.now()
    key.save(update_fields=["wrapped", "destroyed_at"])
    transaction.on_commit(empty_log, robust=True)


def empty_log() -> None:
    """Put SQLite's write-ahead log into the database, or what was overwritten can be read from it for a while."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def rotate() -> int:
    """Wrap every data key with a new key-encryption key and return how many there were.

    With a key file, a new key is made and the old ones are set aside in ``*.retired`` files:
    they open old backups, so the administrator decides when to destroy them. With ``TROTH_KEY``,
    the data keys are wrapped by it, and ``TROTH_KEY_PREVIOUS`` can be removed afterwards.
    A stop at any moment leaves every data key readable.
    """
    if not keyring.comes_from_environment():
        keyring.write_file([crypto.new_key(), *keyring.ring().values()])
    count = _rewrap_all()
    if not keyring.comes_from_environment():
        _retire_old_keys()
    return count


@transaction.atomic
def _rewrap_all() -> int:
    count = 0
    for key in DataKey.objects.select_for_update().filter(destroyed_at=None).iterator():
        key.wrap(key.opened())
        key.save(update_fields=["wrapped", "wrapped_by"])
        count += 1
    return count


def _retire_old_keys() -> None:
    path = keyring.key_file()
    current, *_ = keyring.ring().values()
    retired = path.with_name(f"{path.stem}-{clock.now():%Y%m%dT%H%M%S%f}.retired")
    path.replace(retired)
    keyring.write_file([current])
