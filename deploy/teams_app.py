"""`make teams-app`: the package that a school's IT uploads to Teams: manifest, two icons, in one zip.

It asks for as little as a chat with one person needs: no Graph, no permission in a team or a chat, no files, no calls.
"""

import ipaddress
import json
import os
import re
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from deploy import teams_icons
from deploy.messages import Messages

ROOT = Path(__file__).resolve().parent.parent
TEXTS = Path(__file__).with_name("teams") / "app.yml"
OUT = ROOT / "var" / "teams"
# The newest schema that is not a preview in the npm package @microsoft/app-manifest 1.1.2 (tests/teams/package.json).
SCHEMA_VERSION = "1.30"
SCHEMA_URL = f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA_VERSION}/MicrosoftTeams.schema.json"
# Limit of the schema: developer.name.
PUBLISHER_LENGTH = 32
# Every file in the zip carries the same time, so that the same settings give the same bytes.
TIME = (2026, 1, 1, 0, 0, 0)

_GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_VERSION = re.compile(r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)")

message = Messages(Path(__file__).with_name("teams") / "messages.yml")


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one Danish line that names it and says what to do."""


@dataclass(frozen=True)
class Package:
    """What the package is made of: the bot's id, where it answers, who offers it, its two papers, and its version."""

    app_id: str
    address: str
    publisher: str
    privacy: str
    terms: str
    version: str = "1.0.0"

    @property
    def host(self) -> str:
        """The name of the machine in the address."""
        return urlsplit(self.address).hostname or ""


def from_environment(environ: Mapping[str, str] = os.environ) -> Package:
    """Read the settings.

    Args:
        environ: the environment's variables.

    Raises:
        SettingsError: one is missing or wrong.
    """
    publisher = _given(environ, "VEJVISER_TEAMS_PUBLISHER")
    if len(publisher) > PUBLISHER_LENGTH:
        raise _wrong("publisher", "VEJVISER_TEAMS_PUBLISHER", publisher)
    version = environ.get("VEJVISER_TEAMS_APP_VERSION", "").strip() or Package.version
    if not _VERSION.fullmatch(version):
        raise _wrong("version", "VEJVISER_TEAMS_APP_VERSION", version)
    app_id = _given(environ, "VEJVISER_TEAMS_APP_ID")
    if not _GUID.fullmatch(app_id):
        raise _wrong("app_id", "VEJVISER_TEAMS_APP_ID", app_id)
    return Package(
        app_id=app_id.lower(),
        address=_address(environ, "VEJVISER_PUBLIC_URL").rstrip("/"),
        publisher=publisher,
        privacy=_address(environ, "VEJVISER_TEAMS_PRIVACY_URL"),
        terms=_address(environ, "VEJVISER_TEAMS_TERMS_URL"),
        version=version,
    )


def _given(environ: Mapping[str, str], variable: str) -> str:
    value = environ.get(variable, "").strip()
    if not value:
        raise _wrong("missing", variable, value)
    return value


def _address(environ: Mapping[str, str], variable: str) -> str:
    value = _given(environ, variable)
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong("address", variable, value) from None
    if host == "localhost" or _is_number(host):
        raise _wrong("here", variable, value)
    if parts.scheme != "https" or "." not in host or parts.username is not None or re.search(r"\s", value):
        raise _wrong("address", variable, value)
    return value


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _wrong(code: str, variable: str, value: str) -> SettingsError:
    known = {"variable": variable, "value": value, "length": len(value), "most": PUBLISHER_LENGTH}
    return SettingsError(message(code, **known))


def manifest(package: Package, colour: str) -> dict[str, Any]:
    """Return the manifest.

    Args:
        package: the settings.
        colour: behind the icon, as `#rrggbb`.
    """
    words = yaml.safe_load(TEXTS.read_text("utf-8"))
    return {
        "$schema": SCHEMA_URL,
        "manifestVersion": SCHEMA_VERSION,
        "version": package.version,
        "id": package.app_id,
        "localizationInfo": {"defaultLanguageTag": "da-dk"},
        "developer": {
            "name": package.publisher,
            "websiteUrl": package.address,
            "privacyUrl": package.privacy,
            "termsOfUseUrl": package.terms,
        },
        "name": {"short": words["name"], "full": words["full_name"]},
        "description": {"short": words["short"], "full": words["full"]},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": colour,
        "defaultInstallScope": "personal",
        "bots": [
            {
                "botId": package.app_id,
                "scopes": ["personal"],
                "isNotificationOnly": False,
                "supportsFiles": False,
                "supportsCalling": False,
                "supportsVideo": False,
                "commandLists": [{"scopes": ["personal"], "commands": words["commands"]}],
            }
        ],
        "validDomains": [package.host],
    }


def build(package: Package) -> bytes:
    """Return the zip; the same settings give the same bytes."""
    drawing = teams_icons.read(teams_icons.SOURCE.read_text("utf-8"))
    written = json.dumps(manifest(package, drawing.colour), ensure_ascii=False, indent=2) + "\n"
    files = {
        "manifest.json": written.encode(),
        "color.png": teams_icons.colour_icon(drawing),
        "outline.png": teams_icons.outline_icon(drawing),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def main() -> int:
    """Write var/teams/vejviser-<version>.zip from the environment.

    Returns:
        0 when it is written, 1 when a setting is missing or wrong.
    """
    try:
        package = from_environment()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    packed = build(package)
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"vejviser-{package.version}.zip"
    path.write_bytes(packed)
    print(message("written", path=path.relative_to(ROOT), kilobytes=round(len(packed) / 1024)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
