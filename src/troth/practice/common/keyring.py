"""The key-encryption keys of this installation.

They come from ``TROTH_KEY`` (and, while rotating, ``TROTH_KEY_PREVIOUS``) or from the file
``TROTH_HOME/keys/key-encryption.keys``, which is created with mode 0600 when it is missing.
The first key wraps; every key can unwrap.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from troth.practice.common import crypto

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "key-encryption.keys"


def key_name(key: bytes) -> str:
    """Return the short public name of a key."""
    return hashlib.sha256(b"troth key name" + key).hexdigest()[:16]


def key_file() -> Path:
    """Return where the key file lies, or would lie."""
    return settings.TROTH_HOME / "keys" / _FILE


def comes_from_environment() -> bool:
    """Tell whether the keys are given by the environment and not by the file."""
    return bool(settings.TROTH_KEY)


@lru_cache(maxsize=1)
def ring() -> dict[str, bytes]:
    """Return all keys by name, the wrapping key first."""
    keys = _from_environment() if comes_from_environment() else _from_file()
    return {key_name(key): key for key in keys}


def wrapping_key() -> tuple[str, bytes]:
    """Return the name and the bytes of the key that wraps."""
    return next(iter(ring().items()))


def key_called(name: str) -> bytes:
    """Return the key of this name, reading the file anew once if another process rotated it."""
    if name not in ring():
        ring.cache_clear()
    try:
        return ring()[name]
    except KeyError as error:
        message = (
            f"The key-encryption key {name} is missing. Put it back into {key_file()} or TROTH_KEY_PREVIOUS."
        )
        raise ImproperlyConfigured(message) from error


def write_file(keys: list[bytes]) -> None:
    """Replace the key file in one step; it is never half-written and never readable by others."""
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(b"\n".join(base64.b64encode(key) for key in keys) + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
    ring.cache_clear()


def _from_environment() -> list[bytes]:
    given = [settings.TROTH_KEY, *settings.TROTH_KEY_PREVIOUS.split()]
    return [_decode(text, "TROTH_KEY") for text in given]


def _from_file() -> list[bytes]:
    path = key_file()
    if not path.exists():
        write_file([crypto.new_key()])
    return [_decode(line, str(path)) for line in path.read_text("ascii").split()]


def _decode(text: str, source: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != crypto.KEY_BYTES:
        message = f"{source} must hold 32 random bytes in base64. Make them with: openssl rand -base64 32"
        raise ImproperlyConfigured(message)
    return key
