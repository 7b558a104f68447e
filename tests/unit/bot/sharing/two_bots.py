"""Two bots that share one Redis, as a test needs them."""

import asyncio
from collections.abc import Awaitable, Callable

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from redis_process import RedisProcess

from bot.sharing.lock_store import SharedLockStore
from bot.sharing.redis_server import connect
from bot.sharing.tracker_store import SharedTrackerStore
from bot.sharing.turns import CURRENT, Turn

SECRET = "en-hemmelighed-som-kun-prøven-kender"  # noqa: S105


class Bot:
    """One bot's two stores, each with connections of its own."""

    def __init__(self, address: str, secret: str = SECRET) -> None:
        self.client = connect(address)
        self.store = SharedTrackerStore(Domain.empty(), client=self.client, secret=secret)
        self.locks = SharedLockStore(EndpointConfig(address))

    async def turn(self, sender: str, words: str, message_id: str | None = None, may_begin: bool = True) -> list[str]:
        """Take a turn as Rasa does. Returns what the teacher has written until now."""
        turn = Turn(message_id, may_begin)
        CURRENT.set(turn)

        async def say(text: str) -> None:
            turn.said.append({"text": text})

        return await self.answer(sender, words, say)

    async def answer(self, sender: str, words: str, say: Callable[[str], Awaitable[None]]) -> list[str]:
        """Lock, read, say how many messages there are, and save."""
        async with self.locks.lock(sender):
            tracker = await self.store.get_or_create_tracker(sender)
            tracker.update(UserUttered(words, intent={"name": "report_concern"}))
            await asyncio.sleep(0.01)
            await say(f"{len(written(tracker))}: {words}")
            tracker.update(ActionExecuted("action_listen"))
            await self.store.save(tracker)
        return written(tracker)


def written(tracker: DialogueStateTracker | None) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


Story = Callable[[Bot, Bot], Awaitable[None]]


def with_two_bots(server: RedisProcess, story: Story) -> None:
    async def whole() -> None:
        one, two = Bot(server.address), Bot(server.address)
        await one.client.flushall()
        await story(one, two)

    asyncio.run(whole())
