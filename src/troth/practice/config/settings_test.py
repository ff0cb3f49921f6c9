"""The same settings, with a throw-away home and cheap passwords."""

from __future__ import annotations

import os
import tempfile

os.environ["TROTH_HOME"] = tempfile.mkdtemp(prefix="troth-test-")
os.environ.setdefault("TROTH_SECRET_KEY", "only-for-tests")

from troth.practice.config.settings import *  # noqa: F403 - the home must be set first

STATIC_ROOT = TROTH_HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite"):
    DATABASES["default"]["TEST"] = {
        "NAME": ":memory:"
    }  # so it is taken for Django's own engine, also in many processes
