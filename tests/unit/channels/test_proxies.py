"""Behind a proxy: the teacher's address, and who takes a turn while a model is being loaded."""

import asyncio
import socket
from typing import Any

import aiohttp
import pytest
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text

from bot.channels.proxies import stand_behind

ELSEWHERE = {"X-Vejviser-Elsewhere": "yes"}
LOADING = pytest.mark.parametrize("state", ["starting", "no_model", "away", "silent"])


class Agent:
    def __init__(self, state: str) -> None:
        self.state = state


def ask(state: str, headers: dict[str, str], environ: dict[str, str] | None = None) -> tuple[int, str]:
    """One request to a real server; the status and whose address it saw."""
    app = Sanic(f"proxies_{id(headers)}", configure_logging=False)
    stand_behind(app, Agent(state), environ or {})

    @app.post("/who")
    async def who(request: Request) -> HTTPResponse:
        return text(request.remote_addr or "nobody in front")

    async def one() -> tuple[int, str]:
        # Sanic rewrites its own methods at each start, once a process; in this mode it keeps the ones it rewrote.
        Sanic.test_mode = True
        listening = socket.create_server(("127.0.0.1", 0))
        server: Any = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}/who"
            async with aiohttp.ClientSession() as session, session.post(url, headers=headers) as reply:
                return reply.status, await reply.text()
        finally:
            server.close()
            await asyncio.sleep(0)

    return asyncio.run(one())


@LOADING
def test_a_bot_that_cannot_take_a_turn_sends_it_on_to_another(state: str) -> None:
    assert ask(state, ELSEWHERE)[0] == 503


@LOADING
def test_the_last_bot_that_is_asked_answers_itself(state: str) -> None:
    """nginx leaves the header out when nobody else is left."""
    assert ask(state, {})[0] == 200


def test_a_bot_that_can_take_a_turn_takes_it() -> None:
    assert ask("ready", ELSEWHERE)[0] == 200


def test_the_address_is_the_one_that_our_own_proxy_saw() -> None:
    """What the caller wrote in front of it is not believed: the last one is our proxy's."""
    headers = {"X-Forwarded-For": "10.0.0.1, 198.51.100.7"}
    assert ask("ready", headers, {"VEJVISER_PROXIES": "1"}) == (200, "198.51.100.7")


@pytest.mark.parametrize("said", ["", "0", "-1", "one"])
def test_without_a_proxy_no_header_is_believed(said: str) -> None:
    headers = {"X-Forwarded-For": "198.51.100.7"}
    assert ask("ready", headers, {"VEJVISER_PROXIES": said}) == (200, "nobody in front")
