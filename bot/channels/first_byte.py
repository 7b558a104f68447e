"""An answer whose first byte comes at once, so that a proxy can tell a slow turn from a bot that is frozen.

A turn may take 8 seconds. A space in front of a JSON object changes nothing in it, so spaces go ahead of a slow
answer. nginx waits less than a second for each (deploy/nginx/edge.conf.template) and then asks another bot, where the
same message is answered once.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse

# A quarter of what nginx waits, so that one that is late by chance is no reason to ask another.
SECONDS = 0.2


async def with_first_byte(request: Request, work: Coroutine[Any, Any, HTTPResponse]) -> HTTPResponse | None:
    """Answer as the work says; a slow one begins with spaces, and its status is then 200 whatever it says.

    Args:
        request: the request that is answered.
        work: makes the answer, a JSON object. It is ended when nobody waits for it any more.

    Returns:
        The answer, or None when it was sent piece by piece.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=SECONDS)
        if task.done():
            return task.result()
        sent: HTTPResponse = await request.respond(status=200, content_type="application/json")
        while not task.done():
            await sent.send(" ")
            await asyncio.wait({task}, timeout=SECONDS)
        await sent.send(task.result().body)
        await sent.eof()  # type: ignore[no-untyped-call]
        return None
    finally:
        task.cancel()
