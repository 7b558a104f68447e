"""Which cards stand in a chat, for several bots: an edit that another bot takes changes the answer that it belongs to.

In Redis lies, sealed and for as long as the conversation: the ids that Teams gave the latest answer, and the question
with buttons, as it was said. Without Redis each bot knows of its own alone, in memory.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.channels.conversations import OpenConversation
from bot.channels.teams.replies import Shown
from bot.sharing.redis_server import Box, connect
from bot.tracker_store import IDLE_SECONDS

logger = logging.getLogger(__name__)

# Keeps this key apart from whatever else is made from the same secret. Never change it.
PURPOSE = "vejviser cards 1"
# A Redis that hangs is not waited for: then an answer that is changed comes as a new message.
SECONDS = 0.1


class SharedCards:
    """What stands in each chat."""

    def __init__(self, client: "Redis[bytes] | None" = None, secret: str = "") -> None:
        """Take the way to Redis.

        Args:
            client: Redis; None where there is one bot.
            secret: VEJVISER_SECRET_KEY, the same on every bot.
        """
        self._client = client
        self._box = Box(secret, PURPOSE)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "SharedCards":
        """Read VEJVISER_REDIS and VEJVISER_SECRET_KEY."""
        address = environ.get("VEJVISER_REDIS", "")
        return cls(connect(address), environ["VEJVISER_SECRET_KEY"]) if address else cls()

    @asynccontextmanager
    async def held(self, sender: str, known: OpenConversation) -> AsyncIterator[None]:
        """Hold a conversation's lock here, with `known.kept` as whichever bot answered last has left it.

        Args:
            sender: the conversation's id.
            known: the conversation; one that begins now has nothing to recall.
        """
        async with known.lock:
            if known.kept.told and (found := await self._recall(sender)):
                known.kept = found
            try:
                yield
            finally:
                await self._keep(sender, known.kept)

    async def forget(self, sender: str) -> None:
        """Delete what is known of a chat."""
        if self._client is not None:
            await self._within(self._client.delete(_key(sender)))

    async def _recall(self, sender: str) -> Shown | None:
        if self._client is None:
            return None
        kept = self._box.open(sender, await self._within(self._client.get(_key(sender))))
        if kept is None:
            return None
        question = kept["question"]
        return Shown(kept["latest"], (question[0], question[1]) if question else None, told=True)

    async def _keep(self, sender: str, shown: Shown) -> None:
        if self._client is None:
            return
        sealed = self._box.close(sender, {"latest": shown.latest, "question": shown.question})
        await self._within(self._client.set(_key(sender), sealed, px=int(IDLE_SECONDS * 1000)))

    async def _within(self, asked: Any) -> Any:
        try:
            async with asyncio.timeout(SECONDS):
                return await asked
        except (RedisError, TimeoutError) as error:
            logger.error("teams: what stands in a chat is not known to all bots: %s", type(error).__name__)
            return None


def _key(sender: str) -> str:
    return f"vejviser:cards:{sender}"
