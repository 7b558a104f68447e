"""What the bot and the action server refuse to start with. The directory checks itself (directory/environment.py)."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from deploy.messages import message
from deploy.origins import WrongOrigin, origins

SCHOOLS = Path(__file__).resolve().parent.parent / "knowledge" / "schools"
PROFILES = ("development", "production")
SHORTEST = 32
REDIS = ("redis://", "rediss://", "unix://")
# A key that was copied from a guide, or typed by leaning on the keyboard.
_EXAMPLE = re.compile(r"example|eksempel|change.?me|development|secret|password|hemmelig|^(.)\1*$", re.IGNORECASE)


def refuse_unsafe(environ: Mapping[str, str] = os.environ, schools: Path = SCHOOLS) -> None:
    """Stop when a setting would make this process unsafe.

    Args:
        environ: the environment's variables.
        schools: the folder of school files.

    Raises:
        SystemExit: one Danish line that names the variable and says what to do.
    """
    code = _problem(environ, schools)
    if code:
        raise SystemExit(
            message(code, profile=environ.get("VEJVISER_PROFILE", ""), school=environ.get("VEJVISER_SCHOOL", ""))
        )


def refuse_unsafe_directory(environ: Mapping[str, str] = os.environ) -> None:
    """Stop when what the action server knows of the directory would make its questions unsafe.

    Args:
        environ: the environment's variables.

    Raises:
        SystemExit: one Danish line that names the variable and says what to do.
    """
    token = environ.get("VEJVISER_DIRECTORY_TOKEN", "")
    others = (environ.get("VEJVISER_SECRET_KEY", ""), environ.get("VEJVISER_ACTIONS_TOKEN", ""))
    production = environ.get("VEJVISER_PROFILE", "development") == "production"
    if (token or production) and (is_weak(token) or token in others):
        raise SystemExit(message("directory_token"))
    if production and not _is_private(environ.get("VEJVISER_DIRECTORY_URL", ""), environ):
        raise SystemExit(message("directory_url"))


def _problem(environ: Mapping[str, str], schools: Path) -> str | None:
    profile = environ.get("VEJVISER_PROFILE", "development")
    if profile not in PROFILES:
        return "profile"
    if not _are_origins(environ.get("VEJVISER_EMBED_ORIGINS", ""), development=profile == "development"):
        return "embed_origins"
    token = environ.get("VEJVISER_ACTIONS_TOKEN", "")
    redis, secret = environ.get("VEJVISER_REDIS", ""), environ.get("VEJVISER_SECRET_KEY", "")
    if redis and not redis.startswith(REDIS):
        return "redis"
    if redis and is_weak(secret):
        return "secret"
    if profile == "development":
        return None if len(token) >= SHORTEST else "token"
    wrong = {
        "debug": environ.get("VEJVISER_DEBUG", "") not in ("", "0"),
        "secret": is_weak(secret),
        "token": is_weak(token),
        "same": secret == token,
        "rest": bool(environ.get("VEJVISER_REST")),
        "directory_url": not _is_private(environ.get("VEJVISER_DIRECTORY_URL", ""), environ),
        "school": not _is_own_school(environ.get("VEJVISER_SCHOOL", ""), schools),
    }
    return next((code for code, is_wrong in wrong.items() if is_wrong), None)


def _is_private(url: str, environ: Mapping[str, str]) -> bool:
    """Tell whether the directory's token can be sent there without others reading it; "" is this machine.

    VEJVISER_PRIVATE_HOSTS names hosts on a closed network of the installation's own. A name with a dot in it may be
    anybody's, so it is not believed.
    """
    host = urlsplit(url).hostname
    named = [part.strip() for part in environ.get("VEJVISER_PRIVATE_HOSTS", "").split(",")]
    inside = host in named and "." not in (host or ".")
    return url.startswith("https://") or host in (None, "127.0.0.1", "::1", "localhost") or inside


def _are_origins(text: str, *, development: bool) -> bool:
    try:
        origins(text, development=development)
    except WrongOrigin:
        return False
    return True


def is_weak(key: str) -> bool:
    """Tell whether a secret is short, poor in characters, or an example."""
    return len(key) < SHORTEST or len(set(key)) < 10 or bool(_EXAMPLE.search(key))


def _is_own_school(slug: str, schools: Path) -> bool:
    for path in sorted(schools.glob("*.yml")):
        school = yaml.safe_load(path.read_text("utf-8"))
        if isinstance(school, dict) and school.get("slug") == slug:
            return school.get("example") is False
    return False
