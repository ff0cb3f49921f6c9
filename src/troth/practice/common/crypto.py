"""AES-256-GCM with a fresh nonce for every message and the place of the message bound to it."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12


class Unreadable(Exception):
    """The message was altered, moved to another place, or locked with another key."""


def new_key() -> bytes:
    """Return 32 random bytes for AES-256."""
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, message: bytes, *, place: str) -> bytes:
    """Encrypt ``message``; it opens only with the same key and the same ``place``."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, message, place.encode())


def unseal(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Decrypt what :func:`seal` made. Raises :class:`Unreadable`."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error
