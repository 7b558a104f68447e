"""Behind a proxy with several bots: whose address a request has, and when another bot should take it."""

import os
from collections.abc import Mapping
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

# deploy/nginx/edge.conf.template sets it where another bot may still be asked, and never at the last try.
ELSEWHERE = "x-vejviser-elsewhere"
ABLE = ("ready",)


def stand_behind(app: Sanic, agent: Any, environ: Mapping[str, str] = os.environ) -> None:
    """Let the server know its proxies.

    A bot whose model is still being loaded, or whose Rasa hangs, answers danger by rule and asks to wait with the rest.
    Where a proxy can ask a bot that is ready, that is better: it is told so by 503, and nothing has been done.

    Args:
        app: the server of the doors.
        agent: what takes the messages; `state` tells whether it can.
        environ: the environment's variables: VEJVISER_PROXIES, how many proxies of ours stand in front.
    """
    count = environ.get("VEJVISER_PROXIES", "").strip()
    if count.isdecimal() and int(count):
        app.config.PROXIES_COUNT = int(count)

    @app.on_request
    async def send_elsewhere(request: Request) -> HTTPResponse | None:
        if request.headers.get(ELSEWHERE) and getattr(agent, "state", "ready") not in ABLE:
            return empty(status=503)
        return None
