"""The server of the doors: our channels, their headers, and their health. Rasa's own HTTP API is not in it."""

import asyncio
from typing import Any

from rasa.core.channels.channel import InputChannel, register
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, redirect

from bot.channels.headers import guard
from bot.channels.health import add_health
from bot.channels.json_requests import BODY_BYTES
from bot.channels.proxies import stand_behind
from bot.channels.turn import TURN_SECONDS
from deploy.sanic_fixes import refuse_negative_bodies


def build(name: str, channels: list[InputChannel], agent: Any) -> Sanic:
    """Return the server, ready to run.

    Args:
        name: the server's name in its own log.
        channels: the doors.
        agent: what takes their messages: `handle_message`, `tracker_store`, and perhaps `state`, `keep` and `stop`.
    """
    refuse_negative_bodies()
    app = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = BODY_BYTES
    app.config.REQUEST_TIMEOUT = 15
    # The turns under way are answered first: a new version costs nobody a message.
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = TURN_SECONDS + 0.5
    app.ctx.agent = agent
    register(channels, app, route="/webhooks/")
    guard(app)
    stand_behind(app, agent)

    @app.get("/")
    async def root(request: Request) -> HTTPResponse:
        return redirect("/chat/", status=308)

    add_health(app, channels, agent)

    if hasattr(agent, "keep"):

        @app.after_server_start
        async def start(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            app.ctx.keeping = asyncio.ensure_future(agent.keep())

        @app.after_server_stop
        async def stop(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            app.ctx.keeping.cancel()
            agent.stop()

    return app
