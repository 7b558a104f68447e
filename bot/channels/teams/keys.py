"""The Bot Connector's public keys, by its published metadata: kept for a day, and asked for again when one is new."""

import asyncio
import base64
import binascii
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from bot.channels.http import Http, Unreachable
from bot.channels.teams.addresses import is_loopback, origin
from bot.channels.teams.again import Again

logger = logging.getLogger(__name__)

# Microsoft asks for at least once a day.
FRESH_SECONDS = 24 * 3600.0
# When Microsoft cannot be reached, the last keys go on being good for so long: a danger must not meet a closed door.
LONGEST_SECONDS = 72 * 3600.0
# A new key is looked for when a token names one, but nobody can make us ask more often than this.
PAUSE_SECONDS = 300.0
RETRY_SECONDS = 10.0
FEWEST_BITS = 2048
MOST_KEYS = 200


class NoKeys(Exception):
    """The keys were never fetched, or too long ago."""


@dataclass(frozen=True)
class Key:
    """A public key, or None when it is too weak to be used, and the channels that it may sign for."""

    public: RSAPublicKey | None
    endorsements: frozenset[str]


class Keys:
    """Finds keys by their id."""

    def __init__(self, metadata_url: str, http: Http, clock: Callable[[], float] = time.monotonic) -> None:
        """Start without keys.

        Args:
            metadata_url: the published description, which names the address of the keys.
            http: how to fetch them.
            clock: seconds; tests give their own.
        """
        self._metadata_url = metadata_url
        self._http = http
        self._clock = clock
        self._lock = asyncio.Lock()
        self._keys: dict[str, Key] = {}
        self._fetched: float | None = None
        self._asked: float | None = None
        self._failed = False
        self._fetching: asyncio.Future[bool] | None = None
        self._again = Again(self.fetch)

    @property
    def usable(self) -> bool:
        """Whether tokens can be checked now."""
        return self._age() < LONGEST_SECONDS

    async def find(self, name: str) -> Key | None:
        """Return the key with that id, or None when Microsoft publishes none.

        Raises:
            NoKeys: the keys cannot be had.
        """
        if not self._knows(name):
            async with self._lock:
                if not self._knows(name) and self._may_ask():
                    await self._fetch()
        elif self._age() >= FRESH_SECONDS and self._may_ask():
            # A known key is good for some time yet: nobody waits for the new ones.
            self._asked = self._clock()
            self._fetching = asyncio.ensure_future(self.fetch())
        if not self.usable:
            raise NoKeys
        return self._keys.get(name)

    def _knows(self, name: str) -> bool:
        return name in self._keys and self.usable

    async def fetch(self) -> bool:
        """Fetch the keys now, and say whether that went well. A failure keeps the ones there are.

        Whoever needs a key meanwhile waits for it.
        """
        async with self._lock:
            return await self._fetch()

    async def _fetch(self) -> bool:
        self._asked = self._clock()
        try:
            self._keys = await self._read()
            self._fetched, self._failed = self._asked, False
        except Unreachable as failure:
            self._failed = True
            self._again.begin()
            logger.error("teams: the keys of the Bot Connector could not be fetched: %s", failure)
        return not self._failed

    def close(self) -> None:
        """Stop fetching."""
        self._again.close()
        if self._fetching is not None:
            self._fetching.cancel()

    def _age(self) -> float:
        return float("inf") if self._fetched is None else self._clock() - self._fetched

    def _may_ask(self) -> bool:
        pause = RETRY_SECONDS if self._failed else PAUSE_SECONDS
        return self._asked is None or self._clock() - self._asked >= pause

    async def _read(self) -> dict[str, Key]:
        metadata = await self._get(self._metadata_url)
        address = metadata.get("jwks_uri")
        if not isinstance(address, str) or not _is_safe(address, self._metadata_url):
            raise Unreachable("jwks_uri")
        listed = (await self._get(address)).get("keys")
        keys = _usable(listed) if isinstance(listed, list) else {}
        if not keys:
            raise Unreachable("no key")
        return keys

    async def _get(self, address: str) -> Mapping[str, Any]:
        reply = await self._http.call("GET", address)
        if reply.status != 200:
            raise Unreachable(f"status {reply.status}")
        if not isinstance(reply.content, dict):
            raise Unreachable("no JSON object")
        return reply.content


def _is_safe(address: str, metadata_url: str) -> bool:
    """Whether keys may be fetched there: by TLS, or on this machine when the metadata are."""
    return (origin(address) or "").startswith("https://") or (is_loopback(metadata_url) and is_loopback(address))


def _usable(listed: list[Any]) -> dict[str, Key]:
    """Read a key set. An id that stands twice is nobody's."""
    found: dict[str, Key] = {}
    twice: set[str] = set()
    for entry in listed[:MOST_KEYS]:
        key = _key(entry)
        if key is None:
            continue
        if entry["kid"] in found:
            twice.add(entry["kid"])
        found[entry["kid"]] = key
    return {name: key for name, key in found.items() if name not in twice}


def _key(entry: Any) -> Key | None:
    """Read one RSA signing key; anything else is None."""
    if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str) or entry.get("kty") != "RSA":
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", "RS256") != "RS256":
        return None
    try:
        modulus, exponent = _number(entry["n"]), _number(entry["e"])
        endorsed = entry.get("endorsements")
        endorsements = frozenset(str(name) for name in endorsed) if isinstance(endorsed, list) else frozenset()
        if modulus.bit_length() < FEWEST_BITS or exponent < 65_537:
            return Key(None, endorsements)
        return Key(RSAPublicNumbers(exponent, modulus).public_key(), endorsements)
    except (KeyError, ValueError, TypeError, binascii.Error):
        return None


def _number(encoded: str) -> int:
    if not isinstance(encoded, str):
        raise ValueError("no text")
    return int.from_bytes(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)), "big")
