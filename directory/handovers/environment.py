"""What the environment says of handovers; docs/overlevering.md lists the variables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from deploy.production import is_weak
from directory.handovers.saying import say

DAYS = 90
CHAT_PORT = "5005"
# A worry that nobody has touched for half a year describes another pupil's life than today's; and none is kept for
# more than a year, however often somebody moves its date.
UNTOUCHED_DAYS = 180
LONGEST_DAYS = 365

_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?")


@dataclass(frozen=True)
class Handovers:
    """Who may deliver (`token`), what notes are sealed with (newest first), and how long a closed one is kept.

    No keys mean that handovers are not taken here.
    """

    token: str
    keys: tuple[str, ...]
    days: int


def handovers(environ: Mapping[str, str], *, secret: str, production: bool) -> Handovers:
    """Return what the environment says.

    In development the notes are sealed with the installation's own secret. In production they need a key of their
    own, so that it can be renewed without ending everybody's sign-in; without the token handovers are off.

    Raises:
        ImproperlyConfigured: a value is wrong; one Danish line that names the variable.
    """
    token = environ.get("VEJVISER_HANDOVER_TOKEN", "").strip()
    keys = tuple(key for part in environ.get("VEJVISER_HANDOVER_KEY", "").split(",") if (key := part.strip()))
    others = [secret, environ.get("VEJVISER_DIRECTORY_TOKEN", ""), environ.get("VEJVISER_ACTIONS_TOKEN", "")]
    if token and (is_weak(token) or token in others):
        raise ImproperlyConfigured(say("settings_token"))
    if any(is_weak(key) or key in (*others, token) for key in keys) or (production and token and not keys):
        raise ImproperlyConfigured(say("settings_key"))
    open_here = bool(token) if production else True
    return Handovers(token, (keys or (secret,)) if open_here else (), _days(environ))


def chat_address(environ: Mapping[str, str], *, production: bool) -> str:
    """Return the address of the chat without a last slash; "" where production does not say it.

    Raises:
        ImproperlyConfigured: it is no address of a safe page.
    """
    given = environ.get("VEJVISER_PUBLIC_URL", "").strip().rstrip("/")
    if given and not _ADDRESS.fullmatch(given):
        raise ImproperlyConfigured(say("settings_public"))
    port = environ.get("VEJVISER_PORT", "").strip() or CHAT_PORT
    return given or ("" if production else f"http://127.0.0.1:{port}")


def _days(environ: Mapping[str, str]) -> int:
    value = environ.get("VEJVISER_HANDOVER_DAYS", "").strip() or str(DAYS)
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= LONGEST_DAYS):
        raise ImproperlyConfigured(say("settings_days", value=value))
    return int(value)
