"""A slow answer shows at once that somebody is at work on it."""

import asyncio
import itertools
import json
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels import first_byte
from bot.channels.first_byte import with_first_byte
from bot.channels.headers import guard

NUMBERS = itertools.count()
# What nginx waits for the first byte, and for each after it (deploy/nginx/edge.conf.template).
PATIENCE = 0.8

Story = Callable[[str], Awaitable[None]]
Work = Callable[[], Awaitable[HTTPResponse]]


def with_server(work: Work, story: Story) -> None:
    """Run a story with the address of a real server that answers by a piece of work."""
    app = Sanic(f"first_byte_{next(NUMBERS)}", configure_logging=False)
    guard(app)

    @app.post("/")
    async def answer(request: Request) -> HTTPResponse | None:
        return await with_first_byte(request, work())  # type: ignore[arg-type]

    async def run() -> None:
        # Sanic rewrites its own methods at each start, once a process; in this mode it keeps the ones it rewrote.
        Sanic.test_mode = True
        listening = socket.create_server(("127.0.0.1", 0))
        server: Any = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        try:
            await story(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        finally:
            server.close()
            await asyncio.sleep(0)

    asyncio.run(run())


def takes(seconds: float, status: int = 200) -> Work:
    """Work of so many seconds."""

    async def work() -> HTTPResponse:
        await asyncio.sleep(seconds)
        return json_response({"messages": ["så længe"]}, status=status, ensure_ascii=False)

    return work


@pytest.mark.parametrize("status", [200, 403])
def test_an_answer_that_is_ready_is_sent_as_it_is(status: int) -> None:
    async def story(url: str) -> None:
        async with aiohttp.ClientSession() as session, session.post(url) as reply:
            assert reply.status == status
            assert await reply.text() == '{"messages":["så længe"]}'
            assert "Content-Length" in reply.headers

    with_server(takes(0, status), story)


def test_a_slow_answer_is_never_silent_as_long_as_nginx_waits() -> None:
    async def story(url: str) -> None:
        came = [time.monotonic()]
        said = b""
        async with aiohttp.ClientSession() as session, session.post(url) as reply:
            came.append(time.monotonic())
            assert reply.headers["Content-Type"] == "application/json"
            assert reply.headers["Cache-Control"] == "no-store" and "Content-Security-Policy" in reply.headers
            async for part in reply.content.iter_any():
                came.append(time.monotonic())
                said += part
        waited = max(after - before for before, after in itertools.pairwise(came))
        assert waited < PATIENCE
        assert json.loads(said) == {"messages": ["så længe"]}

    with_server(takes(1.2), story)


def test_work_that_nobody_waits_for_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """nginx has given this bot up, and another one has the message."""
    monkeypatch.setattr(first_byte, "SECONDS", 0.05)
    ended: list[str] = []

    async def work() -> HTTPResponse:
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            ended.append("ended")
            raise
        return json_response({})

    async def story(url: str) -> None:
        async with aiohttp.ClientSession() as session:
            reply = await session.post(url)
            reply.close()
            for _ in range(50):
                await asyncio.sleep(0.02)
                if ended:
                    break
        assert ended == ["ended"]

    with_server(work, story)


def test_an_answer_that_fails_on_the_way_is_no_whole_one() -> None:
    """The page then says that it did not come, names 112, and sends the message again with its own id."""

    async def work() -> HTTPResponse:
        await asyncio.sleep(0.4)
        raise ValueError("hemmelig")

    async def story(url: str) -> None:
        async with aiohttp.ClientSession() as session:
            with pytest.raises((aiohttp.ClientError, ValueError)):
                async with session.post(url) as reply:
                    json.loads(await reply.text())

    with_server(work, story)
