"""Acute answers on their way: tried until they are delivered or ten minutes have gone, and before everything else."""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.channels.teams.addresses import origin
from bot.channels.teams.courier import Courier, Order, Outcome

logger = logging.getLogger(__name__)

# Their texts are in memory, so there is an end to how many.
MOST_WAITING = 500


@dataclass(frozen=True)
class Pace:
    """How patiently the Connector is tried, in seconds: the first pause, the longest one, the longest that it may ask
    for, the whole time for an ordinary answer, and the whole time for an acute one."""

    first: float = 0.5
    longest: float = 15.0
    longest_asked: float = 60.0
    ordinary: float = 25.0
    acute: float = 600.0

    def pause(self, attempts: int, asked: float | None) -> float:
        """Return how long to wait after so many attempts; what the Connector asks for is honoured."""
        if asked is not None:
            return min(asked, self.longest_asked)
        return min(self.longest, self.first * 2.0 ** min(attempts - 1, 20)) * random.uniform(0.6, 1.0)


@dataclass(eq=False)
class Urgent:
    """One acute answer that is not delivered yet."""

    order: Order
    until: float
    done: "asyncio.Future[str | None]"
    task: "asyncio.Task[None] | None" = None
    # The Connector itself asked for this pause, so nobody cuts it short.
    asked_to_wait: bool = False
    hurry: asyncio.Event = field(default_factory=asyncio.Event)
    tried: asyncio.Event = field(default_factory=asyncio.Event)


class Waiting:
    """The acute answers that are on their way."""

    def __init__(self, courier: Courier, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with none."""
        self._courier = courier
        self._pace = pace
        self._clock = clock
        self._waiting: list[Urgent] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, order: Order) -> "asyncio.Future[str | None]":
        """Take an acute answer and begin to deliver it.

        Returns:
            What becomes the activity's id, or None when it could not be delivered.
        """
        if len(self._waiting) >= MOST_WAITING:
            logger.error("teams: too many acute answers wait; the oldest is given up")
            self._give_up(self._waiting[0])
        done: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        urgent = Urgent(order, self._clock() + self._pace.acute, done)
        self._waiting.append(urgent)
        urgent.task = asyncio.ensure_future(self._deliver(urgent))
        return done

    async def go_first(self, order: Order, seconds: float) -> bool:
        """Let the acute answers to the same host try before an ordinary one.

        One attempt of each is waited for; in the ordinary one's own conversation it must have been delivered.

        Args:
            order: the ordinary one.
            seconds: how long it may wait.

        Returns:
            Whether it may go now.
        """
        host = origin(order.place.service_url)
        before = [urgent for urgent in self._waiting if origin(urgent.order.place.service_url) == host]
        own = [urgent.done for urgent in before if urgent.order.place.conversation == order.place.conversation]
        tries = [asyncio.ensure_future(self._attempted(urgent)) for urgent in before if not urgent.asked_to_wait]
        waited_for: list[asyncio.Future[Any]] = [*tries, *own]
        if waited_for:
            await asyncio.wait(waited_for, timeout=seconds)
        for late in tries:
            late.cancel()
        return all(done.done() for done in own)

    async def close(self) -> None:
        """Give up everything: the process ends."""
        if self._waiting:
            logger.error("teams: %s acute answers were not delivered before the end", len(self._waiting))
        tasks = [urgent.task for urgent in self._waiting if urgent.task]
        for urgent in list(self._waiting):
            self._give_up(urgent)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _attempted(self, urgent: Urgent) -> None:
        if urgent.done.done():
            return
        urgent.tried.clear()
        urgent.hurry.set()
        await urgent.tried.wait()

    def _give_up(self, urgent: Urgent) -> None:
        if urgent.task:
            urgent.task.cancel()
        self._end(urgent, None)

    def _end(self, urgent: Urgent, delivered: str | None) -> None:
        if urgent in self._waiting:
            self._waiting.remove(urgent)
        if not urgent.done.done():
            urgent.done.set_result(delivered)
        urgent.tried.set()

    async def _deliver(self, urgent: Urgent) -> None:
        attempts, outcome = 0, Outcome()
        try:
            while True:
                urgent.hurry.clear()
                outcome = await self._courier.attempt(urgent.order)
                attempts += 1
                urgent.tried.set()
                pause = self._pace.pause(attempts, outcome.wait)
                if not outcome.again or self._clock() + pause > urgent.until:
                    break
                if attempts == 1:
                    logger.error("teams: an acute answer is not delivered yet (%s); it is tried again", outcome.why)
                await self._rest(urgent, pause, outcome.wait is not None)
            if outcome.id is None:
                logger.error("teams: an acute answer was not delivered (%s, %s attempts)", outcome.why, attempts)
            elif attempts > 1:
                logger.warning("teams: an acute answer was delivered after %s attempts", attempts)
        finally:
            self._end(urgent, outcome.id)

    async def _rest(self, urgent: Urgent, pause: float, asked: bool) -> None:
        urgent.asked_to_wait = asked
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await (asyncio.Event() if asked else urgent.hurry).wait()
        urgent.asked_to_wait = False
