"""What two bots' engines answer their doors when they share conversations: the socket's orders, over a real Redis."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from redis_process import RedisProcess
from two_bots import Bot

from bot import engine

Ask = Callable[..., Awaitable[list[dict[str, Any]]]]


class Agent:
    """Stands for Rasa, with the real stores."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.tracker_store = bot.store

    async def handle_message(self, message: UserMessage) -> None:
        async def say(text: str) -> None:
            await message.output_channel.send_response(message.sender_id, {"text": text})

        await self._bot.answer(message.sender_id, message.text, say)


async def ask(path: Path, **order: Any) -> list[dict[str, Any]]:
    """One order over a connection of its own."""
    reader, writer = await asyncio.open_unix_connection(str(path))
    defaults = {"sender": "a", "channel": "web", "metadata": {}, "until": time.monotonic() + 5}
    writer.write(json.dumps({**defaults, **order}).encode() + b"\n")
    lines = [json.loads(line) for line in (await reader.read()).splitlines()]
    writer.close()
    return [line for line in lines if "measured" not in line]


def with_two_engines(server: RedisProcess, folder: Path, story: Callable[[Ask, Ask], Awaitable[None]]) -> None:
    async def whole() -> None:
        bots = [Bot(server.address), Bot(server.address)]
        await bots[0].client.flushall()
        paths = [folder / "one.sock", folder / "two.sock"]
        served = [
            await asyncio.start_unix_server(partial(engine.converse, Agent(bot)), str(path))
            for bot, path in zip(bots, paths, strict=True)
        ]
        await story(partial(ask, paths[0]), partial(ask, paths[1]))
        for one in served:
            one.close()

    asyncio.run(whole())


def test_a_message_that_is_repeated_at_the_other_bot_gets_the_same_answer(
    shared_redis: RedisProcess, tmp_path: Path
) -> None:
    async def story(one: Ask, two: Ask) -> None:
        first = await one(order="turn", text="hej", message_id="id-1")
        assert first == [{"said": {"text": "1: hej"}}, {"done": True}]
        again = await two(order="turn", text="hej", message_id="id-1")
        assert again == first
        assert await two(order="turn", text="ja", message_id="id-2") == [{"said": {"text": "2: ja"}}, {"done": True}]

    with_two_engines(shared_redis, tmp_path, story)


def test_what_is_over_is_told_so_and_what_is_first_begins(shared_redis: RedisProcess, tmp_path: Path) -> None:
    async def story(one: Ask, two: Ask) -> None:
        assert await one(order="turn", text="hej", may_begin=False) == [{"failed": "UnknownConversation"}]
        await one(order="turn", text="hej", message_id="id-1", may_begin=True)
        assert await two(order="exists") == [{"done": True}]
        assert await two(order="undo", message_id="id-0") == [{"done": {"undone": False, "danger": False}}]
        assert await two(order="undo", message_id="id-1") == [{"done": {"undone": True, "danger": False}}]
        assert await two(order="forget") == [{"done": True}]
        assert await one(order="exists") == [{"done": False}]
        assert await one(order="turn", text="hej igen", may_begin=False) == [{"failed": "UnknownConversation"}]
        assert await one(order="store") == [{"done": True}]

    with_two_engines(shared_redis, tmp_path, story)


def test_without_redis_the_door_hears_at_once_that_the_turn_failed(own_redis: RedisProcess, tmp_path: Path) -> None:
    async def story(one: Ask, two: Ask) -> None:
        await one(order="turn", text="hej")
        own_redis.kill()
        begun = time.monotonic()
        assert "failed" in (await two(order="turn", text="ja"))[-1]
        assert "failed" in (await two(order="exists"))[-1]
        assert await two(order="store") == [{"done": False}]
        assert time.monotonic() - begun < 2
        own_redis.start()
        assert (await two(order="turn", text="ja"))[0] == {"said": {"text": "2: ja"}}

    with_two_engines(own_redis, tmp_path, story)
