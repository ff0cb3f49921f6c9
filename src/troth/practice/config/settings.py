"""Django settings; everything that differs between practices comes from the environment (see docs/house.md)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from troth.practice.config.environment import csv, database, secret_key, truth, whole_number

PRACTICE = Path(__file__).resolve().parent.parent
TROTH_HOME = Path(os.environ.get("TROTH_HOME", "var/troth")).absolute()
TROTH_KEY = os.environ.get("TROTH_KEY", "")
TROTH_KEY_PREVIOUS = os.environ.get("TROTH_KEY_PREVIOUS", "")
TROTH_URL = os.environ.get("TROTH_URL", "http://127.0.0.1:8000").rstrip("/")
TROTH_DEMO = truth("TROTH_DEMO")
TROTH_EXIT_URL = os.environ.get("TROTH_EXIT_URL", "")
TROTH_DAYS_BEFORE_RELEASE = whole_number("TROTH_DAYS_BEFORE_RELEASE", default=7, least=1)

SECRET_KEY = secret_key(TROTH_HOME)
DEBUG = False
ALLOWED_HOSTS = csv("TROTH_HOSTS", default="127.0.0.1,localhost,[::1]")
_SECURE = TROTH_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [TROTH_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "troth.practice.common",
    "troth.practice.people",
    "troth.practice.privacy",
    "troth.practice.wordings",
    "troth.practice.instruments",
    "troth.practice.safety",
    "troth.practice.conversation",
    "troth.practice.programme",
    "troth.practice.boundaries",
    "troth.practice.patterns",
    "troth.practice.formulation",
    "troth.practice.growth",
    "troth.practice.research",
    "troth.practice.home",
    "troth.practice.demonstration",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "troth.practice.common.middleware.NothingKeptMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "troth.practice.people.middleware.ViewerMiddleware",
    "troth.practice.people.middleware.SecondFactorMiddleware",
    "troth.practice.common.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "troth.practice.config.urls"
ASGI_APPLICATION = "troth.practice.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PRACTICE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "troth.practice.config.context.practice",
            ],
        },
    }
]

DATABASES = {"default": database(TROTH_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front-door"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "troth.practice.people.adapter.InvitationOnly"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Notes"
MFA_TOTP_TOLERANCE = (
    1  # steps of 30 s: a code that is typed as it changes, or a phone whose clock is a little off
)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = _SECURE
CSRF_COOKIE_SECURE = _SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "troth.practice.common.failures.csrf_failed"
SECURE_SSL_REDIRECT = _SECURE and truth("TROTH_SSL_REDIRECT")
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if truth("TROTH_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en"
TIME_ZONE = os.environ.get("TROTH_TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = TROTH_HOME / "static"
STATICFILES_DIRS = [PRACTICE / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "troth.practice.common.vega.VegaBundleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CHANNEL_LAYERS: dict[str, dict[str, Any]] = (
    {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [os.environ["TROTH_REDIS_URL"]]},
        }
    }
    if os.environ.get("TROTH_REDIS_URL")
    else {"default": {"BACKEND": "troth.practice.common.channel_layer.SparinglyCleaned"}}
)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("TROTH_MAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = TROTH_HOME / "outbox"
EMAIL_HOST = os.environ.get("TROTH_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("TROTH_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("TROTH_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TROTH_MAIL_PASSWORD", "")
EMAIL_USE_TLS = truth("TROTH_MAIL_TLS", default=True)
DEFAULT_FROM_EMAIL = os.environ.get("TROTH_MAIL_FROM", "Notes <notes@localhost>")

DEFAULT_EXCEPTION_REPORTER_FILTER = "troth.practice.common.failures.NothingTyped"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
