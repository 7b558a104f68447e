"""Reading the environment: the database's address, lists, and what production refuses."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from directory.messages import message

PROFILES = ("development", "production")


def listed(name: str, default: str = "") -> list[str]:
    """Return a comma-separated environment variable as a list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def database(address: str, root: Path) -> dict[str, Any]:
    """Return Django's database setting for an address.

    Args:
        address: "" (SQLite in `var/`), a path, `sqlite:///path` or `postgresql://user:password@host:port/name`.
        root: the repository's root; relative paths start here.

    Raises:
        ImproperlyConfigured: another kind of database.
    """
    parts = urlsplit(address)
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    if parts.scheme not in ("", "sqlite"):
        raise ImproperlyConfigured(message("settings_database", scheme=parts.scheme))
    path = root / (address.removeprefix("sqlite:///") or "var/directory.sqlite3")
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Several workers read while one person writes: wait for the lock, and do not block the readers.
        "OPTIONS": {"timeout": 10, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
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
