"""What the environment says of mail; docs/directory.md lists the variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from directory.digest.saying import say

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LOCAL_ADMIN = "http://127.0.0.1:8001"


@dataclass(frozen=True)
class Mail:
    """How mail is sent, to whom the digest of the shared rows goes, and where its links lead."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    sender: str
    digest_to: str
    admin_url: str
    memory: Path


def mail(environ: Mapping[str, str], root: Path, *, production: bool) -> Mail:
    """Return what the environment says; without a host no mail is sent.

    Raises:
        ImproperlyConfigured: a value is wrong; one Danish line that names the variable.
    """
    said = {name.removeprefix("VEJVISER_"): value.strip() for name, value in environ.items()}
    found = Mail(
        host=said.get("SMTP_HOST", ""),
        port=_port(said.get("SMTP_PORT", "") or "587"),
        user=said.get("SMTP_USER", ""),
        password=said.get("SMTP_PASSWORD", ""),
        starttls=_flag(said.get("SMTP_STARTTLS", "") or "1"),
        sender=said.get("SMTP_FROM", ""),
        digest_to=said.get("DIGEST_TO", ""),
        admin_url=_admin_url(said.get("ADMIN_URL", ""), production),
        memory=root / (said.get("DIGEST_MEMORY", "") or "var/digest.json"),
    )
    if found.digest_to and not _is_address(found.digest_to):
        raise ImproperlyConfigured(say("settings_to", value=found.digest_to))
    if found.host:
        _check_server(found)
    return found


def _check_server(found: Mail) -> None:
    if not _is_address(parseaddr(found.sender)[1]):
        raise ImproperlyConfigured(say("settings_from", value=found.sender or "tom"))
    if bool(found.user) != bool(found.password):
        raise ImproperlyConfigured(say("settings_login"))
    if found.password and not found.starttls and found.host not in LOOPBACK:
        raise ImproperlyConfigured(say("settings_clear"))


def _port(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 0 < int(value) < 65536):
        raise ImproperlyConfigured(say("settings_port", value=value))
    return int(value)


def _flag(value: str) -> bool:
    if value not in ("0", "1"):
        raise ImproperlyConfigured(say("settings_flag", value=value))
    return value == "1"


def _admin_url(value: str, production: bool) -> str:
    """Return where the admin is, without a last slash; "" in production when nobody has said."""
    parts = urlsplit(value or ("" if production else LOCAL_ADMIN))
    if value and not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and not production))):
        raise ImproperlyConfigured(say("settings_url", value=value))
    return parts.geturl().rstrip("/")


def _is_address(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True
