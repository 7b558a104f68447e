"""Whether an activity really comes from Microsoft's Bot Connector, for this bot and from a tenant that may write to it.

learn.microsoft.com, "Authentication with the Bot Connector API", and RFC 8725. A token may be used more than once: the
Connector itself uses one for many activities until it expires, and it is bound to no single activity. An activity that
comes twice is answered once, by its id (channel.py).
"""

import base64
import binascii
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bot.channels.http import Http
from bot.channels.teams.addresses import trimmed
from bot.channels.teams.keys import Keys, NoKeys
from bot.channels.teams.refusals import Refused
from bot.channels.teams.settings import TeamsSettings

__all__ = ["Inspector", "Refused", "authorization"]

logger = logging.getLogger(__name__)

CHANNEL = "msteams"
SKEW_SECONDS = 300
# A token of the Connector has about 1,500 characters.
LONGEST_TOKEN = 6000
# Headers by which a token would choose its own key.
OWN_KEYS = {"jku", "jwk", "x5u", "x5c"}

_FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.ImmatureSignatureError, "not_yet_valid"),
    (jwt.InvalidSignatureError, "bad_signature"),
    (jwt.InvalidAudienceError, "wrong_audience"),
    (jwt.InvalidIssuerError, "wrong_issuer"),
)
_MISSING = {"exp": "no_expiry", "aud": "no_audience", "iss": "wrong_issuer"}


def authorization(values: list[str]) -> str | None:
    """Return what a request says in its Authorization headers, all of them, so that a second one is not overlooked.

    Args:
        values: `request.headers.getall("authorization", [])`.
    """
    return ", ".join(values) if values else None


class Inspector:
    """Checks each activity before anything else looks at it."""

    def __init__(self, settings: TeamsSettings, http: Http, clock: Callable[[], float] = time.monotonic) -> None:
        """Start without keys: they are fetched at the first activity, or by `prepare`.

        Args:
            settings: this school's.
            http: how to fetch the keys.
            clock: seconds; tests give their own.
        """
        self._settings = settings
        self._keys = Keys(settings.metadata_url, http, clock)

    @property
    def ready(self) -> bool:
        """Whether tokens can be checked now."""
        return self._keys.usable

    async def prepare(self) -> None:
        """Fetch the keys ahead of the first activity. It never fails: without network they are fetched later."""
        await self._keys.fetch()

    def close(self) -> None:
        """Stop fetching."""
        self._keys.close()

    async def inspect(self, authorization: str | None, activity: dict[str, Any] | None) -> None:
        """Let an activity pass, or refuse it with one line in the log that names the reason and nothing else.

        Args:
            authorization: the Authorization header or headers (see `authorization`).
            activity: the body, or None when it was no JSON object.

        Raises:
            Refused: with the status to answer.
        """
        try:
            token = _bearer(authorization)
            endorsements, claims = await self._read(token)
            _check_activity(self._settings, endorsements, claims, activity)
        except Refused as refused:
            logger.warning("teams: refused with %s: %s", refused.status, refused.reason)
            raise

    async def _read(self, token: str) -> tuple[frozenset[str], dict[str, Any]]:
        """Check a token by itself; return what its key may sign for, and its claims."""
        name = _key_id(token)
        # Read before the signature only to name the reason, and to fetch no keys for tokens of another system.
        if _part(token, 1).get("iss") != self._settings.issuer:
            raise Refused("wrong_issuer")
        try:
            key = await self._keys.find(name)
        except NoKeys:
            raise Refused("no_keys") from None
        if key is None:
            raise Refused("unknown_key")
        if key.public is None:
            raise Refused("weak_key")
        return key.endorsements, self._verified(token, key.public)

    def _verified(self, token: str, key: RSAPublicKey) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._settings.app_id,
                issuer=self._settings.issuer,
                leeway=SKEW_SECONDS,
                options={"require": ["exp", "aud", "iss"], "strict_aud": True},
            )
        except jwt.MissingRequiredClaimError as missing:
            raise Refused(_MISSING[missing.claim]) from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
            reason = next((code for kind, code in _FAILURES if isinstance(error, kind)), "not_a_token")
            raise Refused(reason) from None
        return claims


def _bearer(authorization: str | None) -> str:
    if not authorization:
        raise Refused("no_token")
    if len(authorization) > LONGEST_TOKEN:
        raise Refused("token_too_long")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise Refused("not_bearer")
    if any(sign in token.strip() for sign in " ,;"):
        raise Refused("two_tokens")
    return token.strip()


def _key_id(token: str) -> str:
    """Check a token's header, which nobody has signed for yet, and return the id of the key it names."""
    header = _part(token, 0)
    if header.get("alg") != "RS256":
        raise Refused("wrong_algorithm")
    if OWN_KEYS & set(header):
        raise Refused("own_key")
    if "crit" in header or "b64" in header:
        raise Refused("critical_header")
    name = header.get("kid")
    if not isinstance(name, str) or not name:
        raise Refused("no_key_id")
    return name


def _part(token: str, number: int) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        raise Refused("not_a_token")
    try:
        part = json.loads(base64.b64decode(parts[number] + "=" * (-len(parts[number]) % 4), b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise Refused("not_a_token") from None
    if not isinstance(part, dict):
        raise Refused("not_a_token")
    return part


def _check_activity(
    settings: TeamsSettings, endorsements: frozenset[str], claims: Mapping[str, Any], activity: dict[str, Any] | None
) -> None:
    """Check that the token was made for this activity, and that the activity comes from where it may."""
    if not isinstance(activity, dict):
        raise Refused("not_an_activity")
    if activity.get("channelId") != CHANNEL:
        raise Refused("wrong_channel")
    if CHANNEL not in endorsements:
        raise Refused("key_not_endorsed")
    claimed, named = claims.get("serviceurl"), activity.get("serviceUrl")
    if not isinstance(claimed, str) or not isinstance(named, str) or not claimed or not named:
        raise Refused("no_service_url")
    if trimmed(claimed) != trimmed(named):
        raise Refused("other_service_url")
    if not settings.allows(named):
        raise Refused("host_not_allowed")
    _check_tenant(settings, activity)


def _check_tenant(settings: TeamsSettings, activity: Mapping[str, Any]) -> None:
    tenants = tenants_of(activity)
    if not tenants:
        raise Refused("no_tenant")
    if len(tenants) > 1:
        raise Refused("two_tenants")
    if not tenants <= settings.tenants:
        raise Refused("other_tenant")


def tenants_of(activity: Mapping[str, Any]) -> frozenset[str]:
    """Return the tenants that an activity names, in lower case: one for what Teams really sends.

    Args:
        activity: as it came.
    """
    data, conversation = activity.get("channelData"), activity.get("conversation")
    tenant = data.get("tenant") if isinstance(data, dict) else None
    named = [
        tenant.get("id") if isinstance(tenant, dict) else None,
        conversation.get("tenantId") if isinstance(conversation, dict) else None,
    ]
    return frozenset(name.lower() if isinstance(name, str) else "" for name in named if name)
