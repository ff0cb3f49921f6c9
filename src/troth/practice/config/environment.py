"""Reads the environment for the settings, and says plainly what is wrong with it."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from pathlib import Path


def truth(name: str, *, default: bool = False) -> bool:
    """Read a yes or no."""
    given = os.environ.get(name, "").strip().lower()
    return default if not given else given in {"1", "yes", "true", "on"}


def csv(name: str, *, default: str) -> list[str]:
    """Read a list separated by commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def whole_number(name: str, *, default: int, least: int) -> int:
    """Read a whole number that is not smaller than ``least``."""
    given = os.environ.get(name, "").strip() or str(default)
    if not given.isdecimal() or int(given) < least:
        message = f"{name} is {given!r}; write a whole number, {least} or more"
        raise ImproperlyConfigured(message)
    return int(given)


def secret_key(home: Path) -> str:
    """Return Django's signing key from ``TROTH_SECRET_KEY`` or a file made with mode 0600."""
    given = os.environ.get("TROTH_SECRET_KEY")
    if given:
        return given
    path = home / "keys" / "signing.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(64))
    return path.read_text("ascii").strip()


def database(home: Path) -> dict[str, Any]:
    """Turn ``TROTH_DATABASE_URL`` into Django's settings; SQLite in ``TROTH_HOME`` when it is not given."""
    url = urlsplit(os.environ.get("TROTH_DATABASE_URL") or f"sqlite:///{home / 'troth.sqlite3'}")
    if url.scheme == "sqlite":
        return {
            "ENGINE": "troth.practice.common.sqlite",
            "NAME": unquote(url.path.removeprefix("/")) if url.path.startswith("//") else unquote(url.path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    if url.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    message = (
        f"TROTH_DATABASE_URL begins with {url.scheme!r}; write sqlite:///path or postgres://user@host/name"
    )
    raise ImproperlyConfigured(message)
