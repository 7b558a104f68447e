"""The real Teams channel over HTTP on loopback, between the test's Connector and a handler in the place of Rasa."""

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fake_connector import Microsoft, microsoft
from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from token_bench import Provider, connector

from bot.channels.http import Http
from bot.channels.server import build
from bot.channels.teams.channel import TeamsInput
from bot.channels.teams.connector import Connector
from bot.channels.teams.settings import HOSTS
from bot.channels.teams.tokens import Inspector

Handler = Callable[[UserMessage], Awaitable[None]]
NUMBERS = itertools.count()


@dataclass
class Door:
    """The open door, and both sides of Microsoft."""

    url: str
    provider: Provider
    there: Microsoft
    asked: list[UserMessage]


class Store:
    """Remembers nothing."""

    async def exists(self, sender: str) -> bool:
        """Say that the conversation is not known."""
        return False

    async def forget(self, sender: str) -> None:
        """Forget what is not known."""


async def answer(message: UserMessage) -> None:
    """Say one sentence."""
    await message.output_channel.send_response(message.sender_id, {"text": "Hvor gammel er eleven?"})


@asynccontextmanager
async def door(folder: Path, handler: Handler = answer, desk: Any = None) -> AsyncIterator[Door]:
    """Open the door.

    Args:
        folder: where the file of follow-ups may be.
        handler: what answers in the place of Rasa.
        desk: the way to the school's inbox.
    """
    async with connector() as provider, microsoft() as there:
        asked: list[UserMessage] = []

        async def handle(message: UserMessage) -> None:
            asked.append(message)
            await handler(message)

        http = Http()
        places = {"metadata_url": provider.metadata_url, "follow_ups": folder / "follow_ups.sqlite3"}
        settings = there.settings(hosts=(there.url, *HOSTS), **places)
        connects = Connector(settings, http)
        channel = TeamsInput(settings, Inspector(settings, http), connects, "a key for tests alone", desk=desk)
        agent: Any = SimpleNamespace(handle_message=handle, tracker_store=Store(), state="ready", life=1)
        app = build(f"teams_door_{next(NUMBERS)}", [channel], agent)
        # Sanic rewrites its own methods at each start, once a process; in this mode it keeps the ones it rewrote.
        Sanic.test_mode = True
        listening = socket.create_server(("127.0.0.1", 0))
        server: Any = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.after_start()
        try:
            yield Door(f"http://127.0.0.1:{listening.getsockname()[1]}", provider, there, asked)
        finally:
            await server.before_stop()
            server.close()
            await http.close()
            await asyncio.sleep(0)
