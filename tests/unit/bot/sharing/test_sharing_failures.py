"""Shared conversations when a bot or Redis dies, hangs or comes back, and what somebody finds who opens Redis."""

import asyncio
import contextlib
import time

import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from redis.asyncio.lock import Lock
from redis.exceptions import RedisError
from redis_process import RedisProcess
from two_bots import SECRET, Bot, with_two_bots, written

from bot.sharing import lock_store
from bot.sharing.lock_store import Busy, held, lock_key
from bot.sharing.redis_server import Box
from bot.sharing.tracker_store import LostLock

WORDS = "hun er væk hver mandag"


def test_nothing_that_was_written_can_be_read_in_redis_or_its_files(own_redis: RedisProcess) -> None:
    async def story(one: Bot, two: Bot) -> None:
        await one.turn("a", WORDS, "id-1")
        kept = await two.client.get("vejviser:conversation:a")
        assert await Bot(own_redis.address, SECRET[::-1]).store.retrieve("a") is None
        # A sealed conversation that is moved to another's place is nobody's.
        await two.client.set("vejviser:conversation:b", kept)
        assert await two.store.retrieve("b") is None

    with_two_bots(own_redis, story)
    own_redis.kill()
    files = own_redis.files()
    assert b"vejviser:conversation:a" in files, "the test has looked into the right files"
    for piece in (WORDS, "mandag", "report_concern"):
        assert piece.encode() not in files
    own_redis.start()


def test_the_same_words_are_sealed_differently_for_each_purpose() -> None:
    assert Box(SECRET, "one").open("a", Box(SECRET, "two").close("a", {})) is None
    assert Box(SECRET, "one").open("a", Box(SECRET, "one").close("a", {"x": 1})) == {"x": 1}


def test_a_bot_that_dies_in_a_turn_is_waited_for_some_seconds_only(shared_redis: RedisProcess) -> None:
    async def story(_one: Bot, two: Bot) -> None:
        # What a killed bot leaves: its lock, which nobody renews.
        await two.client.set(lock_key("a"), b"dead", px=int(lock_store.LOCK_SECONDS * 1000))
        begun = time.monotonic()
        assert await two.turn("a", "hej") == ["hej"]
        assert time.monotonic() - begun < lock_store.LOCK_SECONDS + 0.5 < 8

    with_two_bots(shared_redis, story)


def test_a_long_turn_keeps_its_lock_and_a_lost_one_keeps_nothing(
    shared_redis: RedisProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_store, "LOCK_SECONDS", 0.3)
    monkeypatch.setattr(lock_store, "RENEW_SECONDS", 0.1)

    async def story(one: Bot, two: Bot) -> None:
        async with held(one.client, "a"):
            await asyncio.sleep(0.7)
            with pytest.raises(Busy):
                async with held(two.client, "a", seconds=0.2):
                    pass
            # As if this bot had been stopped for so long that another answered.
            await two.client.delete(lock_key("a"))
            await two.turn("a", "den andens")
            with pytest.raises(LostLock):
                await one.store.save(DialogueStateTracker.from_events("a", [UserUttered("den sene")]))
        assert written(await one.store.retrieve("a")) == ["den andens"]

    with_two_bots(shared_redis, story)


def test_nobody_renews_a_lock_that_was_given_back_even_if_it_was_not_heard_that_it_should_end(
    shared_redis: RedisProcess, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lock_store, "RENEW_SECONDS", 0.05)
    began: list[bool] = []

    async def deaf(*_given: object, **_more: object) -> bool:
        began.append(True)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(30)
        return True

    monkeypatch.setattr(Lock, "extend", deaf)

    async def story(one: Bot, _two: Bot) -> None:
        others = asyncio.all_tasks()
        async with held(one.client, "a"):
            await asyncio.sleep(0.15)
        await asyncio.sleep(0.2)
        assert asyncio.all_tasks() == others

    with_two_bots(shared_redis, story)
    assert began == [True] and not caplog.records


def test_a_turn_that_is_ended_gives_its_lock_back(shared_redis: RedisProcess) -> None:
    async def story(one: Bot, two: Bot) -> None:
        async def hangs() -> None:
            async with one.locks.lock("a"):
                await asyncio.sleep(30)

        task = asyncio.ensure_future(hangs())
        while not await two.client.exists(lock_key("a")):
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert not await two.client.exists(lock_key("a"))

    with_two_bots(shared_redis, story)


def test_redis_that_dies_is_told_at_once_and_everything_is_there_when_it_is_back(own_redis: RedisProcess) -> None:
    async def story(one: Bot, two: Bot) -> None:
        await one.turn("a", "før")
        own_redis.kill()
        begun = time.monotonic()
        with pytest.raises(RedisError):
            await one.turn("a", "imens")
        assert time.monotonic() - begun < 1
        assert not await two.store.answers()
        own_redis.start()
        assert await two.store.answers()
        assert await one.turn("a", "efter") == ["før", "efter"]

    with_two_bots(own_redis, story)


@pytest.mark.usefixtures("short_locks")
def test_redis_that_dies_in_the_middle_of_a_turn_loses_that_turn_alone(own_redis: RedisProcess) -> None:
    async def story(one: Bot, two: Bot) -> None:
        await one.turn("a", "før")
        with pytest.raises(RedisError):
            async with one.locks.lock("a"):
                tracker = await one.store.get_or_create_tracker("a")
                own_redis.kill()
                await one.store.save(tracker)
        own_redis.start()
        assert await two.turn("a", "efter") == ["før", "efter"]

    with_two_bots(own_redis, story)


@pytest.mark.usefixtures("short_locks")
def test_redis_that_hangs_holds_nobody_up_for_long(own_redis: RedisProcess) -> None:
    async def story(one: Bot, _two: Bot) -> None:
        await one.turn("a", "før")
        own_redis.freeze()
        begun = time.monotonic()
        many = await asyncio.gather(*(one.turn(sender, "imens") for sender in "abcdefgh"), return_exceptions=True)
        assert all(isinstance(found, RedisError) for found in many)
        # Eight teachers wait as long as one: nothing blocks.
        assert time.monotonic() - begun < 5
        own_redis.thaw()
        assert (await one.turn("a", "efter"))[-1] == "efter"

    with_two_bots(own_redis, story)
