"""One turn at a time in a conversation, over all bots.

Rasa's own Redis lock reads its tickets and writes them back in two steps, so two bots can hold the same ticket. It
keeps a dead bot's ticket for a minute, and blocks the whole bot while Redis hangs. This is redis-py's lock instead.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockNotOwnedError

from bot.sharing.redis_server import connect

logger = logging.getLogger(__name__)

# A bot that dies in a turn leaves its lock; so long, at most, the next message of that teacher waits.
LOCK_SECONDS = 4.0
RENEW_SECONDS = 1.0
# As long as a turn is waited for at all (bot.channels.turn.TURN_SECONDS).
WAIT_SECONDS = 8.0
STEP_SECONDS = 0.05

# The conversation whose lock this task holds, and the lock's own word.
HELD: ContextVar[tuple[str, bytes] | None] = ContextVar("HELD", default=None)


class Busy(LockError):
    """The conversation's lock was not free in time."""


def lock_key(sender: str) -> str:
    """Return the name of a conversation's lock in Redis."""
    return f"vejviser:lock:{sender}"


@asynccontextmanager
async def held(client: "Redis[bytes]", sender: str, seconds: float = WAIT_SECONDS) -> AsyncIterator[None]:
    """Hold a conversation's lock, and renew it for as long as this process lives.

    Args:
        client: Redis.
        sender: the conversation's id.
        seconds: how long to wait for it.

    Raises:
        Busy: it was not free in time.
        RedisError: Redis does not answer.
    """
    lock = Lock(client, lock_key(sender), timeout=LOCK_SECONDS, sleep=STEP_SECONDS, thread_local=False)
    if not await lock.acquire(blocking_timeout=seconds):
        raise Busy("the conversation is busy")
    before = HELD.set((sender, lock.local.token))
    renewing = asyncio.ensure_future(_renew(lock))
    try:
        yield
    finally:
        renewing.cancel()
        HELD.reset(before)
        # A turn that was saved is done, whether or not its lock can be given back: it ends by itself.
        with suppress(Exception):
            await lock.release()


async def _renew(lock: Lock) -> None:
    # Its word is gone when the lock is given back. Being cancelled is not enough: redis-py can take that for a timeout.
    while lock.local.token:
        try:
            await asyncio.sleep(RENEW_SECONDS)
            await lock.extend(LOCK_SECONDS, replace_ttl=True)
        except LockNotOwnedError:
            logger.error("a turn lost its lock; what it says will not be kept")
            return
        except Exception as error:
            if lock.local.token:
                logger.error("a lock could not be renewed: %s", type(error).__name__)


class SharedLockStore(LockStore):
    """Rasa's lock store over Redis; one that can be waited for without holding up other conversations."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """Take the address.

        Args:
            endpoint_config: `url` is Redis' address.
        """
        self._client = connect(endpoint_config.url)

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_SECONDS, wait_time_in_seconds: float = STEP_SECONDS
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold a conversation's lock. Rasa's two times are not used: ours are above."""
        async with held(self._client, conversation_id):
            yield TicketLock(conversation_id)
