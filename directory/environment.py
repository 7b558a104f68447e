"""Reading the environment: the database's address, lists, and what production refuses."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from directory.messages import message

PROFILES = ("development", "production")
# What may stand after the question mark of a PostgreSQL address: how the connection is guarded.
GUARDED = ("sslmode", "sslrootcert", "sslcert", "sslkey")
# A question that hangs must not hold a worker for ever; milliseconds.
LIMITS = {"statement_timeout": 30_000, "lock_timeout": 10_000, "idle_in_transaction_session_timeout": 60_000}
# Rows lie in memory or on a disk without a moving arm: reaching for one costs little more than reading on.
PLANS = {"random_page_cost": 1.1}
# A connection is kept this long between questions: opening one costs more than most questions do.
KEPT = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def listed(name: str, default: str = "") -> list[str]:
    """Return a comma-separated environment variable as a list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def database(address: str, root: Path) -> dict[str, Any]:
    """Return Django's database setting for an address.

    Args:
        address: "" (SQLite in `var/`), a path, `sqlite:///path` or
            `postgresql://user:password@host:port/name?sslmode=verify-full`.
        root: the repository's root; relative paths start here.

    Raises:
        ImproperlyConfigured: another kind of database, or an address that cannot be read.
    """
    parts = urlsplit(address)
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(parts)
    if parts.scheme not in ("", "sqlite"):
        raise ImproperlyConfigured(message("settings_database", scheme=parts.scheme))
    path = root / (address.removeprefix("sqlite:///") or "var/directory.sqlite3")
    path.parent.mkdir(parents=True, exist_ok=True)
    return KEPT | {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Several workers read while one person writes: wait for the lock, and do not block the readers. Foreign keys
        # are Django's own doing, and a saved change is on the disk (`synchronous` is left at FULL). What is deleted is
        # overwritten, whatever SQLite was built with.
        "OPTIONS": {
            "timeout": 10,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON",
        },
    }


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    options = dict(parse_qsl(parts.query))
    unknown = sorted(set(options) - set(GUARDED))
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(message("settings_database_port")) from None
    name = unquote(parts.path.lstrip("/"))
    if unknown or not name:
        raise ImproperlyConfigured(message("settings_database_parts", allowed=", ".join(GUARDED)))
    settings = " ".join(f"-c {name}={value}" for name, value in (LIMITS | PLANS).items())
    return KEPT | {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port or ""),
        "OPTIONS": {"connect_timeout": 5, "options": settings, **options},
    }


def check_production(profile: str, *, debug: bool, secret: str, default_secret: str) -> None:
    """Refuse a profile that is unknown, and production with debug or without its own secret.

    Raises:
        ImproperlyConfigured: one Danish line that names the variable.
    """
    if profile not in PROFILES:
        raise ImproperlyConfigured(message("settings_profile", profile=profile))
    if profile != "production":
        return
    if debug:
        raise ImproperlyConfigured(message("settings_debug"))
    if secret == default_secret or len(secret) < 32:
        raise ImproperlyConfigured(message("settings_secret"))
    if not listed("VEJVISER_ALLOWED_HOSTS"):
        raise ImproperlyConfigured(message("settings_hosts"))
