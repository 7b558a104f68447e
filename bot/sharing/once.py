"""What must happen once over all bots, and what one must know of another: keyed hashes, for a short time."""

import asyncio
import hashlib
import hmac
import logging
import os
from collections.abc import Mapping

from redis.asyncio import Redis

from bot.sharing.redis_server import Box, connect

logger = logging.getLogger(__name__)

# Keeps this key apart from whatever else is made from the same secret. Never change it.
PURPOSE = "vejviser words 1"
# A Redis that hangs is not waited for: then something is said twice, which is better than not at all. For the same
# reason any error is taken as silence: redis-py lets several kinds out when something else listens on Redis' port.
SECONDS = 0.1


class Once:
    """Marks that all bots see. Without Redis there is one bot, which remembers by itself: nothing is marked here."""

    def __init__(self, client: "Redis[bytes] | None" = None, secret: str = "") -> None:
        """Take the way to Redis.

        Args:
            client: Redis; None where there is one bot.
            secret: VEJVISER_SECRET_KEY; a mark cannot be read back to what it stands for.
        """
        self._client = client
        self._secret = secret.encode()
        self._box = Box(secret, PURPOSE) if client is not None else None

    @property
    def is_shared(self) -> bool:
        """Whether there are other bots that see the marks."""
        return self._client is not None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Once":
        """Read VEJVISER_REDIS and VEJVISER_SECRET_KEY."""
        address = environ.get("VEJVISER_REDIS", "")
        return cls(connect(address), environ["VEJVISER_SECRET_KEY"]) if address else cls()

    async def first(self, what: str, seconds: float) -> bool:
        """Tell whether this is the first bot to say so within so many seconds; also when Redis does not answer."""
        if self._client is None:
            return True
        try:
            async with asyncio.timeout(SECONDS):
                # Only a plain no is a no: it may not be Redis that answers.
                return await self._client.set(self._mark(what), b"", nx=True, px=int(seconds * 1000)) is not None
        except Exception as error:
            logger.error("another bot may do the same: %s", type(error).__name__)
            return True

    async def note(self, what: str, seconds: float) -> None:
        """Let all bots know something for so many seconds."""
        await self.first(what, seconds)

    async def take(self, what: str) -> bool:
        """Tell whether something was noted, and forget it; no, when Redis does not answer."""
        if self._client is None:
            return False
        try:
            async with asyncio.timeout(SECONDS):
                return bool(await self._client.delete(self._mark(what)))
        except Exception as error:
            logger.error("what another bot has noted is not known: %s", type(error).__name__)
            return False

    async def word(self, what: str, new: str, seconds: float) -> str:
        """Return the word that all bots have for something: the one that is known, or else this new one from now on.

        Args:
            what: what it stands for.
            new: the word when there is none yet; also when Redis does not answer.
            seconds: how long it is known.
        """
        if self._client is None or self._box is None:
            return new
        name = self._mark(what)
        sealed = self._box.close(name, {"word": new})
        try:
            async with asyncio.timeout(SECONDS):
                known = await self._client.set(name, sealed, nx=True, px=int(seconds * 1000), get=True)
        except Exception as error:
            logger.error("another bot may have another word: %s", type(error).__name__)
            return new
        found = self._box.open(name, known)
        return str(found["word"]) if found else new

    def _mark(self, what: str) -> str:
        return f"vejviser:once:{hmac.new(self._secret, what.encode(), hashlib.sha256).hexdigest()}"
