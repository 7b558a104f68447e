"""The other side of an answer, on loopback: Microsoft's token address and the Bot Connector, both scripted."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from token_bench import SETTINGS, TENANT

from bot.channels.http import Http
from bot.channels.teams.connector import Connector, Place
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.urgent import Pace

# Stands in every answer and every token, and must stand in no line of the log.
SAID = "Ring 112, og bliv hos eleven"
TOKEN = "never-to-be-seen-"  # noqa: S105

# The real pace made faster, with room for a machine that is busy; SHORT is for what is never delivered.
FAST = Pace(first=0.01, longest=0.1, ordinary=4.0, acute=8.0)
SHORT = Pace(first=0.01, longest=0.1, ordinary=0.4, acute=0.8)
QUICK_HTTP: dict[str, Any] = {"connect_seconds": 1.0, "total_seconds": 1.0}


@dataclass
class Answer:
    """One scripted answer of the Connector."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass
class Microsoft:
    """What was asked, and what is answered: the script first, then always the usual."""

    url: str = ""
    script: list[Answer] = field(default_factory=list)
    usual: Answer = field(default_factory=Answer)
    token_status: int = 200
    token_seconds: int = 3600
    token_wait: float = 0.0
    proofs: list[dict[str, str]] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    refused_tokens: set[str] = field(default_factory=set)
    elsewhere: list[str] = field(default_factory=list)
    callers: list[Any] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """What the teacher has seen, in order."""
        return [str(entry["body"].get("text")) for entry in self.heard if entry["status"] < 300]

    async def give_token(self, request: web.Request) -> web.StreamResponse:
        """Answer as Entra does."""
        self.proofs.append({name: str(value) for name, value in (await request.post()).items()})
        await asyncio.sleep(self.token_wait)
        if self.token_status != 200:
            body = {"error": "invalid_client", "error_description": TOKEN, "error_codes": [7000222]}
            return web.json_response(body, status=self.token_status)
        said = f"{TOKEN}{len(self.proofs)}"
        return web.json_response({"access_token": said, "expires_in": self.token_seconds, "token_type": "Bearer"})

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Answer as the Connector does."""
        token = request.headers["Authorization"].removeprefix("Bearer ")
        self.callers.append(request.transport and request.transport.get_extra_info("peername"))
        answer = self.script.pop(0) if self.script else self.usual
        status = 401 if token in self.refused_tokens else answer.status
        body = await request.json()
        await asyncio.sleep(answer.seconds)
        self.tokens.append(token)
        self.heard.append({"method": request.method, "path": request.rel_url.raw_path, "body": body, "status": status})
        return web.json_response({"id": f"1:{len(self.heard)}"}, status=status, headers=answer.headers)

    async def lead_away(self, request: web.Request) -> web.StreamResponse:
        """Where no token may come."""
        self.elsewhere.append(request.path)
        return web.json_response({"id": "stolen"})

    def settings(self, **changes: Any) -> TeamsSettings:
        """Return settings that point here."""
        found: TeamsSettings = replace(SETTINGS, **({"authority": self.url, "hosts": (self.url,)} | changes))
        return found

    def place(self, conversation: str = "a:1pL-æ/ø") -> Place:
        """Return a conversation here."""
        bot, user = {"id": "28:bot", "name": "Vejviser"}, {"id": "29:teacher", "name": "Lærer Lærersen"}
        return Place(f"{self.url}/emea/", conversation, TENANT, bot, user)


@asynccontextmanager
async def microsoft() -> AsyncIterator[Microsoft]:
    """Serve on loopback."""
    there = Microsoft()
    app = web.Application()
    app.router.add_post("/{tenant}/oauth2/v2.0/token", there.give_token)
    app.router.add_route("*", "/emea/v3/conversations/{tail:.*}", there.take)
    app.router.add_route("*", "/elsewhere/{tail:.*}", there.lead_away)
    server = TestServer(app)
    await server.start_server()
    there.url = f"http://127.0.0.1:{server.port}"
    try:
        yield there
    finally:
        await server.close()


Scene = Callable[[Microsoft, Connector], Awaitable[None]]


def play(scene: Scene, pace: Pace = FAST, clock: Callable[[], float] = time.monotonic, **settings: Any) -> None:
    """Run a scene with a connector of its own."""

    async def run() -> None:
        async with microsoft() as there:
            connections = Http(**QUICK_HTTP)
            sender = Connector(there.settings(**settings), connections, pace, clock)
            try:
                await scene(there, sender)
            finally:
                await sender.close()
                await connections.close()

    asyncio.run(run())


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return our own lines of the log."""
    return [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
