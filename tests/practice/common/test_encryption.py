import stat

import pytest
from django.db import connection

from troth.practice.common import crypto, keyring, keys
from troth.practice.common.models import DataKey, KeyDestroyed
from troth.practice.common.states import KeyKind


def test_a_message_moved_to_another_place_stays_shut() -> None:
    key = crypto.new_key()
    sealed = crypto.seal(key, b"ours", place="row 1")
    assert crypto.unseal(key, sealed, place="row 1") == b"ours"
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(key, sealed, place="row 2")


def test_one_altered_bit_is_noticed() -> None:
    key = crypto.new_key()
    sealed = bytearray(crypto.seal(key, b"ours", place="here"))
    sealed[-1] ^= 1
    with pytest.raises(crypto.Unreadable):
        crypto.unseal(key, bytes(sealed), place="here")


def test_the_key_file_is_readable_by_its_owner_only() -> None:
    keyring.ring()
    assert stat.S_IMODE(keyring.key_file().stat().st_mode) == 0o600


@pytest.mark.django_db
def test_rotation_wraps_anew_and_every_key_still_opens() -> None:
    made = [keys.make_key(KeyKind.PERSON) for _ in range(3)]
    before = {key.pk: key.opened() for key in made}
    wrapper = keyring.wrapping_key()[0]
    assert keys.rotate() == DataKey.objects.count()
    assert keyring.wrapping_key()[0] != wrapper
    assert {key.pk: key.opened() for key in DataKey.objects.filter(pk__in=before)} == before


@pytest.mark.django_db
def test_a_destroyed_key_opens_nothing_and_is_gone_from_the_database() -> None:
    key = keys.make_key(KeyKind.PERSON)
    keys.destroy_key(key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM common_datakey WHERE kind = 'person'")
        assert [bytes(row[0]) for row in cursor.fetchall()] == [b""]
    with pytest.raises(KeyDestroyed):
        DataKey.objects.get(pk=key.pk).opened()
