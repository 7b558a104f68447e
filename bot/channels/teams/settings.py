"""What Teams needs to know of this school, read once from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.channels.ids import school_slug
from bot.channels.teams.addresses import allows, is_loopback
from bot.channels.teams.certificate import Unusable, is_open, load
from deploy.messages import message

ROOT = Path(__file__).resolve().parents[3]
# The public cloud's hosts in Microsoft's own Teams SDK: microsoft.github.io/teams-sdk, "Service URL Validation".
# Exactly these: other names under trafficmanager.net can be had by anybody.
HOSTS = ("smba.trafficmanager.net", "smba.onyx.prod.teams.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com")
# learn.microsoft.com, "Authentication with the Bot Connector API".
METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
AUTHORITY = "https://login.microsoftonline.com"
ISSUER = "https://api.botframework.com"
FOLLOW_UPS = ROOT / "var" / "follow_ups.sqlite3"
SHORTEST_SECRET = 16
# Only for tests on this machine; production never takes another authority than Microsoft's.
OVERRIDES = ("HOSTS", "METADATA", "AUTHORITY", "ISSUER")

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class TeamsSettings:
    """One registered bot, and the tenants whose teachers may write to it.

    `tenant` is the bot's home tenant, `tenants` those of the teachers, `schools` a tenant's school.
    """

    app_id: str
    kind: Literal["single", "multi"]
    tenant: str
    tenants: frozenset[str]
    schools: Mapping[str, str]
    secret: str | None = field(default=None, repr=False)
    certificate: Path | None = None
    hosts: tuple[str, ...] = HOSTS
    metadata_url: str = METADATA_URL
    authority: str = AUTHORITY
    issuer: str = ISSUER
    follow_ups: Path = FOLLOW_UPS

    def allows(self, service_url: object) -> bool:
        """Tell whether answers, and the bot's own token, may be sent to an address."""
        return allows(self.hosts, service_url)

    @property
    def deliveries(self) -> Path:
        """Where it is kept which activities were answered: beside the days to ask on."""
        return self.follow_ups.with_name("deliveries.sqlite3")

    @property
    def token_url(self) -> str:
        """Where the bot's own token is fetched: at its home tenant, or at the shared one for bots of the old kind."""
        return f"{self.authority}/{self.tenant if self.kind == 'single' else 'botframework.com'}/oauth2/v2.0/token"


def from_environment(environ: Mapping[str, str] = os.environ) -> TeamsSettings | None:
    """Read and check the settings.

    Args:
        environ: the environment's variables; docs/teams.md lists them.

    Returns:
        None when VEJVISER_TEAMS_APP_ID is not set: then Teams is off.

    Raises:
        SystemExit: a setting is wrong; one Danish line names the variable and says what to do.
    """
    app_id = _value(environ, "APP_ID").lower()
    if not app_id:
        return None
    if not _ID.fullmatch(app_id):
        raise SystemExit(message("teams_app_id"))
    kind = _value(environ, "KIND") or "single"
    if kind not in ("single", "multi"):
        raise SystemExit(message("teams_kind"))
    tenant = _value(environ, "TENANT").lower()
    if (kind == "single" or tenant) and not _ID.fullmatch(tenant):
        raise SystemExit(message("teams_tenant"))
    schools = _schools(environ, tenant)
    secret, certificate = _credential(environ)
    return TeamsSettings(
        app_id=app_id,
        kind="single" if kind == "single" else "multi",
        tenant=tenant,
        tenants=frozenset(schools),
        schools={known: slug for known, slug in schools.items() if slug},
        secret=secret,
        certificate=certificate,
        follow_ups=Path(_value(environ, "FOLLOW_UPS") or FOLLOW_UPS),
        **_overrides(environ),
    )


def _value(environ: Mapping[str, str], name: str) -> str:
    return environ.get(f"VEJVISER_TEAMS_{name}", "").strip()


def _schools(environ: Mapping[str, str], tenant: str) -> dict[str, str]:
    """Read `tenant=school,tenant=school`; a bot of one tenant need not be told, it has one school."""
    own = environ.get("VEJVISER_SCHOOL", "").strip()
    listed = [part.strip() for part in _value(environ, "TENANTS").split(",") if part.strip()] or [tenant]
    found: dict[str, str] = {}
    for part in listed:
        known, _, slug = (word.strip() for word in part.partition("="))
        slug = slug or own
        if not _ID.fullmatch(known.lower()) or (slug and not school_slug(slug)) or known.lower() in found:
            raise SystemExit(message("teams_tenants"))
        found[known.lower()] = slug
    return found


def _credential(environ: Mapping[str, str]) -> tuple[str | None, Path | None]:
    secret, named = _value(environ, "SECRET"), _value(environ, "CERTIFICATE")
    if bool(secret) == bool(named):
        raise SystemExit(message("teams_credential"))
    if secret:
        if len(secret) < SHORTEST_SECRET:
            raise SystemExit(message("teams_secret"))
        return secret, None
    try:
        load(Path(named))
    except Unusable as unusable:
        raise SystemExit(message(f"teams_certificate_{unusable}", path=named)) from None
    if environ.get("VEJVISER_PROFILE") == "production" and is_open(Path(named)):
        raise SystemExit(message("teams_certificate_open", path=named))
    return None, Path(named)


def _overrides(environ: Mapping[str, str]) -> dict[str, Any]:
    given = {name: _value(environ, name) for name in OVERRIDES if _value(environ, name)}
    for name, value in given.items():
        closed = environ.get("VEJVISER_PROFILE", "development") != "development"
        local = all(is_loopback(part.strip()) for part in value.split(","))
        if closed or not local:
            raise SystemExit(message("teams_override", variable=f"VEJVISER_TEAMS_{name}"))
    found: dict[str, Any] = {}
    if "HOSTS" in given:
        found["hosts"] = tuple(part.strip().removesuffix("/") for part in given["HOSTS"].split(","))
    fields = {"METADATA": "metadata_url", "AUTHORITY": "authority", "ISSUER": "issuer"}
    return found | {name: given[known].removesuffix("/") for known, name in fields.items() if known in given}
