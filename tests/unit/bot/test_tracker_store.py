"""Conversations are forgotten when their time is out."""

import asyncio

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import IDLE_SECONDS, LONGEST_SECONDS, ExpiringTrackerStore


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def conversation(sender: str) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender, [UserUttered("hun er væk hver mandag")])


def test_an_idle_conversation_is_deleted() -> None:
    async def story() -> None:
        clock = Clock()
        store = ExpiringTrackerStore(Domain.empty(), clock=clock)
        await store.save(conversation("a"))
        clock.now = IDLE_SECONDS - 1
        assert await store.retrieve("a") is not None
        clock.now = IDLE_SECONDS
        assert await store.retrieve("a") is None
        assert not store.store

    asyncio.run(story())


def test_a_busy_conversation_ends_after_a_day() -> None:
    async def story() -> None:
        clock = Clock()
        store = ExpiringTrackerStore(Domain.empty(), clock=clock)
        while clock.now < LONGEST_SECONDS:
            await store.save(conversation("a"))
            clock.now += IDLE_SECONDS - 1
        assert await store.retrieve("a") is None

    asyncio.run(story())


def test_others_are_left_alone_and_one_can_be_forgotten_at_once() -> None:
    async def story() -> None:
        clock = Clock()
        store = ExpiringTrackerStore(Domain.empty(), clock=clock)
        await store.save(conversation("a"))
        clock.now = 60
        await store.save(conversation("b"))
        clock.now = IDLE_SECONDS
        assert list(await store.keys()) == ["b"]
        await store.forget("b")
        assert await store.retrieve("b") is None

    asyncio.run(story())
