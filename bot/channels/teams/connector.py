"""What the Teams channel says to teachers: through Microsoft's Bot Connector, patiently, danger first."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bot.channels.http import Http
from bot.channels.teams.courier import Courier, Order, Outcome, Place, order
from bot.channels.teams.credentials import Credentials, NoToken
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.urgent import Pace, Waiting

__all__ = ["Connector", "Place"]

logger = logging.getLogger(__name__)

TYPING_SECONDS = 3.0


class Connector:
    """Delivers activities. Texts are in memory only, and no line of the log holds any.

    A call that timed out may have been heard, and is made again all the same: an answer that comes twice is better than
    one that does not come.
    """

    def __init__(
        self, settings: TeamsSettings, http: Http, pace: Pace | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start without a token: it is fetched at the first activity, or by `prepare`.

        Args:
            settings: this school's.
            http: the connections.
            pace: how patient to be; tests give their own.
            clock: seconds.
        """
        self._pace = pace or Pace()
        self._clock = clock
        self._credentials = Credentials(settings, http, clock)
        self._courier = Courier(settings, http, self._credentials)
        self._waiting = Waiting(self._courier, self._pace, clock)
        self._closed = False
        self._typing: set[asyncio.Future[Outcome]] = set()
        self._delivered = 0
        self._undelivered = 0
        self._failing = False

    async def prepare(self) -> None:
        """Fetch the bot's token ahead of the first answer. It never fails: without network it is fetched later."""
        with suppress(NoToken):
            await self._credentials.token()

    async def send(
        self, place: Place, activity: dict[str, Any], *, reply_to: str | None = None, acute: bool = False
    ) -> str | None:
        """Say something.

        Args:
            place: where.
            activity: what, in the shape of a Bot Framework activity.
            reply_to: the activity that is answered.
            acute: whether it tells what to do in danger: then it goes on being tried for ten minutes.

        Returns:
            The new activity's id, or None when it was not delivered in time.
        """
        made = order("POST", place, activity, reply_to)
        return await (self._send_acute(made) if acute else self._send(made))

    async def update(self, place: Place, activity_id: str, activity: dict[str, Any]) -> bool:
        """Change something that was said.

        Args:
            place: where.
            activity_id: what `send` returned.
            activity: the whole of what is to stand there now.

        Returns:
            Whether it was delivered.
        """
        return await self._send(order("PUT", place, activity, activity_id)) is not None

    async def typing(self, place: Place) -> None:
        """Show that an answer is being written; tried once, and never a failure.

        Who cancels this waits no longer for it. The call itself goes on: cutting it off would close a connection that
        the answer can use.
        """
        if self._closed or len(self._waiting) or not self._credentials.ready:
            return
        call = asyncio.ensure_future(self._courier.attempt(order("POST", place, {"type": "typing"}), TYPING_SECONDS))
        self._typing.add(call)
        call.add_done_callback(self._typing.discard)
        await asyncio.shield(call)

    async def close(self) -> None:
        """Stop delivering."""
        self._closed = True
        self._credentials.close()
        for call in self._typing:
            call.cancel()
        await self._waiting.close()

    def state(self) -> dict[str, Any]:
        """Return how it goes: `teams` is `ready`, `no_token` or `undelivered`, then counts since the start."""
        word = "undelivered" if self._failing or len(self._waiting) else "ready"
        return {
            "teams": word if self._credentials.ready else "no_token",
            "delivered": self._delivered,
            "undelivered": self._undelivered,
            "acute_waiting": len(self._waiting),
        }

    async def _send_acute(self, made: Order) -> str | None:
        if self._closed:
            return None
        done = self._waiting.add(made)
        done.add_done_callback(lambda ended: self._count(ended.result() is not None, outage=ended.result() is None))
        await asyncio.wait({done}, timeout=self._pace.ordinary)
        return done.result() if done.done() else None

    async def _send(self, made: Order) -> str | None:
        until = self._clock() + self._pace.ordinary
        outcome = Outcome(again=True, why="acute_first")
        if await self._waiting.go_first(made, self._pace.ordinary):
            outcome = await self._deliver(made, until)
        self._count(outcome.id is not None, outage=outcome.again)
        if outcome.id is None:
            logger.error("teams: an answer was not delivered (%s)", outcome.why)
        return outcome.id

    async def _deliver(self, made: Order, until: float) -> Outcome:
        attempts = 0
        while not self._closed:
            outcome = await self._courier.attempt(made)
            attempts += 1
            pause = self._pace.pause(attempts, outcome.wait)
            if not outcome.again or self._clock() + pause > until:
                return outcome
            await asyncio.sleep(pause)
        return Outcome(why="closed")

    def _count(self, delivered: bool, outage: bool) -> None:
        self._delivered += delivered
        self._undelivered += not delivered
        self._failing = not delivered and (outage or self._failing)
