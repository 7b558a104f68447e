"""Tries something that failed again behind everybody's back, so that health tells the truth also when nobody writes."""

import asyncio
from collections.abc import Awaitable, Callable

# The pause before each time.
SECONDS = 30.0


class Again:
    """Repeats one act until it succeeds."""

    def __init__(self, act: Callable[[], Awaitable[bool]]) -> None:
        """Take the act.

        Args:
            act: returns whether it succeeded, and never fails otherwise.
        """
        self._act = act
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin to repeat it, unless that is going on already."""
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._repeat())

    def close(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()

    async def _repeat(self) -> None:
        while True:
            await asyncio.sleep(SECONDS)
            if await self._act():
                return
