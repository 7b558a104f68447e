"""What the environment says of sign-in: proxies in front, and the school's own provider (OpenID Connect), if any."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from directory.messages import message

NEEDED = ("VEJVISER_OIDC_ISSUER", "VEJVISER_OIDC_CLIENT_ID", "VEJVISER_OIDC_CLIENT_SECRET", "VEJVISER_OIDC_ROLES")
ROLES = ("reader", "editor", "approver")  # Membership.Role; settings are read before models. Never administrator.
# Entra's issuers for everybody: whoever has any Microsoft account could knock.
ANYBODY = ("common", "organizations", "consumers")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def proxies(environ: Mapping[str, str]) -> int:
    """Return how many proxies of our own stand in front; 0 when nothing is said.

    Raises:
        ImproperlyConfigured: it is not a number.
    """
    said = environ.get("VEJVISER_PROXIES", "").strip() or "0"
    if not said.isdecimal():
        raise ImproperlyConfigured(message("settings_proxies", value=said))
    return int(said)


@dataclass(frozen=True)
class Grant:
    """What one value of the claim gives: a role at a school."""

    school: str
    role: str


@dataclass(frozen=True)
class Provider:
    """The school's provider, and what its claims mean here."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    grants: Mapping[str, Grant]

    @property
    def tenant(self) -> str | None:
        """Entra's directory id, which stands in its issuer; None for other providers."""
        parts = urlsplit(self.issuer)
        return parts.path.split("/")[1] if parts.hostname == "login.microsoftonline.com" else None


def provider(environ: Mapping[str, str], *, production: bool) -> Provider | None:
    """Return the provider that the environment names, or None.

    Args:
        environ: the environment.
        production: then the issuer must be https.

    Raises:
        ImproperlyConfigured: it is half set up, or a value is wrong; one Danish line that names the variable.
    """
    said = {name: environ.get(name, "").strip() for name in NEEDED}
    if not any(said.values()):
        return None
    missing = [name for name, value in said.items() if not value]
    if missing:
        raise ImproperlyConfigured(message("oidc_half", missing=", ".join(missing)))
    return Provider(
        issuer=_issuer(said["VEJVISER_OIDC_ISSUER"], production),
        client_id=said["VEJVISER_OIDC_CLIENT_ID"],
        client_secret=said["VEJVISER_OIDC_CLIENT_SECRET"],
        claim=environ.get("VEJVISER_OIDC_CLAIM", "").strip() or "roles",
        grants=_grants(said["VEJVISER_OIDC_ROLES"]),
    )


def _issuer(address: str, production: bool) -> str:
    """Return the issuer as it must stand in every token."""
    parts = urlsplit(address)
    local = not production and parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or local):
        raise ImproperlyConfigured(message("oidc_issuer", value=address))
    if any(part in ANYBODY for part in parts.path.split("/")):
        raise ImproperlyConfigured(message("oidc_anybody", value=address))
    return address


def _grants(text: str) -> dict[str, Grant]:
    """Return the mapping, read from JSON: {"claim value": {"school": "slug", "role": "editor"}}."""
    try:
        found = json.loads(text)
        grants = {str(value): Grant(str(entry["school"]), str(entry["role"])) for value, entry in found.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ImproperlyConfigured(message("oidc_roles")) from None
    wrong = [grant.role for grant in grants.values() if grant.role not in ROLES]
    if wrong or not grants:
        raise ImproperlyConfigured(message("oidc_role", value=", ".join(wrong)))
    return grants
