"""What the doors tell of themselves: whether they live, whether a turn can be taken now, and how Rasa is."""

import time
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

# The address is open. However often it is asked, the store is asked no more often than this.
STORE_SECONDS = 1.0


class Store:
    """Whether the conversations can be reached, as it was at most a second ago."""

    def __init__(self, agent: Any) -> None:
        """Name the agent; without `store_answers` its store is in memory and always there."""
        self._agent = agent
        self._asked = float("-inf")
        self._answers = True

    async def answers(self) -> bool:
        """Return whether the store answered when it was last asked. It never fails."""
        if time.monotonic() - self._asked >= STORE_SECONDS:
            self._asked = time.monotonic()
            ask = getattr(self._agent, "store_answers", None)
            self._answers = ask is None or await ask()
        return self._answers


async def readiness(agent: Any, store: Store) -> dict[str, str]:
    """Return whether a turn can be taken now, and what stands in its way.

    The directory and the action server are not asked: without them there is a plan all the same, or one sentence that
    says what to do, and no other bot would do better.

    Args:
        agent: what takes the messages.
        store: its conversations.

    Returns:
        `status` is `ok` or `error`, `rasa` its state, and `store` `ready`, `away` or `unasked` (Rasa is not there).
    """
    state = getattr(agent, "state", "ready")
    word = "unasked" if state != "ready" else "ready" if await store.answers() else "away"
    return {"status": "ok" if word == "ready" else "error", "rasa": state, "store": word}


def add_health(app: Sanic, channels: list[InputChannel], agent: Any) -> None:
    """Add `/health`, `/health/live` and `/health/ready` (docs/contracts.md, section 7).

    Args:
        app: the server of the doors.
        channels: the doors, which may tell of themselves.
        agent: what takes their messages.
    """
    store = Store(agent)

    @app.get("/health")
    async def health(request: Request) -> HTTPResponse:
        state = getattr(agent, "state", "ready")
        said = {"status": "ok" if state == "ready" else "error", "rasa": state}
        for channel in channels:
            # What a door tells of itself does not close the others: the status is Rasa's alone.
            said |= getattr(channel, "health", dict)()
        return json_response(said, status=200 if state == "ready" else 503)

    @app.get("/health/live")
    async def live(request: Request) -> HTTPResponse:
        # Rasa is not asked: the doors start it again themselves, and answer danger meanwhile.
        return json_response({"status": "ok"})

    @app.get("/health/ready")
    async def ready(request: Request) -> HTTPResponse:
        said = await readiness(agent, store)
        return json_response(said, status=200 if said["status"] == "ok" else 503)
